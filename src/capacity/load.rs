//! What users demand of a server, and which limits they reach.

use super::checks::{Checks, handshake};
use super::limit::{Certainty, Hub, Kind, Limit, Place, Reason};
use super::machine::{Known, Machine, limiting};
use super::mix::{Mix, Protocol, Share};
use super::need::{Need, fit, number, whole};
use super::service::{LoginMode, Server, ServiceLimits};
use super::{Question, measured};
use crate::schema::{finished_login_processes_count, measured_common};
use crate::source::Span;

/// Address space of a session differs by so much from the measured one, in percent.
const ADDRESS_SPACE_SPREAD: u64 = 5;

/// The pipes of the master that Dovecot counts as clients of `anvil`.
const MASTER_PIPES: u64 = 2;

/// So many of the descriptors that are kept for a service itself may be free: `stats` has the fewest open.
const SPARE_DESCRIPTORS: u64 = 7;

/// How many sessions of one protocol a server carries, by what limits them. None is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sessions {
    /// The protocol.
    pub protocol: Protocol,
    /// The mail service; none for a proxy.
    pub mail: Option<u64>,
    /// The login service.
    pub login: Option<u64>,
    /// The descriptors of the login service.
    pub fds: Option<u64>,
    /// The address space of the login service.
    pub vsz: Option<u64>,
}

impl Sessions {
    /// What its own services carry, all together.
    pub fn most(&self) -> Option<u64> {
        [self.mail, self.login, self.fds, self.vsz].into_iter().flatten().min()
    }
}

/// What a configuration carries.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// The limits, the nearest first.
    pub limits: Vec<Limit>,
    /// Sessions of each protocol.
    pub sessions: Vec<Sessions>,
    /// What Dovecot and the kernel look at when it starts.
    pub checks: Checks,
    needs: Needs,
}

/// What is demanded.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    login_processes: Need,
    mail_processes: Need,
    auth: Need,
    anvil: Need,
    /// Small folders, the middle, large folders; KiB.
    memory: [Need; 3],
}

/// What a number of users makes of a server.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// How many.
    pub users: u64,
    /// All processes.
    pub processes: u64,
    /// Login processes.
    pub login_processes: u64,
    /// Mail processes.
    pub mail_processes: u64,
    /// Connections to `stats`.
    pub stats_connections: u64,
    /// Connections to `auth`.
    pub auth_connections: u64,
    /// Connections to `anvil`.
    pub anvil_connections: u64,
    /// Memory in MiB: all idle in small folders, the middle, all sorting large folders.
    pub memory: [u64; 3],
    /// The limits that are reached, the nearest first.
    pub reached: Vec<Kind>,
}

impl Capacity {
    /// The hard limit that is reached first.
    pub fn first(&self) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.kind.is_hard())
    }

    /// What so many users make of the server.
    pub fn at(&self, users: u64) -> Load {
        let needs = &self.needs;
        let mut processes = needs.login_processes;
        processes += needs.mail_processes;
        let with = |fixed: u64| {
            let mut sum = processes;
            sum += Need::fixed(fixed);
            sum.whole_at(users)
        };
        let common = measured_common();
        let reached = self.limits.iter().filter(|limit| limit.is_reached_by(users));
        Load {
            users,
            processes: with(common.daemons),
            login_processes: needs.login_processes.whole_at(users),
            mail_processes: needs.mail_processes.whole_at(users),
            stats_connections: with(common.connections_to_stats),
            auth_connections: needs.auth.whole_at(users),
            anvil_connections: needs.anvil.whole_at(users),
            memory: needs.memory.map(|need| whole((need.at(users) / 1024.0).round_ties_even())),
            reached: reached.map(|limit| limit.kind).collect(),
        }
    }
}

/// What a server carries for a question.
pub fn capacity(server: &Server, question: &Question) -> Capacity {
    let mut count =
        Count { server, question, limits: Vec::new(), sessions: Vec::new(), needs: Needs::default() };
    count.start();
    for share in question.mix.used() {
        count.protocol(share);
    }
    count.shared();
    let Count { mut limits, sessions, needs, .. } = count;
    limits.sort_by_cached_key(|limit| (limit.users, !limit.kind.is_hard(), limit.kind.name()));
    Capacity { limits, sessions, checks: Checks::of(server, &question.machine), needs }
}

/// The memory in KiB that sessions of the first protocol that a server serves take, with folders of middling size, and
/// how many sessions these are: so many, or as many as its own services carry.
pub fn memory_of_sessions(server: &Server, most: u64) -> Option<(u64, u64)> {
    let is_served = |protocol: &Protocol| {
        server.service(protocol.mail_service()).is_some_and(|service| service.is_enabled)
    };
    let protocol = Protocol::ALL.into_iter().find(is_served)?;
    let tls = if server.is_without_tls { 0.0 } else { 1.0 };
    let share = Share { protocol, per_user: 1.0, tls, hibernated: 0.0, idle: 0.0 };
    let question =
        Question { mix: Mix { shares: vec![share] }, machine: Machine::default(), auth_clients: 0 };
    let capacity = capacity(server, &question);
    let carried = capacity.sessions.iter().filter_map(Sessions::most).fold(most, u64::min);
    let [_, middle, _] = capacity.needs.memory;
    Some((middle.whole_at(carried), carried))
}

struct Count<'c> {
    server: &'c Server,
    question: &'c Question,
    limits: Vec<Limit>,
    sessions: Vec<Sessions>,
    needs: Needs,
}

fn written(span: Option<Span>) -> Place {
    span.map_or(Place::BuiltIn, Place::Written)
}

impl Count<'_> {
    fn start(&mut self) {
        let common = measured_common();
        // A client that is logging in has a connection to auth until it is in.
        self.needs.auth = Need::fixed(1);
        self.needs.anvil = Need::fixed(common.connections_to_anvil);
        let base = measured(self.server.version).memory.base;
        self.needs.memory = [Need::fixed(base); 3];
    }

    fn add(&mut self, kind: Kind, value: u64, need: Need, place: Place) {
        if let Some(users) = need.users(value) {
            self.limits.push(Limit { kind, value, need, users, certainty: Certainty::Exact, place });
        }
    }

    /// The limit that was added last is an estimate, between two of its values.
    fn estimate(&mut self, least: u64, most: Option<u64>, reason: Reason) {
        if let Some(limit) = self.limits.last_mut() {
            let users = |value: u64| limit.need.users(value).unwrap_or(limit.users);
            limit.certainty = Certainty::Estimate { least: users(least), most: most.map(users), reason };
        }
    }

    fn protocol(&mut self, share: &Share) {
        let protocol = share.protocol;
        let mut sessions = Sessions { protocol, mail: None, login: None, fds: None, vsz: None };
        if !self.server.is_proxy
            && let Some(mail) = self.server.service(protocol.mail_service())
        {
            sessions.mail = Some(mail.clients());
            self.mail(mail, share);
        }
        let login = protocol.login_service().and_then(|name| self.server.service(name));
        if let Some(login) = login {
            self.login(login, share, &mut sessions);
        }
        self.sessions.push(sessions);
    }

    fn mail(&mut self, mail: &ServiceLimits, share: &Share) {
        let measured = measured(self.server.version);
        let (protocol, active) = (share.protocol, share.active());
        self.add(Kind::MailProcesses(protocol), mail.clients(), Need::each(active), written(mail.place()));
        let processes = active / number(mail.clients_per_process().max(1));
        self.needs.mail_processes += Need::each(processes);
        // A process that is used again keeps its connection.
        if mail.request_count != Some(1) {
            self.needs.auth += Need::each(processes);
        }
        if protocol == Protocol::Lmtp && measured.lmtp_asks_anvil {
            self.needs.anvil += Need::each(active);
        }
        for (need, memory) in self.needs.memory.iter_mut().zip(protocol.memory(&measured.memory)) {
            *need += Need::each(processes * number(memory));
        }
    }

    fn login(&mut self, login: &ServiceLimits, share: &Share, sessions: &mut Sessions) {
        let memory = &measured(self.server.version).memory;
        let protocol = share.protocol;
        let held = share.held(self.server.is_proxy);
        let part = held / share.per_user;
        let mode = login.login_mode();
        let fitting = |value: u64| (part > 0.0).then(|| fit(value, part));
        if mode == LoginMode::Security {
            let place = written(login.place());
            self.add(Kind::LoginProcesses(protocol), login.process_limit, Need::each(held), place);
            self.needs.login_processes += Need::each(held);
            self.needs.anvil += Need::each(held);
            self.take_memory(Need::each(held * number(memory.login_with_tls_session)));
            sessions.login = fitting(login.process_limit);
            return;
        }
        let clients = number(login.clients_per_process().max(1));
        let counts = finished_login_processes_count(self.server.version);
        // Each process has had its last client when it is full, and makes room for another one.
        let is_endless = mode == LoginMode::Finite
            && !counts
            && login.request_count.is_some_and(|count| count <= login.client_limit);
        if !is_endless {
            self.add(Kind::LoginClients(protocol), login.clients(), Need::each(held), written(login.place()));
            sessions.login = fitting(login.clients());
        }
        if mode == LoginMode::Finite {
            if counts {
                let place = written(login.place());
                self.add(Kind::FinishedLogins(protocol), login.process_limit, Need::each(held), place);
            }
            let processes = Need::each(held / clients);
            self.needs.login_processes += processes;
            self.needs.anvil += processes;
            self.needs.auth += Need::fixed(1);
            self.take_memory(Need::each(held / clients * number(memory.login_waiting)));
        } else {
            let kept = login.min_avail.max(1);
            self.needs.login_processes += Need::fixed(kept);
            self.needs.anvil += Need::fixed(kept);
            self.needs.auth += Need::fixed(kept);
            self.take_memory(Need::fixed(kept.saturating_mul(memory.login_waiting)));
        }
        self.take_memory(Need::each(held * number(memory.tls_session)));
        if part > 0.0 {
            self.login_machine(login, protocol, held, sessions);
        }
    }

    /// What a process that serves many clients has room for.
    fn login_machine(
        &mut self,
        login: &ServiceLimits,
        protocol: Protocol,
        held: f64,
        sessions: &mut Sessions,
    ) {
        let (measured, common) = (measured(self.server.version), measured_common());
        let clients = login.clients_per_process();
        if let Some(nofile) = limiting(self.question.machine.nofile) {
            let is_proxy = self.server.is_proxy;
            let each =
                if is_proxy { common.proxied_session_descriptors } else { common.tls_session_descriptors };
            let own = common.login_descriptors + login.sockets + handshake();
            let one = nofile.value.saturating_sub(own) / each;
            let all = one.saturating_mul(login.process_limit);
            if one < clients {
                self.add(
                    Kind::LoginDescriptors(protocol),
                    all,
                    Need::each(held),
                    Place::Machine(nofile.origin),
                );
                if is_proxy {
                    self.estimate(one, Some(all.saturating_mul(2)), Reason::Proxy);
                } else if login.process_limit > 1 {
                    self.estimate(one, Some(all), Reason::Sharing);
                }
            }
            sessions.fds = Some(all);
        }
        if let Some(bytes) = login.address_space {
            let room = (bytes / 1024).saturating_sub(measured.login_address_space);
            let one = room / measured.tls_session_address_space;
            let all = one.saturating_mul(login.process_limit);
            if one < clients {
                let place = written(login.places.vsz_limit);
                self.add(Kind::LoginAddressSpace(protocol), all, Need::each(held), place);
                let most = all.saturating_add(all.saturating_mul(ADDRESS_SPACE_SPREAD).div_ceil(100));
                self.estimate(one, Some(most), Reason::AddressSpace);
            }
            sessions.vsz = Some(all);
        }
    }

    fn take_memory(&mut self, need: Need) {
        for sum in &mut self.needs.memory {
            *sum += need;
        }
    }

    /// What all protocols share.
    fn shared(&mut self) {
        let common = measured_common();
        let needs = self.needs;
        let mut processes = needs.login_processes;
        processes += needs.mail_processes;
        let with = |fixed: u64| {
            let mut sum = processes;
            sum += Need::fixed(fixed);
            sum
        };
        let mut auth = needs.auth;
        auth += Need::fixed(self.question.auth_clients);
        let machine = &self.question.machine;
        let nofile = limiting(machine.nofile);
        for hub in Hub::ALL {
            let need = match hub {
                Hub::Stats => with(common.connections_to_stats),
                Hub::Auth => auth,
                Hub::Anvil => needs.anvil,
            };
            if let Some(service) = self.server.service(hub.service()) {
                let place = written(service.places.client_limit);
                self.add(Kind::Connections(hub), service.client_limit, need, place);
                if hub == Hub::Anvil && need.each > 0.0 {
                    let most = service.client_limit.saturating_add(MASTER_PIPES);
                    self.estimate(service.client_limit, Some(most), Reason::Pipes);
                }
            }
            if let Some(Known { value, origin }) = nofile {
                let room = value.saturating_sub(common.client_service_descriptors);
                self.add(Kind::Descriptors(hub), room, need, Place::Machine(origin));
                if need.each > 0.0 {
                    self.estimate(room, Some(room.saturating_add(SPARE_DESCRIPTORS)), Reason::OwnDescriptors);
                }
            }
        }
        let config =
            self.server.service("config").filter(|_| measured(self.server.version).config_serves_login);
        if let Some(config) = config {
            let value = config.client_limit.saturating_mul(config.process_limit);
            self.add(Kind::ConfigClients, value, needs.login_processes, written(config.place()));
            if needs.login_processes.each > 0.0 {
                self.estimate(value.saturating_sub(1), Some(value), Reason::Starting);
            }
        }
        if let Some(Known { value, origin }) = limiting(machine.tasks_max) {
            self.add(Kind::Tasks, value, with(common.daemons), Place::Machine(origin));
        }
        if let Some(Known { value, origin }) = limiting(machine.memory) {
            self.memory(value, Place::Machine(origin));
        }
        let imap = self.question.mix.share(Protocol::Imap);
        let instances = limiting(machine.inotify_instances);
        if let (Some(imap), Some(known), true) = (imap, instances, self.server.has_one_mail_user) {
            let place = Place::Machine(known.origin);
            self.add(Kind::Inotify, known.value, Need::each(imap.per_user * imap.idle), place);
            self.estimate(whole(number(known.value) * imap.idle), None, Reason::Idle);
        }
    }

    fn memory(&mut self, value: u64, place: Place) {
        let [small, middle, large] = self.needs.memory;
        self.add(Kind::Memory, value, middle, place);
        if let Some(limit) = self.limits.last_mut()
            && let Some(least) = large.users(value)
        {
            let most = small.users(value);
            limit.certainty = Certainty::Estimate { least, most, reason: Reason::Memory };
        }
    }
}
