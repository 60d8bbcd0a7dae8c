//! When to send a request again: exponential backoff with full jitter, as in AWS's SDKs (Architecture blog,
//! "Exponential backoff and jitter"). The random number is passed in.

use super::clock::Millis;
use super::failure::{Failure, FailureKind};

/// How often and how fast a request is sent again.
struct RetryPolicy {
    /// Maximum number of attempts, including the first.
    attempts: u32,
    /// The maximum of the first pause; it doubles with each attempt.
    base: Millis,
    /// The maximum of every pause.
    maximum: Millis,
}

const fn policy(kind: FailureKind) -> RetryPolicy {
    match kind {
        // Updates take seconds; those with large packages take minutes.
        FailureKind::InProgress => RetryPolicy { attempts: 30, base: 1_000, maximum: 8_000 },
        FailureKind::Throttled => RetryPolicy { attempts: 10, base: 1_000, maximum: 20_000 },
        // One new signature with the server's time, or in the right region, is enough.
        FailureKind::Skew | FailureKind::Region => RetryPolicy { attempts: 2, base: 0, maximum: 0 },
        // A refusal by CORS looks the same, so there are few attempts.
        FailureKind::Cors => RetryPolicy { attempts: 3, base: 500, maximum: 4_000 },
        // A new role can be used after some seconds.
        FailureKind::Denied => RetryPolicy { attempts: 8, base: 2_000, maximum: 5_000 },
        _ => RetryPolicy { attempts: 6, base: 500, maximum: 20_000 },
    }
}

/// Returns the pause before the next attempt, in milliseconds; `None` if there is no next attempt. `attempt` is the
/// number of attempts that have failed, at least 1; `random` is from 0 up to 1. The pause is never shorter than the
/// server's `Retry-After`.
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
