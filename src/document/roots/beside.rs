use std::path::{Path, PathBuf};

/// The folder above which nothing is looked for beside a main file: its git repository; without one, the folder in which
/// dovelint runs, when the file is below that, and otherwise its own. The folder of an installed server that is no
/// repository has files of its machine beside it, and these are only looked at when that is asked for.
pub(super) fn top(main: &str) -> Option<String> {
    let folder = Path::new(main).parent().filter(|folder| !folder.as_os_str().is_empty());
    let real = std::fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
    let repository = real.ancestors().find(|above| above.join(".git").exists()).map(Path::to_owned);
    let here =
        || std::fs::canonicalize(".").ok().filter(|here| real.starts_with(here) && *here != Path::new("/"));
    let is_installed = real.starts_with("/etc") || real.starts_with("/usr");
    let top: PathBuf = match repository {
        Some(repository) => repository,
        None if is_installed => return None,
        None => here().unwrap_or(real),
    };
    top.to_str().map(str::to_owned)
}
