/// How many bits a hash has that Dovecot computes itself; none for one that it does not know.
///
/// Source: `hash_methods` in `hash-method.c`, 2.3.21 and 2.4.4.
pub fn digest_bits(name: &[u8]) -> Option<u32> {
    Some(match name {
        b"md4" | b"md5" => 128,
        b"sha1" => 160,
        b"sha256" | b"sha3-256" => 256,
        b"sha384" => 384,
        b"sha512" | b"sha3-512" => 512,
        b"size" => 64,
        _ => return None,
    })
}
