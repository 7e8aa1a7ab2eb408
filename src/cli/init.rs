use std::path::Path;

use super::printing::output::Output;
use super::{CLEAN, FAILED, complain};
use crate::settings::starter;

/// The name of the file.
const NAME: &str = "dovelint.toml";

pub(super) fn run(folder: &str, output: Option<&str>) -> u8 {
    let path = match output {
        Some("-") => None,
        Some(path) => Some(path.to_owned()),
        None => Some(Path::new(folder).join(NAME).to_string_lossy().into_owned()),
    };
    if let Some(message) = path.as_deref().and_then(refusal) {
        complain(&message);
        return FAILED;
    }
    let mut opened = match Output::open(path.as_deref()) {
        Ok(opened) => opened,
        Err(message) => {
            complain(&message);
            return FAILED;
        }
    };
    let written = opened.writer().write_all(starter().as_bytes());
    let code = opened.finish(written, CLEAN);
    if let Some(path) = path.filter(|_| code == CLEAN) {
        complain(&format!("wrote {path}; every key in it is a comment with its default"));
    }
    code
}

/// Why a file is not written: settings that someone made are kept.
fn refusal(path: &str) -> Option<String> {
    let is_there = std::fs::symlink_metadata(path).is_ok();
    is_there.then(|| format!("{path} exists and was not changed; `--output -` prints what would be written"))
}
