use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "zlib-save-invalid",
    severity: Warning, stage: Run, profile: Default, series: [V23],
    fix: None, needs: Whole,
}

/// The algorithms and the levels of each, since 2.3.14. Source: `compression_handlers` in `compression.c`, 2.3.21.
const HANDLERS: [(&str, u8, u8); 6] =
    [("gz", 0, 9), ("bz2", 1, 9), ("deflate", 0, 9), ("xz", 1, 9), ("lz4", 1, 9), ("zstd", 1, 22)];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(handler) =
        config.plugin_setting("zlib_save").filter(|found| !found.text.is_empty() && !found.is_open())
    else {
        return;
    };
    if config.loads_plugin("zlib").is_none() {
        return;
    }
    let name = handler.shown();
    let Some((_, least, most)) =
        HANDLERS.iter().find(|(known, ..)| handler.text.as_ref() == known.as_bytes())
    else {
        let Some(span) = config.place(&handler) else { return };
        let known: Vec<String> = HANDLERS.iter().map(|(known, ..)| format!("`{known}`")).collect();
        findings
            .add(&LINT, span, format!("there is no compression `{name}`, so new mail is not compressed"))
            .label("unknown to the plugin `zlib`")
            .help(format!("Write one of {}.", known.join(", ")));
        return;
    };
    // Up to 2.3.13 all have the same.
    let (least, most) = if config.version().patch <= 13 { (&1, &9) } else { (least, most) };
    let Some(level) = config.plugin_setting("zlib_save_level").filter(|found| !found.is_open()) else {
        return;
    };
    let number = std::str::from_utf8(&level.text).ok().and_then(|text| text.parse::<u8>().ok());
    let is_valid = number.is_some_and(|number| (*least..=*most).contains(&number));
    let Some(span) = config.place(&level).filter(|_| !is_valid) else { return };
    findings
        .add(
            &LINT,
            span,
            format!(
                "`zlib_save_level = {}` is not a level of `{name}`, so Dovecot uses its default",
                level.shown()
            ),
        )
        .label(format!("must be a number from {least} to {most}"))
        .help("Write `zlib_save_level = 6`, or remove the line.");
}
