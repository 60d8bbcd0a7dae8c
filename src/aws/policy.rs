//! What IAM must allow for a deploy: a policy with the actions it sends, on the things it sends them for (Service
//! Authorization Reference: AWS Lambda, Amazon S3, Amazon CloudWatch Logs).

use super::s3::ObjectName;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One step of what is done with a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum PolicyStep {
    /// Lists the functions of a region, to choose one.
    List,
    /// Looks at the function, and gets its code and its layers.
    Open,
    /// Replaces its code.
    Update,
    /// Creates it, if it is not there.
    Create,
    /// Sets its configuration.
    Configure,
    /// Publishes a version.
    Publish,
    /// Points an alias at the version.
    Alias,
    /// Calls it.
    Invoke,
    /// Reads its log.
    Logs,
}

/// An upload that someone without credentials is to make: what signs it must be allowed all that it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum PolicyShare {
    /// By a presigned URL or a POST form: in one request.
    Once,
    /// By a ticket: in parts.
    Ticket,
}

/// A function that a policy is about.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PolicyFunction {
    /// Its name, partial ARN or ARN.
    pub function_name: String,
    /// Its region.
    pub region: String,
    /// The alias it is called by.
    #[serde(default)]
    pub alias: Option<String>,
    /// Its log group; Lambda's default where this is absent.
    #[serde(default)]
    pub log_group: Option<String>,
    /// The ARNs of the layer versions it has; absent where they are not known.
    #[serde(default)]
    pub layers: Option<Vec<String>>,
}

/// What a policy is to allow.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PolicyOptions {
    /// The region, where nothing else says it.
    pub region: String,
    /// The number of the account; any account where it is not known.
    #[serde(default)]
    pub account: Option<String>,
    /// The functions.
    #[serde(default)]
    pub functions: Vec<PolicyFunction>,
    /// What is done with each of them.
    #[serde(default)]
    pub steps: Vec<PolicyStep>,
    /// The ARN of the execution role of new functions.
    #[serde(default)]
    pub role: Option<String>,
    /// The ARN of the customer's key for the code.
    #[serde(default)]
    pub source_kms_key_arn: Option<String>,
    /// The ARN of the capacity provider of new functions.
    #[serde(default)]
    pub capacity_provider_arn: Option<String>,
    /// The layer that is published.
    #[serde(default)]
    pub layer: Option<String>,
    /// What is made for someone else, in place of an upload.
    #[serde(default)]
    pub share: Option<PolicyShare>,
    /// The objects that are uploaded.
    #[serde(default)]
    pub objects: Vec<ObjectName>,
    /// Whether Lambda takes the code from the objects.
    #[serde(default)]
    pub from_bucket: bool,
}

/// One line a step: what it asks Lambda for, on the function's own ARN.
const FUNCTION_ACTIONS: &[(PolicyStep, &[&str])] = &[
    (PolicyStep::Open, &["GetFunction"]),
    (PolicyStep::Update, &["GetFunction", "UpdateFunctionCode"]),
    (PolicyStep::Create, &["CreateFunction", "GetFunction"]),
    (PolicyStep::Configure, &["GetFunction", "UpdateFunctionConfiguration"]),
    (PolicyStep::Publish, &["PublishVersion"]),
    (PolicyStep::Alias, &["CreateAlias", "GetAlias", "UpdateAlias"]),
    (PolicyStep::Invoke, &["InvokeFunction"]),
];

/// What an upload asks S3 for, in one request or in parts, and how it proves what arrived.
const OBJECT_ACTIONS: &[&str] =
    &["AbortMultipartUpload", "GetObject", "ListMultipartUploadParts", "PutObject"];
/// What the URLs of a ticket do.
const TICKET_ACTIONS: &[&str] = &["AbortMultipartUpload", "ListMultipartUploadParts", "PutObject"];
/// On the bucket itself: uploads to go on with, and whether the key is there at all.
const BUCKET_ACTIONS: &[&str] = &["ListBucket", "ListBucketMultipartUploads"];

/// The partition in ARNs, by the beginning of its regions' names (botocore's partitions.json).
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

/// The policy, as the console takes it: JSON.
pub fn policy(options: &PolicyOptions) -> String {
    let mut statements = Vec::new();
    let mut allow = |service: &str, actions: &[&str], mut resource: Vec<String>, condition: Option<Value>| {
        if actions.is_empty() || resource.is_empty() {
            return;
        }
        resource.sort_unstable();
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
    actions.sort_unstable();
    actions.dedup();
    allow("lambda", &actions, arns(false), None);
    if steps.contains(&PolicyStep::Invoke) {
        // A call by an alias is allowed on the ARN with the alias.
        allow("lambda", &["InvokeFunction"], arns(true), None);
    }
    if steps.contains(&PolicyStep::Open) {
        let layers = functions.iter().flat_map(|function| function.layers.iter().flatten());
        allow("lambda", &["GetLayerVersion"], layers.cloned().collect(), None);
    }
    if let Some(layer) = &options.layer {
        let arn = layer_arn(options, layer);
        allow("lambda", &["PublishLayerVersion"], vec![arn.clone()], None);
        // A function is given all its layers anew, and each of them must be allowed.
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
    // IAM knows no narrower resource for these.
    allow("lambda", &unscoped, vec!["*".to_string()], None);
    if steps.contains(&PolicyStep::Create) {
        let passed = json!({ "StringEquals": { "iam:PassedToService": "lambda.amazonaws.com" } });
        allow("iam", &["PassRole"], given(&options.role), Some(passed));
        allow("lambda", &["PassCapacityProvider"], given(&options.capacity_provider_arn), None);
        allow("kms", &["Decrypt", "GenerateDataKey"], given(&options.source_kms_key_arn), None);
    }
    if steps.contains(&PolicyStep::Logs) {
        let groups = functions.iter().map(|function| log_group_arn(options, function)).collect();
        allow("logs", &["DescribeLogStreams", "GetLogEvents"], groups, None);
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

/// The number of the account, or what stands for any.
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

/// The account and the bare name of a function that is named by its name, partial ARN or ARN.
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

/// Layers may be of other accounts.
fn any_layer_arn(region: &str) -> String {
    format!("arn:{}:lambda:{region}:*:layer:*", partition(region))
}

fn log_group_arn(options: &PolicyOptions, function: &PolicyFunction) -> String {
    let (account, name) = owned(options, &function.function_name);
    let group = function.log_group.clone().unwrap_or_else(|| format!("/aws/lambda/{name}"));
    let region = &function.region;
    format!("arn:{}:logs:{region}:{account}:log-group:{group}:*", partition(region))
}
