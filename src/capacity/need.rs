//! Demands as straight lines.

use std::ops::AddAssign;

/// What is demanded by a number of users: a fixed part, and so much for each.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Need {
    /// Without any user.
    pub fixed: f64,
    /// For each user.
    pub each: f64,
}

/// Fractions such as a third are not exact.
const TINY: f64 = 1e-9;

impl Need {
    /// Nothing but a part for each user.
    pub(super) fn each(each: f64) -> Need {
        Need { fixed: 0.0, each }
    }

    /// Nothing but a fixed part.
    pub(super) fn fixed(fixed: u64) -> Need {
        Need { fixed: number(fixed), each: 0.0 }
    }

    /// What so many users demand.
    pub fn at(self, users: u64) -> f64 {
        self.fixed + self.each * number(users)
    }

    /// The same, rounded up.
    pub fn whole_at(self, users: u64) -> u64 {
        whole(self.at(users).ceil())
    }

    /// For how many users a value is enough; none when users demand nothing of it.
    pub fn users(self, value: u64) -> Option<u64> {
        let users = (number(value) - self.fixed) / self.each + TINY;
        (self.each > 0.0).then(|| whole(users.floor()))
    }
}

impl AddAssign for Need {
    fn add_assign(&mut self, other: Need) {
        self.fixed += other.fixed;
        self.each += other.each;
    }
}

/// How many go into a value if each takes a share of it.
pub(super) fn fit(value: u64, share: f64) -> u64 {
    whole((number(value) / share + TINY).floor())
}

/// A number rounded up to a multiple of a step.
pub(super) fn round_up(value: f64, step: u64) -> u64 {
    whole((value / number(step) - TINY).ceil()).saturating_mul(step)
}

/// A count as a number to calculate with. Counts far above any server lose their last digits.
#[allow(clippy::cast_precision_loss, reason = "counts of a server are far below 2^53")]
pub(super) fn number(count: u64) -> f64 {
    count as f64
}

/// A number as a count: nothing below 0, and as much as there is room for.
#[allow(clippy::cast_sign_loss, reason = "what is negative becomes 0")]
pub(super) fn whole(number: f64) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_reached_where_the_line_crosses_it() {
        assert_eq!(Need { fixed: 1.0, each: 2.0 }.users(1000), Some(499));
        assert_eq!(Need::each(3.0).users(100), Some(33));
        assert_eq!(Need { fixed: 20.0, each: 1.0 }.users(3), Some(0));
        assert_eq!(Need::fixed(20).users(3), None);
        // A fifth of a user has an active session.
        assert_eq!(Need::each(1.0 * (1.0 - 0.8)).users(200), Some(1000));
    }

    #[test]
    fn numbers_are_rounded_up_to_steps() {
        assert_eq!(round_up(1875.0, 10), 1880);
        assert_eq!(round_up(1880.0, 10), 1880);
        assert_eq!(round_up(f64::MAX, 100), u64::MAX);
    }
}
