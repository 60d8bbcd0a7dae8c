//! Drops of real folders, and the tools that create them.

use super::Dropped;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::UNIX_EPOCH;

/// The tools that `cargo xtask setup` provides.
pub struct Tools {
    json: Value,
    pub wheels: PathBuf,
}

impl Tools {
    pub fn find() -> Tools {
        let (Ok(wheels), Ok(tools)) = (std::env::var("WHEELPRESS_WHEELS"), std::env::var("WHEELPRESS_TOOLS"))
        else {
            panic!("run this by `cargo xtask test`, which provides the wheels");
        };
        let json = serde_json::from_str(&std::fs::read_to_string(tools).unwrap()).unwrap();
        Tools { json, wheels: wheels.into() }
    }

    /// The Python with the tools for the tests.
    pub fn python(&self) -> &str {
        self.json["python"].as_str().unwrap()
    }

    /// The folder in which answers of other programs are kept, if there is one.
    pub fn answers(&self) -> Option<PathBuf> {
        self.json["answers"].as_str().map(PathBuf::from).filter(|folder| folder.is_dir())
    }

    /// The folder of the wheels of popular.txt.
    pub fn popular(&self) -> PathBuf {
        self.json["popular"].as_str().unwrap_or_else(|| panic!("run `cargo xtask setup`")).into()
    }

    /// The Python that has pypiserver and simple-repository-server.
    pub fn indexes(&self) -> &str {
        self.json["indexes"].as_str().unwrap_or_else(|| panic!("no indexes: run `cargo xtask setup`"))
    }

    /// The Python that has aws-sam-cli.
    pub fn sam(&self) -> &str {
        self.json["sam"].as_str().unwrap_or_else(|| panic!("no aws-sam-cli: run `cargo xtask setup`"))
    }

    /// The available interpreters, by minor version.
    pub fn interpreters(&self) -> Vec<(u8, &str)> {
        let versions = self.json["pythons"].as_object().unwrap();
        versions
            .iter()
            .map(|(version, python)| {
                let minor = version.strip_prefix("3.").unwrap().parse().unwrap();
                (minor, python["python"].as_str().unwrap())
            })
            .collect()
    }

    pub fn interpreter(&self, minor: u8) -> &str {
        let found = self.interpreters().into_iter().find(|(other, _)| *other == minor);
        found.unwrap_or_else(|| panic!("python3.{minor} is not installed")).1
    }

    /// The interpreter of this version that has awslambdaric.
    pub fn ric(&self, minor: u8) -> &str {
        let python = self.json["pythons"][format!("3.{minor}")]["ricPython"].as_str();
        python.unwrap_or_else(|| panic!("python3.{minor} has no awslambdaric"))
    }

    /// The only wheel whose filename has all of these parts.
    pub fn wheel(&self, parts: &[&str]) -> PathBuf {
        let found: Vec<PathBuf> = std::fs::read_dir(&self.wheels)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                parts.iter().all(|part| path.file_name().unwrap().to_str().unwrap().contains(part))
            })
            .collect();
        let [wheel] = &found[..] else { panic!("{parts:?}: {found:?}") };
        wheel.clone()
    }
}

/// A folder that is removed at the end of the test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("wheelpress-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a program and returns its output.
#[track_caller]
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}\n{err}");
    out.into_owned()
}

/// Runs a program with this standard input and returns its output.
#[track_caller]
pub fn feed(command: &mut Command, input: &str) -> String {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).unwrap()
}

impl Dropped {
    /// Adds a file or a folder from the disk. Links are followed, as in browsers.
    pub fn and_disk(self, path: &Path) -> Dropped {
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        self.and_below(path, name)
    }

    fn and_below(self, path: &Path, dropped_as: String) -> Dropped {
        let Ok(metadata) = std::fs::metadata(path) else {
            return self;
        };
        if !metadata.is_dir() {
            let modified = metadata.modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
            return self.and(dropped_as, std::fs::read(path).unwrap()).modified(modified.as_secs() as i64);
        }
        std::fs::read_dir(path).unwrap().fold(self, |drop, child| {
            let child = child.unwrap();
            let name = child.file_name().to_str().unwrap().to_string();
            drop.and_below(&child.path(), format!("{dropped_as}/{name}"))
        })
    }
}
