//! A connection filter, and whether it matches a connection.

use crate::config::value::net::Net;
use crate::schema::Series;

/// For which connections settings count. What is known of one connection is a filter as well, as in Dovecot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// `protocol NAME`, with a leading `!` when negated.
    pub protocol: Option<Box<[u8]>>,
    /// `local_name NAME`, in lower case.
    pub local_name: Option<Box<[u8]>>,
    /// `local NET`.
    pub local: Option<Net>,
    /// `remote NET`.
    pub remote: Option<Net>,
}

/// What a filter says of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All its conditions hold.
    Matches,
    /// No condition fails, and the connection does not say what some ask for.
    Open,
    /// A condition fails.
    Differs,
}

impl Filter {
    /// Whether settings of the auth process are refused in it.
    pub fn is_by_address(&self) -> bool {
        self.local_name.is_some()
            || self.local.is_some_and(|n| n.bits > 0)
            || self.remote.is_some_and(|n| n.bits > 0)
    }

    /// Whether it asks for no protocol, for this one, or for any but another one.
    pub fn serves(&self, protocol: &[u8]) -> bool {
        match self.protocol.as_deref() {
            None => true,
            Some([b'!', not @ ..]) => *not != *protocol,
            Some(name) => *name == *protocol,
        }
    }

    /// 2.3: the filter that ranks higher wins. Source: `config_filter_parser_cmp()` in `config-filter.c`, 2.3.21.
    pub(in crate::config) fn rank(&self) -> (bool, u8, u8, bool) {
        let bits = |net: Option<Net>| net.map_or(0, |net| net.bits);
        (self.local_name.is_some(), bits(self.local), bits(self.remote), self.protocol.is_some())
    }

    /// Whether it has no condition.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// The same conditions, and those of another filter where this one has none.
    #[must_use]
    pub fn within(&self, outer: &Filter) -> Filter {
        Filter {
            protocol: self.protocol.clone().or_else(|| outer.protocol.clone()),
            local_name: self.local_name.clone().or_else(|| outer.local_name.clone()),
            local: self.local.or(outer.local),
            remote: self.remote.or(outer.remote),
        }
    }

    /// Whether the filter matches a connection. Its own conditions count, not those of filters around it.
    /// Source: `config_filter_match()` in `config-filter.c`, 2.3.21, and `config_filter_match_no_recurse()`
    /// of 2.4.
    pub fn judge(&self, series: Series, connection: &Filter) -> Verdict {
        let protocol = self
            .protocol
            .as_ref()
            .map(|_| connection.protocol.as_deref().map(|protocol| self.serves(protocol)));
        let name = self.local_name.as_deref().map(|masks| {
            connection.local_name.as_deref().map(|name| match series {
                // One head of 2.3 takes several names.
                Series::V23 => masks.split(|b| *b == b' ').any(|mask| matches_name(mask, name)),
                Series::V24 => matches_name(masks, name),
            })
        });
        let nets = [(self.remote, connection.remote), (self.local, connection.local)].map(|(mask, net)| {
            let is_net = |net: &Net| net.bits > 0;
            mask.filter(is_net).map(|mask| net.filter(is_net).map(|net| mask.holds(&net)))
        });
        let conditions = [protocol, name].into_iter().chain(nets).flatten();
        conditions.fold(Verdict::Matches, |verdict, condition| match (verdict, condition) {
            (Verdict::Differs, _) | (_, Some(false)) => Verdict::Differs,
            (Verdict::Open, _) | (_, None) => Verdict::Open,
            (Verdict::Matches, Some(true)) => Verdict::Matches,
        })
    }

    /// Whether it matches wherever another filter does.
    pub fn covers(&self, series: Series, other: &Filter) -> bool {
        // Dovecot compares with the first address of a network, whatever its size.
        let is_wider = |wide: Option<Net>, narrow: Option<Net>| match (wide, narrow) {
            (Some(wide), Some(narrow)) => wide.canonical().bits <= narrow.canonical().bits,
            _ => true,
        };
        self.judge(series, other) == Verdict::Matches
            && is_wider(self.local, other.local)
            && is_wider(self.remote, other.remote)
    }

    /// Whether some connection matches both.
    pub fn may_meet(&self, other: &Filter) -> bool {
        let protocols = match (self.protocol.as_deref(), other.protocol.as_deref()) {
            (None, _) | (_, None) | (Some([b'!', ..]), Some([b'!', ..])) => true,
            (Some([b'!', not @ ..]), Some(name)) | (Some(name), Some([b'!', not @ ..])) => not != name,
            (Some(a), Some(b)) => a == b,
        };
        let names = match (self.local_name.as_deref(), other.local_name.as_deref()) {
            (Some(a), Some(b)) => {
                let masks = |masks| <[u8]>::split(masks, |b: &u8| *b == b' ');
                masks(a).any(|a| masks(b).any(|b| names_meet(a, b)))
            }
            _ => true,
        };
        let nets = |a: Option<Net>, b: Option<Net>| match (a, b) {
            (Some(a), Some(b)) => {
                let (wide, narrow) = if a.bits <= b.bits { (a, b) } else { (b, a) };
                wide.holds(&narrow)
            }
            _ => true,
        };
        protocols && names && nets(self.local, other.local) && nets(self.remote, other.remote)
    }
}

/// Whether a name of TLS fits a mask: `*.` stands for the rest of a label, `?` for one byte.
/// Source: `dns_match_wildcard()` in `dns-util.c`, alike in both lines.
fn matches_name(mask: &[u8], name: &[u8]) -> bool {
    let (mut mask, mut name) = (mask, name);
    while let ([wanted, mask_rest @ ..], [byte, name_rest @ ..]) = (mask, name) {
        (mask, name) = match wanted {
            b'*' => match (mask_rest, after_label(name)) {
                ([b'.', rest @ ..], Some(behind)) => (rest, behind),
                _ => return false,
            },
            b'?' => (mask_rest, name_rest),
            _ if wanted.eq_ignore_ascii_case(byte) => (mask_rest, name_rest),
            _ => return false,
        };
    }
    mask.strip_prefix(b"*").unwrap_or(mask).is_empty() && name.is_empty()
}

/// Whether some name fits both masks.
fn names_meet(a: &[u8], b: &[u8]) -> bool {
    let (mut a, mut b) = (a, b);
    while let ([x, a_rest @ ..], [y, b_rest @ ..]) = (a, b) {
        (a, b) = match (x, y) {
            (b'*', _) | (_, b'*') => match (after_label(a), after_label(b)) {
                (Some(a), Some(b)) => (a, b),
                _ => return false,
            },
            (b'?', _) | (_, b'?') => (a_rest, b_rest),
            _ if x.eq_ignore_ascii_case(y) => (a_rest, b_rest),
            _ => return false,
        };
    }
    let is_done = |mask: &[u8]| mask.strip_prefix(b"*").unwrap_or(mask).is_empty();
    is_done(a) && is_done(b)
}

/// What is after the next dot.
fn after_label(name: &[u8]) -> Option<&[u8]> {
    name.iter().position(|b| *b == b'.').map(|dot| &name[dot + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Filter {
        Filter { local_name: Some(name.as_bytes().into()), ..Filter::default() }
    }

    #[test]
    fn names() {
        assert!(matches_name(b"*.example.com", b"imap.example.com"));
        assert!(!matches_name(b"*.example.com", b"a.b.example.com"));
        assert!(!matches_name(b"*.example.com", b"example.com"));
        assert!(matches_name(b"imap?.example.com", b"imap1.Example.com"));
        assert!(matches_name(b"i*.ex?mple.org", b"imap.example.org"));
        assert!(!matches_name(b"imap", b"imap.example.com"));
        assert!(!matches_name(b"im*ap.example.com", b"imxap.example.com"));
    }

    #[test]
    fn several_names_stand_in_a_head_of_2_3_alone() {
        let mask = named("imap.example.com a?.example.com");
        assert_eq!(mask.judge(Series::V23, &named("a1.example.com")), Verdict::Matches);
        assert_eq!(mask.judge(Series::V24, &named("a1.example.com")), Verdict::Differs);
    }

    #[test]
    fn what_is_not_known_leaves_it_open() {
        let mask = Filter { protocol: Some(b"!imap".as_slice().into()), ..named("a") };
        let asked =
            |protocol: &str| Filter { protocol: Some(protocol.as_bytes().into()), ..Filter::default() };
        assert_eq!(mask.judge(Series::V23, &asked("imap")), Verdict::Differs);
        assert_eq!(mask.judge(Series::V23, &asked("pop3")), Verdict::Open);
        assert_eq!(mask.judge(Series::V24, &Filter { protocol: None, ..named("b") }), Verdict::Differs);
        assert_eq!(mask.judge(Series::V24, &asked("pop3").within(&named("a"))), Verdict::Matches);
    }

    #[test]
    fn a_network_is_covered_by_wider_ones() {
        let remote = |net: &str| Filter { remote: Net::parse(net.as_bytes()).ok(), ..Filter::default() };
        assert!(remote("10.0.0.0/8").covers(Series::V24, &remote("10.0.0.0/12")));
        assert!(!remote("10.0.0.0/12").covers(Series::V24, &remote("10.0.0.0/8")));
    }

    #[test]
    fn masks_that_overlap() {
        assert!(named("a?.x").may_meet(&named("?b.x")));
        assert!(named("*.x").may_meet(&named("a.y b.x")));
        assert!(named("a*.x").may_meet(&named("*.x")));
        assert!(!named("a*.x").may_meet(&named("b*.x")));
        assert!(!named("*.x").may_meet(&named("a.b.x")));
    }
}
