//! What to write for more users. Only what must change is written.

use super::checks::usual_somaxconn;
use super::load::{Capacity, capacity};
use super::machine::{Known, Machine, Origin};
use super::mix::{Protocol, Share};
use super::need::{number, round_up};
use super::service::{LoginMode, Server, ServiceLimits};
use super::{Hub, Question, measured};

/// How login processes are to serve clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginWish {
    /// As they do now; a finite count becomes none.
    Keep,
    /// A process for each connection.
    Security,
    /// A few processes for all.
    Performance,
}

/// A setting of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// `process_limit`
    ProcessLimit,
    /// `client_limit`
    ClientLimit,
    /// `service_count`, in 2.4 `restart_request_count`; 0 is without end.
    Count,
    /// `process_min_avail`
    MinAvail,
    /// `vsz_limit`, in bytes.
    AddressSpace,
}

/// A setting that must change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The service.
    pub service: String,
    /// The setting.
    pub key: Key,
    /// Its new value.
    pub value: u64,
}

/// What must change of the machine; none for what is enough, or not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kernel {
    /// `LimitNOFILE` of the unit.
    pub nofile: Option<u64>,
    /// `TasksMax` of the unit.
    pub tasks_max: Option<u64>,
    /// `net.core.somaxconn`
    pub somaxconn: Option<u64>,
    /// `fs.inotify.max_user_instances`
    pub inotify_instances: Option<u64>,
}

/// What to write, and what it makes of the server.
#[derive(Debug, Clone)]
pub struct Advice {
    /// Settings of services, those of one service together.
    pub changes: Vec<Change>,
    /// Limits of the machine.
    pub kernel: Kernel,
    /// What is carried then.
    pub after: Capacity,
}

/// Processes are rounded up to so many.
const PROCESSES: u64 = 10;
/// Client limits are rounded up to so many.
const CLIENTS: u64 = 100;
/// Address space is rounded up to so many MiB.
const ADDRESS_SPACE: u64 = 64;
/// Descriptors, tasks and instances are rounded up to so many.
const STEP: u64 = 1024;
/// CPU cores where they are not known.
const CORES: u64 = 4;
/// Address space of a login process that is to spare.
const SPARE_ADDRESS_SPACE: f64 = 1.2;
/// Descriptors of the master that are to spare.
const SPARE_DESCRIPTORS: u64 = 50;

/// What to write so that so many users are carried. `spare` is 1.25 for a quarter to spare.
pub fn advise(server: &Server, question: &Question, users: u64, wish: LoginWish, spare: f64) -> Advice {
    let mut writing = Writing { server: server.clone(), question, wish, spare, changes: Vec::new() };
    for share in question.mix.used() {
        writing.protocol(share, users);
    }
    writing.hubs(users);
    let Writing { server, changes, .. } = writing;
    let now = capacity(&server, question);
    let kernel = kernel(&server, question, &now, users, spare);
    let after = Question { machine: kernel.on(question.machine), ..question.clone() };
    let mut changes = changes;
    group(&mut changes);
    Advice { changes, kernel, after: capacity(&server, &after) }
}

struct Writing<'q> {
    server: Server,
    question: &'q Question,
    wish: LoginWish,
    spare: f64,
    changes: Vec<Change>,
}

impl Writing<'_> {
    fn put(&mut self, name: &str, key: Key, value: u64) {
        let Some(service) = self.server.service_mut(name) else { return };
        match key {
            Key::ProcessLimit => service.process_limit = value,
            Key::ClientLimit => {
                service.client_limit = value;
                service.has_own_client_limit = true;
            }
            Key::Count => service.request_count = Some(value).filter(|count| *count > 0),
            Key::MinAvail => service.min_avail = value,
            Key::AddressSpace => service.address_space = Some(value),
        }
        let is_it = |change: &&mut Change| change.service == name && change.key == key;
        match self.changes.iter_mut().find(is_it) {
            Some(change) => change.value = value,
            None => self.changes.push(Change { service: name.to_owned(), key, value }),
        }
    }

    /// More processes; where each has sockets of its own, as many are kept ready.
    fn put_processes(&mut self, name: &str, value: u64) {
        self.put(name, Key::ProcessLimit, value);
        if self.server.service(name).is_some_and(|service| service.reuses_ports) {
            self.put(name, Key::MinAvail, value);
        }
    }

    fn service(&self, name: &str) -> Option<ServiceLimits> {
        self.server.service(name).cloned()
    }

    fn protocol(&mut self, share: &Share, users: u64) {
        let users = number(users);
        let mail = share.protocol.mail_service();
        let need = share.active() * users * self.spare;
        if !self.server.is_proxy
            && let Some(service) = self.service(mail)
            && number(service.clients()) < need
        {
            let clients = number(service.clients_per_process().max(1));
            self.put_processes(mail, round_up(need / clients, PROCESSES));
        }
        let Some(login) = share.protocol.login_service() else { return };
        let Some(service) = self.service(login) else { return };
        let held = share.held(self.server.is_proxy) * users * self.spare;
        let was = service.login_mode();
        let is_performance = match self.wish {
            LoginWish::Keep => was != LoginMode::Security,
            LoginWish::Security => false,
            LoginWish::Performance => true,
        };
        if is_performance {
            self.performance(login, &service, held);
            return;
        }
        if was != LoginMode::Security {
            self.put(login, Key::Count, 1);
        }
        // The clients that are just logging in.
        let processes = held + number(PROCESSES);
        if number(service.process_limit) < processes {
            self.put_processes(login, round_up(processes, PROCESSES));
        }
    }

    fn performance(&mut self, login: &str, service: &ServiceLimits, held: f64) {
        if service.login_mode() != LoginMode::Performance {
            self.put(login, Key::Count, 0);
        }
        let cores = self.question.machine.cpus.map_or(CORES, |cpus| cpus.value);
        let wanted = cores.min(service.process_limit);
        let kept = service.min_avail.max(wanted);
        if service.min_avail < wanted {
            self.put(login, Key::MinAvail, wanted);
        }
        // The kernel does not share evenly: what is kept ready must be enough without processes that come later.
        let mut clients = service.client_limit;
        if number(clients) * number(kept) < held {
            clients = round_up(held / number(kept.max(1)), CLIENTS);
            self.put(login, Key::ClientLimit, clients);
        }
        let measured = measured(self.server.version);
        let sessions = clients.saturating_mul(measured.tls_session_address_space);
        let needed = measured.login_address_space.saturating_add(sessions);
        let is_tls = held > 0.0;
        if is_tls && service.address_space.is_some_and(|bytes| bytes / 1024 < needed) {
            let mib = round_up(number(needed) * SPARE_ADDRESS_SPACE / 1024.0, ADDRESS_SPACE);
            self.put(login, Key::AddressSpace, mib.saturating_mul(1 << 20));
        }
    }

    fn hubs(&mut self, users: u64) {
        let now = capacity(&self.server, self.question);
        let at = now.at(users);
        let hubs = [
            (Hub::Stats, 0, at.stats_connections),
            (Hub::Auth, now.checks.auth_warning, at.auth_connections),
            (Hub::Anvil, now.checks.anvil_warning, at.anvil_connections),
        ];
        for (hub, figure, connections) in hubs {
            let need = number(figure).max(number(connections) * self.spare);
            let name = hub.service();
            if self.service(name).is_some_and(|service| number(service.client_limit) < need) {
                self.put(name, Key::ClientLimit, round_up(need, CLIENTS));
            }
        }
    }
}

/// What the machine must allow.
fn kernel(server: &Server, question: &Question, now: &Capacity, users: u64, spare: f64) -> Kernel {
    let machine = &question.machine;
    let below = |known: Option<Known>, need: f64| known.is_some_and(|known| number(known.value) < need);
    let checks = &now.checks;
    let spared = checks.master_fds.saturating_add(SPARE_DESCRIPTORS);
    let descriptors = number(checks.fd_warning.max(checks.fd_need).max(spared));
    let tasks = number(now.at(users).processes) * spare;
    let usual = usual_somaxconn();
    let queue = machine.somaxconn.map_or(usual, |known| known.value);
    let imap = question.mix.share(Protocol::Imap).filter(|_| server.has_one_mail_user);
    let idle = imap.map_or(0.0, |imap| imap.per_user * imap.idle * number(users) * spare);
    let wanted = |is_below: bool, value: u64| is_below.then_some(value);
    Kernel {
        nofile: wanted(below(machine.nofile, descriptors), round_up(descriptors, STEP)),
        tasks_max: wanted(below(machine.tasks_max, tasks), round_up(tasks, STEP)),
        somaxconn: wanted(queue < checks.longest_queue.min(usual), usual),
        inotify_instances: wanted(below(machine.inotify_instances, idle), round_up(idle, STEP)),
    }
}

impl Kernel {
    /// The machine once this is written.
    fn on(self, machine: Machine) -> Machine {
        let written = |value: Option<u64>| value.map(|value| Known { value, origin: Origin::Option });
        Machine {
            nofile: written(self.nofile).or(machine.nofile),
            tasks_max: written(self.tasks_max).or(machine.tasks_max),
            somaxconn: written(self.somaxconn).or(machine.somaxconn),
            inotify_instances: written(self.inotify_instances).or(machine.inotify_instances),
            ..machine
        }
    }
}

/// Puts the settings of each service together, in the order in which the services came.
fn group(changes: &mut Vec<Change>) {
    let mut order: Vec<String> = Vec::new();
    for change in &*changes {
        if !order.contains(&change.service) {
            order.push(change.service.clone());
        }
    }
    changes.sort_by_key(|change| order.iter().position(|name| *name == change.service));
}
