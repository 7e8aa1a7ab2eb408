use crate::schema::POOL;

/// A text of the tables, by its place in the pool: a table of references would have to be put in place whenever the
/// program starts.
#[derive(Debug, Clone, Copy)]
pub(in crate::schema) struct Text(pub(in crate::schema) u16);

/// The texts that [`Text`] stands for, one after the other.
#[derive(Debug)]
pub(in crate::schema) struct Pool {
    pub(in crate::schema) texts: &'static str,
    /// Where each begins, and where the last one ends.
    pub(in crate::schema) starts: &'static [u32],
}

impl Text {
    /// The text itself.
    pub(in crate::schema) fn as_str(self) -> &'static str {
        let at = usize::from(self.0);
        &POOL.texts[POOL.starts[at] as usize..POOL.starts[at + 1] as usize]
    }
}
