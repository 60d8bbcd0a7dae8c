//! The boundary, in a browser: what JavaScript hands in and gets back. The same `Files` object as
//! the workers lend, made of bytes at hand.
#![cfg(target_arch = "wasm32")]

// The inputs of the native tests.
#[path = "support"]
mod support {
    #[allow(dead_code)]
    pub mod elf;
    pub mod hostile;
    #[allow(dead_code)]
    pub mod zips;
}

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use support::elf::{AARCH64, elf};
use support::zips::{entry, zip};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use wheelpress::wasm::{Compressor, Files, Package, Planner, Writer, crc32, verify};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen(inline_js = r#"
export class TestFiles {
  constructor(files, notYet) { this.files = files; this.notYet = notYet; this.reads = 0; }
  size(id) {
    if (!(id in this.files)) throw new Error(`the file ${id} is gone`);
    return this.files[id].length;
  }
  readAt(id, offset, buffer) {
    if (this.notYet && this.reads++ === 0) throw Object.assign(new Error('later'), { name: 'NotYet' });
    const bytes = this.files[id].subarray(offset, offset + buffer.length);
    buffer.set(bytes);
    return bytes.length;
  }
}
export function testFiles(files, notYet) { return new TestFiles(files, notYet); }
export function chunks() { const all = []; const take = (chunk) => { all.push(chunk); }; take.all = all; return take; }
export function joined(take) { return take.all.reduce((sum, chunk) => new Uint8Array([...sum, ...chunk]), new Uint8Array()); }
"#)]
extern "C" {
    #[wasm_bindgen(js_name = testFiles)]
    fn test_files(files: &Array, not_yet: bool) -> Files;
    fn chunks() -> Function;
    fn joined(take: &Function) -> Uint8Array;
}

fn files(contents: &[&[u8]], not_yet: bool) -> Files {
    test_files(&contents.iter().map(|bytes| Uint8Array::from(*bytes)).collect(), not_yet)
}

fn json(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap()
}

fn get(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, key| Reflect::get(&value, &key.into()).unwrap())
}

fn target() -> JsValue {
    json(
        r#"{"kind": "function", "runtime": "python3.13", "architecture": "x86_64", "handler": "function.handler"}"#,
    )
}

fn options() -> JsValue {
    Object::new().into()
}

const FUNCTION: &[u8] = b"def handler(event, context):\n    return 1\n";

const DRAFT: u32 = 1;

/// Makes and checks a plan, with everything handed in that it asks for.
fn draft(planner: &mut Planner, items: JsValue, files: &[&[u8]]) {
    planner.begin(DRAFT, items, target(), options()).unwrap();
    for _ in 0..20 {
        if planner.make(DRAFT).unwrap() && planner.check(DRAFT, true).unwrap() {
            return;
        }
        let needs = planner.needs().unwrap();
        let all = |kind: &str| {
            Array::from(&get(&needs, kind))
                .iter()
                .map(|file| file.as_f64().unwrap() as u32)
                .collect::<Vec<_>>()
        };
        all("texts").into_iter().for_each(|file| planner.put_text(file, files[file as usize]));
        all("checksums")
            .into_iter()
            .for_each(|file| planner.put_checksum(file, crc32(0, files[file as usize])));
        for range in Array::from(&get(&needs, "ranges")) {
            let [file, start, end] =
                ["file", "start", "end"].map(|key| get(&range, key).as_f64().unwrap() as usize);
            let bytes = files[file];
            let (start, end) = (start.min(bytes.len()), end.min(bytes.len()));
            planner.put_range(file as u32, start as f64, &bytes[start..end]);
        }
    }
    panic!("it never has enough");
}

fn plan(planner: &mut Planner, items: JsValue, files: &[&[u8]]) -> JsValue {
    draft(planner, items, files);
    planner.finish(DRAFT).unwrap()
}

fn items() -> JsValue {
    json(&format!(r#"[{{"path": "function.py", "file": 0, "size": {}, "head": 543581540}}]"#, FUNCTION.len()))
}

/// The codes of a plan's findings.
fn found(contents: &[(&str, &[u8])]) -> Vec<String> {
    let bytes: Vec<&[u8]> = contents.iter().map(|(_, bytes)| *bytes).collect();
    let items = contents.iter().enumerate().map(|(file, (path, bytes))| {
        let mut head = [0; 4];
        let length = bytes.len().min(4);
        head[..length].copy_from_slice(&bytes[..length]);
        let (size, head) = (bytes.len(), u32::from_le_bytes(head));
        format!(r#"{{"path": "{path}", "file": {file}, "size": {size}, "head": {head}}}"#)
    });
    let items = json(&format!("[{}]", items.collect::<Vec<_>>().join(",")));
    let plan = plan(&mut Planner::new(files(&bytes, false)), items, &bytes);
    let findings = Array::from(&get(&plan, "findings"));
    findings.iter().filter_map(|finding| get(&finding, "code").as_string()).collect()
}

/// A trap would end the test.
#[track_caller]
fn check_found(name: &str, contents: &[(&str, &[u8])], expected: &str) {
    let found = found(contents);
    assert!(expected.is_empty() || found.iter().any(|code| code == expected), "{name}: {found:?}");
}

#[wasm_bindgen_test]
fn hostile_sources() {
    for (name, bytes, expected) in support::hostile::sources() {
        check_found(name, &[("function.py", &bytes)], expected);
        let zip = zip(&[entry("function.py", bytes)]);
        check_found(name, &[("function.zip", &zip)], expected);
    }
}

#[wasm_bindgen_test]
fn hostile_libraries() {
    for (name, bytes, expected) in support::hostile::libraries() {
        check_found(name, &[("f/function.py", FUNCTION), ("f/m.so", &bytes)], expected);
        let zip = zip(&[entry("function.py", FUNCTION), entry("m.so", bytes)]);
        check_found(name, &[("function.zip", &zip)], expected);
    }
}

#[wasm_bindgen_test]
fn plans() {
    let mut planner = Planner::new(files(&[FUNCTION], false));
    let plan = plan(&mut planner, items(), &[FUNCTION]);
    assert_eq!(get(&plan, "entries.0.path"), "function.py");
    assert_eq!(get(&plan, "entries.0.mode"), 0o100644);
    assert_eq!(get(&plan, "unzippedSize"), FUNCTION.len() as f64);
    assert_eq!(get(&plan, "sources.0.kind"), "function");
    assert_eq!(get(&plan, "findings.length"), 0);
}

#[wasm_bindgen_test]
fn rejects_what_it_does_not_know() {
    let mut planner = Planner::new(files(&[FUNCTION], false));
    let unknown = json(r#"{"kind": "function", "runtime": "python2.7", "architecture": "x86_64"}"#);
    let error = planner.begin(DRAFT, items(), unknown, options()).unwrap_err();
    assert_eq!(get(&error, "code"), "unknown-runtime");
    assert_eq!(get(&error, "message"), "The runtime \"python2.7\" is not known");
    let error = planner.begin(DRAFT, json("{}"), target(), options()).unwrap_err();
    assert_eq!(get(&error, "code"), "internal");
    assert_eq!(get(&planner.make(DRAFT).unwrap_err(), "code"), "internal");
}

#[wasm_bindgen_test]
fn asks_for_what_it_needs() {
    let ignore = b"*.md\n";
    let mut planner = Planner::new(files(&[ignore, FUNCTION], false));
    let items = || {
        json(
            r#"[{"path": "app/.lambdaignore", "file": 0, "size": 5, "head": 0}, {"path": "app/function.py", "file": 1, "size": 41, "head": 0}]"#,
        )
    };
    planner.begin(DRAFT, items(), target(), options()).unwrap();
    assert!(!planner.make(DRAFT).unwrap());
    let needs = planner.needs().unwrap();
    assert_eq!(get(&needs, "texts.0"), 0);
    assert_eq!(get(&needs, "checksums.length"), 0);
    planner.put_text(0, ignore);
    let plan = plan(&mut planner, items(), &[ignore, FUNCTION]);
    assert_eq!(get(&plan, "entries.length"), 1);
    planner.retain(&[1]);
    planner.begin(DRAFT, items(), target(), options()).unwrap();
    assert!(!planner.make(DRAFT).unwrap());
}

#[wasm_bindgen_test]
fn waits_for_zips_and_knows_when_they_are_gone() {
    let item = || json(r#"[{"path": "old.zip", "file": 0, "size": 22, "head": 101010256}]"#);
    let empty_zip = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    let mut waiting = Planner::new(files(&[&empty_zip], true));
    waiting.begin(DRAFT, item(), target(), options()).unwrap();
    assert!(!waiting.make(DRAFT).unwrap(), "not yet");
    assert_eq!(get(&plan(&mut waiting, item(), &[]), "findings.0.code"), "package-empty");
    let mut gone = Planner::new(files(&[], false));
    let plan = plan(&mut gone, item(), &[]);
    assert_eq!(get(&plan, "findings.0.code"), "archive-unreadable");
    assert!(get(&plan, "findings.0.message").as_string().unwrap().contains("the file 0 is gone"));
}

#[wasm_bindgen_test]
fn packs() {
    let mut planner = Planner::new(files(&[FUNCTION], false));
    draft(&mut planner, items(), &[FUNCTION]);
    let jobs = planner.jobs(DRAFT, "default".into()).unwrap();
    assert_eq!(get(&jobs, "0.compress.0.files.0.from"), "function.py");
    assert_eq!(get(&jobs, "0.verify.length"), 0);

    let take = chunks();
    let mut compressor = Compressor::new("default".into(), take.clone()).unwrap();
    compressor.begin(0, FUNCTION.len() as f64, "function.py".into(), None);
    compressor.write(&FUNCTION[..10]).unwrap();
    compressor.write(&FUNCTION[10..]).unwrap();
    compressor.end().unwrap();
    let shard = compressor.finish().unwrap();
    assert_eq!(get(&shard, "findings.length"), 0);

    let shards = Array::new();
    let pieces = Object::new();
    Reflect::set(&pieces, &"file".into(), &7.into()).unwrap();
    Reflect::set(&pieces, &"pieces".into(), &get(&shard, "pieces")).unwrap();
    shards.push(&pieces);
    let job: Uint8Array = get(&jobs, "0.write.0.job").unchecked_into();
    assert_eq!(get(&jobs, "0.write.0.first"), 0);
    assert_eq!(get(&jobs, "0.write.0.end"), 1);
    assert_eq!(get(&jobs, "0.write.0.spans.length"), 0, "it comes from no zip");
    let compressed = joined(&take).to_vec();
    let lent = files(&[b"", b"", b"", b"", b"", b"", b"", &compressed], false);
    let out = chunks();
    let report = Function::new_no_args("");
    let writer = Writer::new(&job.to_vec(), shards.into()).unwrap();
    assert_eq!(get(&writer.spans().unwrap(), "0.file"), 7);
    let written = writer.write(lent, None, Some(out.clone()), &report).unwrap();
    let entries: Uint8Array = get(&written, "entries").unchecked_into();
    let mut zip = joined(&out).to_vec();
    let mut package = Package::new();
    package.pass(&zip);
    package.add(&entries.to_vec()).unwrap();
    let assembled = package.finish().unwrap();
    let tail: Uint8Array = get(&assembled, "tail").unchecked_into();
    zip.extend(tail.to_vec());
    assert_eq!(get(&assembled, "size"), zip.len() as f64);
    assert_eq!(get(&assembled, "entries"), 1);
    // The same as natively: tests/same_bytes.rs has the same file.
    assert_eq!(get(&assembled, "codeSha256"), "c5/kIVMc2sJ2/9cZA7+PLDTm+fKuhmQpWCCvinAgfY0=");
    assert_eq!(&zip[..4], b"PK\x03\x04");
}

#[wasm_bindgen_test]
fn natives_are_read_where_they_are_verified() {
    let built_for_arm = elf().machine(AARCH64).bytes();
    let archive = zip(&[entry("function.py", FUNCTION), entry("lib/a.so", built_for_arm)]);
    let item = format!(r#"[{{"path": "old.zip", "file": 0, "size": {}, "head": 67324752}}]"#, archive.len());
    let mut planner = Planner::new(files(&[&archive], false));
    planner.begin(DRAFT, json(&item), target(), options()).unwrap();
    assert!(planner.make(DRAFT).unwrap());
    let jobs = planner.jobs(DRAFT, "default".into()).unwrap();
    assert!(planner.check(DRAFT, false).unwrap());
    let checked = planner.checked(DRAFT).unwrap();
    assert_eq!(get(&checked, "awaitsNatives"), true);
    assert_eq!(get(&checked, "findings.length"), 0, "{checked:?}");
    let job: Uint8Array = get(&jobs, "0.write.0.job").unchecked_into();
    let writer = Writer::new(&job.to_vec(), Array::new().into()).unwrap();
    let report = Function::new_no_args("");
    let written = writer.write(files(&[&archive], false), None, None, &report).unwrap();
    assert_eq!(get(&written, "findings.length"), 0);
    let natives: Uint8Array = get(&written, "natives").unchecked_into();
    planner.put_natives(&natives.to_vec()).unwrap();
    assert!(planner.check(DRAFT, true).unwrap());
    let checked = planner.checked(DRAFT).unwrap();
    assert_eq!(get(&checked, "awaitsNatives"), false);
    assert_eq!(get(&checked, "findings.0.code"), "native-wrong-architecture");
    planner.forget(DRAFT);
    assert_eq!(get(&planner.checked(DRAFT).unwrap_err(), "code"), "internal");
}

#[wasm_bindgen_test]
fn names_files_that_cannot_be_read() {
    let mut compressor = Compressor::new("fast".into(), chunks()).unwrap();
    compressor.begin(0, 10.0, "app/gone.py".into(), None);
    compressor.fail("it was deleted".into());
    compressor.begin(1, 3.0, "app/grown.py".into(), None);
    compressor.write(b"12345").unwrap();
    compressor.end().unwrap();
    compressor.begin(2, 2.0, "app/good.py".into(), None);
    compressor.write(b"ok").unwrap();
    compressor.end().unwrap();
    let shard = compressor.finish().unwrap();
    assert_eq!(get(&shard, "findings.length"), 2);
    assert_eq!(get(&shard, "findings.0.code"), "file-unreadable");
    assert_eq!(get(&shard, "findings.0.path"), "app/gone.py");
    assert_eq!(get(&shard, "findings.1.path"), "app/grown.py");
    assert!(Compressor::new("hardest".into(), chunks()).is_err());
}

#[wasm_bindgen_test]
fn refuses_jobs_of_another_version() {
    let report = Function::new_no_args("");
    assert_eq!(get(&verify(files(&[], false), None, &[1, 2, 3], &report).unwrap_err(), "code"), "internal");
    assert!(Writer::new(&[1, 2, 3], Array::new().into()).is_err());
    assert_eq!(get(&Package::new().add(&[1, 2, 3]).unwrap_err(), "code"), "internal");
}

#[wasm_bindgen_test]
fn hashes_by_the_browser() {
    let zip = zip(&[
        entry("m/a.py", vec![b'a'; 5000]),
        entry("m-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n"),
        entry("m-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: m\nVersion: 1.0\n"),
        entry(
            "m-1.0.dist-info/RECORD",
            format!("m/a.py,sha256={},5000\nm-1.0.dist-info/RECORD,,\n", "A".repeat(43)),
        ),
    ]);
    let item = format!(
        r#"[{{"path": "m-1.0-py3-none-any.whl", "file": 0, "size": {}, "head": 67324752}}]"#,
        zip.len()
    );
    let mut planner = Planner::new(files(&[&zip], false));
    draft(&mut planner, json(&item), &[&zip]);
    let jobs = planner.jobs(DRAFT, "default".into()).unwrap();
    let job: Uint8Array = get(&jobs, "0.write.0.job").unchecked_into();
    let writer = Writer::new(&job.to_vec(), Array::new().into()).unwrap();
    let report = Function::new_no_args("");
    // As if there were none: WebAssembly hashes.
    let written = writer.write(files(&[&zip], false), None, None, &report).unwrap();
    assert_eq!(get(&written, "findings.0.code"), "record-mismatch");
    // The last line is m/a.py, whose RECORD says 32 zero bytes: 43 times A.
    let last = get(&jobs, "0.write.0.end").as_f64().unwrap() as u32 - 1;
    for (digest, found) in [([7; 32], 1), ([0; 32], 0)] {
        let differing = writer.compare(&[last], &digest).unwrap();
        assert_eq!(get(&differing, "length"), found);
        assert!(found == 0 || get(&differing, "0.code") == "record-mismatch");
    }
}

#[wasm_bindgen_test]
fn checksums_go_on() {
    assert_eq!(crc32(0, b"123456789"), 0xcbf4_3926);
    assert_eq!(crc32(crc32(0, b"1234"), b"56789"), 0xcbf4_3926);
}
