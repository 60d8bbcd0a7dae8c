//! Tests of reading the files that the page lends.

use super::*;
use crate::source::Store;
use crate::source::spans::Span;
use crate::wasm::file_range::FileRange;
use crate::wasm::files::Files;
use crate::wasm::read::{self, ReadBy};
use std::io;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn reads_what_was_held_and_the_rest_from_blobs() {
    let bytes: Vec<u8> = (0..3_000_000u32).map(|at| (at ^ at >> 8) as u8).collect();
    let page = Page::new(&[&bytes]);
    for can_read in [true, false] {
        let job = if can_read { page.job() } else { page.job_that_cannot_read() };
        let mut files = Files::new(&job);
        files.add(0, Blob::new(bytes.as_slice()));
        files.hold(Span { file: 0, start: 10, end: 20 }, Uint8Array::from(&bytes[10..20]));
        let mut buffer = vec![0; 1_500_000];
        for start in [0, 5, 15, 2_000_000] {
            let length = loop {
                match files.read_at(0, start, &mut buffer) {
                    Ok(length) => break length,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        assert!(read::fill_wants(&job, &files).await.unwrap(), "it waits for nothing");
                    }
                    Err(error) => panic!("{error}"),
                }
            };
            let end = (start as usize + buffer.len()).min(bytes.len());
            assert!(buffer[..length] == bytes[start as usize..end], "{start}");
        }
        assert!(files.read_at(1, 0, &mut buffer).is_err(), "there is no such file");
    }
}

#[wasm_bindgen_test]
fn what_was_held_is_freed_with_its_job() {
    let page = Page::new(&[b"x"]);
    let job = page.job();
    let bytes = Uint8Array::from(&[1, 2, 3][..]);
    let files = Files::new(&job);
    let both = [(0, bytes.subarray(0, 2)), (1, bytes.subarray(2, 3))];
    for (file, bytes) in both {
        files.hold(Span { file, start: 0, end: bytes.length().into() }, bytes);
    }
    let other = files.clone();
    drop(files);
    assert_eq!(bytes.length(), 3, "the job has it");
    drop(other);
    assert_eq!(bytes.length(), 0, "nobody has it");
}

#[wasm_bindgen_test]
async fn a_file_that_cannot_be_read_spoils_no_other() {
    let page = Page::with_files(vec![Some(b"first".to_vec()), None, Some(b"third".to_vec())]);
    let job = page.job();
    let files = Files::new(&job);
    let part = |file| FileRange::from_span(Span { file, start: 0, end: 5 }, 5);
    let read = RefCell::new(Vec::new());
    read::each(&job, &files, (0..3).map(part).collect(), ReadBy::Page, |part, bytes| {
        read.borrow_mut().push((part.file, bytes.map(|bytes| bytes.to_vec())));
    })
    .await;
    let expected =
        [(0, Ok(b"first".to_vec())), (1, Err("it was moved".to_string())), (2, Ok(b"third".to_vec()))];
    assert_eq!(read.into_inner(), expected);
    assert_eq!(page.reads.get(), 4, "together, then each alone");
}
