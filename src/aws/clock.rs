//! Times as AWS writes them. The core has no clock: the time is always passed in.

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

/// A time in milliseconds since 1970, as in JavaScript; or a duration in milliseconds.
#[cfg_attr(target_arch = "wasm32", tsify::declare)]
pub type Millis = i64;

/// Converts a time to the type that `aws-sigv4` takes. A time before 1970 becomes 1970.
pub fn system(time: Millis) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(time).unwrap_or(0))
}

/// Parses a time in any format that AWS writes: RFC 3339 (policies, credentials, `<ServerTime>`), basic ISO 8601
/// (`X-Amz-Date`), RFC 9110 (`Date`), seconds since 1970 (`Expires` of signature version 2). Returns `None` for
/// anything else.
pub fn parse(text: &str) -> Option<Millis> {
    let text = text.trim();
    let http = text.strip_suffix("GMT").map(|date| format!("{date}+0000"));
    let is_seconds = (9..=11).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let seconds = text.parse::<i64>().ok().filter(|_| is_seconds);
    let extended = extended(text).or_else(|| rfc3339(text));
    let time = OffsetDateTime::parse(extended.as_deref().unwrap_or(text), &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(http.as_deref().unwrap_or(text), &Rfc2822))
        .ok()
        .or_else(|| OffsetDateTime::from_unix_timestamp(seconds?).ok())?;
    Millis::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
}

/// Converts `20261124T033000Z` to `2026-11-24T03:30:00Z`.
fn extended(basic: &str) -> Option<String> {
    let (date, time) = basic.strip_suffix('Z')?.split_once('T')?;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if date.len() != 8 || time.len() != 6 || !is_digits(date) || !is_digits(time) {
        return None;
    }
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
    let (hour, minute, second) = (&time[..2], &time[2..4], &time[4..]);
    Some(format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

/// Converts times that SDKs and the CLI's caches write to RFC 3339. They may have a space instead of the `T`, and
/// `UTC`, `+0000` or nothing as the zone (nothing means UTC).
fn rfc3339(text: &str) -> Option<String> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(rest.len());
    let (time, zone) = rest.split_at_checked(end)?;
    let zone = zone.trim_start();
    let zone = match zone.split_at_checked(3) {
        _ if matches!(zone, "" | "Z" | "z" | "UTC" | "GMT") => "Z".to_string(),
        Some((hours, minutes)) if minutes.len() == 2 => format!("{hours}:{minutes}"),
        _ => zone.to_string(),
    };
    Some(format!("{date}T{time}{zone}"))
}

/// Formats a time in RFC 3339, such as `2026-11-24T03:30:00Z`.
pub fn iso(time: Millis) -> String {
    let time = OffsetDateTime::from_unix_timestamp(time.div_euclid(1000)).ok();
    time.and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}

/// Formats a time in basic ISO 8601, such as `20261124T033000Z`.
pub fn basic(time: Millis) -> String {
    iso(time).replace(['-', ':'], "")
}

/// Formats a duration in words: `45 seconds`, `12 minutes`, `3 hours`, `2 days`.
pub fn span(milliseconds: Millis) -> String {
    let seconds = milliseconds / 1000;
    let (count, unit) = match seconds {
        ..=119 => (seconds, "second"),
        120..=7_199 => (seconds / 60, "minute"),
        7_200..=172_799 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
