//! `fmt` and `--fix`: what they write can be read, and they come to an end.
#![no_main]

mod input;

use dovelint::config::Config;
use dovelint::document::Document;
use dovelint::roots::{Options, Root, Texts};
use input::{Input, ROOT};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::new(data) else { return };
    if let Ok(laid) = dovelint::fmt::format(input.root, input.version) {
        let again = dovelint::fmt::format(&laid, input.version);
        assert!(again.is_ok_and(|again| again == laid), "a second run changes nothing");
    }
    let root = Root { path: ROOT.to_owned(), is_whole: true };
    let options = Options { version: Some(input.version), ..Options::default() };
    let judge =
        |document: &Document, _: &Root| Ok(dovelint::lints::judge(&Config::new(document, true), |_| true));
    let texts: Texts =
        [(ROOT.to_owned(), input.root.to_vec()), ("/d/x.conf".to_owned(), input.included.to_vec())]
            .into_iter()
            .collect();
    let unsafe_too = input.first % 2 == 0;
    let reading = |_: &Root| options.clone();
    let fix = |texts: Texts| {
        dovelint::fix::fix(std::slice::from_ref(&root), &reading, texts, &judge, &|_| true, unsafe_too).ok()
    };
    let Some(fixed) = fix(texts.clone()) else { return };
    let mut after = texts;
    after.extend(fixed.files.into_iter().map(|file| (file.path, file.after)));
    assert!(fix(after).is_some(), "what was fixed can be read");
});
