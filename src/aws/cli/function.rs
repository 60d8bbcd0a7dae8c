//! The commands of a function's complete deployment: the steps of the page, in the same order. The output of one
//! command is kept for the next, and each needs the one before it ([`script`](super::script())).

use super::code::Zip;
use super::command::{Command, Variable};
use super::lambda;
use super::placeholder::{ROLE, or_placeholder};
use super::script::{if_succeeds, or_else};
use super::shell::Shell;
use crate::aws::endpoint::EndpointConfig;
use crate::aws::lambda::{CodeOrigin, LambdaAction, PublishTo};
use crate::aws::request_error::RequestError;
use crate::target::Architecture;
use serde::Deserialize;

/// A function's deployment.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FunctionCommandOptions {
    /// The function's region and endpoints.
    pub place: EndpointConfig,
    /// The function's name, partial ARN or ARN.
    pub function_name: String,
    /// An alias that gets the new version.
    #[serde(default)]
    pub alias: Option<String>,
    /// Where Lambda gets the zip from.
    pub code: CodeOrigin,
    /// The name of the zip's file.
    pub zip: String,
    /// The size of the zip in bytes.
    pub size: u64,
    /// The SHA-256 of the zip, in base64.
    pub code_sha256: String,
    /// Such as `python3.13`.
    pub runtime: String,
    /// The architecture of the package.
    pub architecture: Architecture,
    /// `module.function`.
    #[serde(default)]
    pub handler: Option<String>,
    /// The ARN of the role of a new function, or nothing for a placeholder; absent if no function is created.
    #[serde(default)]
    pub role: Option<String>,
    /// The ARN of the customer's key for the code of a new function.
    #[serde(default)]
    pub source_kms_key_arn: Option<String>,
    /// The ARN of the capacity provider of a new function.
    #[serde(default)]
    pub capacity_provider_arn: Option<String>,
    /// Whether a version is published.
    #[serde(default)]
    pub publish: bool,
    /// Whether Lambda only checks the request.
    #[serde(default)]
    pub dry_run: bool,
    /// Whether the function's runtime and handler are set too.
    #[serde(default)]
    pub configure: bool,
    /// Whether the commands stop if someone else changes the function between them.
    #[serde(default)]
    pub guard: bool,
    /// The shell that the commands are pasted into.
    #[serde(default)]
    pub shell: Shell,
}

/// Returns the commands of the deployment, in order. A zip that is too large for a request is uploaded to S3 first.
///
/// # Errors
/// `name-unquotable`: a name contains a character that no shell accepts.
pub fn commands(options: &FunctionCommandOptions) -> Result<Vec<String>, RequestError> {
    let mut lines = match &options.role {
        // Lambda has no dry run of CreateFunction.
        Some(role) if !options.dry_run => create_or_update(options, role)?,
        _ => update(options)?,
    };
    if !options.dry_run {
        lines.extend(publish(options)?);
    }
    Ok(lines)
}

/// Starts a command for the function.
fn command_for(options: &FunctionCommandOptions, operation: &str) -> Command {
    Command::new(options.shell, "lambda", operation)
        .option("--function-name", &options.function_name)
        .at(&options.place)
}

fn wait(options: &FunctionCommandOptions, waiter: &str) -> Result<String, RequestError> {
    Command::wait(waiter, &options.function_name, options.shell).at(&options.place).line()
}

/// Returns the command that keeps the function's key. Code that is sent without a key is encrypted with a key of AWS's
/// own, so the function's key is sent again.
fn keep_key(options: &FunctionCommandOptions) -> Result<String, RequestError> {
    command_for(options, "get-function").into_variable(Variable::Key, "Code.SourceKMSKeyArn || ''")
}

/// Returns the command that keeps the function's revision, if the commands are guarded. `get-function` has it as well
/// as `get-function-configuration`, and the policy allows it already.
fn keep_revision(options: &FunctionCommandOptions) -> Result<Option<String>, RequestError> {
    let keep =
        || command_for(options, "get-function").into_variable(Variable::Revision, "Configuration.RevisionId");
    options.guard.then(keep).transpose()
}

/// Returns the commands for a function that exists.
fn update(options: &FunctionCommandOptions) -> Result<Vec<String>, RequestError> {
    let (upload, send) = send_update(options)?;
    let mut lines = vec![keep_key(options)?];
    lines.extend(keep_revision(options)?);
    lines.extend(upload);
    lines.push(send);
    if !options.dry_run {
        lines.extend(finish_update(options)?);
    }
    Ok(lines)
}

/// Returns the commands that update the function if it exists, and create it otherwise.
fn create_or_update(options: &FunctionCommandOptions, role: &str) -> Result<Vec<String>, RequestError> {
    let (_, update) = send_update(options)?;
    let (upload, create) = send_new(options, or_placeholder(role, ROLE))?;
    let mut then: Vec<String> = keep_revision(options)?.into_iter().collect();
    then.push(update);
    then.extend(finish_update(options)?);
    let otherwise = [create, wait(options, "function-active-v2")?];
    let mut lines = upload;
    lines.push(if_succeeds(&keep_key(options)?, &then, &otherwise, options.shell));
    Ok(lines)
}

/// Returns the commands after an update of the code: Lambda responds before the update is finished, and refuses the
/// next step until then.
fn finish_update(options: &FunctionCommandOptions) -> Result<Vec<String>, RequestError> {
    let wait = wait(options, "function-updated-v2")?;
    let mut lines = vec![wait.clone()];
    if options.configure {
        let mut configure = command_for(options, "update-function-configuration")
            .option("--runtime", &options.runtime)
            .maybe("--handler", options.handler.as_deref());
        if let Some(revision) = keep_revision(options)? {
            lines.push(revision);
            configure = configure.variable("--revision-id", &[Variable::Revision]);
        }
        lines.extend([configure.line()?, wait]);
    }
    Ok(lines)
}

/// Returns the command that replaces the code, and those before it that upload the zip.
fn send_update(options: &FunctionCommandOptions) -> Result<(Vec<String>, String), RequestError> {
    // A dry run uploads nothing to S3 if the zip fits into the request.
    let code = match options.dry_run && !zip(options).is_large() {
        true => CodeOrigin::ZipFile { zip_file: true },
        false => options.code.clone(),
    };
    let action = LambdaAction::UpdateFunctionCode {
        function_name: options.function_name.clone(),
        code,
        architecture: Some(options.architecture),
        publish: None,
        dry_run: Some(options.dry_run),
        revision_id: None,
        source_kms_key_arn: None,
    };
    let (upload, mut update) = send(options, &action)?;
    update.push(' ');
    update.push_str(&Variable::Key.as_option("--source-kms-key-arn", options.shell));
    if options.guard {
        update.push_str(" --revision-id \"$REVISION\"");
    }
    Ok((upload, update))
}

/// Returns the command that creates the function, and those before it that upload the zip.
fn send_new(options: &FunctionCommandOptions, role: &str) -> Result<(Vec<String>, String), RequestError> {
    let action = LambdaAction::CreateFunction {
        function_name: options.function_name.clone(),
        code: options.code.clone(),
        role: role.to_string(),
        runtime: options.runtime.clone(),
        handler: options.handler.clone().unwrap_or_default(),
        architecture: options.architecture,
        description: None,
        timeout: None,
        memory_size: None,
        layers: None,
        publish: None,
        source_kms_key_arn: options.source_kms_key_arn.clone(),
        capacity_provider_arn: options.capacity_provider_arn.clone(),
        publish_to: None,
    };
    send(options, &action)
}

fn zip(options: &FunctionCommandOptions) -> Zip<'_> {
    Zip { name: &options.zip, size: options.size, shell: options.shell }
}

/// Returns the command of an action that sends code, and those before it that upload the zip.
fn send(
    options: &FunctionCommandOptions,
    action: &LambdaAction,
) -> Result<(Vec<String>, String), RequestError> {
    let mut lines = lambda::commands(action, zip(options), &options.place)?;
    let last = lines.pop().unwrap_or_default();
    Ok((lines, last))
}

/// Returns the commands that publish a version and point the alias at it.
fn publish(options: &FunctionCommandOptions) -> Result<Vec<String>, RequestError> {
    let publish = command_for(options, "publish-version").option("--code-sha256", &options.code_sha256);
    let Some(alias) = &options.alias else {
        // On managed instances, unqualified calls run `$LATEST.PUBLISHED`, so this is replaced.
        let replaces = !options.publish && options.capacity_provider_arn.is_some();
        let to = replaces.then_some(PublishTo::LatestPublished.as_str());
        let is_wanted = options.publish || replaces;
        return if is_wanted { Ok(vec![publish.maybe("--publish-to", to).line()?]) } else { Ok(Vec::new()) };
    };
    let mut lines = vec![publish.into_variable(Variable::Version, "Version")?];
    let point = |operation: &str| {
        command_for(options, operation)
            .option("--name", alias)
            .variable("--function-version", &[Variable::Version])
            .line()
    };
    let (update, create) = (point("update-alias")?, point("create-alias")?);
    lines.push(or_else(&update, &create, options.shell));
    Ok(lines)
}
