use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command};

use super::{Values, is_flag, options, says};

/// The script for zsh.
pub(super) fn script(command: &Command) -> String {
    let mut out = "#compdef dovelint\n# Completions of dovelint for zsh.\n\n_dovelint() {\n  local -a commands\n  commands=(\n".to_owned();
    for own in command.get_subcommands() {
        let says = says(own.get_about()).replace(':', "\\:");
        let _ = writeln!(out, "    {}", quoted(&format!("{}:{says}", own.get_name())));
    }
    out.push_str("  )\n  if (( CURRENT > 2 )); then\n    case $words[2] in\n");
    for own in command.get_subcommands() {
        let _ = writeln!(out, "      ({})\n        _arguments -s -S : \\", own.get_name());
        let _ = writeln!(out, "          '1:command:' \\");
        options(own).for_each(|arg| option(&mut out, "          ", arg));
        if own.get_name() == "help" {
            let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            let _ = writeln!(out, "          '2:command:({})' \\", names.join(" "));
        }
        for arg in own.get_positionals() {
            positional(&mut out, arg.get_index().unwrap_or(1) + 1, arg);
        }
        out.push_str("          && return\n        return 1\n        ;;\n");
    }
    out.push_str("    esac\n  fi\n  local found=1\n  (( CURRENT == 2 )) && _describe -t commands command commands && found=0\n  _arguments -s -S : \\\n");
    options(command).for_each(|arg| option(&mut out, "    ", arg));
    out.push_str("    '*:path:_files' \\\n    && found=0\n  return found\n}\n\n");
    out.push_str("if [ \"$funcstack[1]\" = _dovelint ]; then\n  _dovelint \"$@\"\nelse\n  compdef _dovelint dovelint\nfi\n");
    out
}

fn option(out: &mut String, indent: &str, arg: &Arg) {
    let says = says(arg.get_help()).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
    let names =
        [arg.get_short().map(|short| format!("-{short}")), arg.get_long().map(|long| format!("--{long}"))];
    for name in names.into_iter().flatten() {
        let often = if matches!(arg.get_action(), ArgAction::Append) { "*" } else { "" };
        let equals = match () {
            () if is_flag(arg) => String::new(),
            () if name.starts_with("--") => "=".to_owned(),
            () => "+".to_owned(),
        };
        let value =
            if is_flag(arg) { String::new() } else { format!(":{}:{}", value_name(arg), action(arg)) };
        let _ = writeln!(out, "{indent}{} \\", quoted(&format!("{often}{name}{equals}[{says}]{value}")));
    }
}

fn positional(out: &mut String, place: usize, arg: &Arg) {
    let is_last = arg.get_num_args().is_some_and(|number| number.max_values() > 1);
    let place = if is_last { "*".to_owned() } else { place.to_string() };
    let _ = writeln!(out, "          {} \\", quoted(&format!("{place}:{}:{}", value_name(arg), action(arg))));
}

fn value_name(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    names.first().map_or_else(|| "value".to_owned(), |name| name.to_lowercase().replace(':', " "))
}

/// What completes a value.
fn action(arg: &Arg) -> String {
    match Values::of(arg) {
        Values::Words(words) if words.iter().all(|(_, says)| says.is_empty()) => {
            format!("({})", words.into_iter().map(|(word, _)| word).collect::<Vec<_>>().join(" "))
        }
        Values::Words(words) => {
            let word = |(word, says): (String, String)| {
                let says = says.replace('\\', "\\\\").replace('"', "\\\"").replace(':', "\\:");
                format!("{word}\\:\"{says}\"")
            };
            format!("(({}))", words.into_iter().map(word).collect::<Vec<_>>().join(" "))
        }
        Values::List(words) => format!("_sequence compadd - {}", words.join(" ")),
        Values::Path => "_files".to_owned(),
        Values::Free => " ".to_owned(),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
