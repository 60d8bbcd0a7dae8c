//! Decompresses data in memory as a whole, about one and a half times as fast as a decoder that must be able to stop
//! anywhere.

use super::memory::options;
use libdeflate_sys as sys;
use std::ptr::{self, NonNull};

/// One decoder, used for stream after stream; made when it is first needed.
#[derive(Default)]
pub struct Libdeflate(Option<NonNull<sys::libdeflate_decompressor>>);

impl Libdeflate {
    fn decoder(&mut self) -> Option<NonNull<sys::libdeflate_decompressor>> {
        let options = options();
        if self.0.is_none() {
            // SAFETY: the options are complete, and read during the call only.
            self.0 = NonNull::new(unsafe { sys::libdeflate_alloc_decompressor_ex(&raw const options) });
        }
        self.0
    }

    /// Decompresses a DEFLATE stream (RFC 1951) that fills `input` and makes `size` bytes, which replace the contents
    /// of `output`. Returns `false` if it is not such a stream, or if there is not enough memory; `output` is then
    /// empty.
    pub fn inflate(&mut self, input: &[u8], size: usize, output: &mut Vec<u8>) -> bool {
        let Some(decoder) = self.decoder() else { return false };
        output.clear();
        if output.capacity() < size {
            // A new buffer, because the old contents need not be copied.
            *output = Vec::new();
            if output.try_reserve_exact(size).is_err() {
                return false;
            }
        }
        let mut consumed = 0;
        // SAFETY: the decompressor is alive, `input` is that long, `output` has room for `size` bytes, which need not
        // be initialized. No pointer for the number of bytes made is passed, so fewer than `size` are an error.
        let result = unsafe {
            sys::libdeflate_deflate_decompress_ex(
                decoder.as_ptr(),
                input.as_ptr().cast(),
                input.len(),
                output.as_mut_ptr().cast(),
                size,
                &raw mut consumed,
                ptr::null_mut(),
            )
        };
        if result != sys::libdeflate_result_LIBDEFLATE_SUCCESS || consumed != input.len() {
            return false;
        }
        // SAFETY: exactly `size` bytes were written.
        unsafe { output.set_len(size) };
        true
    }
}

impl Drop for Libdeflate {
    fn drop(&mut self) {
        if let Some(decoder) = self.0 {
            // SAFETY: it was allocated by libdeflate and is not used again.
            unsafe { sys::libdeflate_free_decompressor(decoder.as_ptr()) };
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::Libdeflate;
    use flate2::bufread::DeflateDecoder;
    use flate2::read::DeflateEncoder;
    use proptest::prelude::*;
    use std::io::Read;

    fn deflated(bytes: &[u8], level: u32) -> Vec<u8> {
        let mut stream = Vec::new();
        DeflateEncoder::new(bytes, flate2::Compression::new(level)).read_to_end(&mut stream).unwrap();
        stream
    }

    /// Compares what a decoder makes of a stream, when its output already has contents.
    fn check(stream: &[u8], size: usize, expected: Option<&[u8]>) {
        let mut output = vec![7; 300];
        let inflates = Libdeflate::default().inflate(stream, size, &mut output);
        assert_eq!(inflates.then_some(output.as_slice()), expected);
        assert!(inflates || output.is_empty());
    }

    #[test]
    fn only_whole_streams_of_that_size_inflate() {
        let text = b"wheels within wheels ".repeat(5000);
        for level in [0, 1, 6, 9] {
            let stream = deflated(&text, level);
            check(&stream, text.len(), Some(&text));
            check(&stream, text.len() - 1, None);
            check(&stream, text.len() + 1, None);
            check(&stream[..stream.len() - 1], text.len(), None);
            check(&[stream.as_slice(), b"x"].concat(), text.len(), None);
            check(&[stream.as_slice(), &stream].concat(), text.len(), None);
        }
        check(&deflated(b"", 6), 0, Some(b""));
        check(b"", 0, None);
        check(b"", 1, None);
    }

    #[test]
    fn a_decoder_goes_on_after_damage() {
        let (mut decoder, mut output) = (Libdeflate::default(), Vec::new());
        let stream = deflated(b"one", 6);
        assert!(!decoder.inflate(b"\xff\xff\xff", 3, &mut output));
        assert!(decoder.inflate(&stream, 3, &mut output));
        assert_eq!(output, b"one");
    }

    proptest! {
        /// Of hostile bytes, it makes what zlib makes, or nothing.
        #[test]
        fn agrees_with_zlib(
            text in prop::collection::vec(prop::sample::select(b"abc\0\xff".to_vec()), 0..2000),
            level in 0_u32..10,
            flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        ) {
            let mut stream = deflated(&text, level);
            for (at, bits) in flips {
                let at = at.index(stream.len());
                stream[at] ^= bits;
            }
            let (mut whole, mut output) = (Vec::new(), Vec::new());
            let by_zlib = DeflateDecoder::new(stream.as_slice()).read_to_end(&mut whole).map(|_| whole);
            let size = by_zlib.as_ref().map_or(text.len(), Vec::len);
            if Libdeflate::default().inflate(&stream, size, &mut output) {
                prop_assert_eq!(by_zlib.ok(), Some(output));
            }
        }
    }
}
