//! The IAM policy that a deployment needs: the actions that it sends, and the resources that it sends them for
//! (Service Authorization Reference: AWS Lambda, Amazon S3, Amazon CloudWatch Logs).

use super::s3::ObjectName;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A step of a function's deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum PolicyStep {
    /// Lists the functions of a region, to choose one.
    List,
    /// Reads the function's configuration, its code and its layers.
    Open,
    /// Replaces its code.
    Update,
    /// Creates the function if it does not exist.
    Create,
    /// Sets its configuration.
    Configure,
    /// Publishes a version.
    Publish,
    /// Points an alias at the version.
    Alias,
    /// Calls the function.
    Invoke,
    /// Reads its log.
    Logs,
}

/// How someone without credentials uploads. The credentials that sign such an upload must be allowed everything that
/// it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum PolicyShare {
    /// With a presigned URL or a POST form, in one request.
    Once,
    /// With a ticket, in parts.
    Ticket,
}

/// A function that the policy is for.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PolicyFunction {
    /// Its name, partial ARN or ARN.
    pub function_name: String,
    /// Its region.
    pub region: String,
    /// The alias through which it is called.
    #[serde(default)]
    pub alias: Option<String>,
    /// Its log group; Lambda's default if absent.
    #[serde(default)]
    pub log_group: Option<String>,
    /// The ARNs of its layer versions; absent if they are not known.
    #[serde(default)]
    pub layers: Option<Vec<String>>,
}

/// What the policy must allow.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PolicyOptions {
    /// The region of the layer. It also determines the partition in the ARNs of the objects.
    pub region: String,
    /// The number of the account; if absent, the policy allows any account.
    #[serde(default)]
    pub account: Option<String>,
    /// The functions.
    #[serde(default)]
    pub functions: Vec<PolicyFunction>,
    /// The steps that are done with each function.
    #[serde(default)]
    pub steps: Vec<PolicyStep>,
    /// The ARN of the execution role of new functions.
    #[serde(default)]
    pub role: Option<String>,
    /// The ARN of the customer's key that encrypts the code.
    #[serde(default)]
    pub source_kms_key_arn: Option<String>,
    /// The ARN of the capacity provider of new functions.
    #[serde(default)]
    pub capacity_provider_arn: Option<String>,
    /// The layer that is published.
    #[serde(default)]
    pub layer: Option<String>,
    /// What is created for someone else, who then uploads.
    #[serde(default)]
    pub share: Option<PolicyShare>,
    /// The objects that are uploaded.
    #[serde(default)]
    pub objects: Vec<ObjectName>,
    /// Whether Lambda reads the code from the objects.
    #[serde(default)]
    pub from_bucket: bool,
}

/// The Lambda actions that each step needs on the function's own ARN.
const FUNCTION_ACTIONS: &[(PolicyStep, &[&str])] = &[
    (PolicyStep::Open, &["GetFunction"]),
    (PolicyStep::Update, &["GetFunction", "UpdateFunctionCode"]),
    (PolicyStep::Create, &["CreateFunction", "GetFunction"]),
    (PolicyStep::Configure, &["GetFunction", "UpdateFunctionConfiguration"]),
    (PolicyStep::Publish, &["PublishVersion"]),
    (PolicyStep::Alias, &["CreateAlias", "GetAlias", "UpdateAlias"]),
    (PolicyStep::Invoke, &["InvokeFunction"]),
];

/// The S3 actions that an upload needs on the object: to send it in one request or in parts, and to verify what was
/// stored.
const OBJECT_ACTIONS: &[&str] =
    &["AbortMultipartUpload", "GetObject", "ListMultipartUploadParts", "PutObject"];
/// The S3 actions that the URLs of a ticket need.
const TICKET_ACTIONS: &[&str] = &["AbortMultipartUpload", "ListMultipartUploadParts", "PutObject"];
/// The S3 actions that an upload needs on the bucket: to find uploads that can be continued, and to see whether the
/// key exists.
const BUCKET_ACTIONS: &[&str] = &["ListBucket", "ListBucketMultipartUploads"];

/// The names of partitions in ARNs, by the prefix of their regions' names (botocore's partitions.json).
const PARTITIONS: &[(&str, &str)] = &[
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
    ("", "aws"),
];

fn partition(region: &str) -> &'static str {
    PARTITIONS.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, name)| name)
}

/// A statement of a policy (IAM user guide, "IAM JSON policy elements").
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: &'static str,
    action: Vec<String>,
    resource: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Value>,
}

/// Builds the policy as JSON, in the form that the console takes.
pub fn policy(options: &PolicyOptions) -> String {
    let mut statements = Vec::new();
    let mut allow = |service: &str, actions: &[&str], mut resource: Vec<String>, condition: Option<Value>| {
        if actions.is_empty() || resource.is_empty() {
            return;
        }
        crate::collections::sort(&mut resource);
        resource.dedup();
        let action = actions.iter().map(|action| format!("{service}:{action}")).collect();
        statements.push(Statement { effect: "Allow", action, resource, condition });
    };
    let PolicyOptions { functions, steps, .. } = options;
    let arns = |qualified: bool| -> Vec<String> {
        let of = |function: &PolicyFunction| {
            let arn = function_arn(options, function);
            let alias = function.alias.as_ref().filter(|_| qualified);
            alias.map(|alias| format!("{arn}:{alias}")).unwrap_or(arn)
        };
        functions.iter().map(of).collect()
    };
    let mut actions: Vec<&str> = FUNCTION_ACTIONS
        .iter()
        .filter(|(step, _)| steps.contains(step) && *step != PolicyStep::Invoke)
        .flat_map(|(_, actions)| actions.iter().copied())
        .collect();
    crate::collections::sort(&mut actions);
    actions.dedup();
    allow("lambda", &actions, arns(false), None);
    if steps.contains(&PolicyStep::Invoke) {
        // A call through an alias needs a permission on the ARN with the alias.
        allow("lambda", &["InvokeFunction"], arns(true), None);
    }
    if steps.contains(&PolicyStep::Open) {
        let layers = functions.iter().flat_map(|function| function.layers.iter().flatten());
        allow("lambda", &["GetLayerVersion"], layers.cloned().collect(), None);
    }
    if let Some(layer) = &options.layer {
        let arn = layer_arn(options, layer);
        allow("lambda", &["PublishLayerVersion"], vec![arn.clone()], None);
        // Setting a function's layers sets all of them, and each needs the permission.
        let mut versions = vec![format!("{arn}:*")];
        for function in functions {
            match &function.layers {
                Some(layers) => versions.extend(layers.iter().cloned()),
                None => versions.push(any_layer_arn(&function.region)),
            }
        }
        allow("lambda", &["GetLayerVersion"], versions, None);
    }
    let mut unscoped = Vec::new();
    if steps.contains(&PolicyStep::List) {
        unscoped.push("ListFunctions");
    }
    if options.layer.is_some() {
        unscoped.push("ListLayerVersions");
    }
    // IAM has no narrower resource for these actions.
    allow("lambda", &unscoped, vec!["*".to_string()], None);
    if steps.contains(&PolicyStep::Create) {
        let passed = json!({ "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } });
        allow("iam", &["PassRole"], given(&options.role), Some(passed));
        allow("lambda", &["PassCapacityProvider"], given(&options.capacity_provider_arn), None);
        allow("kms", &["Decrypt", "GenerateDataKey"], given(&options.source_kms_key_arn), None);
    }
    if steps.contains(&PolicyStep::Logs) {
        let groups = functions.iter().map(|function| log_group_arn(options, function)).collect();
        // `aws logs tail`, the command that is shown if the page may not read the log, filters events.
        allow("logs", &["DescribeLogStreams", "FilterLogEvents", "GetLogEvents"], groups, None);
    }
    let s3 = |bucket: &str| format!("arn:{}:s3:::{bucket}", partition(&options.region));
    let objects = &options.objects;
    let keys = objects.iter().map(|object| format!("{}/{}", s3(&object.bucket), object.key)).collect();
    let mut object_actions = match options.share {
        None => OBJECT_ACTIONS.to_vec(),
        Some(PolicyShare::Once) => vec!["PutObject"],
        Some(PolicyShare::Ticket) => TICKET_ACTIONS.to_vec(),
    };
    if options.from_bucket {
        object_actions.insert(2, "GetObjectVersion");
    }
    allow("s3", &object_actions, keys, None);
    if options.share.is_none() {
        allow("s3", BUCKET_ACTIONS, objects.iter().map(|object| s3(&object.bucket)).collect(), None);
    }
    format!("{:#}", json!({ "Version": "2012-10-17", "Statement": statements }))
}

fn given(arn: &Option<String>) -> Vec<String> {
    arn.iter().filter(|arn| !arn.is_empty()).cloned().collect()
}

/// Returns the number of the account, or the wildcard for any account.
fn account(options: &PolicyOptions) -> &str {
    options.account.as_deref().filter(|account| !account.is_empty()).unwrap_or("*")
}

fn function_arn(options: &PolicyOptions, function: &PolicyFunction) -> String {
    let PolicyFunction { function_name, region, .. } = function;
    if function_name.starts_with("arn:") {
        return function_name.clone();
    }
    let (account, name) = owned(options, function_name);
    format!("arn:{}:lambda:{region}:{account}:function:{name}", partition(region))
}

/// Returns the account and the plain name of a function. `function_name` is a name, a partial ARN or an ARN.
fn owned<'a>(options: &'a PolicyOptions, function_name: &'a str) -> (&'a str, &'a str) {
    let fields: Vec<&str> = function_name.split(':').collect();
    match fields.as_slice() {
        ["arn", _, _, _, account, "function", name, ..] => (account, name),
        [account, "function", name] => (account, name),
        _ => (account(options), function_name),
    }
}

fn layer_arn(options: &PolicyOptions, layer: &str) -> String {
    if layer.starts_with("arn:") {
        return layer.to_string();
    }
    let region = &options.region;
    format!("arn:{}:lambda:{region}:{}:layer:{layer}", partition(region), account(options))
}

/// Returns a pattern for all layers of a region, of any account: layers may belong to other accounts.
fn any_layer_arn(region: &str) -> String {
    format!("arn:{}:lambda:{region}:*:layer:*", partition(region))
}

fn log_group_arn(options: &PolicyOptions, function: &PolicyFunction) -> String {
    let (account, name) = owned(options, &function.function_name);
    let group = function.log_group.clone().unwrap_or_else(|| format!("/aws/lambda/{name}"));
    let region = &function.region;
    format!("arn:{}:logs:{region}:{account}:log-group:{group}:*", partition(region))
}
