/// A boolean of systemd, in any case.
pub fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Some(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Some(false),
        _ => None,
    }
}

/// The words of a list; quotes hold a word together.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return words;
        }
        let mut word = String::new();
        let mut quote = None;
        while let Some(c) = chars.next_if(|c| quote.is_some() || !c.is_whitespace()) {
            match quote {
                Some(mark) if c == mark => quote = None,
                None if c == '"' || c == '\'' => quote = Some(c),
                _ => word.push(c),
            }
        }
        words.push(word);
    }
}

/// A limit `N`, `SOFT:HARD` or `infinity`; what counts is the soft one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub u64);

impl Limit {
    /// Reads one, as `LimitNOFILE=` takes it: no suffix, and the soft limit is not above the hard one.
    pub fn read(text: &str) -> Option<Limit> {
        let number = |text: &str| match text {
            "infinity" => Some(u64::MAX),
            text if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
            _ => None,
        };
        match text.split_once(':') {
            None => number(text).map(Limit),
            Some((soft, hard)) => {
                let (soft, hard) = (number(soft)?, number(hard)?);
                (soft <= hard).then_some(Limit(soft))
            }
        }
    }
}

/// An amount, or a share of what the machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// So many.
    Amount(u64),
    /// A share, in hundredths of a percent.
    Share(u64),
    /// No limit.
    Infinity,
}

impl Size {
    /// Reads `TasksMax=`: a number above 0, a share or `infinity`.
    pub fn tasks(text: &str) -> Option<Size> {
        Size::share(text).or_else(|| {
            let is_number = text.bytes().all(|b| b.is_ascii_digit());
            let number = text.parse().ok().filter(|number| *number > 0 && is_number)?;
            Some(Size::Amount(number))
        })
    }

    /// Reads `MemoryMax=`: a size to base 1024, a share or `infinity`; an empty value takes back what was said before.
    pub fn memory(text: &str) -> Option<Size> {
        if text.is_empty() {
            return Some(Size::Infinity);
        }
        if let Some(share) = Size::share(text) {
            return Some(share);
        }
        let (number, unit) =
            text.split_at(text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len()));
        let shift = match unit {
            "" | "B" => 0,
            "K" => 10,
            "M" => 20,
            "G" => 30,
            "T" => 40,
            "P" => 50,
            "E" => 60,
            _ => return None,
        };
        let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 15;
        if whole.is_empty() || !is_number(whole) || !is_number(part) {
            return None;
        }
        let scale = 10_u128.pow(part.len() as u32);
        let digits: u128 = format!("{whole}{part}").parse().ok()?;
        u64::try_from(digits.checked_mul(1 << shift)? / scale).ok().map(Size::Amount)
    }

    fn share(text: &str) -> Option<Size> {
        if text == "infinity" {
            return Some(Size::Infinity);
        }
        let number = text.strip_suffix('%')?;
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 3;
        if whole.is_empty() || !is_number(whole) || !is_number(part) || part.len() > 2 {
            return None;
        }
        let hundredths = format!("{whole}{part:0<2}").parse().ok()?;
        (hundredths <= 10_000).then_some(Size::Share(hundredths))
    }

    /// The amount, when what it is a share of is known; `u64::MAX` for no limit.
    pub fn of(self, all: Option<u64>) -> Option<u64> {
        match self {
            Size::Amount(amount) => Some(amount),
            Size::Share(share) => Some((u128::from(all?) * u128::from(share) / 10_000) as u64),
            Size::Infinity => Some(u64::MAX),
        }
    }
}

/// A path in a list of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitPath {
    /// The path, without what is superfluous in it; of `SOURCE:DESTINATION` the destination.
    pub path: String,
    /// Of `SOURCE:DESTINATION` the source, otherwise the same.
    pub source: String,
    /// Whether it may be missing.
    pub is_optional: bool,
}

impl UnitPath {
    /// Reads a word of a list. None for one that systemd ignores, or with a specifier that depends on the machine.
    pub fn read(word: &str) -> Option<UnitPath> {
        let path = word.trim_start_matches(['-', '+']);
        let is_optional = word[..word.len() - path.len()].contains('-');
        let path = expand(path).ok()?;
        let mut parts = path.split(':');
        let source = tidy(parts.next()?)?;
        let destination = match parts.next().filter(|part| part.starts_with('/')) {
            Some(part) => tidy(part)?,
            None => source.clone(),
        };
        Some(UnitPath { path: destination, source, is_optional })
    }
}

/// A path without `//`, `/./` and a final `/`; none for a relative one and one with `..`.
fn tidy(path: &str) -> Option<String> {
    if !path.starts_with('/') || path.split('/').any(|part| part == "..") {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    Some(format!("/{}", parts.join("/")))
}

/// That a specifier of systemd depends on the machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a specifier after `{before}` depends on the machine")]
pub(super) struct DependsOnMachine {
    /// The text in front of it, with what its specifiers stand for.
    pub(super) before: String,
}

/// What the specifiers of a text stand for in Dovecot's unit, which systemd starts as root.
pub(super) fn expand(text: &str) -> Result<String, DependsOnMachine> {
    let mut expanded = String::new();
    let mut parts = text.split('%');
    expanded.push_str(parts.next().unwrap_or_default());
    while let Some(part) = parts.next() {
        let Some(letter) = part.chars().next() else {
            // Two in a row stand for one.
            expanded.push('%');
            expanded.push_str(parts.next().unwrap_or_default());
            continue;
        };
        expanded.push_str(match letter {
            't' => "/run",
            'S' => "/var/lib",
            'C' => "/var/cache",
            'L' => "/var/log",
            'E' => "/etc",
            'T' => "/tmp",
            'V' => "/var/tmp",
            'h' => "/root",
            'u' | 'g' => "root",
            'U' | 'G' => "0",
            'n' => "dovecot.service",
            'N' | 'p' | 'P' => "dovecot",
            _ => return Err(DependsOnMachine { before: expanded }),
        });
        expanded.push_str(&part[letter.len_utf8()..]);
    }
    Ok(expanded)
}
