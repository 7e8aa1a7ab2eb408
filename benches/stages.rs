//! How long each stage takes on a generated configuration: `cargo bench`.
fn main() {
    let line = std::env::args().nth(1).unwrap_or_default();
    let path = format!("/tmp/big{}.conf", if line == "2.3" { "2.3" } else { "2.4" });
    let bytes = std::fs::read(&path).unwrap();
    let version: dovelint::schema::Version = if line == "2.3" { "2.3" } else { "2.4" }.parse().unwrap();
    let reader = dovelint::source::Memory::new([("/d.conf", bytes)]);
    let t = std::time::Instant::now();
    let doc = dovelint::document::read(&reader, "/d.conf", version).unwrap();
    eprintln!("document {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let config = dovelint::config::Config::new(&doc, true);
    eprintln!("config {:?} problems {}", t.elapsed(), config.problems().len());
    let t = std::time::Instant::now();
    let f = dovelint::lints::run(&config, |_| true);
    eprintln!("lints {:?} {}", t.elapsed(), f.len());
}
