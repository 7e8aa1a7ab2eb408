use crate::config::model::obsolete::Obsolete;
use crate::config::value::Flaw;
use crate::schema::{Kind, Setting};
use crate::source::Span;
use crate::text::Quote;

/// Something that Dovecot refuses, or warns of, while it reads the statements one by one.
///
/// Lints turn problems into findings; each kind belongs to one lint. Checks of whole sections, which
/// Dovecot makes at the end, are lints of their own over the effective values.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// The statement that Dovecot names, as an index into the document.
    pub statement: Option<usize>,
    /// What to underline.
    pub span: Span,
    /// The mistake above that makes this wrong, when this is only where Dovecot stops.
    pub cause: Option<Cause>,
}

/// A mistake that makes something below it wrong.
#[derive(Debug, Clone)]
pub struct Cause {
    /// What it is.
    pub kind: CauseKind,
    /// Where it is.
    pub span: Span,
    /// The head of the section, or the name of the setting.
    pub text: Quote,
    /// The file and the line number.
    pub place: String,
}

/// See [`Cause`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CauseKind {
    /// A section that is never closed.
    Unclosed,
    /// A setting whose value ends in the `{` of what was meant to be a section.
    BraceInValue,
}

/// See [`Problem`].
#[derive(Debug, Clone)]
pub enum ProblemKind {
    /// `}` with nothing open.
    UnexpectedClose,
    /// A section that is never closed; the statement is its head.
    Unclosed,
    /// Text after the `{`.
    Garbage,
    /// Neither `=` nor `{`.
    NoBrace,
    /// A known setting without `=`.
    NoEquals(&'static Setting),
    /// A backslash before this byte, or at the end.
    BadEscape(Option<u8>),
    /// A statement above `dovecot_config_version` that 2.4.2 and later pass over.
    IgnoredBeforeVersion,
    /// A here document without its end marker.
    HeredocOpen,
    /// A here document where none is allowed.
    HeredocNotAllowed,
    /// `=` with nothing before it.
    NoKey,

    /// A filter or a section inside another one where it may not be.
    FilterNesting {
        /// The word that opens the outer one.
        outer: String,
        /// The word that opens the inner one.
        inner: String,
    },
    /// A network that is not inside that of the same filter around it.
    NetworkOutside,
    /// A network after `/` that is none.
    BadMask,
    /// A network that is no address and no name.
    BadAddress,
    /// A network written as a name, which is looked up in the DNS.
    NetworkName,
    /// A setting of the `auth` struct inside `local`, `local_name` or `remote`.
    AuthInFilter,
    /// `$name` for a name that is no setting; `true` when Dovecot notices while parsing.
    UnknownVariable {
        /// The name, without `$` or `$SET:`.
        name: Quote,
        /// Whether `doveconf -n` refuses it, or only the server does.
        at_parse: bool,
    },
    /// `$name` for a setting that is no text.
    ListVariable(Quote),
    /// `$SET:` in a setting that holds a file.
    VariableInFile,
    /// A group inside a section.
    GroupNotTop,
    /// A use of a group, or a filter, inside a group.
    GroupInGroup,
    /// A group that is not defined (above).
    UnknownGroup,
    /// A `$` in the use of a group.
    GroupVariable,
    /// A setting that may not be in a group.
    NotInGroup,

    /// A name that no version of this series knows in this place.
    UnknownSetting {
        /// The section it is in, as Dovecot would print it; empty at the top.
        section: String,
        /// The table in which a near miss may be found.
        scope: &'static str,
    },
    /// A setting of an older or newer version of this series.
    WrongVersion(&'static Setting),
    /// A section type that does not exist here.
    UnknownSection {
        /// The section it is in; empty at the top.
        section: String,
    },
    /// A value that is not of the setting's type.
    BadValue {
        /// The setting.
        setting: &'static Setting,
        /// Its type in this version.
        kind: Kind,
        /// What is wrong.
        flaw: Flaw,
    },
    /// 2.4: a section written as a setting.
    SectionAsSetting {
        /// The section.
        setting: &'static Setting,
        /// Whether Dovecot refuses it; a value with `$SET:` does nothing.
        refused: bool,
    },
    /// 2.4: a string list written as a setting.
    ListAsSetting(&'static Setting),
    /// A plain setting used as a section.
    BlockOnSetting {
        /// The setting.
        setting: &'static Setting,
        /// Whether this version refuses it.
        refused: bool,
    },
    /// 2.4: a list block with a name.
    NamedList {
        /// The list.
        setting: &'static Setting,
        /// Whether this version refuses it.
        refused: bool,
    },
    /// 2.4: a section without its name.
    MissingName(&'static Setting),
    /// 2.4: a name on a section that takes none.
    UnwantedName(&'static Setting),
    /// 2.4: a name that begins with `__`.
    ReservedName,
    /// 2.4: a section without the setting that it needs.
    MissingRequired(&'static Setting),
    /// 2.3: a named passdb or userdb that exists already.
    DuplicateDatabase,
    /// 2.3: a section inside `plugin {}` or `dict {}`.
    SectionInList,
    /// 2.4: several names in one `local_name`.
    SeveralNames,

    /// 2.4: the first setting is not `dovecot_config_version`.
    VersionMissing,
    /// 2.4: a version that this Dovecot does not support, or no text.
    VersionUnsupported,
    /// 2.4: the version is set twice with different values.
    VersionChanged,
    /// 2.4: `dovecot_storage_version` is not set at the top level.
    StorageVersionMissing,

    /// A name or a value of an older version that 2.3 still reads and warns of.
    Obsolete(Obsolete),
    /// A workaround that does nothing any more.
    ObsoleteWorkaround(&'static str),
    /// A global setting after a filter that set it.
    GlobalAfterFilter {
        /// The earlier one.
        earlier: Span,
    },
    /// 2.3: `type = value` where `type` is a section.
    SectionTypeAsSetting(&'static Setting),
}
