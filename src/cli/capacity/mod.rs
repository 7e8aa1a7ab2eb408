//! `dovelint capacity`: how many connections a configuration carries.

mod asked;
mod system;

use std::rc::Rc;

use clap::{Args, ValueEnum};

use super::check::usual_place;
use super::host::{HostArgs, say_not_seen};
use super::printing::output::{Output, Stopped, complain, stop, style};
use super::show::{documents, is_bounded};
use super::{Color, Exit, ListFormat, ReadingArgs, path, place};
use crate::capacity::{self, Capacity, LoginMode, LoginWish, Machine, Protocol, Question, Server};
use crate::config::Config;
use crate::document::Document;
use crate::document::roots::{Files, Root, Texts};
use crate::engine::refusal;
use crate::host::System;
use crate::report::{self, Answered, CapacityPart};
use crate::settings::Finder;
use crate::source::SourceMap;
use asked::{Asked, PerUser, Value};

#[derive(Debug, Args)]
pub(super) struct CapacityArgs {
    /// A configuration file or a folder, or `PATH@REV` for a revision of its git repository
    /// [default: /etc/dovecot or /usr/local/etc/dovecot if it exists, otherwise this folder]
    #[arg(value_parser = place)]
    path: Option<String>,
    /// A value of the machine: nofile, tasks-max, memory, cpus, somaxconn, inotify-instances; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    machine: Vec<Value>,
    /// Show limits that are far away as well
    #[arg(long)]
    all: bool,
    /// Print only this part
    #[arg(long, value_enum, value_name = "PART", conflicts_with = "format")]
    print: Option<PartArg>,
    /// For a person or as JSON
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    format: ListFormat,
    /// Also write a picture of the limits to this file
    #[arg(long, value_name = "FILE", value_parser = path)]
    svg: Option<String>,
    /// Write the answer to a file; `-` is standard output
    #[arg(long, value_name = "FILE", value_parser = path)]
    output: Option<String>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
    // Last, as what comes after them would be under their headings.
    #[command(flatten)]
    host: HostArgs,
    #[command(flatten)]
    asked: AskedArgs,
    #[command(flatten)]
    wish: WishArgs,
}

// Who connects. Its documentation would replace the command's own.
#[derive(Debug, Args)]
#[command(next_help_heading = "Who connects")]
struct AskedArgs {
    /// Users that are connected at the same time; may be repeated
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    users: Vec<u64>,
    /// Connections of each user; may be repeated for other protocols [default: imap=3]
    #[arg(long, value_name = "PROTOCOL=N")]
    per_user: Vec<PerUser>,
    /// Sessions instead of users; may be repeated for other protocols
    #[arg(long, value_name = "PROTOCOL=N", conflicts_with_all = ["users", "per_user"])]
    sessions: Vec<PerUser>,
    /// Share that uses TLS through Dovecot [default: 100, or 0 with `ssl = no`]
    #[arg(long, value_name = "PERCENT", value_parser = asked::percent)]
    tls: Option<f64>,
    /// Share of IMAP that is hibernated [default: 0, or 80 with `imap_hibernate_timeout`]
    #[arg(long, value_name = "PERCENT", value_parser = asked::percent)]
    hibernated: Option<f64>,
    /// Share of IMAP in IDLE
    #[arg(long, value_name = "PERCENT", value_parser = asked::percent, default_value = "80")]
    idle: f64,
    /// Connections of other programs to auth, such as the smtpd processes of Postfix
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=100_000_000))]
    auth_clients: u64,
    /// Every session is passed on to another server [default: if every passdb sets `proxy`]
    #[arg(long)]
    login_proxy: bool,
}

// What to write. Its documentation would replace the command's own.
#[derive(Debug, Args)]
#[command(next_help_heading = "What to write")]
struct WishArgs {
    /// How login processes should serve clients
    #[arg(long, value_enum, default_value_t = LoginArg::Keep)]
    login: LoginArg,
    /// The reserve on top of the demand
    #[arg(long, value_name = "PERCENT", value_parser = asked::headroom, default_value = "25")]
    headroom: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LoginArg {
    /// As they do now
    Keep,
    /// A process for each connection
    Security,
    /// A few processes for all
    Performance,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PartArg {
    /// Which limits are reached, and when
    Text,
    /// The settings to write
    Config,
    /// The drop-in of the unit to write
    Systemd,
    /// The file for sysctl to write
    Sysctl,
}

pub(super) fn run(args: &CapacityArgs) -> Exit {
    answered(args).unwrap_or(Exit::Failed)
}

fn answered(args: &CapacityArgs) -> Result<Exit, Stopped> {
    let asked = Asked::of(&args.asked).map_err(stop)?;
    let is_block = args.print.is_some_and(|part| part != PartArg::Text);
    if is_block && asked.users.is_empty() {
        return Err(stop("--print says what to write for a number of users; give --users"));
    }
    let mut machine = Machine::default();
    for value in &args.machine {
        value.put(&mut machine);
    }
    let mut code = Exit::Clean;
    let path = args.path.clone().or_else(|| args.host.usual_place()).unwrap_or_else(usual_place);
    let path = args.host.place(&path).map_err(|trouble| stop(trouble.to_string()))?;
    let mut finder = args.reading.finder_over(args.host.layer());
    let mut documents =
        documents(&path, &mut finder, &mut code).map_err(|trouble| stop(trouble.to_string()))?;
    let looked_at = args.host.machine().map_err(stop)?.map(Rc::new);
    for (root, document) in &mut documents {
        document.add_system(|sources| match &looked_at {
            Some(machine) => Some(System::of_machine(Rc::clone(machine), sources)),
            // What is beside a configuration on the disk says nothing of another revision.
            None if std::path::Path::new(&path).exists() => system_beside(&mut finder, root, sources),
            None => None,
        });
    }
    for file in documents.iter().flat_map(|(_, document)| document.unreadable()) {
        complain(&format!("{}: {}", file.path, file.reason));
        if file.is_failure {
            code = Exit::Failed;
        }
    }
    let mut servers = Vec::new();
    for (root, document) in &documents {
        let config = Config::new(document, root.is_whole);
        let base_dir = String::from_utf8_lossy(&config.root().get("base_dir").text).into_owned();
        let known = document.system.as_ref().map(|system| system::values(system, &base_dir));
        let machine = machine.or(known.unwrap_or_default());
        let server = server(args, &asked, &config, &machine, &mut code)?;
        let question = question(args, &asked, &server, machine);
        servers.push((document, server, question, is_guessed(&config)));
    }
    let answers: Vec<Answered<'_>> = servers
        .iter()
        .map(|(document, server, question, guessed)| {
            let mut one = answer(args, &asked, document, server, question);
            one.notes.extend(guessed.clone());
            one
        })
        .collect();
    say_not_seen(looked_at.as_ref());
    write(args, &answers, code)
}

/// What the files of the repository say of the system.
fn system_beside(finder: &mut Finder, root: &Root, sources: &mut SourceMap) -> Option<System> {
    let options = finder.find(&root.path).ok()?.reading(&root.path);
    Files::Disk.system_beside(&Texts::default(), root, &options, sources)
}

/// The services of a configuration as numbers.
fn server(
    args: &CapacityArgs,
    asked: &Asked,
    config: &Config<'_>,
    machine: &Machine,
    code: &mut Exit,
) -> Result<Server, Stopped> {
    if !is_bounded(config, code) {
        return Err(Stopped);
    }
    let root = &config.document.sources.file(config.document.root).shown;
    if let Some(refused) = refusal(config) {
        return Err(stop(format!(
            "doveconf rejects this configuration at {refused}; `dovelint check {root}` says what to do"
        )));
    }
    let read = capacity::read(config, machine);
    let mut server = read.map_err(|unknown| {
        stop(format!(
            "{root}: `{} = {}` of `service {}` is not a number that is known before Dovecot starts",
            unknown.setting, unknown.value, unknown.service
        ))
    })?;
    server.is_proxy |= args.asked.login_proxy;
    for protocol in asked.protocols() {
        if let Some(lack) = lack(&server, protocol) {
            return Err(stop(format!("{root}: {lack}; --per-user says which protocols to count")));
        }
    }
    Ok(server)
}

/// Why a protocol carries nobody.
fn lack(server: &Server, protocol: Protocol) -> Option<String> {
    let is_off = |name: &str| server.service(name).is_none_or(|service| !service.is_enabled);
    let (name, mail) = (protocol.name(), protocol.mail_service());
    match protocol.login_service() {
        Some(login) if is_off(login) => {
            Some(format!("`protocols` does not enable {name}: no `service {login}`"))
        }
        _ if is_off(mail) => Some(format!("`protocols` does not enable {name}: no `service {mail}`")),
        _ if server.is_proxy && protocol == Protocol::Lmtp => {
            Some("LMTP of a proxy is not counted".to_owned())
        }
        _ => None,
    }
}

fn question(args: &CapacityArgs, asked: &Asked, server: &Server, machine: Machine) -> Question {
    let tls = args.asked.tls.unwrap_or(if server.is_without_tls { 0.0 } else { 1.0 });
    let hibernated = args.asked.hibernated.unwrap_or(if server.hibernates { 0.8 } else { 0.0 });
    Question {
        mix: asked.mix(tls, hibernated, args.asked.idle),
        machine,
        auth_clients: args.asked.auth_clients,
    }
}

fn answer<'a>(
    args: &CapacityArgs,
    asked: &Asked,
    document: &'a Document,
    server: &'a Server,
    question: &'a Question,
) -> Answered<'a> {
    let login = match args.wish.login {
        LoginArg::Keep => LoginWish::Keep,
        LoginArg::Security => LoginWish::Security,
        LoginArg::Performance => LoginWish::Performance,
    };
    let spare = 1.0 + args.wish.headroom;
    let most = asked.users.last();
    let advice = most.map(|users| capacity::advise(server, question, *users, login, spare));
    let capacity = capacity::capacity(server, question);
    Answered {
        notes: notes(server, question, &capacity),
        document,
        server,
        question,
        capacity,
        users: asked.users.clone(),
        counts_sessions: asked.counts_sessions,
        login,
        spare,
        advice,
    }
}

/// What else is good to know of a server.
fn notes(server: &Server, question: &Question, capacity: &Capacity) -> Vec<String> {
    let mut notes = Vec::new();
    for share in question.mix.used() {
        let mail = server.service(share.protocol.mail_service()).filter(|_| !server.is_proxy);
        if let Some(mail) = mail.filter(|mail| mail.clients_per_process() > 1) {
            notes.push(format!(
                "a process of `service {}` serves {} clients at a time, and one that waits holds up the others.",
                mail.name,
                mail.clients_per_process()
            ));
        }
        let Some(login) = share.protocol.login_service().and_then(|name| server.service(name)) else {
            continue;
        };
        let name = &login.name;
        if login.reuses_ports {
            notes.push(format!(
                "with `reuse_port` each process of `service {name}` has a queue of its own: one that is full drops \
                 clients although others are free. This was not measured."
            ));
        }
        let login_limit = capacity.sessions.iter().find(|sessions| sessions.protocol == share.protocol);
        let is_open = login_limit.is_some_and(|sessions| sessions.login.is_none());
        if login.login_mode() == LoginMode::Finite && is_open && share.tls > 0.0 {
            notes.push(format!(
                "`process_limit` does not limit `service {name}`: a process that has had its last client no longer counts."
            ));
        }
    }
    if server.is_proxy {
        notes.push(
            "every session is passed on to another server and stays in its login process. How many descriptors \
             one takes was not measured."
                .to_owned(),
        );
    }
    let auth = server.service("auth").map_or(u64::MAX, |auth| auth.client_limit);
    if question.auth_clients >= auth {
        notes.push(format!(
            "`service auth` takes {auth} connections, which those of --auth-clients alone use up."
        ));
    }
    notes
}

/// That nothing sets `protocols`.
fn is_guessed(config: &Config<'_>) -> Option<String> {
    let (protocols, is_assumed) = config.root().expected_protocols();
    let names: Vec<_> = protocols.iter().map(|name| String::from_utf8_lossy(name)).collect();
    is_assumed.then(|| {
        format!(
            "what packages add to `protocols` is not here; assumed is `{}`.",
            crate::text::printable(names.join(" ").as_bytes())
        )
    })
}

fn write(args: &CapacityArgs, answers: &[Answered<'_>], mut code: Exit) -> Result<Exit, Stopped> {
    if let Some(file) = &args.svg {
        let [one] = answers else {
            return Err(stop("--svg draws one configuration; name one"));
        };
        let mut output = Output::open(Some(file)).map_err(stop)?;
        let written = output.writer().write_all(report::capacity_svg(one).as_bytes());
        code = output.finish(written, code);
    }
    let part = match args.print {
        None => CapacityPart::Whole,
        Some(PartArg::Text) => CapacityPart::Text,
        Some(PartArg::Config) => CapacityPart::Config,
        Some(PartArg::Systemd) => CapacityPart::Systemd,
        Some(PartArg::Sysctl) => CapacityPart::Sysctl,
    };
    if code == Exit::Clean && answers.iter().any(Answered::gives_out) {
        code = Exit::Found;
    }
    let file = args.output.as_deref().filter(|path| *path != "-");
    let mut output = Output::open(file).map_err(stop)?;
    let style = style(args.color, file.is_some());
    let written = match args.format {
        ListFormat::Human => report::capacity_human(answers, part, args.all, style, output.writer()),
        ListFormat::Json => report::capacity_json(answers, output.writer()),
    };
    Ok(output.finish(written, code))
}
