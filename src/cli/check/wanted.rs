use crate::cli::CheckArgs;
use crate::finding::{Lint, Profile};
use crate::schema;

/// Which lints to run.
pub(super) struct Wanted {
    profile: Profile,
    select: Vec<String>,
    ignore: Vec<String>,
    /// Whether comments in the text count.
    pub(super) honours_ignores: bool,
}

impl Wanted {
    /// What the options ask for.
    ///
    /// # Errors
    /// A name that is neither a lint nor a group.
    pub(super) fn new(args: &CheckArgs) -> Result<Wanted, String> {
        for name in args.select.iter().chain(&args.ignore) {
            if !crate::lints::all().any(|lint| lint.name == name || lint.group == name) {
                let known = crate::lints::all().flat_map(|lint| [lint.name, lint.group]);
                let hint = schema::nearest(name, known)
                    .map_or("`dovelint lints` lists what there is".to_owned(), |near| {
                        format!("did you mean `{near}`?")
                    });
                return Err(format!("no lint and no group is called `{name}`; {hint}"));
            }
        }
        Ok(Wanted {
            profile: args.profile.into(),
            select: args.select.clone(),
            ignore: args.ignore.clone(),
            honours_ignores: !args.no_ignores,
        })
    }

    /// Whether to run a lint.
    pub(super) fn has(&self, lint: &Lint) -> bool {
        let named = |names: &[String]| names.iter().any(|name| *name == lint.name || *name == lint.group);
        let chosen = if self.select.is_empty() { lint.profile <= self.profile } else { named(&self.select) };
        chosen && !named(&self.ignore)
    }
}
