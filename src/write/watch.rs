//! Notices who opens a file while it is replaced, and waits until they have closed it.

pub(super) use system::Watch;

#[cfg(any(target_os = "linux", target_os = "android"))]
mod system {
    use std::fs::File;
    use std::mem::MaybeUninit;
    use std::os::fd::AsRawFd;
    use std::time::{Duration, Instant};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fd::OwnedFd;
    use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};

    /// How long nothing must happen: like events in a row are told once, so that the last close of several may
    /// be silent.
    const SILENCE: Duration = Duration::from_millis(20);
    /// How long anyone may keep the file open.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// Who has opened a file since the watch began. Nothing is noticed where the system has no watch to give.
    #[derive(Debug)]
    pub(in super::super) struct Watch {
        events: Option<OwnedFd>,
        /// How many opened it and have not closed it, as far as events tell.
        open: i32,
        has_opened: bool,
    }

    impl Watch {
        pub(in super::super) fn on(file: &File) -> Watch {
            let events = || {
                let events = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
                let flags = WatchFlags::OPEN | WatchFlags::CLOSE_WRITE | WatchFlags::CLOSE_NOWRITE;
                // The file itself, whatever its name stands for by now.
                inotify::add_watch(&events, format!("/proc/self/fd/{}", file.as_raw_fd()), flags)?;
                Ok::<_, rustix::io::Errno>(events)
            };
            Watch { events: events().ok(), open: 0, has_opened: false }
        }

        /// Waits until no one who has opened the file has it open any more; false when that takes too long.
        /// When no one has, there is no wait.
        pub(in super::super) fn wait(&mut self) -> bool {
            let end = Instant::now() + PATIENCE;
            self.take();
            if !self.has_opened {
                return true;
            }
            while Instant::now() < end {
                let is_silent = !self.has_event_within(SILENCE);
                self.take();
                if is_silent && self.open <= 0 {
                    self.has_opened = false;
                    return true;
                }
            }
            false
        }

        /// Takes what has happened into account.
        fn take(&mut self) {
            let Some(events) = &self.events else { return };
            let mut buffer = [MaybeUninit::uninit(); 4096];
            let mut reader = inotify::Reader::new(events, &mut buffer);
            while let Ok(event) = reader.next() {
                if event.events().contains(ReadFlags::OPEN) {
                    self.open += 1;
                    self.has_opened = true;
                } else if event.events().intersects(ReadFlags::CLOSE_WRITE | ReadFlags::CLOSE_NOWRITE) {
                    self.open -= 1;
                }
            }
        }

        fn has_event_within(&self, time: Duration) -> bool {
            let Some(events) = &self.events else { return false };
            let time = Timespec { tv_sec: 0, tv_nsec: time.subsec_nanos().into() };
            poll(&mut [PollFd::new(events, PollFlags::IN)], Some(&time)).is_ok_and(|ready| ready > 0)
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod system {
    /// Nothing is noticed here.
    #[derive(Debug)]
    pub(in super::super) struct Watch;

    impl Watch {
        pub(in super::super) fn on(_: &std::fs::File) -> Watch {
            Watch
        }

        pub(in super::super) fn wait(&mut self) -> bool {
            true
        }
    }
}
