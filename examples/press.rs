//! Presses files and folders natively: `cargo run --release --example press -- --runtime python3.13
//! --architecture x86_64 [--kind layer] [--compression fast] [--output function.zip] PATH…`
//!
//! Each path is treated as one dropped file or folder. Prints findings, sizes and the codeSha256.

use std::collections::HashMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use wheelpress::pack::Compression;
use wheelpress::plan::Options;
use wheelpress::single_thread;
use wheelpress::source::{FileId, ReadCache, Store};
use wheelpress::target::{Architecture, PackageKind, Runtime, Target};

#[derive(Default)]
struct Files {
    paths: Vec<PathBuf>,
    open: HashMap<FileId, File>,
}

impl Store for Files {
    fn size(&mut self, file: FileId) -> io::Result<u64> {
        Ok(fs::metadata(&self.paths[file as usize])?.len())
    }

    fn read_at(&mut self, file: FileId, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.open.contains_key(&file) {
            self.open.clear();
            self.open.insert(file, File::open(&self.paths[file as usize])?);
        }
        let open = self.open.get_mut(&file).ok_or(io::ErrorKind::NotFound)?;
        open.seek(SeekFrom::Start(offset))?;
        open.read(buffer)
    }

    fn modified(&mut self, file: FileId) -> Option<i64> {
        let modified = fs::metadata(&self.paths[file as usize]).ok()?.modified().ok()?;
        Some(modified.duration_since(UNIX_EPOCH).ok()?.as_secs() as i64)
    }
}

fn walk(path: &Path, dropped_as: String, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if path.is_dir() {
        for child in fs::read_dir(path)? {
            let child = child?;
            walk(&child.path(), format!("{dropped_as}/{}", child.file_name().to_string_lossy()), files)?;
        }
    } else {
        files.push((dropped_as, path.to_path_buf()));
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut options: HashMap<String, String> = HashMap::new();
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if let Some(name) = argument.strip_prefix("--") {
            options.insert(name.to_string(), arguments.next().ok_or(format!("--{name} needs a value"))?);
        } else {
            let path = fs::canonicalize(&argument)?;
            let name = path.file_name().ok_or("a path without a name")?.to_string_lossy().into_owned();
            walk(&path, name, &mut files)?;
        }
    }
    let option = |name: &str, default: &str| options.get(name).cloned().unwrap_or(default.to_string());
    let target = Target {
        kind: if option("kind", "function") == "layer" { PackageKind::Layer } else { PackageKind::Function },
        runtime: Runtime::named(&option("runtime", "python3.13"))?,
        architecture: Architecture::named(&option("architecture", "x86_64"))?,
        handler: options.get("handler").cloned(),
        layers_unzipped_size: 0,
    };
    let compression = match option("compression", "default").as_str() {
        "fast" => Compression::Fast,
        "best" => Compression::Best,
        _ => Compression::Default,
    };
    let (names, paths): (Vec<String>, Vec<PathBuf>) = files.into_iter().unzip();
    let mut store = Files { paths, ..Files::default() };
    let items: Vec<_> = names
        .into_iter()
        .enumerate()
        .map(|(file, name)| single_thread::item(name, file as FileId, &mut store))
        .collect();
    let plan =
        single_thread::plan(&items, &target, &Options::default(), &mut ReadCache::default(), &mut store)?;
    let output = File::create(option("output", "/dev/null"))?;
    let (assembled, found, _) =
        single_thread::pack(&plan, compression, &mut store, io::BufWriter::new(output))?;
    for finding in plan.findings.iter().chain(&found) {
        println!("{:?} {}: {}", finding.severity, finding.code.as_str(), finding.message);
    }
    println!("entries {}", plan.entries.len());
    println!("unzippedSize {}", plan.unzipped_size);
    println!("size {}", assembled.size);
    println!("codeSha256 {}", assembled.code_sha256);
    Ok(())
}
