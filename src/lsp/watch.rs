//! Whether files on the disk have changed, where the client does not say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::pass::Pass;

/// When a file was changed and how large it is; none when it is not there.
type Stamp = Option<(SystemTime, u64)>;

/// The files and folders on which the findings depend, as they were.
#[derive(Debug, Default)]
pub struct Stamps {
    stamps: Vec<(PathBuf, Stamp)>,
}

fn stamp(path: &Path) -> Stamp {
    let meta = std::fs::metadata(path).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

impl Stamps {
    /// What a pass has read, the folders in which it has looked for more, and the places of settings files.
    pub fn of(pass: &Pass) -> Stamps {
        let mut paths: BTreeSet<PathBuf> = pass.places.iter().cloned().collect();
        for report in &pass.reports {
            for (_, file) in report.document.sources.files().filter(|(_, file)| !file.shown.starts_with('<'))
            {
                let path = PathBuf::from(&file.shown);
                paths.extend(path.parent().map(Path::to_owned));
                paths.insert(path);
            }
            for include in &report.document.includes {
                let has_magic = |path: &Path| path.to_string_lossy().contains(['*', '?', '[', '{']);
                let folder = Path::new(&include.pattern).ancestors().skip(1).find(|path| !has_magic(path));
                paths.extend(folder.filter(|folder| folder.is_absolute()).map(Path::to_owned));
            }
            paths.extend(report.document.externals.iter().map(|external| PathBuf::from(&external.shown)));
        }
        Stamps { stamps: paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect() }
    }

    /// Whether something has changed since.
    pub fn have_changed(&self) -> bool {
        self.stamps.iter().any(|(path, known)| stamp(path) != *known)
    }
}
