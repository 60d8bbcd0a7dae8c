//! When to try again: exponential backoff with full jitter, as AWS's SDKs do (Architecture blog,
//! "Exponential backoff and jitter"). Randomness is passed in.

use super::answer::{Failure, Kind};
use super::clock::Millis;

/// How patient we are with a kind of failure.
struct Patience {
    attempts: u32,
    /// The first pause's upper bound; it doubles with each attempt.
    base: Millis,
    most: Millis,
}

const fn patience(kind: Kind) -> Patience {
    match kind {
        // Updates take seconds, of large packages minutes.
        Kind::InProgress => Patience { attempts: 30, base: 1_000, most: 8_000 },
        Kind::Throttled => Patience { attempts: 10, base: 1_000, most: 20_000 },
        // One new signature with the server's time, or in the right region, is enough.
        Kind::Skew | Kind::Region => Patience { attempts: 2, base: 0, most: 0 },
        // A refusal by CORS looks the same: do not ask long.
        Kind::Cors => Patience { attempts: 3, base: 500, most: 4_000 },
        // A new role is known after seconds.
        Kind::Denied => Patience { attempts: 8, base: 2_000, most: 5_000 },
        _ => Patience { attempts: 6, base: 500, most: 20_000 },
    }
}

/// The pause before the next attempt; `None` when there is to be none. `attempt` counts those that
/// failed, from 1; `random` is from 0 up to 1. The server's `Retry-After` is the least.
pub fn delay(failure: &Failure, attempt: u32, random: f64) -> Option<Millis> {
    let patience = patience(failure.kind);
    if !failure.retryable || attempt >= patience.attempts {
        return None;
    }
    let doubled = patience.base.saturating_mul(1 << attempt.saturating_sub(1).min(20));
    let bound = doubled.min(patience.most);
    let random = if random.is_finite() { random.clamp(0.0, 1.0) } else { 1.0 };
    let jittered = (bound as f64 * random) as Millis;
    Some(failure.retry_after.unwrap_or(0) + jittered)
}
