//! The same by hand: commands of the AWS CLI, version 2, with the real names filled in and quoted for
//! the shell they are pasted into.

mod command;
mod deploy;

pub use command::Shell;
pub use deploy::{FunctionWish, LayerWish, function, layer};

use super::action::{Action, Origin, Part};
use super::cors;
use super::place::Place;
use super::problem::Problem;
use crate::target::Architecture;
use command::Command;
use serde::Deserialize;
use serde_json::json;

/// The largest zip a request takes (Lambda quotas).
pub const DIRECT: u64 = 52_428_800;

/// What commands are wanted for.
#[derive(Clone, Debug, Deserialize)]
pub struct Wish {
    #[serde(default)]
    pub place: Place,
    pub action: Action,
    /// The zip's file name.
    pub zip: String,
    pub size: u64,
    #[serde(default)]
    pub shell: Shell,
}

/// The commands that do what the action does. A zip too large for a request goes by S3 first.
///
/// # Errors
/// `name-unquotable`: a name with a character no shell takes.
pub fn commands(wish: &Wish) -> Result<Vec<String>, Problem> {
    let Wish { place, action, zip, size, shell } = wish;
    let lambda = |operation: &str| Command::new(*shell, "lambda", operation);
    let s3api = |operation: &str, bucket: &str, key: &str| {
        Command::new(*shell, "s3api", operation).option("--bucket", bucket).option("--key", key)
    };
    let mut lines = Vec::new();
    let command = match action {
        Action::PutObject { bucket, key, if_none_match, checksum_sha256 } => {
            let mut put = s3api("put-object", bucket, key).option("--body", zip);
            if *size > DIRECT && *if_none_match != Some(true) {
                // In parts, and again where it failed.
                put = copy(*shell, zip, bucket, key);
            } else {
                put = put.maybe("--checksum-sha256", checksum_sha256.as_deref());
                put = put.maybe("--if-none-match", (*if_none_match == Some(true)).then_some("*"));
            }
            put
        }
        Action::HeadObject { bucket, key, version_id } => s3api("head-object", bucket, key)
            .maybe("--version-id", version_id.as_deref())
            .option("--checksum-mode", "ENABLED"),
        Action::GetObject { bucket, key } => s3api("get-object", bucket, key).word(zip),
        Action::CreateMultipartUpload { bucket, key, .. } => s3api("create-multipart-upload", bucket, key),
        Action::UploadPart { bucket, key, upload_id, part_number, .. } => s3api("upload-part", bucket, key)
            .option("--upload-id", upload_id)
            .option("--part-number", part_number.to_string())
            .option("--body", format!("{zip}.{part_number}")),
        Action::CompleteMultipartUpload { bucket, key, upload_id, parts, .. } => {
            s3api("complete-multipart-upload", bucket, key)
                .option("--upload-id", upload_id)
                .option("--multipart-upload", listed(parts))
        }
        Action::AbortMultipartUpload { bucket, key, upload_id } => {
            s3api("abort-multipart-upload", bucket, key).option("--upload-id", upload_id)
        }
        Action::ListParts { bucket, key, upload_id, .. } => {
            s3api("list-parts", bucket, key).option("--upload-id", upload_id)
        }
        Action::ListMultipartUploads { bucket, key } => {
            Command::new(*shell, "s3api", "list-multipart-uploads")
                .option("--bucket", bucket)
                .option("--prefix", key)
        }
        Action::GetFunction { function_name, qualifier } => lambda("get-function")
            .option("--function-name", function_name)
            .maybe("--qualifier", qualifier.as_deref()),
        Action::GetFunctionConfiguration { function_name, qualifier } => lambda("get-function-configuration")
            .option("--function-name", function_name)
            .maybe("--qualifier", qualifier.as_deref()),
        Action::UpdateFunctionCode { function_name, code, architecture, publish, dry_run, revision_id } => {
            lines.extend(ahead(place, code, zip, *size, *shell)?);
            code_of(lambda("update-function-code").option("--function-name", function_name), code, zip, *size)
                .maybe("--architectures", architecture.map(name))
                .flag("--publish", *publish)
                .flag("--dry-run", *dry_run)
                .maybe("--revision-id", revision_id.as_deref())
        }
        Action::UpdateFunctionConfiguration { function_name, runtime, handler, layers, revision_id } => {
            lambda("update-function-configuration")
                .option("--function-name", function_name)
                .maybe("--runtime", runtime.as_deref())
                .maybe("--handler", handler.as_deref())
                .several("--layers", layers.as_deref().unwrap_or_default())
                .maybe("--revision-id", revision_id.as_deref())
        }
        Action::CreateFunction {
            function_name,
            code,
            role,
            runtime,
            handler,
            architecture,
            description,
            timeout,
            memory_size,
            layers,
            publish,
        } => {
            lines.extend(ahead(place, code, zip, *size, *shell)?);
            let create = lambda("create-function")
                .option("--function-name", function_name)
                .option("--runtime", runtime)
                .option("--role", role)
                .option("--handler", handler)
                .option("--architectures", name(*architecture));
            let create = with_code(create, "--code", code, zip, *size);
            create
                .maybe("--description", description.as_deref())
                .maybe("--timeout", timeout.map(|seconds| seconds.to_string()))
                .maybe("--memory-size", memory_size.map(|mib| mib.to_string()))
                .several("--layers", layers.as_deref().unwrap_or_default())
                .flag("--publish", *publish)
        }
        Action::PublishVersion { function_name, code_sha256, description, revision_id } => {
            lambda("publish-version")
                .option("--function-name", function_name)
                .maybe("--code-sha256", code_sha256.as_deref())
                .maybe("--description", description.as_deref())
                .maybe("--revision-id", revision_id.as_deref())
        }
        Action::GetAlias { function_name, name } => {
            lambda("get-alias").option("--function-name", function_name).option("--name", name)
        }
        Action::CreateAlias { function_name, name, function_version, description } => lambda("create-alias")
            .option("--function-name", function_name)
            .option("--name", name)
            .option("--function-version", function_version)
            .maybe("--description", description.as_deref()),
        Action::UpdateAlias { function_name, name, function_version, revision_id } => lambda("update-alias")
            .option("--function-name", function_name)
            .option("--name", name)
            .option("--function-version", function_version)
            .maybe("--revision-id", revision_id.as_deref()),
        Action::PublishLayerVersion {
            layer_name,
            code,
            runtimes,
            architectures,
            description,
            license_info,
        } => {
            lines.extend(ahead(place, code, zip, *size, *shell)?);
            let publish = lambda("publish-layer-version").option("--layer-name", layer_name);
            let publish = with_code(publish, "--content", code, zip, *size);
            let architectures: Vec<&str> = architectures.iter().copied().map(name).collect();
            publish
                .several("--compatible-runtimes", runtimes)
                .several("--compatible-architectures", &architectures)
                .maybe("--description", description.as_deref())
                .maybe("--license-info", license_info.as_deref())
        }
        Action::ListLayerVersions { layer_name } => {
            lambda("list-layer-versions").option("--layer-name", layer_name)
        }
        Action::GetLayerVersion { layer_name, version_number } => lambda("get-layer-version")
            .option("--layer-name", layer_name)
            .option("--version-number", version_number.to_string()),
        Action::Invoke { function_name, qualifier, payload, log_tail } => lambda("invoke")
            .option("--function-name", function_name)
            .maybe("--qualifier", qualifier.as_deref())
            .option("--cli-binary-format", "raw-in-base64-out")
            .option("--payload", payload)
            .maybe("--log-type", (*log_tail == Some(true)).then_some("Tail"))
            .word("response.json"),
        Action::GetAccountSettings {} => lambda("get-account-settings"),
    };
    lines.push(command.at(place).line()?);
    Ok(lines)
}

/// Commands that let the page use a bucket.
///
/// # Errors
/// What [`cors::for_page`] refuses, `name-unquotable`.
pub fn cors(place: &Place, bucket: &str, origin: &str, shell: Shell) -> Result<Vec<String>, Problem> {
    let configuration = json!({ "CORSRules": cors::for_page(origin)? }).to_string();
    let command = Command::new(shell, "s3api", "put-bucket-cors")
        .option("--bucket", bucket)
        .option("--cors-configuration", configuration);
    Ok(vec![command.at(place).line()?])
}

/// What a bucket is called while nobody said.
const BUCKET: &str = "YOUR-BUCKET";

/// The code as the shorthand of an option, or the zip itself.
fn with_code(command: Command, option: &str, code: &Origin, zip: &str, size: u64) -> Command {
    let object = |bucket: &str, key: &str| format!("S3Bucket={bucket},S3Key={}", shorthand(key));
    match code {
        Origin::Object { bucket, key, version } => {
            let version = version.as_ref().map(|version| format!(",S3ObjectVersion={}", shorthand(version)));
            let object = object(&shorthand(bucket), key);
            command.option(option, format!("{object}{}", version.unwrap_or_default()))
        }
        Origin::ZipFile { .. } if size > DIRECT => command.option(option, object(BUCKET, zip)),
        Origin::ZipFile { .. } => command.zip_file(zip),
    }
}

/// A zip that is too large for a request goes to S3 ahead of it.
fn ahead(
    place: &Place,
    code: &Origin,
    zip: &str,
    size: u64,
    shell: Shell,
) -> Result<Option<String>, Problem> {
    let command = match code {
        Origin::Object { bucket, key, version: None } => copy(shell, zip, bucket, key),
        Origin::ZipFile { .. } if size > DIRECT => copy(shell, zip, BUCKET, zip),
        _ => return Ok(None),
    };
    command.at(place).line().map(Some)
}

fn copy(shell: Shell, zip: &str, bucket: &str, key: &str) -> Command {
    Command::new(shell, "s3", "cp").word(zip).word(format!("s3://{bucket}/{key}"))
}

fn code_of(command: Command, code: &Origin, zip: &str, size: u64) -> Command {
    match code {
        Origin::Object { bucket, key, version } => command
            .option("--s3-bucket", bucket)
            .option("--s3-key", key)
            .maybe("--s3-object-version", version.as_deref()),
        Origin::ZipFile { .. } if size > DIRECT => {
            command.option("--s3-bucket", BUCKET).option("--s3-key", zip)
        }
        Origin::ZipFile { .. } => command.zip_file(zip),
    }
}

fn name(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::X86_64 => "x86_64",
        Architecture::Arm64 => "arm64",
    }
}

fn listed(parts: &[Part]) -> String {
    let parts: Vec<_> =
        parts.iter().map(|part| json!({ "PartNumber": part.part_number, "ETag": part.etag })).collect();
    json!({ "Parts": parts }).to_string()
}

/// A value in the CLI's shorthand syntax: quoted where it has commas and the like.
fn shorthand(value: &str) -> String {
    let is_plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(&b));
    if is_plain {
        return value.to_string();
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
