//! `upgrade`: any configuration of 2.3 becomes one of 2.4 that can be read, whatever is asked for.
#![no_main]

mod input;

use std::rc::Rc;

use dovelint::config::Config;
use dovelint::document::roots::Root;
use dovelint::report::{self, Style, Upgraded};
use dovelint::schema::{Series, Version};
use dovelint::source::Memory;
use dovelint::upgrade::{self, Defaults, Placement, Wanted};
use input::Input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::new(data) else { return };
    let input = Input { version: Version { series: Series::V23, patch: 21 }, ..input };
    let Some(document) = input.document() else { return };
    let config = Config::new(&document, true);
    if config.too_much().is_some() {
        return;
    }
    let included = input.included.to_vec();
    let mut wanted =
        Wanted::new(Rc::new(move |path| path.ends_with(".ext").then(|| (included.clone(), 0o600))));
    wanted.defaults = if input.first % 2 == 0 { Defaults::Keep } else { Defaults::New };
    wanted.placement = [Placement::Auto, Placement::Inline, Placement::KeepFiles][input.first as usize % 3];
    wanted.is_commented = input.first % 5 == 0;
    wanted.answers.extend("passwords=keep".parse());
    let upgrade = upgrade::upgrade(&config, &wanted);
    let texts = upgrade.files.iter().map(|file| (file.path.as_str(), file.after.as_slice()));
    let newest = Version::newest(Series::V24);
    if let Ok(again) = dovelint::document::read(&Memory::new(texts), input::ROOT, newest) {
        // What cannot be proven is said, and nothing is written then.
        let _ = upgrade::proven(&upgrade, &again, true);
    }
    let new_paths = upgrade.files.iter().map(|file| file.path.clone()).collect();
    let root = Root { path: input::ROOT.to_owned(), is_whole: true };
    let all = [Upgraded { root, document, upgrade, new_paths }];
    let style = Style { color: input.first % 2 == 0, unicode: true, width: 80 };
    let mut out = Vec::new();
    report::upgrade_human(&all, style, &mut out).expect("memory takes it");
    report::upgrade_json(&all, "2.4", &mut out).expect("memory takes it");
});
