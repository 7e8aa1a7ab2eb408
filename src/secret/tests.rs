use super::*;

fn stars(text: &str) -> String {
    let mut out = text.as_bytes().to_vec();
    star(&mut out, 0, scan(text.as_bytes()).ranges().iter().cloned());
    String::from_utf8(out).expect("text")
}

#[test]
fn secrets_of_a_line() {
    for (text, expected) in [
        ("doveadm_password = hunter2\n", "doveadm_password = *******\n"),
        ("#doveadm_password=\"hunter 2\"\nssl = no\n", "#doveadm_password=\"****** *\"\nssl = no\n"),
        ("ssl_key = </etc/key.pem\n", "ssl_key = </etc/key.pem\n"),
        ("ssl_key = /etc/key.pem\n", "ssl_key = /etc/key.pem\n"),
        ("doveadm_password = /Zm9v\n", "doveadm_password = *****\n"),
        ("args = password=foo proxy=y\n", "args = password=*** proxy=y\n"),
        ("args = password=%w\n", "args = password=%w\n"),
        ("args = nopassword=y\n", "args = nopassword=y\n"),
        ("connect = \"host=a password=b:c\"\n", "connect = \"host=a password=***\"\n"),
        ("uri = http://u:p@host/x\n", "uri = http://***@host/x\n"),
        ("auth_debug_passwords = yes\n", "auth_debug_passwords = yes\n"),
        ("default_pass_scheme = PLAIN\n", "default_pass_scheme = PLAIN\n"),
        ("password_query = SELECT a FROM b\n", "password_query = SELECT a FROM b\n"),
        ("pass_attrs = uid=user,userPassword=password\n", "pass_attrs = uid=user,userPassword=password\n"),
        ("# the password is not here\n", "# the password is not here\n"),
        ("crypt_user_key_encryption_key local {\n", "crypt_user_key_encryption_key local {\n"),
    ] {
        assert_eq!(stars(text), expected);
    }
}

#[test]
fn what_a_hash_cuts_off() {
    assert_eq!(stars("args = password=ab#cd\n"), "args = password=*****\n");
    assert_eq!(stars("args = password=ab proxy=y#cd\n"), "args = password=** proxy=y***\n");
    assert_eq!(stars("doveadm_password = ab#cd\n"), "doveadm_password = *****\n");
    assert_eq!(stars("listen = a#cd\n"), "listen = a#cd\n");
}

#[test]
fn other_ways_to_write() {
    for text in [
        "doveadm_password: hunter2",
        "doveadm_password hunter2",
        "doveadm_password += hunter2",
        "doveadm_password == hunter2",
        "doveadm_passwrd = hunter2",
        "Doveadm_Password = hunter2",
        "\"doveadm_password\" = hunter2",
        "'doveadm_password' = hunter2",
        "doveadm password = hunter2",
        "doveadm_password = $hunter2",
        "doveadm_password = <hunter2",
        "doveadm_password = %hunter2",
        "passdb/static/password = hunter2",
        "passdb { driver = static args = password=hunter2 }",
        "doveadm_password {\nhunter2",
        "doveadm_password = \\\n  hunter2",
        "doveadm_password \\\n  = hunter2",
        "doveadm_password = \\\n  # note\n  hunter2",
        "doveadm_password = \\\n\n  hunter2",
        "doveadm_password =\nhunter2",
        "doveadm_password = <<END\nhunter2\nEND",
        "#doveadm_password = \\\n#  hunter2",
        "## doveadm_password: hunter2",
        "import_environment = TZ FOO=hunter2",
        "import_environment {\n  FOO = hunter2\n}",
        "import_environment/FOO = hunter2",
        "executable = x --password hunter2",
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        "local token = \"hunter2\"",
        "x = {PLAIN}hunter2",
    ] {
        assert!(!stars(text).contains("hunter2"), "{}", stars(text));
    }
}

#[test]
fn what_follows_a_secret_is_shown_again() {
    for text in [
        "doveadm_password = \\\n  x\nlisten = hunter2",
        "doveadm_password = x\nlisten = hunter2",
        "doveadm_password = <<END\nx\nEND\nhunter2 = a",
        "doveadm_password =\nlisten = hunter2",
        "foo = <<END\nlisten = hunter2",
        "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nlisten = hunter2",
        "import_environment = TZ=hunter2",
    ] {
        assert!(stars(text).contains("hunter2"), "{}", stars(text));
    }
}

#[test]
fn values_of_settings() {
    let part = |key: &str, value: &str| match shown(b"", key.as_bytes(), value.as_bytes()) {
        Shown::All => value.to_owned(),
        Shown::Part(text) => String::from_utf8_lossy(&text).into_owned(),
        Shown::Hidden => String::new(),
    };
    for key in ["doveadm_password", "ssl_key", "key_file", "auth_policy_hash_nonce", "ssl_dh", "password"] {
        assert_eq!(part(key, "x"), "", "{key}");
    }
    assert_eq!(part("ssl_key", ""), "");
    assert_eq!(part("pass", "yes"), "yes");
    assert_eq!(part("args", "password=a:b user=x"), "password=(hidden) user=x");
    assert_eq!(part("client_limit", "5"), "5");
    assert_eq!(shown(b"import_environment", b"FOO", b"x"), Shown::Hidden);
    assert_eq!(shown(b"import_environment", b"TZ", b"x"), Shown::All);
}

#[test]
fn a_veil_covers_what_it_knows() {
    let veil =
        Veil::new([b"\"pa\\\"ss word\"".as_slice(), b"mail", b"abc", b"Longer-one", b"Longer-one-more"]);
    assert_eq!(veil.over("is `pa\"ss word`", false).as_deref(), Some("is `(hidden)`"));
    assert_eq!(veil.over("abc", true), None);
    assert_eq!(veil.over("the mail of mailer", true).as_deref(), Some("the (hidden) of mailer"));
    assert_eq!(veil.over("the mail of mailer", false), None);
    assert_eq!(veil.over("xLonger-one-more Longer-onex", false).as_deref(), Some("x(hidden) (hidden)x"));
}
