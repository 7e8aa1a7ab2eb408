//! How Dovecot joins the filters that match a connection: one rule for the tree, which moves values, and for the
//! chains of views, which only ask for scopes.
//!
//! Source: `config_parse_merge_filters()` and `config_filters_merge_tree()` in `config-parser.c`, 2.4.1 to 2.4.5.

use super::tree::DEEPEST;
use crate::config::{Filter, Verdict};
use crate::schema::Series;

/// Filters by number, each after the one around it. What has no other around it is around itself.
pub(super) trait Forest<'c> {
    /// What is asked of a join.
    type How: Copy;

    fn len(&self) -> usize;

    /// What a connection filter asks for; none for sections, which wait for no connection.
    fn filter(&self, at: usize) -> Option<&'c Filter>;

    fn parent(&self, at: usize) -> usize;

    /// One of those inside, in the order in which they were opened.
    fn child(&self, at: usize, number: usize) -> Option<usize>;

    /// The one in `outer` with the head of another one, known or new, then the last of all.
    fn twin(&mut self, outer: usize, of: usize) -> usize;

    /// Joins what is in one, but not in those inside, into another one. False when that is too much.
    fn take(&mut self, to: usize, from: usize, how: Self::How) -> bool;

    /// Whether it counts no more by itself.
    fn is_dropped(&self, at: usize) -> bool;

    fn drop(&mut self, at: usize);

    /// Before a filter is joined with what is around it.
    fn joins(&mut self, _at: usize) {}
}

/// Joins each filter that matches a connection with what is around it in the order in which they were opened, so that
/// the last one wins, and drops those that do not match. What is in a filter waits at the end; it is lost where an equal
/// filter outside has had its turn. A filter stays where the connection says nothing about it.
pub(super) fn connect<'c, F: Forest<'c>>(forest: &mut F, connection: &Filter, how: F::How) {
    let mut at = 0;
    // Joining adds filters at the end, which are judged in their turn.
    while at < forest.len() {
        match forest.filter(at).map(|filter| filter.judge(Series::V24, connection)) {
            None | Some(Verdict::Open) => {}
            Some(Verdict::Differs) => forest.drop(at),
            Some(Verdict::Matches) => {
                forest.drop(at);
                let parent = forest.parent(at);
                // What is around it has had its turn, and has taken it along.
                if !forest.is_dropped(parent) {
                    forest.joins(at);
                    join(forest, parent, at, how, 0);
                }
            }
        }
        at += 1;
    }
}

/// Joins a filter with what is in it into another one.
pub(super) fn join<'c, F: Forest<'c>>(forest: &mut F, to: usize, from: usize, how: F::How, depth: usize) {
    if to == from || depth > DEEPEST || !forest.take(to, from, how) {
        return;
    }
    // What is in an equal filter inside comes into this one, after what was opened before it, and goes on from here.
    for number in 0.. {
        let Some(child) = forest.child(from, number) else { break };
        let twin = forest.twin(to, child);
        join(forest, twin, child, how, depth + 1);
    }
}
