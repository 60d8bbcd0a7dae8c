//! Which files may be programs, by their names.

/// Extensions that some programs have.
const ENDINGS: &[&str] = &["aarch64", "amd64", "arm64", "bin", "elf", "linux", "out", "run", "x86_64"];

/// Whether a program may have this name. Most programs have no extension, but a version can look like one, as in
/// `ffmpeg-linux-x86_64-v7.0.2`. Libraries such as `libz.so.1` are not programs.
pub fn may_be(name: &str) -> bool {
    match name.rsplit_once('.') {
        None => true,
        Some((stem, ending)) => (is_version(ending) && !stem.contains(".so")) || ENDINGS.contains(&ending),
    }
}

/// Whether a folder is a `bin` folder: its files are probably programs, whatever their names are.
pub fn lies_in_bin(folder: &str) -> bool {
    folder == "bin" || folder.ends_with("/bin")
}

/// Whether a part of a name is a version, such as `3`, or `2k` of OpenSSL.
pub fn is_version(part: &str) -> bool {
    part.starts_with(|char: char| char.is_ascii_digit())
        && part.len() < 10
        && part.chars().all(|char| char.is_ascii_alphanumeric())
}
