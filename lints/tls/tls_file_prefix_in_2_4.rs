use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Form;

lint! {
    name: "tls-file-prefix-in-2.4",
    severity: Error, stage: Start, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
    about: Writing,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.file_settings() {
        let value = config.value_of(assign);
        let path = match value.form {
            Form::File => value.text.as_ref(),
            Form::Quoted | Form::Plain => match value.text.strip_prefix(b"<") {
                Some(path) => path,
                None => continue,
            },
            _ => continue,
        };
        let name = crate::text::clipped(&config.key_name(assign.key), 60);
        let shown = crate::text::clipped(path, 80);
        let span = config.value_span(assign);
        let finding =
            findings.add(&LINT, span, format!("`{name}` is a file name, so the leading `<` must go"));
        finding
            .label("Dovecot reads the contents of this file as a path")
            .help(format!("Write `{name} = {shown}`."));
        if let Ok(whole) = String::from_utf8(path.to_vec()) {
            finding.fix_unsafe("remove the `<`", [Edit::replace(span, whole)]);
        }
    }
}
