use super::*;

fn mail(text: &str) -> String {
    match converted(Who::Mail, text.as_bytes()) {
        Ok(new) => String::from_utf8_lossy(&new).into_owned(),
        Err(NoWay(variable)) => format!("no way: {variable}"),
    }
}

#[test]
fn letters_and_modifiers() {
    for (old, new) in [
        ("%u/%n/%d", "%{user}/%{user | username}/%{user | domain}"),
        ("%Ln %LUn", "%{user | username | lower} %{user | username | upper}"),
        ("%Dd", "%{user | domain | ldap_dn}"),
        (
            "%Mu %1Mu %2.1Mu",
            "%{user | md5} %{user | md5 | hexlify(1)} %{user | md5 | hexlify | substr(2, 1)}",
        ),
        ("%2.256Nu", "%{user | md5 | substr(0, 8) % 256 | hex(2)}"),
        ("%256Nu %Nu", "%{user | md5 | substr(0, 8) % 256 | hex} %{user | md5 | substr(4, 4) | hexlify}"),
        (
            "%1u %1n %1Ln",
            "%{user | substr(0, 1)} %{user | username | substr(0, 1)} %{user | username | lower | substr(0, 1)}",
        ),
        ("%1d", r"%{user | domain | regexp('^(.{0,1}).*$', '\\1')}"),
        ("%2.3u", r"%{user | regexp('^.{0,2}(.{0,3}).*$', '\\1')}"),
        ("%-3.2n", r"%{user | username | regexp('^.*(.{2}).{1}$', '\\1')}"),
        ("%012n", "%{user | username | lfill(12)}"),
        ("%Tn", r"%{user | username | regexp('[ \t]+$', '')}"),
        ("100%% %%{x} %Q", "100% %%{x} %Q"),
        ("%Hu", "no way: %Hu"),
    ] {
        assert_eq!(mail(old), new, "{old}");
    }
}

#[test]
fn long_names() {
    for (old, new) in [
        ("%{hostname} %{lip}", "%{system:hostname} %{local_ip}"),
        ("%{userdb:x:def}", "%{userdb:x | default('def')}"),
        ("%{if;%d;eq;a;b;c}", "%{user | domain | if('eq', 'a', 'b', 'c')}"),
        ("p@%{if;%d;ne;;%d;x.org}", "p@%{user | domain | default('x.org')}"),
        ("%{if;%d;eq;;x.org;%d}", "%{user | domain | default('x.org')}"),
        ("%{md5:user}", "%{user | md5}"),
        ("%{sha1;truncate=16:user}", "%{user | sha1 | truncate(bits=16)}"),
        ("%{sha256;format=base64:user}", "%{user | sha256 | base64}"),
        ("%{sha1;rounds=2,salt=abc:user}", "%{user | sha1(rounds=2, salt='abc')}"),
        ("%{if;%d;eq;a;b}", "%{user | domain | if('eq', 'a', 'b', '')}"),
        ("%{if;%d;eq;a;b:c;d}", "%{user | domain | if('eq', 'a', 'b', '')}"),
        ("%{if;%d;eq;a:b;c;d}", "no way: %{if;%d;eq;a:b;c;d}"),
        ("%{if;%d;eq;a;%{if;1;eq;2;3;4};c}", "no way: %{if;%d;eq;a;%{if;1;eq;2;3;4};c}"),
        ("%{encrypt;x:y}", "no way: %{encrypt;x:y}"),
    ] {
        assert_eq!(mail(old), new, "{old}");
    }
}

#[test]
fn places() {
    let new = |who, text: &str| String::from_utf8(converted(who, text.as_bytes()).unwrap()).unwrap();
    assert_eq!(new(Who::Auth, "%s %r"), "%{protocol} %{remote_ip}");
    assert_eq!(new(Who::Own("pop3_uidl_format"), "%08Xv%08Xu"), "%{uidvalidity | hex(8)}%{uid | hex(8)}");
    assert_eq!(new(Who::Own("login_log_format"), "%$: %s"), "%{message}: %{elements}");
    assert_eq!(new(Who::SharedPrefix, "shared/%%u/"), "shared/$user/");
    assert_eq!(
        new(Who::Shared, "/m/%%d/%%n:%u"),
        "/m/%{owner_user | domain}/%{owner_user | username}:%{user}"
    );
    assert_eq!(new(Who::Owner, "%u %d"), "%{owner_user} %{owner_user | domain}");
    assert_eq!(literal(b"a%{b}%u"), b"a%%{b}%u");
}

#[test]
fn the_uid_is_that_of_the_process() {
    let new = |who, text: &str| {
        converted(who, text.as_bytes()).map(|new| String::from_utf8_lossy(&new).into_owned())
    };
    let expected = "%{process:uid} %{process:uid} %{process:gid} %{process:uid | hex(4)}";
    assert_eq!(new(Who::Mail, "%i %{uid} %{gid} %4Xi").as_deref(), Ok(expected));
    assert_eq!(new(Who::Auth, "%{uid}").as_deref(), Ok("%{process:uid}"));
    assert_eq!(new(Who::BeforeMail, "%i"), Err(NoWay("%i".to_owned())));
    assert_eq!(new(Who::BeforeMail, "%{gid}"), Err(NoWay("%{gid}".to_owned())));
    assert_eq!(unknown(Who::Mail, b"%i"), None);
    assert_eq!(unknown(Who::Mail, b"%g").as_deref(), Some("%g"));
}

#[test]
fn elements_of_the_log_hold_no_spaces() {
    let new = converted(Who::LoginElements, b"user=<%n> %{if;%c;eq;a b;yes;%c}").unwrap();
    let expected = "user=<%{user|username}> %{secured|if('eq','a b','yes',secured)}";
    assert_eq!(String::from_utf8_lossy(&new), expected);
}
