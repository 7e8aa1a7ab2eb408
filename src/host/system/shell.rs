//! What a command line of the shell runs, as far as that can be seen without running it.

use super::jobs::Program;

/// Words in front of a command that run it.
const RUNNERS: [&str; 18] = [
    "sudo", "exec", "nice", "ionice", "env", "then", "do", "else", "if", "!", "{", "}", "time", "chronic",
    "timeout", "flock", "nohup", "command",
];

/// So deep may a command be quoted in others.
const DEPTH: usize = 3;

/// What a command line sets the clock with.
pub(super) fn program(line: &str) -> Option<Program> {
    within(line, DEPTH)
}

fn within(line: &str, depth: usize) -> Option<Program> {
    commands(line).into_iter().find_map(|words| {
        let command = words.get(runners(&words)..)?;
        let name = crate::text::file_name(command.first()?);
        if matches!(name, "sh" | "bash" | "dash" | "ash" | "ksh" | "zsh" | "su" | "runuser") {
            let quoted = command.iter().skip_while(|word| !is_option(word, 'c')).nth(1)?;
            return depth.checked_sub(1).and_then(|depth| within(quoted, depth));
        }
        Program::of(command)
    })
}

/// Whether a word is an option of one letter, or several joined ones with it: `-q`, `-gq`.
pub(super) fn is_option(word: &str, letter: char) -> bool {
    word.starts_with('-') && !word.starts_with("--") && word.contains(letter)
}

/// How many words in front of a command only run it: variables, other programs and their options.
fn runners(words: &[String]) -> usize {
    let mut is_lock = false;
    let is_before = |word: &&String| {
        let is_variable = word.split_once('=').is_some_and(|(name, _)| !name.contains(['/', '-']));
        let is_runner = RUNNERS.contains(&crate::text::file_name(word));
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        let is_passed = is_variable || is_runner || is_number || word.starts_with('-') || word.is_empty();
        if is_passed {
            is_lock |= is_runner && word.ends_with("flock");
            return true;
        }
        // The first name behind `flock` is that of the file.
        std::mem::take(&mut is_lock)
    };
    words.iter().take_while(is_before).count()
}

/// The simple commands of a line, each as words without their quotes.
fn commands(line: &str) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(mark) if c == mark => quote = None,
            Some(_) => word.get_or_insert_default().push(c),
            None if c == '#' && word.is_none() => break,
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() || ";|&()`".contains(c) => {
                if let (Some(word), Some(words)) = (word.take(), all.last_mut()) {
                    words.push(word);
                }
                if !c.is_whitespace() {
                    all.push(Vec::new());
                }
            }
            None => word.get_or_insert_default().push(c),
        }
    }
    if let (Some(word), Some(words)) = (word, all.last_mut()) {
        words.push(word);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sets_the_clock() {
        for (line, expected) in [
            ("ntpdate -u pool.ntp.org", Some(Program::Ntpdate)),
            ("/usr/sbin/ntpdate-debian", Some(Program::Ntpdate)),
            ("ntpdate -q pool.ntp.org", None),
            ("ntpdate -B pool.ntp.org", None),
            ("sntp -S pool.ntp.org", Some(Program::Sntp)),
            ("sntp -s pool.ntp.org", None),
            ("rdate -p time.example.org", None),
            ("test -x /usr/bin/rdate && rdate -s time.example.org", Some(Program::Rdate)),
            ("chronyc -a makestep", Some(Program::Chronyc)),
            ("chronyc tracking", None),
            ("ntpd -gq", Some(Program::Ntpd)),
            ("ntpd -g", None),
            ("hwclock --systohc", None),
            ("hwclock -s", Some(Program::Hwclock)),
            ("date -s @0", Some(Program::Date)),
            ("echo `date +%s` > /tmp/x", None),
            ("LANG=C sudo -n ntpdate pool", Some(Program::Ntpdate)),
            ("echo ntpdate", None),
            ("logger 'date -s'", None),
            ("chronyc -a 'burst 4/4; makestep'", Some(Program::Chronyc)),
            ("flock -n /run/clock.lock ntpdate pool", Some(Program::Ntpdate)),
            ("timeout 60 nice -n 5 ntpdate pool", Some(Program::Ntpdate)),
            ("sh -c 'sleep 5; ntpdate pool'", Some(Program::Ntpdate)),
            ("su - ntp -c \"ntpdate pool\"", Some(Program::Ntpdate)),
            ("/bin/true # ntpdate pool", None),
            ("logger 'a; ntpdate pool'", None),
            ("flock", None),
            ("sh -c", None),
        ] {
            assert_eq!(program(line), expected, "{line}");
        }
    }
}
