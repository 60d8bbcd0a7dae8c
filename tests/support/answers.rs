//! Answers of other programs, kept outside the tree from run to run.
//!
//! An answer is found by all that it depends on: the program, its arguments, and the bytes of its input. If one of them
//! is new, or nothing is kept, the program is run. Only answers of a program that succeeded are kept.

use super::disk::Tools;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::UNIX_EPOCH;

/// A question to a program.
#[derive(Clone)]
pub struct Question {
    folder: Option<PathBuf>,
    hash: Sha256,
}

impl Question {
    /// A question to a Python interpreter with the packages of its virtualenv.
    pub fn to(tools: &Tools, python: &str) -> Question {
        Question { folder: tools.answers(), hash: Sha256::new() }.with(identity(python))
    }

    /// Adds a part of the question. The same parts in another division are another question.
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Question {
        let part = part.as_ref();
        self.hash.update((part.len() as u64).to_le_bytes());
        self.hash.update(part);
        self
    }

    /// Adds the name and the bytes of a file.
    pub fn with_file(self, path: &Path) -> Question {
        self.with(path.file_name().unwrap().to_str().unwrap()).with(file_hash(path))
    }

    /// Returns the kept answer, or the answer of the program, which is then kept.
    pub fn answer(self, ask: impl FnOnce() -> String) -> String {
        self.try_answer(|| Ok::<_, std::convert::Infallible>(ask())).unwrap_or_else(|never| match never {})
    }

    /// As [`Question::answer`], for a program that may fail. A failure is not kept.
    pub fn try_answer<E>(self, ask: impl FnOnce() -> Result<String, E>) -> Result<String, E> {
        let Some(folder) = self.folder else { return ask() };
        let name: String = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(name);
        if let Ok(answer) = std::fs::read_to_string(&path) {
            // Answers that were not used for long are removed by `cargo xtask setup`.
            let _ =
                std::fs::File::open(&path).and_then(|file| file.set_modified(std::time::SystemTime::now()));
            return Ok(answer);
        }
        let answer = ask()?;
        // Renamed when it is complete, since another test may ask the same.
        let part = path.with_extension(format!("{}-{:?}", std::process::id(), std::thread::current().id()));
        let written = std::fs::write(&part, &answer).and_then(|()| std::fs::rename(&part, &path));
        written.unwrap_or_else(|error| println!("the answer cannot be kept in {path:?}: {error}"));
        Ok(answer)
    }
}

/// The SHA-256 of a file. Many questions are about the same wheels, so it is computed once.
fn file_hash(path: &Path) -> Vec<u8> {
    static KNOWN: Mutex<BTreeMap<PathBuf, Vec<u8>>> = Mutex::new(BTreeMap::new());
    if let Some(hash) = KNOWN.lock().unwrap().get(path) {
        return hash.clone();
    }
    let hash = Sha256::digest(std::fs::read(path).unwrap()).to_vec();
    KNOWN.lock().unwrap().insert(path.to_owned(), hash.clone());
    hash
}

/// The path, size and time of the interpreter, and the packages of its virtualenv as `cargo xtask setup` lists them.
fn identity(python: &str) -> String {
    let real = std::fs::canonicalize(python).unwrap();
    let metadata = std::fs::metadata(&real).unwrap();
    let modified = metadata.modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let virtualenv = Path::new(python).parent().and_then(Path::parent).unwrap();
    let packages = std::fs::read_to_string(virtualenv.join("installed")).unwrap_or_default();
    format!("{} {} {modified}\n{packages}", real.display(), metadata.len())
}

#[test]
fn answers_are_kept() {
    let scratch = super::disk::Scratch::new("answers");
    let asked = Question { folder: Some(scratch.0.clone()), hash: Sha256::new() };
    let question = |parts: &[&str]| parts.iter().fold(asked.clone(), |question, part| question.with(part));
    let new = |answer: &str| Ok::<_, ()>(answer.to_string());
    let known = || -> Result<String, ()> { panic!("the program is run again") };
    assert_eq!(question(&["a", "b"]).try_answer(|| Err(())), Err(()));
    assert_eq!(question(&["a", "b"]).try_answer(|| new("1")), new("1"));
    assert_eq!(question(&["a", "b"]).try_answer(known), new("1"));
    assert_eq!(question(&["ab"]).try_answer(|| new("2")), new("2"));
    assert_eq!(question(&["b", "a"]).try_answer(|| new("3")), new("3"));
    assert_eq!(question(&["a", "b"]).try_answer(known), new("1"));
    scratch.write("a.whl", "x");
    let file = |name: &str| asked.clone().with_file(&scratch.0.join(name));
    assert_eq!(file("a.whl").try_answer(|| new("4")), new("4"));
    scratch.write("b.whl", "x");
    assert_eq!(file("b.whl").try_answer(|| new("5")), new("5"));
    let nowhere = Question { folder: None, ..asked };
    assert_eq!(nowhere.clone().answer(|| "6".into()), "6");
    assert_eq!(nowhere.answer(|| "7".into()), "7");
}
