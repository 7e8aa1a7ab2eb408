//! Answers in a TOML file.

use crate::limits::SETTINGS_BYTES;
use crate::source::at_most;
use crate::upgrade::Answer;

/// Reads `CODE = "VALUE"` and `"CODE@FILE:LINE" = "VALUE"`.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn read(path: &str) -> Result<Vec<Answer>, String> {
    let said = |message: String| format!("{path}: {message}");
    let file = std::fs::File::open(path).map_err(|error| said(error.to_string()))?;
    let bytes = at_most(file, SETTINGS_BYTES).map_err(|error| said(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| said("not UTF-8".to_owned()))?;
    let table = toml::de::DeTable::parse(&text).map_err(|error| said(error.message().to_owned()))?;
    let mut answers = Vec::new();
    for (key, value) in table.get_ref() {
        let key = key.get_ref();
        let value =
            value.get_ref().as_str().ok_or_else(|| said(format!("the answer to `{key}` is not a string")))?;
        answers.push(format!("{key}={value}").parse().map_err(said)?);
    }
    Ok(answers)
}
