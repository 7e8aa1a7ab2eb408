//! Who may connect to a socket.

use crate::config::facts::server::listener::Listener;

impl Listener<'_> {
    /// Whether a process of this user, whose group has the same name, may connect; none when the owner is
    /// a number or known only to the server. Linux asks for the right to write.
    pub fn admits(&self, who: &str) -> Option<bool> {
        let (user, group, mode) = (self.get("user"), self.get("group"), self.get("mode"));
        let is_unclear =
            |text: &[u8]| text.iter().all(u8::is_ascii_digit) && !text.is_empty() && text != b"0";
        if [&user, &group, &mode].iter().any(|found| found.is_open())
            || is_unclear(&user.text)
            || is_unclear(&group.text)
        {
            return None;
        }
        let mode = self.mode()?;
        Some(if user.text.as_ref() == who.as_bytes() {
            mode & 0o200 != 0
        } else if group.text.as_ref() == who.as_bytes() {
            mode & 0o020 != 0
        } else {
            mode & 0o002 != 0
        })
    }
}
