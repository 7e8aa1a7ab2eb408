use std::path::Path;

use super::printing::output::Output;
use super::{Exit, complain};
use crate::settings::starter;

/// The name of the file.
const NAME: &str = "dovelint.toml";

pub(super) fn run(folder: &str, output: Option<&str>) -> Exit {
    let path = match output {
        Some("-") => None,
        Some(path) => Some(path.to_owned()),
        None => Some(Path::new(folder).join(NAME).to_string_lossy().into_owned()),
    };
    if let Some(message) = path.as_deref().and_then(refusal) {
        complain(&message);
        return Exit::Failed;
    }
    let mut opened = match Output::open(path.as_deref()) {
        Ok(opened) => opened,
        Err(message) => {
            complain(&message);
            return Exit::Failed;
        }
    };
    let written = opened.writer().write_all(starter().as_bytes());
    let code = opened.finish(written, Exit::Clean);
    if let Some(path) = path.filter(|_| code == Exit::Clean) {
        complain(&format!("wrote {path}; every key in it is a comment with its default"));
    }
    code
}

/// Why a file is not written: settings that someone made are kept.
fn refusal(path: &str) -> Option<String> {
    let is_there = std::fs::symlink_metadata(path).is_ok();
    is_there.then(|| format!("{path} exists and was not changed; `--output -` prints what would be written"))
}
