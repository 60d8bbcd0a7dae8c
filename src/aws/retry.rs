//! When to try again: exponential backoff with full jitter, as AWS's SDKs do (Architecture blog,
//! "Exponential backoff and jitter"). Randomness is passed in.

use super::clock::Millis;
use super::failure::{Failure, FailureKind};

/// How often and how fast a request is sent again.
struct RetryPolicy {
    /// Attempts in all, the first included.
    attempts: u32,
    /// The upper bound of the first pause; it doubles with each attempt.
    base: Millis,
    /// The upper bound of every pause.
    maximum: Millis,
}

const fn policy(kind: FailureKind) -> RetryPolicy {
    match kind {
        // Updates take seconds, of large packages minutes.
        FailureKind::InProgress => RetryPolicy { attempts: 30, base: 1_000, maximum: 8_000 },
        FailureKind::Throttled => RetryPolicy { attempts: 10, base: 1_000, maximum: 20_000 },
        // One new signature with the server's time, or in the right region, is enough.
        FailureKind::Skew | FailureKind::Region => RetryPolicy { attempts: 2, base: 0, maximum: 0 },
        // A refusal by CORS looks the same: do not ask long.
        FailureKind::Cors => RetryPolicy { attempts: 3, base: 500, maximum: 4_000 },
        // A new role is known after seconds.
        FailureKind::Denied => RetryPolicy { attempts: 8, base: 2_000, maximum: 5_000 },
        _ => RetryPolicy { attempts: 6, base: 500, maximum: 20_000 },
    }
}

/// The pause before the next attempt, in milliseconds; `None` when there is to be none. `attempt` counts the
/// attempts that failed, from 1; `random` is from 0 up to 1. The pause is never shorter than the server's
/// `Retry-After`.
pub fn delay(failure: &Failure, attempt: u32, random: f64) -> Option<Millis> {
    let policy = policy(failure.kind);
    if !failure.retryable || attempt >= policy.attempts {
        return None;
    }
    let doubled = policy.base.saturating_mul(1 << attempt.saturating_sub(1).min(20));
    let bound = doubled.min(policy.maximum);
    let random = if random.is_finite() { random.clamp(0.0, 1.0) } else { 1.0 };
    let jittered = (bound as f64 * random) as Millis;
    Some(failure.retry_after.unwrap_or(0) + jittered)
}
