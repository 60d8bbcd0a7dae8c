//! The codecs that this build has.

use super::{BZIP2, Codecs, DEFLATE64, LZMA, StreamHasher, XZ};
use crate::digest::Algorithm;
use blake2::{Blake2b512, Blake2s256};
use bzip2::bufread::BzDecoder;
use deflate64::Deflate64Decoder;
use lzma_rust2::{LzmaReader, XzReader};
use sha2::Digest as _;
use sha3::{Sha3_256, Sha3_384, Sha3_512};
use std::io::{self, BufRead, BufReader, Read};

/// Size of the pieces of input and of output, in bytes.
const PIECE: usize = 128 * 1024;

pub struct BuiltIn;

impl Codecs for BuiltIn {
    fn decompress(
        &self,
        method: u16,
        size: u64,
        input: &mut dyn Read,
        each: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<()> {
        let mut decoder = decoder(method, size, BufReader::with_capacity(PIECE, input))?;
        let mut piece = vec![0; PIECE];
        loop {
            match decoder.read(&mut piece) {
                Ok(0) => return Ok(()),
                Ok(length) if !each(piece.get(..length).unwrap_or_default()) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn hash(&self, algorithm: Algorithm) -> io::Result<Box<dyn StreamHasher>> {
        Ok(match algorithm {
            Algorithm::Sha3_256 => Box::new(Sha3_256::new()),
            Algorithm::Sha3_384 => Box::new(Sha3_384::new()),
            Algorithm::Sha3_512 => Box::new(Sha3_512::new()),
            Algorithm::Blake2b => Box::new(Blake2b512::new()),
            Algorithm::Blake2s => Box::new(Blake2s256::new()),
            Algorithm::Sha256 | Algorithm::Sha384 | Algorithm::Sha512 => {
                return Err(io::ErrorKind::Unsupported.into());
            }
        })
    }
}

fn decoder<'i>(method: u16, size: u64, input: impl BufRead + 'i) -> io::Result<Box<dyn Read + 'i>> {
    Ok(match method {
        DEFLATE64 => Box::new(Deflate64Decoder::with_buffer(input)),
        BZIP2 => Box::new(BzDecoder::new(input)),
        LZMA => Box::new(lzma(size, input)?),
        XZ => Box::new(XzReader::new(input, false)),
        _ => return Err(io::ErrorKind::Unsupported.into()),
    })
}

/// Reads the LZMA header: two bytes of version and two bytes of length are before the LZMA properties (APPNOTE
/// 5.8.8).
fn lzma<R: Read>(size: u64, mut input: R) -> io::Result<LzmaReader<R>> {
    let mut header = [0; 9];
    input.read_exact(&mut header)?;
    let [_, _, 5, 0, properties, dictionary @ ..] = header else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its LZMA properties are damaged"));
    };
    LzmaReader::new_with_props(input, size, properties, u32::from_le_bytes(dictionary), None)
}
