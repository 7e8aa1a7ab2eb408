//! The picture in the README is what dovelint prints.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::Path;

use anstyle::{Color, RgbColor};

mod runs;

const PICTURE: &str = "docs/picture.svg";

/// Black to white, then the same brighter: clear on the picture's own dark ground, whatever page it is on.
const COLORS: [RgbColor; 16] = [
    RgbColor(0x48, 0x4f, 0x58),
    RgbColor(0xff, 0x7b, 0x72),
    RgbColor(0x56, 0xd3, 0x64),
    RgbColor(0xe3, 0xb3, 0x41),
    RgbColor(0x79, 0xc0, 0xff),
    RgbColor(0xd2, 0xa8, 0xff),
    RgbColor(0x56, 0xd4, 0xdd),
    RgbColor(0xe6, 0xed, 0xf3),
    RgbColor(0x6e, 0x76, 0x81),
    RgbColor(0xff, 0xa1, 0x98),
    RgbColor(0x7e, 0xe7, 0x87),
    RgbColor(0xf2, 0xcc, 0x60),
    RgbColor(0xa5, 0xd6, 0xff),
    RgbColor(0xe2, 0xc5, 0xff),
    RgbColor(0xb3, 0xf0, 0xff),
    RgbColor(0xff, 0xff, 0xff),
];

/// What the picture shows: a part of what the first example of the README gives, in colours.
const ARGS: [&str; 3] = ["--select", "services,clients", "examples/2.3"];

/// The text without the addresses after links (OSC 8), which a picture does not show.
fn without_links(text: &str) -> String {
    let mut parts = text.split("\x1b]8;");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once("\x1b\\").map_or(part, |(_, behind)| behind))
}

/// `DOVELINT_UPDATE=1 cargo test --test picture` draws it again.
#[test]
fn the_picture_is_current() {
    let output = runs::dovelint(Path::new("."), &[&["--color", "always"], &ARGS[..]].concat());
    let text = format!("$ dovelint {}\n{}", ARGS.join(" "), without_links(&runs::out(&output)));
    let picture = anstyle_svg::Term::new()
        .palette(COLORS.into())
        .fg_color(Color::Rgb(RgbColor(0xe6, 0xed, 0xf3)))
        .bg_color(Color::Rgb(RgbColor(0x16, 0x1b, 0x22)))
        .render_svg(&text);
    if std::env::var_os("DOVELINT_UPDATE").is_some() {
        fs::write(PICTURE, &picture).expect("a file");
    }
    assert!(text.lines().count() < 100, "the picture is too long");
    let written = fs::read_to_string(PICTURE).unwrap_or_default();
    assert!(written == picture, "{PICTURE} is out of date: DOVELINT_UPDATE=1 cargo test --test picture");
}
