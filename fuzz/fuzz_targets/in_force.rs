//! The effective values: `show`, `show --why` and `diff` print them for any configuration.
#![no_main]

mod input;

use dovelint::config::effective::{Question, Side, Trees, differences};
use dovelint::config::{Config, Filter};
use dovelint::report::{self, JsonPair, Pair, ShowStyle, Showing, Style, Why};
use input::Input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::new(data) else { return };
    // The included file by itself is the other side of the comparison.
    let other = Input { root: input.included, included: b"", ..input };
    let (Some(first), Some(second)) = (input.document(), other.document()) else { return };
    let configs = [&first, &second].map(|document| Config::new(document, true));
    if configs.iter().any(|config| config.too_much().is_some()) {
        return;
    }
    let style = Style { color: input.first % 2 == 0, unicode: true, width: 80 };
    let how = ShowStyle { style, raw: input.first % 3 == 0 };
    let connection = Filter {
        protocol: Some((*b"imap").into()),
        local_name: (input.first % 4 == 0).then(|| (*b"a.example.com").into()),
        ..Filter::default()
    };
    let all = Question { all: true, ..Question::default() };
    let for_one = Question { connection: Some(connection.clone()), ..all.clone() };
    let mut out = Vec::new();
    for config in &configs {
        let tree = config.effective(&Question::default());
        report::show(&[Showing { config, tree: tree.clone(), by_path: false }], how, &mut out)
            .expect("memory takes it");
        report::show_json(&[Showing { config, tree, by_path: true }], &mut out).expect("memory takes it");
        let tree = config.effective(&for_one);
        let leaves = tree.leaves(config.version()).into_iter();
        let set = leaves.filter(|leaf| leaf.entry.is_some_and(|entry| !entry.is_default()));
        let whys: Vec<Why<'_, '_>> =
            set.map(|leaf| Why { config, places: config.places(&leaf, &connection), leaf }).collect();
        report::why(&whys, how, &mut out).expect("memory takes it");
        report::why_json(&whys, &mut out).expect("memory takes it");
    }
    let trees = configs.each_ref().map(Trees::new);
    let [a, b] = trees.each_ref().map(Side::new);
    let named = |at: usize| Some((at.to_string(), &configs[at]));
    let pair = Pair { a: named(0), b: named(1), differences: differences(&a, &b) };
    report::difference(std::slice::from_ref(&pair), how, &mut out).expect("memory takes it");
    report::difference_json(&[JsonPair::new(&pair)], &mut out).expect("memory takes it");
});
