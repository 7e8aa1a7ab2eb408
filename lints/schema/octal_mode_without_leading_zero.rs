use crate::config::Facts;
use crate::config::value;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Kind;

lint! {
    name: "octal-mode-without-leading-zero",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

/// Decimal numbers that are a usual mode and look like an octal one: 0640, 0644, 0660, 0777.
const MEANT_DECIMAL: [&str; 4] = ["416", "420", "432", "511"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.assigns() {
        let Some(setting) = config.setting(assign.key) else { continue };
        if setting.kind(config.version()) != Kind::Octal || config.is_replaced(assign) {
            continue;
        }
        let value = config.value_of(assign);
        let text = crate::text::clipped(&value.text, 20);
        if text.starts_with('0') || MEANT_DECIMAL.contains(&text.as_str()) {
            continue;
        }
        let Ok(mode) = value::number(&value.text, u64::from(u32::MAX)) else { continue };
        let is_octal = text.bytes().all(|b| matches!(b, b'0'..=b'7'));
        if !is_octal && mode <= 0o777 && mode & 0o600 == 0o600 {
            continue;
        }
        let name = crate::text::clipped(&config.key_name(assign.key), 40);
        let span = config.value_span(assign);
        let finding =
            findings.add(&LINT, span, format!("`{name} = {text}` is read as decimal, i.e. mode 0{mode:o}"));
        finding.label("needs a leading 0");
        if is_octal && text.len() <= 4 {
            finding.help(format!("Write `0{text}`."));
            let edit = [Edit::replace(span, format!("0{text}"))];
            finding.fix_unsafe(format!("write `0{text}`"), edit);
        } else {
            finding.help("Write the mode in octal with a leading 0, such as `0660`.");
        }
    }
}
