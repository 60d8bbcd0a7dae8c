//! A request nobody answered, as far as the page can tell: browsers do not say whether it was the
//! network or CORS.

use super::failure::{Failure, Kind};
use url::Url;

/// What the page's own Content-Security-Policy kept from being asked: no server had a say in it.
pub fn blocked(url: &str) -> Failure {
    let server = Url::parse(url).ok();
    let origin = server.map(|server| server.origin().ascii_serialization()).unwrap_or_default();
    let message = format!("The page's own security policy does not let it ask \"{origin}\"");
    let hint = "Use an https endpoint with a name, serve the page with a policy whose connect-src allows this one, \
                or use the commands; the bucket's CORS configuration has nothing to do with it";
    failure(Kind::Invalid, message, hint, false)
}

/// `url` is what was asked, `origin` the page's own.
pub fn network(url: &str, origin: &str, is_online: bool) -> Failure {
    let server = Url::parse(url).ok();
    let host = server.as_ref().and_then(Url::host_str).unwrap_or("The server").to_string();
    let is_mixed = origin.starts_with("https:") && url.starts_with("http:") && !is_loopback(&host);
    let is_own = server.is_some_and(|server| server.origin().ascii_serialization() == origin);
    let (kind, message, hint, retryable) = if !is_online {
        let hint = "Connect again: the upload goes on where it stopped";
        (Kind::Network, "This computer is offline".to_string(), hint, true)
    } else if is_mixed {
        let hint = "Use an https endpoint, or open the page over http";
        (
            Kind::Cors,
            format!("The browser does not ask \"{host}\" over http from a page on https"),
            hint,
            false,
        )
    } else if is_own {
        (Kind::Network, format!("\"{host}\" does not answer"), "Check the endpoint and the network", true)
    } else {
        let hint = "Check the network and the endpoint; if they are fine, give the bucket the CORS \
                    configuration shown, or use the browser extension or the commands";
        (Kind::Cors, format!("\"{host}\" does not answer, or does not let this page ask"), hint, true)
    };
    failure(kind, message, hint, retryable)
}

fn failure(kind: Kind, message: String, hint: &str, retryable: bool) -> Failure {
    Failure {
        kind,
        code: String::new(),
        status: 0,
        message,
        hint: hint.to_string(),
        retryable,
        retry_after: None,
        server_time: None,
        region: None,
        request_id: None,
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}
