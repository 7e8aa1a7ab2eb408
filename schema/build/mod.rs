//! From the facts in `schema/*.json` to the static tables of `src/schema`: what `build.rs` runs, and what a test
//! runs on facts that it made up.

mod about;
mod code;
mod defaults;
mod external;
mod groups;
#[path = "../../src/schema/hash.rs"]
mod hash;
mod limits;
mod log;
mod measured;
mod model;
mod pool;
mod services;
mod settings;
mod upgrade;
mod variables;
mod words;

use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;

use model::{
    About, DefaultsChanged, Externals, ListDefaults, LogMessage, Measured, Rename, Series, SeriesFacts,
    Since, UpgradeSettings, UpgradeVariables, UpgradeWords, Variables, Versions,
};
use pool::Pool;

/// The files of facts, by their names in the folder.
pub const FILES: [&str; 14] = [
    "2.3.json",
    "2.4.json",
    "renames.json",
    "list-defaults.json",
    "defaults-changed.json",
    "external.json",
    "variables.json",
    "about.json",
    "measured.json",
    "log/server.json",
    "log/mail.json",
    "upgrade/settings.json",
    "upgrade/words.json",
    "upgrade/variables.json",
];

/// Why no tables can be made of the facts.
#[derive(Debug)]
pub struct Flaw {
    file: String,
    what: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

impl std::error::Error for Flaw {}

/// The Rust code of all tables, from the facts in a folder.
///
/// # Errors
///
/// When a file cannot be read, is not JSON, or holds a field or a value that no one knows; the error names the file
/// and the place in it, such as `settings.acl.defualt`.
pub fn tables(folder: &Path) -> Result<String, Flaw> {
    let mut code = String::new();
    let mut pool = Pool::default();
    let about: About = read(folder, "about.json")?;
    for (series, file) in [(Series::V23, "2.3.json"), (Series::V24, "2.4.json")] {
        let facts: SeriesFacts = read(folder, file)?;
        is_of_known_versions(series, &facts).map_err(|what| flaw(file, what))?;
        versions(&mut code, series, &facts.versions);
        settings::write(&mut code, series, &facts.settings, &mut pool);
        about::of_settings(&mut code, series, &facts.settings, &about);
        if series == Series::V23 {
            defaults::special(&mut code, &facts.settings);
        }
        limits::write(&mut code, series, &facts.settings);
        if let Some(groups) = &facts.built_in_groups {
            groups::write(&mut code, groups);
        }
        services::write(&mut code, series, &facts.services, &mut pool);
        services::groups(&mut code, series, &facts.service_groups);
        words::write(&mut code, series, &facts);
    }
    words::renames(&mut code, read::<Vec<Rename>>(folder, "renames.json")?, &mut pool);
    defaults::of_lists(&mut code, &read::<ListDefaults>(folder, "list-defaults.json")?);
    defaults::by_config_version(&mut code, &read::<DefaultsChanged>(folder, "defaults-changed.json")?);
    external::write(&mut code, &read::<Externals>(folder, "external.json")?);
    variables::write(&mut code, &read::<Variables>(folder, "variables.json")?);
    let mut messages: Vec<LogMessage> = read(folder, "log/server.json")?;
    messages.extend(read::<Vec<LogMessage>>(folder, "log/mail.json")?);
    log::write(&mut code, &messages).map_err(|what| flaw("log", what))?;
    about::of_names(&mut code, &about);
    measured::write(&mut code, &read::<Measured>(folder, "measured.json")?);
    upgrade::settings(&mut code, &read::<UpgradeSettings>(folder, "upgrade/settings.json")?, &mut pool);
    upgrade::words(&mut code, &read::<UpgradeWords>(folder, "upgrade/words.json")?);
    upgrade::variables(&mut code, &read::<UpgradeVariables>(folder, "upgrade/variables.json")?);
    pool.write(&mut code);
    Ok(code)
}

fn flaw(file: &str, what: String) -> Flaw {
    Flaw { file: format!("schema/{file}"), what }
}

/// That no setting came with a version newer than the newest.
fn is_of_known_versions(series: Series, facts: &SeriesFacts) -> Result<(), String> {
    let newest = facts.versions.newest.patch(series);
    for (name, setting) in &facts.settings {
        let changed = setting.changed.iter().map(|changed| &changed.version);
        if changed.chain(&setting.added).chain(&setting.removed).any(|version| version.patch(series) > newest)
        {
            return Err(format!("settings.{name}: is of a version newer than `versions.newest`"));
        }
    }
    Ok(())
}

/// Adds the newest versions of a series.
fn versions(code: &mut String, series: Series, versions: &Versions) {
    let mut line = |docs: &str, name: &str, version: &Since| {
        let _ = writeln!(code, "/// {docs}\npub(super) const {name}: u8 = {};", version.patch(series));
    };
    let name = format!("NEWEST_{}", series.suffix());
    line("The patch number of the newest version of this line.", &name, &versions.newest);
    if let Some(newest) = &versions.newest_config_version {
        line(
            "The newest patch number that `dovecot_config_version` may have everywhere.",
            "NEWEST_CONFIG",
            newest,
        );
    }
}

/// The facts of one file.
fn read<T: DeserializeOwned>(folder: &Path, file: &str) -> Result<T, Flaw> {
    let text = fs::read_to_string(folder.join(file)).map_err(|error| flaw(file, error.to_string()))?;
    let facts = &mut serde_json::Deserializer::from_str(&text);
    // The path says which setting it is; the line alone does not.
    serde_path_to_error::deserialize(facts)
        .map_err(|error| flaw(file, format!("{}: {}", error.path(), error.inner())))
}
