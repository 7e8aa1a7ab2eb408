//! The table of limits: how many users each carries, where it is set, and how far that is from what was asked.

use anstyle::Style as Paint;
use textwrap::core::display_width;

use super::Answered;
use super::units;
use crate::capacity::{Certainty, Limit};
use crate::report::Style;
use crate::report::color::{ADDED, CHANGED, DIM, REMOVED};

/// Limits that carry so many times what is to be carried are far away.
const FAR: f64 = 3.0;
/// The widest bar.
const BAR: usize = 14;
/// The narrowest one that says anything.
const LEAST_BAR: usize = 5;
/// The widest place.
const PLACE: usize = 24;

/// How much of a bar is filled, in eighths, left to right.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// The table.
pub(super) struct Table<'t> {
    one: &'t Answered<'t>,
    style: Style,
    /// The limits that are shown.
    shown: Vec<&'t Limit>,
    /// What a whole bar is.
    whole: u64,
    /// How many limits are far away.
    pub(super) far: usize,
}

/// How a limit stands to what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is reached.
    Reached,
    /// It is not, but there is less to spare than was wanted.
    Close,
    /// There is enough to spare.
    Enough,
}

impl Standing {
    /// The standing of a limit; without a number of users, that of the first limits is not judged.
    pub(super) fn of(one: &Answered<'_>, limit: &Limit, users: u64) -> Standing {
        if limit.is_reached_by(users) {
            return Standing::Reached;
        }
        if limit.is_reached_by(spared(one, users)) { Standing::Close } else { Standing::Enough }
    }

    fn paint(self) -> Paint {
        match self {
            Standing::Reached => REMOVED,
            Standing::Close => CHANGED,
            Standing::Enough => ADDED,
        }
    }
}

/// So many users with what is to spare.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "numbers of users are far below 2^53 and not negative"
)]
fn spared(one: &Answered<'_>, users: u64) -> u64 {
    (users as f64 * one.spare) as u64
}

impl<'t> Table<'t> {
    pub(super) fn new(one: &'t Answered<'t>, style: Style, all: bool) -> Table<'t> {
        let limits = &one.capacity.limits;
        let third = limits.iter().take(3).next_back().map_or(1, |limit| limit.users);
        let whole = one.most().unwrap_or(third).max(1);
        let reference = one.most().map_or(third, |most| spared(one, most));
        let is_near = |limit: &&Limit| all || limit.users <= times(reference, FAR);
        let shown: Vec<&Limit> = limits.iter().filter(is_near).collect();
        let far = limits.len() - shown.len();
        Table { one, style, shown, whole, far }
    }

    /// The lines of the table.
    pub(super) fn lines(&self) -> Vec<String> {
        let unit = self.one.unit();
        let users: Vec<String> = self.shown.iter().map(|limit| users(limit)).collect();
        let labels: Vec<String> = self.shown.iter().map(|limit| self.label(limit)).collect();
        let most = |texts: &[String]| texts.iter().map(|text| display_width(text)).max().unwrap_or(0);
        let (users_width, label_width) = (most(&users).max(5), most(&labels));
        let several = self.one.users.len() > 1;
        let columns = if several { 8 * self.one.users.len() } else { LEAST_BAR + 1 };
        let front = users_width + 1 + unit.len() + 2 + label_width + 2;
        let room = self.style.width.saturating_sub(front + 2 + columns).clamp(8, PLACE);
        let places: Vec<String> =
            self.shown.iter().map(|limit| shortened(&self.one.place(limit), room)).collect();
        let place_width = most(&places);
        let bar = self.style.width.saturating_sub(front + place_width + 2 + 1).min(BAR);
        let mut lines = Vec::new();
        if several {
            let heads: Vec<String> = self.one.users.iter().map(|users| format!("{users:>8}")).collect();
            lines.push(format!("{:front$}{:place_width$}{}", "", "", heads.concat()));
        }
        for (row, limit) in self.shown.iter().enumerate() {
            let head = format!(
                "{:>users_width$} {unit}  {}  {}",
                users[row],
                padded(&labels[row], label_width),
                self.style.paint(DIM, &padded(&places[row], place_width)),
            );
            let tail = if several { self.shares(limit) } else { self.bar(limit, bar) };
            lines.push(format!("{head}{tail}").trim_end().to_owned());
        }
        lines
    }

    fn label(&self, limit: &Limit) -> String {
        let label = self.one.label(limit);
        let label = if self.style.unicode { label } else { label.replace('×', "*") };
        if limit.kind.is_hard() { label } else { format!("{label} (soft)") }
    }

    /// What part of each number of users a limit carries.
    fn shares(&self, limit: &Limit) -> String {
        let share = |users: &u64| {
            let standing = Standing::of(self.one, limit, *users);
            let percent = limit.users.saturating_mul(100) / (*users).max(1);
            let text = match standing {
                Standing::Reached => format!("{percent:>5} %!"),
                _ if percent > 999 => format!("{:>7} ", "> 999 %"),
                _ => format!("{percent:>5} % "),
            };
            self.style.paint(standing.paint(), &format!(" {text}"))
        };
        self.one.users.iter().map(share).collect()
    }

    fn bar(&self, limit: &Limit, width: usize) -> String {
        if width < LEAST_BAR {
            let is_reached = self.one.most().is_some_and(|users| limit.is_reached_by(users));
            return if is_reached { " !".to_owned() } else { String::new() };
        }
        let eighths = (width as u64 * 8).saturating_mul(limit.users.min(self.whole)) / self.whole;
        let (full, rest) = ((eighths / 8) as usize, (eighths % 8) as usize);
        let drawn = if self.style.unicode {
            "█".repeat(full) + EIGHTHS[rest]
        } else {
            "#".repeat(full + usize::from(full == 0 && rest > 0))
        };
        let Some(users) = self.one.most() else { return format!("  {drawn}") };
        let standing = Standing::of(self.one, limit, users);
        let mark = if standing == Standing::Reached { "!" } else { "" };
        format!("  {}{mark}", self.style.paint(standing.paint(), &padded(&drawn, width)))
    }

    /// The limits that are shown and are estimates.
    pub(super) fn estimates(&self) -> impl Iterator<Item = &'t Limit> {
        self.shown.iter().copied().filter(|limit| limit.certainty != Certainty::Exact)
    }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "numbers of users are far below 2^53 and not negative"
)]
fn times(users: u64, by: f64) -> u64 {
    (users as f64 * by) as u64
}

fn users(limit: &Limit) -> String {
    let number = if limit.users >= 10_000_000 { "> 10M".to_owned() } else { units::count(limit.users) };
    if limit.certainty == Certainty::Exact { number } else { format!("~{number}") }
}

fn padded(text: &str, width: usize) -> String {
    let spaces = width.saturating_sub(display_width(text));
    format!("{text}{}", " ".repeat(spaces))
}

/// A place with its end, which has the file and the line.
fn shortened(place: &str, width: usize) -> String {
    if display_width(place) <= width {
        return place.to_owned();
    }
    let behind = crate::text::file_name(place);
    let tail: Vec<char> = behind.chars().rev().take(width.saturating_sub(2)).collect();
    format!("…{}", tail.into_iter().rev().collect::<String>())
}
