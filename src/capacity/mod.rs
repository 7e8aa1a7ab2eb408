//! How many connections a configuration carries, what gives out first, and what to write for more users.
//!
//! Every demand is a straight line in the number of users: a fixed part, and so much for each user. A limit is reached
//! where its line crosses it, and the nearest hard limit is the answer. Numbers of processes, connections and
//! descriptors are exact; memory and address space were measured and are estimates. [`read()`] asks the resolver for
//! what is in force; everything else works on plain numbers, prints nothing and reads nothing.

mod advice;
mod checks;
mod limit;
mod load;
mod machine;
mod mix;
mod need;
mod read;
mod service;

pub use advice::{Advice, Change, Kernel, Key, LoginWish, advise};
pub use checks::{Checks, DescriptorNeed};
pub use limit::{Certainty, Hub, Kind, Limit, Place, Reason};
pub use load::{Capacity, Load, Sessions, capacity, memory_of_sessions};
pub use machine::{Known, Machine, Origin};
pub use mix::{Mix, Protocol, Share};
pub use need::Need;
pub use read::{Unknown, read};
pub use service::{LoginMode, Places, Server, ServiceLimits};

use crate::schema::Version;

/// What is asked: who connects, how often, and to which machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What each user has open.
    pub mix: Mix,
    /// What is known of the machine.
    pub machine: Machine,
    /// Connections of other programs to `auth`, such as those of Postfix.
    pub auth_clients: u64,
}

/// A version and what was measured of it.
fn measured(version: Version) -> &'static crate::schema::Measured {
    crate::schema::measured(version)
}
