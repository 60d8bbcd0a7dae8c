//! Any text that is pasted into the deploy card is read without a panic, and no error repeats it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use wheelpress::aws::credentials::{Credentials, profiles};
use wheelpress::aws::upload::{self, UploadContext, form, ticket, url};

/// 2026-11-25.
const NOW: i64 = 1_795_564_800_000;
/// Minimum length of a word that no error may repeat. Shorter words of an error may be in the pasted text by chance.
const LONG: usize = 20;

fuzz_target!(|text: &str| {
    let mut names = profiles(text).into_iter();
    if let Err(problem) = Credentials::read(text, names.next().as_deref(), NOW) {
        let said = format!("{problem:?}");
        let secrets =
            text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '/' && letter != '+');
        for secret in secrets.filter(|secret| secret.len() >= LONG) {
            assert!(!said.contains(secret), "{said}");
        }
    }
    let context: UploadContext =
        serde_json::from_value(serde_json::json!({ "now": NOW, "size": 9_000_000 })).expect("it is complete");
    url::read(text, &context);
    // This also finds URLs and forms in the output of programs.
    let _ = upload::read(text, &context);
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        form::read(&value, &context);
        ticket::read(&value, &context);
    }
});
