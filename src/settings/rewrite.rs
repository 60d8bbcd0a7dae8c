//! Changes settings in an existing file. Its comments, its order and the form of unchanged settings are kept.

use super::file::{SETTINGS_FILE, line, read, write};
use super::table::ProjectSettings;
use crate::collections::sort_by_key;
use std::ops::Range;
use toml::de::DeTable;

/// Values that are the same as no setting. A file may state them nevertheless.
const DEFAULTS: &[&str] = &["false", "[]", "{}", "0", "\"default\""];

/// Each setting as it is written in the file.
type Written = Vec<(&'static str, Option<String>)>;

/// Returns the text of a file with these settings, made by changing `text`. If that is not possible, for example
/// because `text` is not valid, returns the text of a new file.
pub fn rewrite(settings: &ProjectSettings, text: &str) -> String {
    let said = |text: &str| read([(SETTINGS_FILE, text)]).map(|file| file.settings.written());
    let before = said(text).unwrap_or_default();
    let mut wanted = settings.written();
    for ((_, new), (_, old)) in wanted.iter_mut().zip(&before) {
        if new.is_none() && old.as_deref().is_some_and(|old| DEFAULTS.contains(&old)) {
            new.clone_from(old);
        }
    }
    let changed = changed(text, &before, &wanted).filter(|text| said(text).as_ref() == Some(&wanted));
    changed.unwrap_or_else(|| write(settings))
}

fn changed(text: &str, before: &Written, wanted: &Written) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    let line_end = |at: usize| text.get(at..)?.find('\n').map(|end| at + end + 1).or(Some(text.len()));
    let line_start = |at: usize| Some(text.get(..at)?.rfind('\n').map_or(0, |end| end + 1));
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut added = String::new();
    // New settings are inserted after the last line that has a setting, and before all tables.
    let mut last = None;
    for (key, value) in table.get_ref().iter() {
        let (start, end) = (line_start(key.span().start)?, line_end(value.span().end)?);
        if !text.get(start..key.span().start)?.contains('[') {
            last = last.max(Some(end));
        }
    }
    for ((key, new), (_, old)) in wanted.iter().zip(before) {
        if new == old {
            continue;
        }
        let entry = table.get_ref().iter().find(|(name, _)| name.get_ref() == key);
        match (entry, new) {
            (Some((_, value)), Some(new)) => edits.push((value.span(), new.clone())),
            (Some((key, value)), None) => {
                edits.push((line_start(key.span().start)?..line_end(value.span().end)?, String::new()));
            }
            (None, Some(new)) => added.push_str(&line(key, new)),
            (None, None) => {}
        }
    }
    if !added.is_empty() {
        let at = last.unwrap_or_else(|| comments(text));
        let is_ended = at == 0 || text.get(..at)?.ends_with('\n');
        edits.push((at..at, if is_ended { added } else { format!("\n{added}") }));
    }
    sort_by_key(&mut edits, |(span, _)| span.start);
    let mut changed = String::new();
    let mut from = 0;
    for (span, with) in edits {
        changed.push_str(text.get(from..span.start)?);
        changed.push_str(&with);
        from = span.end;
    }
    changed.push_str(text.get(from..)?);
    Some(changed)
}

/// Returns the offset of the end of the comments at the start of a file.
fn comments(text: &str) -> usize {
    text.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum()
}
