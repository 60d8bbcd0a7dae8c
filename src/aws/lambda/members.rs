//! The members of each operation's request: one table for the JSON that is sent and for the options of the AWS CLI.
//! Names and locations are those of botocore's lambda model (2015-03-31/service-2.json).

use super::action::{CodeOrigin, LambdaAction, PublishTo, StorageMode};
use crate::target::Architecture;

/// Where a member is in the request (botocore's `location`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Uri,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// It is the body.
    Payload,
    /// It is a member of the JSON that is the body.
    Json,
}

/// A member of a request.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// The API's name.
    pub name: &'static str,
    /// Where it is.
    pub location: Location,
    /// `None` where the action does not say it.
    pub value: Option<MemberValue<'a>>,
}

/// The value of a member.
#[derive(Clone, Debug)]
pub enum MemberValue<'a> {
    /// A text.
    Text(&'a str),
    /// A number.
    Number(u64),
    /// Yes or no.
    Flag(bool),
    /// Several texts.
    List(Vec<&'a str>),
    /// An object.
    Structure(Vec<Member<'a>>),
    /// The zip's bytes, which are not known here.
    ZipFile,
}

impl Member<'_> {
    /// Whether it is an object that has the zip's bytes in it.
    pub fn holds_zip(&self) -> bool {
        match &self.value {
            Some(MemberValue::Structure(members)) => members.iter().any(Member::is_zip),
            _ => false,
        }
    }

    /// Whether it is the zip's bytes.
    pub fn is_zip(&self) -> bool {
        matches!(self.value, Some(MemberValue::ZipFile))
    }
}

/// What an action says, in the order in which commands say it.
pub fn members(action: &LambdaAction) -> Vec<Member<'_>> {
    match action {
        // The CLI asks for page after page by itself.
        LambdaAction::ListFunctions { .. } | LambdaAction::GetAccountSettings {} => Vec::new(),
        LambdaAction::GetFunction { function_name, qualifier }
        | LambdaAction::GetFunctionConfiguration { function_name, qualifier } => {
            vec![uri("FunctionName", function_name), maybe("Qualifier", qualifier).at(Location::Query)]
        }
        LambdaAction::UpdateFunctionCode {
            function_name,
            code,
            architecture,
            publish,
            dry_run,
            revision_id,
            source_kms_key_arn,
        } => {
            let mut members = vec![uri("FunctionName", function_name)];
            members.extend(code_members(code));
            members.extend([
                member("Architectures", architecture.map(|one| MemberValue::List(vec![one.name()]))),
                member("Publish", publish.map(MemberValue::Flag)),
                member("DryRun", dry_run.map(MemberValue::Flag)),
                maybe("RevisionId", revision_id),
                maybe("SourceKMSKeyArn", source_kms_key_arn),
            ]);
            members
        }
        LambdaAction::UpdateFunctionConfiguration {
            function_name,
            runtime,
            handler,
            layers,
            revision_id,
        } => vec![
            uri("FunctionName", function_name),
            maybe("Runtime", runtime),
            maybe("Handler", handler),
            member("Layers", layers.as_deref().map(list)),
            maybe("RevisionId", revision_id),
        ],
        LambdaAction::CreateFunction {
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
            source_kms_key_arn,
            capacity_provider_arn,
            publish_to,
        } => {
            let mut of_code = code_members(code);
            of_code.push(maybe("SourceKMSKeyArn", source_kms_key_arn));
            vec![
                text("FunctionName", function_name),
                text("Runtime", runtime),
                text("Role", role),
                text("Handler", handler),
                member("Architectures", Some(MemberValue::List(vec![architecture.name()]))),
                member("Code", Some(MemberValue::Structure(of_code))),
                maybe("Description", description),
                member("Timeout", timeout.map(|seconds| MemberValue::Number(seconds.into()))),
                member("MemorySize", memory_size.map(|mib| MemberValue::Number(mib.into()))),
                member("Layers", layers.as_deref().map(list)),
                member("Publish", publish.map(MemberValue::Flag)),
                member("CapacityProviderConfig", capacity_provider_arn.as_deref().map(capacity)),
                member("PublishTo", publish_to.map(PublishTo::as_str).map(MemberValue::Text)),
            ]
        }
        LambdaAction::PublishVersion { function_name, code_sha256, description, revision_id, publish_to } => {
            vec![
                uri("FunctionName", function_name),
                maybe("CodeSha256", code_sha256),
                maybe("Description", description),
                maybe("RevisionId", revision_id),
                member("PublishTo", publish_to.map(PublishTo::as_str).map(MemberValue::Text)),
            ]
        }
        LambdaAction::GetAlias { function_name, name } => {
            vec![uri("FunctionName", function_name), uri("Name", name)]
        }
        LambdaAction::CreateAlias { function_name, name, function_version, description } => vec![
            uri("FunctionName", function_name),
            text("Name", name),
            text("FunctionVersion", function_version),
            maybe("Description", description),
        ],
        LambdaAction::UpdateAlias { function_name, name, function_version, revision_id } => vec![
            uri("FunctionName", function_name),
            uri("Name", name),
            text("FunctionVersion", function_version),
            maybe("RevisionId", revision_id),
        ],
        LambdaAction::PublishLayerVersion {
            layer_name,
            code,
            runtimes,
            architectures,
            description,
            license_info,
        } => {
            let architectures = architectures.iter().copied().map(Architecture::name).collect();
            vec![
                uri("LayerName", layer_name),
                member("Content", Some(MemberValue::Structure(code_members(code)))),
                member("CompatibleRuntimes", Some(list(runtimes))),
                member("CompatibleArchitectures", Some(MemberValue::List(architectures))),
                maybe("Description", description),
                maybe("LicenseInfo", license_info),
            ]
        }
        LambdaAction::ListLayerVersions { layer_name } => vec![uri("LayerName", layer_name)],
        LambdaAction::GetLayerVersion { layer_name, version_number } => {
            let number = member("VersionNumber", Some(MemberValue::Number(*version_number)));
            vec![uri("LayerName", layer_name), number.at(Location::Uri)]
        }
        LambdaAction::Invoke { function_name, qualifier, payload, log_tail } => {
            let log = (*log_tail == Some(true)).then_some(MemberValue::Text("Tail"));
            vec![
                uri("FunctionName", function_name),
                maybe("Qualifier", qualifier).at(Location::Query),
                text("Payload", payload).at(Location::Payload),
                member("LogType", log).at(Location::Header),
            ]
        }
    }
}

/// `S3Bucket`, `S3Key`, `S3ObjectVersion` and `S3ObjectStorageMode`, or `ZipFile`.
fn code_members(code: &CodeOrigin) -> Vec<Member<'_>> {
    match code {
        CodeOrigin::Object { object, version, storage_mode } => vec![
            text("S3Bucket", &object.bucket),
            text("S3Key", &object.key),
            maybe("S3ObjectVersion", version),
            member("S3ObjectStorageMode", storage_mode.map(StorageMode::as_str).map(MemberValue::Text)),
        ],
        CodeOrigin::ZipFile { .. } => vec![member("ZipFile", Some(MemberValue::ZipFile))],
    }
}

fn capacity(arn: &str) -> MemberValue<'_> {
    let of_instances = MemberValue::Structure(vec![text("CapacityProviderArn", arn)]);
    MemberValue::Structure(vec![member("LambdaManagedInstancesCapacityProviderConfig", Some(of_instances))])
}

fn member<'a>(name: &'static str, value: Option<MemberValue<'a>>) -> Member<'a> {
    Member { name, location: Location::Json, value }
}

fn text<'a>(name: &'static str, value: &'a str) -> Member<'a> {
    member(name, Some(MemberValue::Text(value)))
}

fn maybe<'a>(name: &'static str, value: &'a Option<String>) -> Member<'a> {
    member(name, value.as_deref().map(MemberValue::Text))
}

fn uri<'a>(name: &'static str, value: &'a str) -> Member<'a> {
    text(name, value).at(Location::Uri)
}

fn list(values: &[String]) -> MemberValue<'_> {
    MemberValue::List(values.iter().map(String::as_str).collect())
}

impl Member<'_> {
    fn at(self, location: Location) -> Self {
        Member { location, ..self }
    }
}
