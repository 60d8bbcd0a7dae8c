//! RECORD (specification "Recording installed projects", "The RECORD file").

use crate::collections::{BTreeMap, Entry};
use crate::digest::Digest;

/// What RECORD states about one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordEntry {
    /// The hash of the file, if it is stated.
    pub digest: Option<Digest>,
    /// The size of the file in bytes, if it is stated.
    pub size: Option<u64>,
}

/// A RECORD: its rows by path, and the faults of lines that cannot be read.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// By path. Backslashes of the path are replaced by slashes.
    pub rows: BTreeMap<String, RecordEntry>,
    /// A sentence for each line that cannot be read.
    pub faults: Vec<String>,
}

impl Record {
    /// Reads a RECORD. Lines that cannot be read become faults.
    pub fn parse(text: &[u8]) -> Record {
        let mut record = Record::default();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        for line in reader.records() {
            match line {
                Ok(line) => record.line(&line),
                Err(error) => record.faults.push(format!("it is not CSV in UTF-8: {error}")),
            }
        }
        record
    }

    fn line(&mut self, line: &csv::StringRecord) {
        let Some(path) = line.get(0).filter(|path| !path.is_empty()) else {
            return;
        };
        let digest = match line.get(1).unwrap_or("") {
            "" => None,
            text => match Digest::parse(text) {
                Ok(digest) => Some(digest),
                Err(fault) => {
                    self.faults.push(format!("\"{path}\": {fault}"));
                    None
                }
            },
        };
        let size = match line.get(2).unwrap_or("") {
            "" => None,
            text => match text.parse() {
                Ok(size) => Some(size),
                Err(_) => {
                    self.faults.push(format!("\"{path}\": the size \"{text}\" is not a number"));
                    None
                }
            },
        };
        // "The paths may use either / or \ … on Windows": old tools wrote the separator of their system.
        let path = path.replace('\\', "/");
        let row = RecordEntry { digest, size };
        match self.rows.entry(path) {
            Entry::Vacant(place) => {
                place.insert(row);
            }
            Entry::Occupied(other) if *other.get() != row => self.faults.push(format!(
                "\"{}\" is listed twice, with {} and {}",
                other.key(),
                describe(other.get()),
                describe(&row)
            )),
            Entry::Occupied(_) => {}
        }
    }
}

fn describe(row: &RecordEntry) -> String {
    row.digest.as_ref().map_or("no hash".into(), Digest::to_string)
}

/// Writes a RECORD of `(path, digest, size)` rows, and its own row, which has neither digest nor size.
pub fn write<'a>(rows: impl Iterator<Item = (&'a str, Option<&'a Digest>, u64)>, own_path: &str) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    for (path, digest, size) in rows {
        // Writing to memory cannot fail.
        let _ = writer.write_record([
            path,
            &digest.map_or_else(String::new, Digest::to_string),
            &size.to_string(),
        ]);
    }
    let _ = writer.write_record([own_path, "", ""]);
    writer.into_inner().unwrap_or_default()
}

/// Removes the rows that are not kept from a RECORD. `None` if all rows are kept, or if the RECORD cannot be read.
pub fn without(text: &[u8], is_kept: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    let mut is_whole = true;
    for line in reader.records() {
        let line = line.ok()?;
        if is_kept(line.get(0).unwrap_or_default()) {
            writer.write_record(&line).ok()?;
        } else {
            is_whole = false;
        }
    }
    if is_whole { None } else { writer.into_inner().ok() }
}

/// Whether RECORD may list a file without a hash, or omit it. This holds for RECORD itself and its
/// signatures (binary distribution format, "Signed wheel files").
pub fn is_exempt(dist_info: &str, path: &str) -> bool {
    path.strip_prefix(dist_info)
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(|name| matches!(name, "RECORD" | "RECORD.jws" | "RECORD.p7s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, rows: usize, faults: &[&str]) {
        let record = Record::parse(text.as_bytes());
        assert_eq!(record.rows.len(), rows, "{text}");
        assert_eq!(record.faults.len(), faults.len(), "{text}: {:?}", record.faults);
        for (found, expected) in record.faults.iter().zip(faults) {
            assert!(found.contains(expected), "{text}: {found}");
        }
    }

    const EMPTY: &str = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";

    #[test]
    fn reads_rows() {
        check(&format!("a.py,{EMPTY},0\nd/RECORD,,\n"), 2, &[]);
        check(&format!("\"a,b.py\",{EMPTY}=,0\r\n"), 1, &[]);
        check("a.py,md5=abc,1\n", 1, &["\"md5\" is not"]);
        check("a.py,sha256=abc,1\n", 1, &["not 32 bytes"]);
        check("a.py,nonsense,1\n", 1, &["no algorithm"]);
        check(&format!("a.py,{EMPTY},x\n"), 1, &["\"x\" is not a number"]);
        check(&format!("a.py,{EMPTY},0\na.py,{EMPTY},1\n"), 1, &["is listed twice"]);
        check(&format!("a.py,{EMPTY},0\na.py,,0\n"), 1, &[&format!("with {EMPTY} and no hash")]);
        check(&format!("a.py,{EMPTY},0\na.py,{EMPTY},0\n"), 1, &[]);
        check("", 0, &[]);
        // Algorithms that pip accepts too.
        let of =
            |bytes: usize| "A".repeat(bytes * 4 / 3) + &"A".repeat(usize::from(!bytes.is_multiple_of(3)));
        check(&format!("a.py,blake2b={},1\nb.py,sha3_256={},1\n", of(64), of(32)), 2, &[]);
        check(&format!("a.py,blake2b={},1\n", of(32)), 1, &["not 64 bytes"]);
        check(&format!("a.py,sha224={},1\n", of(28)), 1, &["\"sha224\" is not"]);
        check("a.py,shake_128=abc,1\n", 1, &["\"shake_128\" is not"]);
    }

    #[test]
    fn leaves_out_rows() {
        let text = format!("a.py,{EMPTY},0\n\"b,c.py\",,\nd/RECORD,,\n");
        let left = without(text.as_bytes(), |path| path != "a.py");
        assert_eq!(left.as_deref(), Some("\"b,c.py\",,\nd/RECORD,,\n".as_bytes()));
        assert_eq!(without(text.as_bytes(), |_| true), None);
        assert_eq!(without(text.as_bytes(), |_| false), Some(Vec::new()));
    }

    #[test]
    fn exempts_itself_and_its_signatures() {
        for (path, expected) in [
            ("d-1.dist-info/RECORD", true),
            ("d-1.dist-info/RECORD.jws", true),
            ("d-1.dist-info/RECORD.p7s", true),
            ("d-1.dist-info/RECORD.txt", false),
            ("d-1.dist-info/sub/RECORD", false),
            ("e-1.dist-info/RECORD", false),
            ("d-1.dist-infoRECORD", false),
        ] {
            assert_eq!(is_exempt("d-1.dist-info", path), expected, "{path}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        let digest = Digest::parse(EMPTY).unwrap();
        let text = write([("a,b.py", Some(&digest), 0)].into_iter(), "x.dist-info/RECORD");
        assert_eq!(
            String::from_utf8(text.clone()).unwrap(),
            format!("\"a,b.py\",{EMPTY},0\nx.dist-info/RECORD,,\n")
        );
        assert_eq!(Record::parse(&text).rows.len(), 2);
    }
}
