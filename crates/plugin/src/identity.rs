// SPDX-FileCopyrightText: The Twobus authors
// SPDX-License-Identifier: MIT OR Apache-2.0

//! The names by which hosts know an effect, all made from its one id.
//!
//! - CLAP: `org.twobus.<id>`.
//! - VST3: the 128-bit FNV-1a hash of the CLAP id, most significant byte first.
//!
//! Projects store these names, so neither rule ever changes; `names_are_forever` pins them.
//!
//! Source of the hash: IETF draft-eastlake-fnv-17, §2 and §5 (128-bit prime and offset basis).

use rack::Processor;

/// What every CLAP id begins with.
const FAMILY: &str = "org.twobus.";
/// What every display name begins with.
const BRAND: &str = "Twobus ";

/// The names of the effect `P`, known when the program is compiled.
pub struct Identity<P>(core::marker::PhantomData<P>);

impl<P: Processor> Identity<P> {
    /// The CLAP id: `org.twobus.limiter`.
    pub const CLAP_ID: &'static str = Self::CLAP_TEXT.as_str();
    /// What hosts list: `Twobus Limiter`.
    pub const NAME: &'static str = Self::NAME_TEXT.as_str();
    /// The VST3 class id.
    pub const VST3_CLASS_ID: [u8; 16] = fnv1a(Self::CLAP_ID.as_bytes()).to_be_bytes();

    const CLAP_TEXT: &'static Joined = &Joined::new(FAMILY, P::INFO.id);
    const NAME_TEXT: &'static Joined = &Joined::new(BRAND, P::INFO.name);
}

/// Two strings as one, joined while compiling.
struct Joined {
    bytes: [u8; Joined::LONGEST],
    length: usize,
}

impl Joined {
    /// A longer name stops the compilation.
    const LONGEST: usize = 64;

    const fn new(first: &str, second: &str) -> Self {
        let mut joined = Self { bytes: [0; Self::LONGEST], length: 0 };
        joined.append(first.as_bytes());
        joined.append(second.as_bytes());
        joined
    }

    const fn append(&mut self, text: &[u8]) {
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
    }

    const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => panic!("two strings in a row are a string"),
        }
    }
}

const fn fnv1a(bytes: &[u8]) -> u128 {
    const OFFSET_BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash = OFFSET_BASIS;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u128).wrapping_mul(PRIME);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        // The test vectors of the draft, appendix C: "" and "a".
        assert_eq!(fnv1a(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fnv1a(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }

    macro_rules! names {
        (example: [$($example:ty),*], shipped: [$($shipped:ty),*]) => {
            [$(names_of::<$example>(),)* $(names_of::<$shipped>()),*]
        };
    }

    fn names_of<P: Processor>() -> (&'static str, &'static str, [u8; 16]) {
        (Identity::<P>::CLAP_ID, Identity::<P>::NAME, Identity::<P>::VST3_CLASS_ID)
    }

    #[test]
    fn names_are_forever() {
        let gain =
            ("org.twobus.gain", "Twobus Gain", 0xea68_ef4c_f9e5_6f0d_421b_7e5e_9b8a_b49a_u128.to_be_bytes());
        assert!(rack::processors!(names).contains(&gain), "{:x?}", rack::processors!(names));
        assert_eq!(fnv1a(b"org.twobus.limiter"), 0xe054_67e5_6882_41ca_9022_6380_c5ba_2d0f);
    }
}
