//! The keys of `dovelint.toml`: what the reader takes, what the schema for editors says.

use crate::finding::Profile;
use crate::schema::Version;
use crate::settings::layer::{At, Layer, OptionsLayer};
use crate::settings::{Color, FailOn, Format};

/// Where a value goes.
type Slot<T> = fn(&mut Layer) -> &mut Option<At<T>>;

/// What a key takes.
pub(in crate::settings) enum Takes {
    Version(Slot<Version>),
    Profile(Slot<Profile>),
    FailOn(Slot<FailOn>),
    Format(Slot<Format>),
    Color(Slot<Color>),
    Flag(Slot<bool>),
    /// What a file can turn on and only the command line off.
    TurnedOn(Slot<bool>),
    /// What a file can turn off and only the command line on.
    TurnedOff(Slot<bool>),
    /// A path, relative to the settings file.
    Place(Slot<String>),
    /// Patterns of paths, as in `.gitignore`.
    Patterns(Slot<Vec<String>>),
    /// Names of lints and groups.
    Names(Slot<Vec<String>>),
    /// A table: from the path that is named to the place in this tree.
    Remap,
    /// A table: from a lint or a group to its level.
    Levels,
    /// A table: the options of lints.
    Options,
    /// Tables with `paths`.
    Overrides,
}

/// A key.
pub(in crate::settings) struct Key {
    pub name: &'static str,
    pub says: &'static str,
    /// Whether an override may hold it.
    pub is_local: bool,
    pub takes: Takes,
}

const fn key(name: &'static str, is_local: bool, takes: Takes, says: &'static str) -> Key {
    Key { name, says, is_local, takes }
}

/// Every key, in the order in which they are shown.
pub(in crate::settings) static KEYS: &[Key] = &[
    key(
        "dovecot",
        true,
        Takes::Version(|layer| &mut layer.dovecot),
        "Dovecot version to check against: 2.3, 2.4 or X.Y.Z; by default detected from the configuration.",
    ),
    key("profile", true, Takes::Profile(|layer| &mut layer.profile), "How strict to be."),
    key(
        "select",
        true,
        Takes::Names(|layer| &mut layer.select),
        "Run only these lints or groups, whatever the profile.",
    ),
    key("ignore", true, Takes::Names(|layer| &mut layer.ignore), "Skip these lints or groups."),
    key(
        "fail-on",
        false,
        Takes::FailOn(|layer| &mut layer.fail_on),
        "Lowest severity that makes the exit code 1.",
    ),
    key("format", false, Takes::Format(|layer| &mut layer.format), "How to print the findings."),
    key("color", false, Takes::Color(|layer| &mut layer.color), "When to use colours."),
    key("quiet", false, Takes::Flag(|layer| &mut layer.quiet), "Print only the findings."),
    key(
        "statistics",
        false,
        Takes::Flag(|layer| &mut layer.statistics),
        "Print a count per lint instead of the findings.",
    ),
    key(
        "unsafe-fixes",
        false,
        Takes::Flag(|layer| &mut layer.unsafe_fixes),
        "With --diff, also show fixes that change what Dovecot does; --fix applies them when the command line says so.",
    ),
    key(
        "baseline",
        false,
        Takes::Place(|layer| &mut layer.baseline),
        "Hide the findings recorded in this file, which must be in the folder of the settings file or below.",
    ),
    key(
        "ignores",
        false,
        Takes::Flag(|layer| &mut layer.ignores),
        "Whether suppression comments are honoured.",
    ),
    key(
        "require-reason",
        false,
        Takes::Flag(|layer| &mut layer.require_reason),
        "Whether a suppression must give a reason: runs the lint ignore-without-reason.",
    ),
    key(
        "confine",
        false,
        Takes::TurnedOn(|layer| &mut layer.confine),
        "Read nothing outside the repository or the main file's folder; only the option turns it off.",
    ),
    key(
        "exclude",
        false,
        Takes::Patterns(|layer| &mut layer.exclude),
        "Skip what matches these patterns, written as in .gitignore, when folders are searched for configurations.",
    ),
    key(
        "gitignore",
        false,
        Takes::Flag(|layer| &mut layer.gitignore),
        "Whether .gitignore files are honoured where folders are searched for configurations.",
    ),
    key(
        "host",
        false,
        Takes::TurnedOff(|layer| &mut layer.host),
        "Whether units of systemd, cron and sysctl files of the repository are judged with it; only the option reads a machine.",
    ),
    key("remap", false, Takes::Remap, "Maps an absolute include path to a path relative to this file."),
    key(
        "lints",
        true,
        Takes::Levels,
        "The level of a lint or a group; it also switches on a lint of another profile.",
    ),
    key("options", false, Takes::Options, "Facts about the server for some lints."),
    key(
        "overrides",
        false,
        Takes::Overrides,
        "Other settings for some files; later ones win over earlier ones.",
    ),
];

/// Keys that are options of the command line alone, and why.
pub(in crate::settings) static NOT_HERE: &[(&str, &str)] = &[
    ("fix", "linting must not write files because of a settings file; give `--fix`"),
    ("diff", "give `--diff` on the command line"),
    ("output", "a settings file must not say which file is overwritten; give `--output`"),
    ("stdin-filename", "give `--stdin-filename`"),
    ("config", "a settings file cannot include another one; give `--config`"),
    ("no-ignores", "write `ignores = false`"),
    ("no-gitignore", "write `gitignore = false`"),
    ("write-baseline", "give `--write-baseline` on the command line"),
];

/// The numbers in `[options]`.
pub(in crate::settings) struct Number {
    pub name: &'static str,
    pub says: &'static str,
    pub slot: fn(&mut OptionsLayer) -> &mut Option<At<u64>>,
}

pub(in crate::settings) static NUMBERS: &[Number] = &[
    Number {
        name: "users",
        says: "The maximum number of clients connected at once, used for sizing.",
        slot: |options| &mut options.users,
    },
    Number { name: "cores", says: "How many CPU cores the server has.", slot: |options| &mut options.cores },
];

/// An option of one lint, in `[options."lint-name"]`: a list of strings.
pub(in crate::settings) struct OfLint {
    pub lint: &'static str,
    pub name: &'static str,
    pub says: &'static str,
    pub slot: fn(&mut OptionsLayer) -> &mut Option<At<Vec<String>>>,
}

pub(in crate::settings) static OF_LINTS: &[OfLint] = &[OfLint {
    lint: "mail-access-groups-dangerous",
    name: "groups",
    says: "Groups that own other users' mail; replaces the built-in list.",
    slot: |options| &mut options.mail_access_groups,
}];
