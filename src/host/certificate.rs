//! What matters of certificates, keys and DH parameters. Of a private key only its public part leaves this file.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use base64ct::{Base64, Encoding};
use x509_cert::der::asn1::{AnyRef, BitStringRef, OctetStringRef, UintRef};
use x509_cert::der::{DateTime, Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

/// A moment, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = Duration::from_secs(self.0.max(0).cast_unsigned());
        match DateTime::from_unix_duration(since) {
            Ok(date) => date.fmt(f),
            Err(_) => write!(f, "{} seconds after 1970", self.0),
        }
    }
}

impl FromStr for Moment {
    type Err = x509_cert::der::Error;

    fn from_str(text: &str) -> Result<Moment, Self::Err> {
        let since = text.parse::<DateTime>()?.unix_duration();
        Ok(Moment(i64::try_from(since.as_secs()).unwrap_or(i64::MAX)))
    }
}

/// The first certificate of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// From when on it holds.
    pub from: Moment,
    /// Until when it holds.
    pub until: Moment,
    /// Its key.
    pub key: PublicKey,
}

/// A public key, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// The modulus.
    Rsa(Vec<u8>),
    /// The point on its curve.
    Ec(Vec<u8>),
    /// Of another kind.
    Other,
}

impl PublicKey {
    /// How many bits it has; none for a kind whose strength is not counted in bits.
    pub fn bits(&self) -> Option<u64> {
        match self {
            PublicKey::Rsa(modulus) => Some(bits(modulus)),
            // A byte that says how the point is written, then both coordinates, or one.
            PublicKey::Ec(point) => {
                let size = point.len().saturating_sub(1) as u64 * 8;
                Some(if point.first() == Some(&4) { size / 2 } else { size })
            }
            PublicKey::Other => None,
        }
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        match self {
            PublicKey::Rsa(_) => "RSA",
            PublicKey::Ec(_) => "EC",
            PublicKey::Other => "other",
        }
    }
}

fn bits(number: &[u8]) -> u64 {
    let start = number.iter().position(|b| *b != 0).unwrap_or(number.len());
    let first = number.get(start).copied().unwrap_or_default();
    (number.len() - start) as u64 * 8 - u64::from(first.leading_zeros().min(8)) * u64::from(first != 0)
}

/// The first block of a PEM file that has one of these labels, and its label.
fn block<'l>(file: &[u8], labels: &[&'l str]) -> Option<(&'l str, Vec<u8>)> {
    let text = str::from_utf8(file).ok()?;
    let begin = |label: &&'l str| Some((text.find(&format!("-----BEGIN {label}-----"))?, *label));
    let (at, label) = labels.iter().filter_map(begin).min()?;
    let body = &text[at + "-----BEGIN -----".len() + label.len()..];
    let body = &body[..body.find("-----END ")?];
    // Whether it is encrypted is in lines with a colon.
    if body.contains(':') {
        return None;
    }
    let packed: String = body.split_ascii_whitespace().collect();
    Some((label, Base64::decode_vec(&packed).ok()?))
}

/// What is inside a sequence.
fn sequence(bytes: &[u8]) -> Option<SliceReader<'_>> {
    let whole = AnyRef::from_der(bytes).ok().filter(|whole| whole.tag() == Tag::Sequence)?;
    SliceReader::new(whole.value()).ok()
}

/// The number that comes next, of at most so many bytes as any key has.
fn number(reader: &mut SliceReader<'_>) -> Option<Vec<u8>> {
    UintRef::decode(reader).ok().map(|number| number.as_bytes().to_vec())
}

impl Certificate {
    /// Reads the first certificate of a PEM file; none when there is none that can be read.
    pub fn first(file: &[u8]) -> Option<Certificate> {
        let (_, bytes) = block(file, &["CERTIFICATE", "X509 CERTIFICATE"])?;
        let certificate = x509_cert::Certificate::from_der(&bytes).ok()?;
        let inner = certificate.tbs_certificate();
        let moment = |time: x509_cert::time::Time| {
            Moment(i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX))
        };
        let info = inner.subject_public_key_info();
        let raw = info.subject_public_key.raw_bytes();
        let key = match info.algorithm.oid.to_string().as_str() {
            RSA => PublicKey::Rsa(number(&mut sequence(raw)?)?),
            EC => PublicKey::Ec(raw.to_vec()),
            _ => PublicKey::Other,
        };
        let validity = inner.validity();
        Some(Certificate { from: moment(validity.not_before), until: moment(validity.not_after), key })
    }
}

const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";

/// The public part of the private key in a PEM file; none when it is encrypted, or does not hold its public part.
pub fn private_key(file: &[u8]) -> Option<PublicKey> {
    let labels = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"];
    let (label, bytes) = block(file, &labels)?;
    match label {
        "RSA PRIVATE KEY" => rsa(&bytes),
        "EC PRIVATE KEY" => ec(&bytes),
        "PRIVATE KEY" => {
            let mut inside = sequence(&bytes)?;
            number(&mut inside)?;
            let algorithm = AnyRef::decode(&mut inside).ok()?;
            let mut algorithm = SliceReader::new(algorithm.value()).ok()?;
            let oid: x509_cert::der::asn1::ObjectIdentifier = Decode::decode(&mut algorithm).ok()?;
            let key = <&OctetStringRef>::decode(&mut inside).ok()?;
            match oid.to_string().as_str() {
                RSA => rsa(key.as_bytes()),
                EC => ec(key.as_bytes()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// PKCS #1: a version, the modulus and the rest.
fn rsa(bytes: &[u8]) -> Option<PublicKey> {
    let mut inside = sequence(bytes)?;
    number(&mut inside)?;
    number(&mut inside).map(PublicKey::Rsa)
}

/// SEC 1: a version, the secret, then perhaps the curve and the point.
fn ec(bytes: &[u8]) -> Option<PublicKey> {
    let mut inside = sequence(bytes)?;
    while !inside.is_finished() {
        let part = AnyRef::decode(&mut inside).ok()?;
        if part.tag() == (Tag::ContextSpecific { constructed: true, number: TagNumber(1) }) {
            let point = BitStringRef::from_der(part.value()).ok()?;
            return Some(PublicKey::Ec(point.raw_bytes().to_vec()));
        }
    }
    None
}

/// How many bits the prime of the DH parameters in a PEM file has.
pub fn dh_bits(file: &[u8]) -> Option<u64> {
    let (_, bytes) = block(file, &["DH PARAMETERS", "X9.42 DH PARAMETERS"])?;
    number(&mut sequence(&bytes)?).map(|prime| bits(&prime))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_from_the_first_that_is_set() {
        assert_eq!(bits(&[0, 0x80, 0]), 16);
        assert_eq!(bits(&[0x01, 0]), 9);
        assert_eq!(bits(&[0, 0]), 0);
        assert_eq!(PublicKey::Ec(vec![4; 65]).bits(), Some(256));
        assert_eq!(PublicKey::Ec(vec![2; 33]).bits(), Some(256));
    }

    #[test]
    fn what_is_no_pem_has_no_key() {
        for text in
            ["", "-----BEGIN CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----"]
        {
            assert_eq!(Certificate::first(text.as_bytes()), None, "{text}");
            assert_eq!(private_key(text.as_bytes()), None, "{text}");
            assert_eq!(dh_bits(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_moment_is_written_as_it_is_read() {
        for text in ["1970-01-01T00:00:00Z", "2026-12-01T12:30:59Z"] {
            assert_eq!(Moment::from_str(text).map(|moment| moment.to_string()), Ok(text.to_owned()));
        }
        assert!(Moment::from_str("2026-12-01").is_err());
    }
}
