//! The picture in the README is what dovelint prints.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs;
use std::path::Path;

use anstyle::{Color, RgbColor};

mod editor;
mod runs;

const PICTURE: &str = "docs/picture.svg";

/// Neovim with the server, as `tests/editors/picture` took its screen.
const SCREEN: &str = include_str!("editors/screen.ansi");
const EDITOR: &str = "docs/editor.svg";

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
    assert!(text.lines().count() < 100, "the picture is too long");
    draw(PICTURE, &text);
}

/// Holds a picture against a text with colours, or draws it again.
fn draw(path: &str, text: &str) {
    let picture = anstyle_svg::Term::new()
        .palette(COLORS.into())
        .fg_color(Color::Rgb(RgbColor(0xe6, 0xed, 0xf3)))
        .bg_color(Color::Rgb(RgbColor(0x16, 0x1b, 0x22)))
        .render_svg(text);
    if std::env::var_os("DOVELINT_UPDATE").is_some() {
        fs::write(path, &picture).expect("a file");
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(written == picture, "{path} is out of date: DOVELINT_UPDATE=1 cargo test --test picture");
}

/// What an editor shows is what the server says; otherwise `tests/editors/picture` takes the screen again.
#[test]
fn the_picture_of_an_editor_is_current() {
    draw(EDITOR, SCREEN.trim_end());
    let mut parts = SCREEN.split("\x1b[").map(|part| part.split_once('m').map_or(part, |(_, text)| text));
    let first = SCREEN.split("\x1b[").next().unwrap_or_default();
    let plain = parts.by_ref().skip(1).fold(first.to_owned(), |out, part| out + part);
    let folder = Path::new("tests/editors/tree/dovecot").canonicalize().expect("the tree");
    let path = folder.join("conf.d/10-master.conf");
    let (mut editor, uri) = (editor::Editor::new(&folder), editor::uri(&path));
    editor.open(&uri, &fs::read_to_string(&path).expect("a file"));
    editor.settle();
    let (.., message) = editor
        .findings()
        .into_iter()
        .find(|(_, _, lint, _)| lint == "mail-process-client-limit")
        .expect("the finding");
    assert!(plain.contains(&message), "{message}");
    let hover = editor.at("textDocument/hover", &uri, 1, 4);
    let hover = hover["contents"]["value"].as_str().expect("a text").replace(['*', '`'], "");
    for line in hover.lines().take(9) {
        assert!(plain.contains(line), "{line}");
    }
}
