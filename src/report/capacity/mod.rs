//! How many connections a configuration carries: for a person, for a program, and as a picture.

mod human;
mod json;
mod svg;
mod table;
mod units;
mod words;
mod written;

pub use human::{CapacityPart, capacity_human};
pub use json::capacity_json;
pub use svg::capacity_svg;

use crate::capacity::{Advice, Capacity, Limit, Load, LoginWish, Place, Question, Server};
use crate::document::Document;

/// A configuration, what was asked of it, and the answer.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The configuration.
    pub document: &'a Document,
    /// What of it counts.
    pub server: &'a Server,
    /// What was asked.
    pub question: &'a Question,
    /// The answer.
    pub capacity: Capacity,
    /// The numbers of users that were asked for, the least first; none when only the limits were.
    pub users: Vec<u64>,
    /// Whether sessions were asked for instead of users, so that each user is one session.
    pub counts_sessions: bool,
    /// How the login processes are to serve clients.
    pub login: LoginWish,
    /// What is to be carried for each user that comes: 1.25 with a quarter to spare.
    pub spare: f64,
    /// What to write for the largest number of users.
    pub advice: Option<Advice>,
    /// What else is good to know.
    pub notes: Vec<String>,
}

impl Answered<'_> {
    /// The most users that were asked for.
    fn most(&self) -> Option<u64> {
        self.users.last().copied()
    }

    /// What each number of users makes of the server.
    fn loads(&self) -> impl Iterator<Item = Load> {
        self.users.iter().map(|users| self.capacity.at(*users))
    }

    /// Whether a hard limit is reached by what was asked.
    pub fn gives_out(&self) -> bool {
        let is_reached = |limit: &Limit| limit.is_reached_by(self.most().unwrap_or(0));
        self.capacity.first().is_some_and(is_reached)
    }

    /// `users`, or `sessions` where those were asked for.
    fn unit(&self) -> &'static str {
        if self.counts_sessions { "sessions" } else { "users" }
    }

    /// Where a limit is set, in short.
    fn place(&self, limit: &Limit) -> String {
        match limit.place {
            Place::Written(span) => crate::report::place::short(self.document, span),
            Place::BuiltIn => "built in".to_owned(),
            Place::Machine(origin) => origin.as_str().to_owned(),
        }
    }
}
