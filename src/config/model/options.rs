/// What a lint cannot read from a configuration, because only the people who run the server know it.
#[derive(Debug, Clone, Default)]
pub struct LintOptions {
    /// How many clients are connected at the same time at most.
    pub users: Option<u64>,
    /// How many CPU cores the server has.
    pub cores: Option<u64>,
    /// The groups that own mail of other users, in place of those that the lint knows.
    pub mail_access_groups: Option<Vec<String>>,
    /// Whether they also want to know what is right and could be tidier.
    pub is_pedantic: bool,
}
