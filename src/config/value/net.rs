//! Networks of `local` and `remote` filters.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address and how many of its bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Net {
    /// The address as it is written; bits after the mask may be set.
    pub address: IpAddr,
    /// The number of bits, at most 32 or 128.
    pub bits: u8,
}

/// Why a network cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetFlaw {
    /// The part after the `/` is no number, or too large.
    Mask,
    /// Empty, or digits that are no address: no look-up will ever find it.
    Address,
    /// A name: Dovecot looks it up in the DNS while it parses.
    Name,
}

fn bits_of(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

impl Net {
    /// Reads `10.0.0.0/8`, `10.1` or `[::1]`, as `net_parse_range()` and then the C library do.
    ///
    /// # Errors
    /// See [`NetFlaw`].
    pub fn parse(text: &[u8]) -> Result<Net, NetFlaw> {
        let text = std::str::from_utf8(text).map_err(|_| NetFlaw::Name)?;
        let (host, mask) = match text.split_once('/') {
            Some((host, mask)) => (host, Some(mask)),
            None => (text, None),
        };
        let address = address(host).ok_or_else(|| {
            let numeric = host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            if numeric { NetFlaw::Address } else { NetFlaw::Name }
        })?;
        let max = bits_of(address);
        let bits = match mask {
            None => max,
            Some(mask) if !mask.is_empty() && mask.bytes().all(|b| b.is_ascii_digit()) => {
                mask.parse().ok().filter(|bits| *bits <= max).ok_or(NetFlaw::Mask)?
            }
            Some(_) => return Err(NetFlaw::Mask),
        };
        Ok(Net { address, bits })
    }

    /// An IPv4 address in an IPv6 one as itself.
    #[must_use]
    pub fn canonical(self) -> Net {
        let address = self.address.to_canonical();
        Net { address, bits: self.bits.min(bits_of(address)) }
    }

    /// Whether `inner` is in this network. A network of 0 bits is none for Dovecot and holds nothing.
    pub fn holds(&self, inner: &Net) -> bool {
        // An IPv4 address in an IPv6 one counts as itself.
        match (self.address, inner.address.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                same_bits(u128::from(a.to_bits()) << 96, u128::from(b.to_bits()) << 96, self.bits)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => same_bits(a.to_bits(), b.to_bits(), self.bits),
            _ => false,
        }
    }

    /// The network with the bits after its mask, or after a shorter mask, cleared.
    pub fn masked(&self, bits: u8) -> (bool, u128) {
        let (is_v4, all) = match self.address {
            IpAddr::V4(a) => (true, u128::from(a.to_bits()) << 96),
            IpAddr::V6(a) => (false, a.to_bits()),
        };
        (is_v4, if bits == 0 { 0 } else { all & (u128::MAX << (128 - u32::from(bits))) })
    }
}

fn same_bits(a: u128, b: u128, bits: u8) -> bool {
    bits == 0 || (a ^ b) >> (128 - u32::from(bits)) == 0
}

fn address(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    if let Ok(v6) = bare.unwrap_or(host).parse::<Ipv6Addr>() {
        return Some(v6.into());
    }
    short_v4(host).map(IpAddr::V4)
}

/// One number or four, decimal even after a leading 0.
/// Source: `net_addr2ip_inet4_fast()` in `net.c`, 2.3.21.
fn decimal_v4(host: &str) -> Option<Ipv4Addr> {
    if !host.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    if let Ok(number) = host.parse::<u32>() {
        return Some(Ipv4Addr::from_bits(number));
    }
    let parts: Vec<u8> = host.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    <[u8; 4]>::try_from(parts).ok().map(Ipv4Addr::from)
}

/// The old short forms of `inet_aton()`: `10.1` is 10.0.0.1, `0x7f.1` is 127.0.0.1. What is after
/// a space is passed over.
fn short_v4(host: &str) -> Option<Ipv4Addr> {
    if let Some(address) = decimal_v4(host) {
        return Some(address);
    }
    let host = host.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or(host);
    let parts: Vec<u64> = host
        .split('.')
        .map(|part| match part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
            Some(hex) => u64::from_str_radix(hex, 16).ok(),
            None if part.len() > 1 && part.starts_with('0') => u64::from_str_radix(part, 8).ok(),
            None if part.bytes().all(|b| b.is_ascii_digit()) => part.parse().ok(),
            None => None,
        })
        .collect::<Option<_>>()?;
    let (last, head) = parts.split_last()?;
    if head.len() > 3 || head.iter().any(|part| *part > 255) || *last >= 1 << (8 * (4 - head.len())) {
        return None;
    }
    let high = head.iter().enumerate().fold(0, |all, (index, part)| all | part << (24 - 8 * index));
    Some(Ipv4Addr::from_bits(u32::try_from(high | last).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let parse = |text: &str| Net::parse(text.as_bytes());
        assert_eq!(parse("10.0.1").map(|n| n.address), Ok(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1))));
        assert_eq!(parse("10.0.0.0/33"), Err(NetFlaw::Mask));
        assert_eq!(parse("10.0.0.0/255.0.0.0"), Err(NetFlaw::Mask));
        assert_eq!(parse("10.0.0.0/"), Err(NetFlaw::Mask));
        assert_eq!(parse("300.1.2.3"), Err(NetFlaw::Address));
        assert_eq!(parse(""), Err(NetFlaw::Address));
        assert_eq!(parse("mail.example.com"), Err(NetFlaw::Name));
        assert_eq!(parse("010.0.0.1"), parse("10.0.0.1"));
        assert_eq!(parse("10.0.0.1 10.0.0.2"), parse("10.0.0.1"));
        assert_eq!(parse("::1/64").map(|n| n.bits), Ok(64));
        let wide = parse("10.0.0.0/8").expect("a network");
        assert!(wide.holds(&parse("10.2.3.4/24").expect("a network")));
        assert!(!wide.holds(&parse("11.0.0.0/24").expect("a network")));
    }
}
