//! Requests without a response, as far as the page can see. Browsers do not report whether the cause was the network
//! or CORS.

use super::{Failure, FailureKind};
use crate::aws::endpoint::is_loopback;
use crate::aws::host;
use url::Url;

/// Creates the failure of a request to `url` that the page's own Content-Security-Policy blocked. No server has
/// received it.
pub fn blocked(url: &str) -> Failure {
    let server = Url::parse(url).ok();
    let origin = server.map(|server| server.origin().ascii_serialization()).unwrap_or_default();
    let message = format!("The page's own security policy does not let it ask \"{origin}\"");
    let hint = "Use an https endpoint with a name, serve the page with a policy whose connect-src allows this one, \
                or use the commands; the bucket's CORS configuration has nothing to do with it";
    Failure::new(FailureKind::Invalid, message, hint, false)
}

/// Creates the failure of a request to `url` without a response. `origin` is the page's own; `is_online` is what the
/// browser reports of its connection.
pub fn network(url: &str, origin: &str, is_online: bool) -> Failure {
    let server = Url::parse(url).ok();
    let host = server.as_ref().and_then(Url::host_str).unwrap_or("The server").to_string();
    let is_mixed = origin.starts_with("https:") && url.starts_with("http:") && !is_loopback(&host);
    let is_own = server.is_some_and(|server| server.origin().ascii_serialization() == origin);
    let (kind, message, hint, retryable) = if !is_online {
        let hint = "Connect again: the upload goes on where it stopped";
        (FailureKind::Network, "This computer is offline".to_string(), hint, true)
    } else if is_mixed {
        let hint = "Use an https endpoint, or open the page over http";
        (
            FailureKind::Cors,
            format!("The browser does not ask \"{host}\" over http from a page on https"),
            hint,
            false,
        )
    } else if is_own {
        (
            FailureKind::Network,
            format!("\"{host}\" does not answer"),
            "Check the endpoint and the network",
            true,
        )
    } else if host::read(&host, "").is_global {
        // For a bucket in another region, S3 responds to a preflight with status 307 (S3 user guide, "Request
        // redirection"), which browsers do not follow.
        let hint = "Ask for a URL with the bucket's region in its host, as in bucket.s3.eu-west-2.amazonaws.com; if it has \
                    none elsewhere, give the bucket the CORS configuration shown, or check the network";
        let message = format!(
            "\"{host}\" sends this page on to the bucket's own region, which browsers do not follow, or does not let it ask"
        );
        (FailureKind::Cors, message, hint, true)
    } else {
        let hint = "Check the network and the endpoint; if they are fine, give the bucket the CORS \
                    configuration shown, or use the browser extension or the commands";
        (FailureKind::Cors, format!("\"{host}\" does not answer, or does not let this page ask"), hint, true)
    };
    Failure::new(kind, message, hint, retryable)
}
