//! Signatures, compared with those of AWS's signing test suite.
use aws_credential_types::Credentials as Keys;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use wheelpress::aws::clock;

/// Returns the folder of AWS's signing test suite, which the package of aws-sigv4 contains.
fn suite() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        // Without `--offline`: cargo also needs packages for other platforms, which may not have been
        // downloaded yet.
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "aws-sigv4").unwrap();
    Path::new(package["manifest_path"].as_str().unwrap()).with_file_name("aws-signing-test-suite/v4")
}

struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// Parses the lines of a request. A line that begins with a space continues the header before it.
fn request(text: &str) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap();
    let (method, rest) = first.split_once(' ').unwrap();
    let path = rest.strip_suffix(" HTTP/1.1").unwrap();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        match line.split_once(':') {
            Some((name, value)) if !line.starts_with(' ') => {
                headers.push((name.to_string(), value.to_string()))
            }
            _ => headers.last_mut().unwrap().1 += &format!(" {}", line.trim()),
        }
    }
    // The suite writes paths unencoded. Requests contain them encoded.
    let path = path.replace(' ', "%20").replace('ሴ', "%E1%88%B4");
    Request { method: method.to_string(), path, headers, body: body.to_string() }
}

/// Returns the signature that the crate aws-sigv4 makes for a case of the suite.
fn signature(folder: &Path, location: SignatureLocation) -> String {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let context: Value = serde_json::from_str(&read("context.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let keys = &context["credentials"];
    let token = keys["token"].as_str().map(str::to_string);
    let identity =
        Keys::new(text(&keys["access_key_id"]), text(&keys["secret_access_key"]), token, None, "suite")
            .into();
    let mut settings = SigningSettings::default();
    settings.signature_location = location;
    settings.uri_path_normalization_mode =
        UriPathNormalizationMode::from(context["normalize"].as_bool().unwrap());
    if context["sign_body"].as_bool() != Some(false) {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    // These cases expect the path as it is sent, as for S3. The other cases encode it again.
    let name = folder.file_name().unwrap().to_string_lossy();
    if ["get-space-normalized", "get-space-unnormalized", "get-utf8"].contains(&&*name) {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
    }
    if context["omit_session_token"].as_bool() == Some(true) {
        settings.session_token_mode = aws_sigv4::http_request::SessionTokenMode::Exclude;
    }
    if location == SignatureLocation::QueryParams {
        settings.expires_in = Some(Duration::from_secs(context["expiration_in_seconds"].as_u64().unwrap()));
    }
    let (region, service) = (text(&context["region"]), text(&context["service"]));
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(&region)
        .name(&service)
        .time(clock::system(clock::parse(context["timestamp"].as_str().unwrap()).unwrap()))
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let request = request(&read("request.txt"));
    let host = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host")).unwrap();
    let url = format!("https://{}{}", host.1.trim(), request.path);
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let body = SignableBody::Bytes(request.body.as_bytes());
    let request = SignableRequest::new(&request.method, url, headers, body).unwrap();
    sign(request, &params).unwrap().signature().to_string()
}

#[test]
fn signs_as_the_official_suite() {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(suite())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        // Two other cases show only the canonical request.
        .filter(|path| path.join("header-signature.txt").exists())
        .collect();
    folders.sort();
    assert!(folders.len() >= 30, "{folders:?}");
    let mut wrong = Vec::new();
    for folder in &folders {
        for (location, file) in [
            (SignatureLocation::Headers, "header-signature.txt"),
            (SignatureLocation::QueryParams, "query-signature.txt"),
        ] {
            let expected = std::fs::read_to_string(folder.join(file)).unwrap();
            if signature(folder, location) != expected.trim() {
                wrong.push(format!("{} {file}", folder.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
