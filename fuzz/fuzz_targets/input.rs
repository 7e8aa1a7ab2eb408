//! Any bytes as a configuration: the first byte chooses the version, `---\n` begins the included file.

use dovelint::document::Document;
use dovelint::schema::Version;
use dovelint::source::Memory;

const VERSIONS: [&str; 6] = ["2.3.13", "2.3.19", "2.3.21", "2.4.1", "2.4.4", "2.4.5"];

pub const ROOT: &str = "/d/d.conf";

pub struct Input<'d> {
    pub first: u8,
    pub version: Version,
    pub root: &'d [u8],
    pub included: &'d [u8],
}

impl<'d> Input<'d> {
    pub fn new(data: &'d [u8]) -> Option<Input<'d>> {
        let (first, text) = data.split_first()?;
        let version = VERSIONS[*first as usize % VERSIONS.len()].parse().expect("a version");
        let at = text.windows(4).position(|window| window == b"---\n");
        let (root, included) = at.map_or((text, &b""[..]), |at| (&text[..at], &text[at + 4..]));
        Some(Input { first: *first, version, root, included })
    }

    /// The configuration; none when there is too much to read.
    pub fn document(&self) -> Option<Document> {
        let included = self.included;
        let files = [(ROOT, self.root), ("/d/conf.d/a.conf", included), ("/d/x.conf", included)];
        dovelint::document::read(&Memory::new(files), ROOT, self.version).ok()
    }
}
