//! `fmt` and `--fix`: what they write can be read, and they come to an end.
#![no_main]

mod input;

use dovelint::document::roots::{Root, Texts};
use dovelint::engine::{Session, Uniform};
use input::{Input, ROOT};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::new(data) else { return };
    if let Ok(laid) = dovelint::fmt::format(input.root, input.version) {
        let again = dovelint::fmt::format(&laid, input.version);
        assert!(again.is_ok_and(|again| again == laid), "a second run changes nothing");
    }
    let root = Root { path: ROOT.to_owned(), is_whole: true };
    let rules = Uniform::new(Some(input.version), |_| true);
    let texts: Texts =
        [(ROOT.to_owned(), input.root.to_vec()), ("/d/x.conf".to_owned(), input.included.to_vec())]
            .into_iter()
            .collect();
    let unsafe_too = input.first % 2 == 0;
    let fix = |texts: Texts| {
        Session::new(&rules).with_texts(texts).fix(std::slice::from_ref(&root), &|_| true, unsafe_too).ok()
    };
    let Some(fixed) = fix(texts.clone()) else { return };
    let mut after = texts;
    after.extend(fixed.files.into_iter().map(|file| (file.path, file.after)));
    assert!(fix(after).is_some(), "what was fixed can be read");
});
