//! Requests and their signatures, compared with those of botocore's clients and its signer.

use crate::support::disk::{Tools, feed};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use url::Url;
use wheelpress::aws::action::Action;
use wheelpress::aws::credentials::Credentials;
use wheelpress::aws::endpoint::EndpointConfig;
use wheelpress::aws::lambda::zip_file::ZipFileBody;
use wheelpress::aws::operation::Operation;
use wheelpress::aws::request::RequestBody;
use wheelpress::aws::session::Session;

/// A small generator of pseudorandom numbers, which gives the same requests in each run.
struct Rng(u64);

impl Rng {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len() as u64) as usize].clone()
    }

    fn text(&mut self, letters: &str, least: u64, most: u64) -> String {
        let letters: Vec<char> = letters.chars().collect();
        let length = least + self.roll(most - least + 1);
        (0..length).map(|_| self.one(&letters)).collect()
    }

    fn is(&mut self) -> bool {
        self.roll(2) == 0
    }
}

const PLAIN: &str = "abcxyzABCXYZ0189";
/// The characters of keys, including all that need encoding in some place.
const KEYS: &str = "abz/019 +%&=?#:;,@!$'\"()*[]{}|\\^`~_-.<>äßЖ漢🐍";

/// Returns an action of this crate, the service and operation of botocore, and its parameters.
fn rolled(rng: &mut Rng) -> (Value, &'static str, &'static str, Value) {
    let bucket = rng.one(&["packages", "my-bucket-1", "dots.in.name"]).to_string();
    let mut key = rng.text(KEYS, 1, 24);
    while key.split('/').any(|segment| matches!(segment, "." | ".." | "")) {
        key = rng.text(KEYS, 1, 24);
    }
    let upload = rng.text(&format!("{PLAIN}._-+/="), 8, 40);
    let name = rng.text(&format!("{PLAIN}-_"), 1, 40);
    let description = rng.text(KEYS, 1, 30);
    let (number, hash) = (1 + rng.roll(10_000), "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=");
    let object = |op: &str, more: Value| {
        let mut value = json!({ "op": op, "bucket": bucket, "key": key });
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value
    };
    let theirs = |more: Value| {
        let mut value = json!({ "Bucket": bucket, "Key": key });
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value
    };
    let multipart = || (json!({ "uploadId": upload }), json!({ "UploadId": upload }));
    match rng.roll(18) {
        0 => (
            object("PutObject", json!({})),
            "s3",
            "PutObject",
            theirs(json!({ "ContentType": "application/zip" })),
        ),
        1 => (
            object("PutObject", json!({ "checksumSha256": hash, "ifNoneMatch": true })),
            "s3",
            "PutObject",
            theirs(json!({ "ChecksumSHA256": hash, "IfNoneMatch": "*", "ContentType": "application/zip" })),
        ),
        2 => {
            let version = rng.text(PLAIN, 8, 32);
            let ours = object("HeadObject", json!({ "versionId": version }));
            (ours, "s3", "HeadObject", theirs(json!({ "VersionId": version, "ChecksumMode": "ENABLED" })))
        }
        3 => (
            object("CreateMultipartUpload", json!({ "checksum": true })),
            "s3",
            "CreateMultipartUpload",
            theirs(json!({ "ChecksumAlgorithm": "SHA256", "ContentType": "application/zip" })),
        ),
        4 => {
            let ours = json!({ "uploadId": upload, "partNumber": number, "start": 0, "end": 9 });
            let params = theirs(json!({ "UploadId": upload, "PartNumber": number }));
            (object("UploadPart", ours), "s3", "UploadPart", params)
        }
        5 => {
            let parts = json!([{ "partNumber": 1, "etag": "\"a&b\"" }, { "partNumber": 2, "etag": "\"c\"" }]);
            let ours = object("CompleteMultipartUpload", json!({ "uploadId": upload, "parts": parts }));
            let parts = json!([{ "PartNumber": 1, "ETag": "\"a&b\"" }, { "PartNumber": 2, "ETag": "\"c\"" }]);
            let params = theirs(json!({ "UploadId": upload, "MultipartUpload": { "Parts": parts } }));
            (ours, "s3", "CompleteMultipartUpload", params)
        }
        6 => {
            let (ours, params) = multipart();
            (object("AbortMultipartUpload", ours), "s3", "AbortMultipartUpload", theirs(params))
        }
        7 => {
            let (mut ours, mut params) = multipart();
            ours["partNumberMarker"] = json!(number);
            params["PartNumberMarker"] = json!(number);
            (object("ListParts", ours), "s3", "ListParts", theirs(params))
        }
        8 => {
            let params = json!({ "Bucket": bucket, "Prefix": key });
            (object("ListMultipartUploads", json!({})), "s3", "ListMultipartUploads", params)
        }
        9 => (
            json!({ "op": "GetFunction", "functionName": format!("{name}:$LATEST"), "qualifier": "$LATEST" }),
            "lambda",
            "GetFunction",
            json!({ "FunctionName": format!("{name}:$LATEST"), "Qualifier": "$LATEST" }),
        ),
        10 => {
            let (publish, dry) = (rng.is(), rng.is());
            let ours = json!({ "op": "UpdateFunctionCode", "functionName": name, "publish": publish, "dryRun": dry,
                "code": { "bucket": bucket, "key": key, "version": "v1" }, "architecture": "arm64", "revisionId": upload });
            let params = json!({ "FunctionName": name, "Publish": publish, "DryRun": dry, "S3Bucket": bucket, "S3Key": key,
                "S3ObjectVersion": "v1", "Architectures": ["arm64"], "RevisionId": upload });
            let (mut ours, mut params) = (ours, params);
            if rng.is() {
                ours["sourceKmsKeyArn"] = json!(KEY);
                params["SourceKMSKeyArn"] = json!(KEY);
            }
            if rng.is() {
                let mode = rng.one(&["COPY", "REFERENCE"]);
                ours["code"]["storageMode"] = json!(mode);
                params["S3ObjectStorageMode"] = json!(mode);
            }
            (ours, "lambda", "UpdateFunctionCode", params)
        }
        11 => {
            let ours = json!({ "op": "UpdateFunctionCode", "functionName": name, "code": { "zipFile": true },
                "architecture": "x86_64", "revisionId": description });
            // The CLI and SDKs take bytes. This text is the placeholder for the zip, in base64 as in
            // JSON.
            let params = json!({ "FunctionName": name, "ZipFile": ZIP, "Architectures": ["x86_64"], "RevisionId": description });
            (ours, "lambda", "UpdateFunctionCode", params)
        }
        12 => {
            let ours = json!({ "op": "CreateFunction", "functionName": name, "code": { "zipFile": true },
                "role": "arn:aws:iam::123456789012:role/r", "runtime": "python3.13", "handler": "a.b", "architecture": "arm64",
                "description": description, "timeout": 30, "memorySize": 512, "layers": ["arn:aws:lambda:us-east-1:123456789012:layer:l:1"], "publish": true });
            let params = json!({ "FunctionName": name, "Code": { "ZipFile": ZIP }, "Role": "arn:aws:iam::123456789012:role/r",
                "Runtime": "python3.13", "Handler": "a.b", "Architectures": ["arm64"], "Description": description, "Timeout": 30,
                "MemorySize": 512, "Layers": ["arn:aws:lambda:us-east-1:123456789012:layer:l:1"], "Publish": true, "PackageType": "Zip" });
            let (mut ours, mut params) = (ours, params);
            if rng.is() {
                ours["sourceKmsKeyArn"] = json!(KEY);
                params["Code"]["SourceKMSKeyArn"] = json!(KEY);
            }
            if rng.is() {
                let provider = "arn:aws:lambda:us-east-1:123456789012:capacity-provider:mine";
                ours["capacityProviderArn"] = json!(provider);
                params["CapacityProviderConfig"] = json!({ "LambdaManagedInstancesCapacityProviderConfig": { "CapacityProviderArn": provider } });
                ours["publishTo"] = json!("LATEST_PUBLISHED");
                params["PublishTo"] = json!("LATEST_PUBLISHED");
            }
            (ours, "lambda", "CreateFunction", params)
        }
        13 => {
            let ours = json!({ "op": "PublishLayerVersion", "layerName": name, "code": { "bucket": bucket, "key": key },
                "runtimes": ["python3.12", "python3.13"], "architectures": ["x86_64"], "description": description });
            let params = json!({ "LayerName": name, "Content": { "S3Bucket": bucket, "S3Key": key },
                "CompatibleRuntimes": ["python3.12", "python3.13"], "CompatibleArchitectures": ["x86_64"], "Description": description });
            (ours, "lambda", "PublishLayerVersion", params)
        }
        14 if rng.is() => {
            let ours = json!({ "op": "PublishVersion", "functionName": name, "codeSha256": upload, "publishTo": "LATEST_PUBLISHED" });
            let params =
                json!({ "FunctionName": name, "CodeSha256": upload, "PublishTo": "LATEST_PUBLISHED" });
            (ours, "lambda", "PublishVersion", params)
        }
        14 => {
            let ours = json!({ "op": "UpdateAlias", "functionName": name, "name": "live", "functionVersion": "7", "revisionId": upload });
            let params =
                json!({ "FunctionName": name, "Name": "live", "FunctionVersion": "7", "RevisionId": upload });
            (ours, "lambda", "UpdateAlias", params)
        }
        15 if rng.is() => {
            let (ours, params) = match rng.is() {
                true => (json!({ "op": "ListFunctions" }), json!({ "MaxItems": 50 })),
                false => (
                    json!({ "op": "ListFunctions", "marker": upload }),
                    json!({ "MaxItems": 50, "Marker": upload }),
                ),
            };
            (ours, "lambda", "ListFunctions", params)
        }
        16 => {
            let group = format!("/aws/lambda/{name}");
            let ours = json!({ "op": "DescribeLogStreams", "logGroupName": group, "limit": 3 });
            let params =
                json!({ "logGroupName": group, "orderBy": "LastEventTime", "descending": true, "limit": 3 });
            (ours, "logs", "DescribeLogStreams", params)
        }
        17 => {
            let stream = format!("2026/11/26/[$LATEST]{upload}");
            let ours =
                json!({ "op": "GetLogEvents", "logGroupName": name, "logStreamName": stream, "limit": 100 });
            let params = json!({ "logGroupName": name, "logStreamName": stream, "limit": 100, "startFromHead": false });
            (ours, "logs", "GetLogEvents", params)
        }
        _ => {
            let ours = json!({ "op": "Invoke", "functionName": name, "qualifier": "live", "payload": json!({ "a": description }).to_string(), "logTail": true });
            let params = json!({ "FunctionName": name, "Qualifier": "live", "Payload": json!({ "a": description }).to_string(), "LogType": "Tail" });
            (ours, "lambda", "Invoke", params)
        }
    }
}

const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// A placeholder for a zip.
const ZIP: &str = "not a zip: only its bytes count";

/// The parts of a request that are compared.
struct Ours {
    authorization: String,
    presigned: Option<String>,
    method: String,
    url: String,
    body: Option<String>,
}

#[test]
fn asks_and_signs_as_botocore() {
    let mut rng = Rng(0x9e37_79b9_7f4a_7c15);
    let (mut cases, mut all_ours) = (Vec::new(), Vec::new());
    for number in 0..200 {
        let (action, service, op, params) = rolled(&mut rng);
        let region = rng.one(&["us-east-1", "eu-central-1", "ap-southeast-2", "cn-north-1"]);
        let place = match rng.roll(4) {
            0 => {
                json!({ "region": region, "s3Endpoint": "http://127.0.0.1:3900", "lambdaEndpoint": "http://127.0.0.1:5000",
                    "logsEndpoint": "http://127.0.0.1:5001" })
            }
            1 => {
                json!({ "region": region, "s3Endpoint": "https://s3.example.com", "lambdaEndpoint": "https://l.example.com/",
                    "logsEndpoint": "https://logs.example.com/", "pathStyle": true })
            }
            _ => json!({ "region": region }),
        };
        let (id, secret) =
            (rng.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 16), rng.text(&format!("{PLAIN}+/"), 40, 40));
        let id = format!("AKIA{id}");
        let token = rng.is().then(|| rng.text(&format!("{PLAIN}+/="), 100, 400));
        let now = 1_700_000_000_000 + rng.roll(100_000_000) as i64 * 1000;
        let expires = 1 + rng.roll(604_800) as u32;

        let keys = Credentials::from_fields(&id, &secret, token.as_deref(), now).unwrap();
        let session = Session::new(keys);
        let action: Action = serde_json::from_value(action).unwrap();
        let where_to: EndpointConfig = serde_json::from_value(place.clone()).unwrap();
        let unsigned =
            action.unsigned_request(&where_to).unwrap_or_else(|problem| panic!("{number}: {problem}"));
        let zip_body = match unsigned.body {
            RequestBody::ZipFile => {
                let Action::Lambda(action) = &action else { panic!("{action:?}") };
                let mut body = ZipFileBody::new(action).unwrap();
                let mut bytes = Vec::new();
                for chunk in ZIP.as_bytes().chunks(1 + rng.roll(7) as usize) {
                    bytes.extend(body.push(chunk));
                }
                let end = body.finish();
                bytes.extend(&end.bytes);
                assert_eq!(end.size, bytes.len() as u64);
                Some((String::from_utf8(bytes).unwrap(), end.sha256))
            }
            _ => None,
        };
        let hash = zip_body.as_ref().map(|(_, hash)| hash.clone());
        let signed = session.sign(&where_to, &action, now, hash.as_deref()).unwrap();
        let presigned = match &action {
            Action::S3(action) if action.operation() != Operation::CreateMultipartUpload => {
                Some(session.presign(&where_to, action, now, expires).unwrap().url)
            }
            _ => None,
        };
        let (text, payload) = match &unsigned.body {
            RequestBody::Text { text } => (Some(text.clone()), None),
            RequestBody::ZipFile => (zip_body.map(|(text, _)| text), hash),
            RequestBody::None => (None, None),
            _ => (None, Some("UNSIGNED-PAYLOAD".to_string())),
        };
        let authorization =
            signed.headers.iter().find(|(name, _)| name == "authorization").unwrap().1.clone();
        cases.push(json!({
            "service": service, "op": op, "params": params, "place": place, "region": region, "id": id, "secret": secret,
            "token": token, "now": now, "expires": expires, "method": unsigned.method, "url": unsigned.url,
            "headers": unsigned.headers, "text": text, "payload": payload,
        }));
        all_ours.push(Ours {
            authorization,
            presigned,
            method: signed.method.to_string(),
            url: signed.url,
            body: text,
        });
    }
    let answers = ask_botocore(&json!(cases));
    assert_eq!(answers.len(), 200);
    for ((ours, theirs), case) in all_ours.iter().zip(&answers).zip(&cases) {
        assert_eq!(Some(ours.authorization.as_str()), theirs["authorization"].as_str(), "{case:#}");
        if let Some(presigned) = &ours.presigned {
            assert_eq!(parts(presigned), parts(theirs["presigned"].as_str().unwrap()), "{case:#}");
        }
        let sent = &theirs["sent"];
        assert_eq!(ours.method, sent["method"], "{case:#}");
        assert_eq!(parts(&ours.url), parts(sent["url"].as_str().unwrap()), "{case:#}");
        assert_eq!(meaning(ours.body.as_deref()), meaning(sent["body"].as_str()), "{case:#}");
    }
}

fn ask_botocore(cases: &Value) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/botocore_requests.py");
    let answers = feed(Command::new(Tools::find().python()).arg(script), &cases.to_string());
    serde_json::from_str(&answers).unwrap()
}

/// Scheme, host, path as sent, and the query in any order.
fn parts(url: &str) -> (String, BTreeMap<String, String>) {
    let parsed = Url::parse(url).unwrap();
    let query = parsed.query_pairs().into_owned().collect();
    (url.split('?').next().unwrap().trim_end_matches('/').to_string(), query)
}

/// Returns the meaning of a body: JSON as a value, XML without differences that have no meaning, and a
/// missing body as an empty one.
fn meaning(body: Option<&str>) -> Value {
    let body = body.unwrap_or_default();
    if let Ok(value) = serde_json::from_str(body) {
        return value;
    }
    // The order of the members of a part has no meaning.
    let mut words: Vec<&str> = body.split('<').filter(|word| !word.starts_with('/')).collect();
    words.sort_unstable();
    json!(words)
}
