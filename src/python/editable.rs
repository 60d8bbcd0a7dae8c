//! Editable installs (specification "Recording the Direct URL Origin"; PEP 660): where their code is,
//! according to the files that build backends write to site-packages.

use percent_encoding::percent_decode_str;

/// A module, and the file or folder that it is imported from.
pub type Redirection = (String, String);

/// The folder of an editable install, from its direct_url.json.
pub fn direct_url(text: &[u8]) -> Option<String> {
    let json: serde_json::Value = serde_json::from_slice(text).ok()?;
    let is_editable = json.get("dir_info")?.get("editable")?.as_bool()?;
    let path = json.get("url")?.as_str()?.strip_prefix("file://").filter(|_| is_editable)?;
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    // A Windows path: `file:///C:/Users`.
    let has_drive = matches!(path.as_bytes(), [b'/', letter, b':', ..] if letter.is_ascii_alphabetic());
    Some(if has_drive { path[1..].to_string() } else { path })
}

/// Whether a direct_url.json names a file or folder of the computer that it was written on.
pub fn is_local(text: &[u8]) -> bool {
    let json: Option<serde_json::Value> = serde_json::from_slice(text).ok();
    let url = json.as_ref().and_then(|json| json.get("url")?.as_str());
    url.is_some_and(|url| url.starts_with("file:"))
}

/// Reads the redirections of a finder module: the dict `MAPPING` of setuptools' `__editable___x_finder.py`, and the
/// calls of `map_module` of the editables project, as hatchling and others write them.
pub fn redirections(module: &str) -> Vec<Redirection> {
    let mut found = Vec::new();
    for line in module.lines() {
        if line.starts_with("MAPPING")
            && let Some((_, dict)) = line.split_once('{')
        {
            let mut words = strings(dict, '}').into_iter();
            while let (Some(module), Some(path)) = (words.next(), words.next()) {
                found.push((module, path));
            }
        } else if let Some((_, call)) = line.split_once(".map_module(") {
            let mut words = strings(call, ')').into_iter();
            if let (Some(module), Some(path)) = (words.next(), words.next()) {
                let folder =
                    path.strip_suffix("__init__.py").map(|folder| folder.trim_end_matches(['/', '\\']));
                found.push((module, folder.unwrap_or(&path).to_string()));
            }
        }
    }
    found
}

/// The string literals of a Python expression up to `end`.
fn strings(text: &str, end: char) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = text.chars();
    while let Some(quote) = characters.find(|c| matches!(c, '\'' | '"') || *c == end) {
        if quote == end {
            break;
        }
        let mut word = String::new();
        while let Some(character) = characters.next().filter(|c| *c != quote) {
            match character {
                '\\' => word.extend(escaped(&mut characters)),
                other => word.push(other),
            }
        }
        found.push(word);
    }
    found
}

/// Reads an escape sequence of `repr`, from behind the backslash.
fn escaped(characters: &mut std::str::Chars) -> Option<char> {
    let length = match characters.next()? {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        'n' => return Some('\n'),
        't' => return Some('\t'),
        other => return Some(other),
    };
    let digits: String = characters.take(length).collect();
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_direct_urls() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(direct_url(text.as_bytes()).as_deref(), expected, "{text}");
        };
        check(r#"{"url": "file:///home/me/a%20b", "dir_info": {"editable": true}}"#, Some("/home/me/a b"));
        check(r#"{"url": "file:///C:/me/p", "dir_info": {"editable": true}}"#, Some("C:/me/p"));
        check(r#"{"url": "file:///home/me/p", "dir_info": {}}"#, None);
        check(r#"{"url": "file:///home/me/p", "dir_info": {"editable": false}}"#, None);
        check(r#"{"url": "https://x.y/z.whl", "archive_info": {}}"#, None);
        check(r#"{"url": "file:///%zz%4", "dir_info": {"editable": true}}"#, Some("/%zz%4"));
        check(r#"{"url": "file:///a%+1", "dir_info": {"editable": true}}"#, Some("/a%+1"));
        check("nonsense", None);
    }

    #[test]
    fn reads_finders() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let found = redirections(text);
            let found: Vec<_> = found.iter().map(|(module, path)| (module.as_str(), path.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            "MAPPING: dict[str, str] = {'a': '/home/me/src/a', 'b_c': '/x/it\\'s'}\nNAMESPACES = {}\n",
            &[("a", "/home/me/src/a"), ("b_c", "/x/it's")],
        );
        check("MAPPING = {'a': 'C:\\\\me\\\\\\xe9'}\n", &[("a", "C:\\me\\é")]);
        check("MAPPING: Dict[str, str] = {}\n", &[]);
        check("    F.map_module('pkg', '/me/src/pkg/__init__.py')\n", &[("pkg", "/me/src/pkg")]);
        check("F.map_module(\"one\", \"/me/one.py\")\n", &[("one", "/me/one.py")]);
        check("MAPPING = {'a': '/unfinished\n", &[("a", "/unfinished")]);
        check("F.map_module(name, path)\n", &[]);
    }
}
