//! The places of secrets in a file.

use std::ops::Range;

/// The secrets of a file.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// Where they are, sorted; none overlaps another one.
    pub(super) ranges: Vec<Range<u32>>,
    /// The values as they are written, without what is after them.
    pub(super) values: Vec<Range<u32>>,
}

impl Secrets {
    /// Where they are, sorted; none overlaps another one.
    pub fn ranges(&self) -> &[Range<u32>] {
        &self.ranges
    }

    /// The values and pieces of values, as they are written.
    pub fn values(&self) -> &[Range<u32>] {
        &self.values
    }

    /// The values that touch a part of the file.
    pub fn values_within(&self, from: u32, to: u32) -> impl Iterator<Item = Range<u32>> + '_ {
        let first = self.values.partition_point(|value| value.start < from);
        self.values[first..].iter().take_while(move |value| value.start < to).cloned()
    }

    /// Those that touch a part of the file.
    pub fn within(&self, from: u32, to: u32) -> impl Iterator<Item = Range<u32>> + '_ {
        let first = self.ranges.partition_point(|range| range.end <= from);
        self.ranges[first..].iter().take_while(move |range| range.start < to).cloned()
    }

    /// Adds a place that was found in another way.
    pub fn add(&mut self, range: Range<u32>) {
        if range.start < range.end {
            self.values.push(range.clone());
            self.ranges.push(range);
            self.settle();
        }
    }

    /// Brings the places in order.
    pub(super) fn settle(&mut self) {
        self.values.sort_by_key(|value| (value.start, value.end));
        self.ranges.sort_by_key(|range| range.start);
        self.ranges.dedup_by(|next, last| {
            let joins = next.start <= last.end;
            if joins {
                last.end = last.end.max(next.end);
            }
            joins
        });
    }
}
