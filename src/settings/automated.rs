/// Variables that a build server or a hook sets. Most build servers set `CI`.
const VARIABLES: [&str; 11] = [
    "CI",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "TF_BUILD",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "CODEBUILD_BUILD_ID",
    "BUILDKITE",
    "PRE_COMMIT",
    // Set by git for the hooks of a commit and of a push to a server.
    "GIT_INDEX_FILE",
    "GIT_QUARANTINE_PATH",
];

/// Whether no one named the tree by hand: the run is one of a build server or of a hook.
pub(super) fn is_automated() -> bool {
    let is_set = |name: &&str| {
        std::env::var_os(name)
            .is_some_and(|value| !["", "0", "false"].iter().any(|no| value.eq_ignore_ascii_case(no)))
    };
    VARIABLES.iter().any(is_set)
}
