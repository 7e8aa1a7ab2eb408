use std::fmt::Write as _;

use clap::{Arg, Command};

use super::{Values, is_flag, options, says};

/// The script for fish.
pub(super) fn script(command: &Command) -> String {
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    let mut out = format!(
        "# Completions of dovelint for fish.\n\
         function __dovelint_command\n    \
             set -l words (commandline -opc)\n    \
             if set -q words[2]; and contains -- $words[2] {}\n        \
                 echo $words[2]\n    \
             else if set -q words[2]\n        \
                 echo paths\n    \
             else\n        \
                 echo start\n    \
             end\n\
         end\n\n\
         function __dovelint_arguments\n    \
             # How many words after the command are no options.\n    \
             set -l number 0\n    \
             for word in (commandline -opc)[3..]\n        \
                 string match -q -- '-*' $word; or set number (math $number + 1)\n    \
             end\n    \
             echo $number\n\
         end\n\n",
        names.join(" ")
    );
    for own in command.get_subcommands() {
        let says = quoted(&says(own.get_about()));
        let _ = writeln!(
            out,
            "complete -c dovelint -n 'test (__dovelint_command) = start' -a {} -d {says}",
            own.get_name()
        );
    }
    for arg in options(command) {
        option(&mut out, "contains (__dovelint_command) start paths", arg);
    }
    for own in command.get_subcommands() {
        let here = format!("test (__dovelint_command) = {}", own.get_name());
        options(own).for_each(|arg| option(&mut out, &here, arg));
        if own.get_name() == "help" {
            let _ = writeln!(out, "complete -c dovelint -n '{here}' -x -a '{}'", names.join(" "));
        }
        for arg in own.get_positionals() {
            positional(&mut out, &here, arg.get_index().unwrap_or(1) - 1, arg);
        }
    }
    out
}

fn option(out: &mut String, here: &str, arg: &Arg) {
    let _ = write!(out, "complete -c dovelint -n '{here}'");
    if let Some(short) = arg.get_short() {
        let _ = write!(out, " -s {short}");
    }
    if let Some(long) = arg.get_long() {
        let _ = write!(out, " -l {long}");
    }
    if !is_flag(arg) {
        match Values::of(arg) {
            Values::Words(words) => {
                let _ = write!(out, " -x -a {}", listed(&words));
            }
            Values::List(words) => {
                let _ = write!(out, " -x -a '(__fish_append , {})'", words.join(" "));
            }
            Values::Path => out.push_str(" -r -F"),
            Values::Free => out.push_str(" -x"),
        }
    }
    let _ = writeln!(out, " -d {}", quoted(&says(arg.get_help())));
}

/// An argument by its place after the command. Where words are expected, no files are offered.
fn positional(out: &mut String, here: &str, place: usize, arg: &Arg) {
    let Values::Words(words) = Values::of(arg) else { return };
    let is_last = arg.get_num_args().is_some_and(|number| number.max_values() > 1);
    let compare = if is_last { "-ge" } else { "-eq" };
    let _ = writeln!(
        out,
        "complete -c dovelint -n '{here}; and test (__dovelint_arguments) {compare} {place}' -f -a {}",
        listed(&words)
    );
}

/// Words with what each means, as fish reads them: one a line, a tab between the two.
fn listed(words: &[(String, String)]) -> String {
    let inner = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
    let word = |(word, says): &(String, String)| match says.as_str() {
        "" => word.clone(),
        says => format!("{word}\\t'{}'", inner(says)),
    };
    let all = words.iter().map(word).collect::<Vec<_>>().join("\n");
    format!("\"{}\"", all.replace('"', "\\\"").replace('$', "\\$"))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
