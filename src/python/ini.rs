//! The INI dialect of entry_points.txt and pyvenv.cfg: `configparser` with `=` as delimiter.

/// Returns `(section, key, value)` for each line that has a key. Before the first section header, the section
/// is empty.
pub fn lines(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut section = "";
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if line.starts_with(['#', ';']) {
            return None;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name.trim();
            return None;
        }
        let (key, value) = line.split_once('=')?;
        Some((section, key.trim(), value.trim()))
    })
}
