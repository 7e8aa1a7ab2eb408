use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "auth-policy-nonce-missing",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("auth") {
        let url = checked.get("auth_policy_server_url");
        let (false, Some(place)) = (url.text.is_empty(), config.place(&url)) else { continue };
        if checked.get("auth_policy_hash_nonce").text.is_empty() {
            findings
                .add(&LINT, place, "a policy server is set, but `auth_policy_hash_nonce` is not")
                .label("passwords would be hashed without a nonce")
                .help("Add `auth_policy_hash_nonce = ` and some random text.")
                .stage(checked.judged);
            continue;
        }
        let (hash, bits) = (checked.get("auth_policy_hash_mech"), checked.get("auth_policy_hash_truncate"));
        match schema::digest_bits(&hash.text) {
            None => {
                findings
                    .add(
                        &LINT,
                        config.place(&hash).unwrap_or(place),
                        format!(
                            "`auth_policy_hash_mech` is `{}`, which is not a hash algorithm",
                            hash.shown()
                        ),
                    )
                    .label("unknown hash")
                    .help("Write `auth_policy_hash_mech = sha256`, the default.")
                    .stage(checked.judged);
            }
            Some(size) if bits.number().is_some_and(|bits| bits >= u64::from(size)) => {
                findings
                    .add(
                        &LINT,
                        config.place(&bits).unwrap_or(place),
                        format!(
                            "`{}` has {size} bits, not more than `auth_policy_hash_truncate`",
                            hash.shown()
                        ),
                    )
                    .label("nothing is left to cut off")
                    .help("Write `auth_policy_hash_truncate = 12`, the default.")
                    .stage(checked.judged);
            }
            Some(_) => {}
        }
    }
}
