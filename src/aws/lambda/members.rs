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
    /// The body itself.
    Payload,
    /// In the JSON of the body.
    Json,
}

/// A member of a request.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// The API's name.
    pub name: &'static str,
    /// Where it is.
    pub location: Location,
    /// The value; `None` if the action does not state it.
    pub value: Option<MemberValue<'a>>,
}

/// The value of a member.
#[derive(Clone, Debug)]
pub enum MemberValue<'a> {
    /// A text.
    Text(&'a str),
    /// A number.
    Number(u64),
    /// True or false.
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

/// Returns the members of an action, in the order in which commands list them. `code` is where Lambda gets the zip
/// from, if the action has a zip.
pub fn members<'a>(action: &'a LambdaAction, code: Option<&'a CodeOrigin>) -> Vec<Member<'a>> {
    let mut list = Members(Vec::new());
    match action {
        // The CLI requests all pages by itself.
        LambdaAction::ListFunctions { .. } | LambdaAction::GetAccountSettings {} => {}
        LambdaAction::GetFunction { function_name, qualifier }
        | LambdaAction::GetFunctionConfiguration { function_name, qualifier } => {
            list.uri("FunctionName", function_name);
            list.add("Qualifier", Location::Query, qualifier.as_deref().map(MemberValue::Text));
        }
        LambdaAction::UpdateFunctionCode {
            function_name,
            code: _,
            architecture,
            publish,
            dry_run,
            revision_id,
            source_kms_key_arn,
        } => {
            list.uri("FunctionName", function_name);
            list.code(code);
            list.json("Architectures", architecture.map(|one| MemberValue::List(vec![one.name()])));
            list.json("Publish", publish.map(MemberValue::Flag));
            list.json("DryRun", dry_run.map(MemberValue::Flag));
            list.maybe("RevisionId", revision_id);
            list.maybe("SourceKMSKeyArn", source_kms_key_arn);
        }
        LambdaAction::UpdateFunctionConfiguration {
            function_name,
            runtime,
            handler,
            layers,
            revision_id,
        } => {
            list.uri("FunctionName", function_name);
            list.maybe("Runtime", runtime);
            list.maybe("Handler", handler);
            list.json("Layers", layers.as_deref().map(texts));
            list.maybe("RevisionId", revision_id);
        }
        LambdaAction::CreateFunction {
            function_name,
            code: _,
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
            list.text("FunctionName", function_name);
            list.text("Runtime", runtime);
            list.text("Role", role);
            list.text("Handler", handler);
            list.json("Architectures", Some(MemberValue::List(vec![architecture.name()])));
            let mut of_code = Members(Vec::new());
            of_code.code(code);
            of_code.maybe("SourceKMSKeyArn", source_kms_key_arn);
            list.json("Code", Some(MemberValue::Structure(of_code.0)));
            list.maybe("Description", description);
            list.json("Timeout", timeout.map(|seconds| MemberValue::Number(seconds.into())));
            list.json("MemorySize", memory_size.map(|mib| MemberValue::Number(mib.into())));
            list.json("Layers", layers.as_deref().map(texts));
            list.json("Publish", publish.map(MemberValue::Flag));
            list.json("CapacityProviderConfig", capacity_provider_arn.as_deref().map(capacity));
            list.json("PublishTo", publish_to.map(PublishTo::as_str).map(MemberValue::Text));
        }
        LambdaAction::PublishVersion { function_name, code_sha256, description, revision_id, publish_to } => {
            list.uri("FunctionName", function_name);
            list.maybe("CodeSha256", code_sha256);
            list.maybe("Description", description);
            list.maybe("RevisionId", revision_id);
            list.json("PublishTo", publish_to.map(PublishTo::as_str).map(MemberValue::Text));
        }
        LambdaAction::GetAlias { function_name, name } => {
            list.uri("FunctionName", function_name);
            list.uri("Name", name);
        }
        LambdaAction::CreateAlias { function_name, name, function_version, description } => {
            list.uri("FunctionName", function_name);
            list.text("Name", name);
            list.text("FunctionVersion", function_version);
            list.maybe("Description", description);
        }
        LambdaAction::UpdateAlias { function_name, name, function_version, revision_id } => {
            list.uri("FunctionName", function_name);
            list.uri("Name", name);
            list.text("FunctionVersion", function_version);
            list.maybe("RevisionId", revision_id);
        }
        LambdaAction::PublishLayerVersion {
            layer_name,
            code: _,
            runtimes,
            architectures,
            description,
            license_info,
        } => {
            list.uri("LayerName", layer_name);
            let mut content = Members(Vec::new());
            content.code(code);
            list.json("Content", Some(MemberValue::Structure(content.0)));
            list.json("CompatibleRuntimes", Some(texts(runtimes)));
            let architectures = architectures.iter().copied().map(Architecture::name).collect();
            list.json("CompatibleArchitectures", Some(MemberValue::List(architectures)));
            list.maybe("Description", description);
            list.maybe("LicenseInfo", license_info);
        }
        LambdaAction::ListLayerVersions { layer_name } => list.uri("LayerName", layer_name),
        LambdaAction::GetLayerVersion { layer_name, version_number } => {
            list.uri("LayerName", layer_name);
            list.add("VersionNumber", Location::Uri, Some(MemberValue::Number(*version_number)));
        }
        LambdaAction::Invoke { function_name, qualifier, payload, log_tail } => {
            list.uri("FunctionName", function_name);
            list.add("Qualifier", Location::Query, qualifier.as_deref().map(MemberValue::Text));
            list.add("Payload", Location::Payload, Some(MemberValue::Text(payload)));
            let log = (*log_tail == Some(true)).then_some(MemberValue::Text("Tail"));
            list.add("LogType", Location::Header, log);
        }
    }
    list.0
}

struct Members<'a>(Vec<Member<'a>>);

impl<'a> Members<'a> {
    fn add(&mut self, name: &'static str, location: Location, value: Option<MemberValue<'a>>) {
        self.0.push(Member { name, location, value });
    }

    fn json(&mut self, name: &'static str, value: Option<MemberValue<'a>>) {
        self.add(name, Location::Json, value);
    }

    fn text(&mut self, name: &'static str, value: &'a str) {
        self.json(name, Some(MemberValue::Text(value)));
    }

    fn maybe(&mut self, name: &'static str, value: &'a Option<String>) {
        self.json(name, value.as_deref().map(MemberValue::Text));
    }

    fn uri(&mut self, name: &'static str, value: &'a str) {
        self.add(name, Location::Uri, Some(MemberValue::Text(value)));
    }

    /// Adds `S3Bucket`, `S3Key`, `S3ObjectVersion` and `S3ObjectStorageMode`, or `ZipFile`.
    fn code(&mut self, code: Option<&'a CodeOrigin>) {
        match code {
            Some(CodeOrigin::Object { object, version, storage_mode }) => {
                self.text("S3Bucket", &object.bucket);
                self.text("S3Key", &object.key);
                self.maybe("S3ObjectVersion", version);
                let mode = storage_mode.map(StorageMode::as_str).map(MemberValue::Text);
                self.json("S3ObjectStorageMode", mode);
            }
            Some(CodeOrigin::ZipFile { .. }) => self.json("ZipFile", Some(MemberValue::ZipFile)),
            None => {}
        }
    }
}

fn texts(values: &[String]) -> MemberValue<'_> {
    MemberValue::List(values.iter().map(String::as_str).collect())
}

fn capacity(arn: &str) -> MemberValue<'_> {
    let mut of_instances = Members(Vec::new());
    of_instances.text("CapacityProviderArn", arn);
    let mut config = Members(Vec::new());
    let of_instances = Some(MemberValue::Structure(of_instances.0));
    config.json("LambdaManagedInstancesCapacityProviderConfig", of_instances);
    MemberValue::Structure(config.0)
}
