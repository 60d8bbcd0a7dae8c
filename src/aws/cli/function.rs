//! The commands of a function's complete deployment: the steps of the page, in the same order. The output of one
//! command is kept for the next.

use super::code::Zip;
use super::command::{Command, Variable};
use super::lambda;
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
    /// The ARN of the role of a new function; absent for a function that exists.
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
    // Lambda has no dry run of CreateFunction.
    if options.dry_run && options.role.is_some() {
        return Ok(Vec::new());
    }
    let mut lines = change(options)?;
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

/// Returns the commands that create the function, or update its code and its configuration.
fn change(options: &FunctionCommandOptions) -> Result<Vec<String>, RequestError> {
    let revision =
        || command_for(options, "get-function-configuration").into_variable(Variable::Revision, "RevisionId");
    let mut lines = Vec::new();
    if options.role.is_some() {
        lines.extend(code(options)?);
        lines.push(wait(options, "function-active-v2")?);
        return Ok(lines);
    }
    // Code that is sent without a key is encrypted with a key of AWS's own, so the function's key is sent again.
    lines.push(
        command_for(options, "get-function").into_variable(Variable::Key, "Code.SourceKMSKeyArn || ''")?,
    );
    if options.guard {
        lines.push(revision()?);
    }
    lines.extend(code(options)?);
    if options.dry_run {
        return Ok(lines);
    }
    // Lambda responds before the update is finished, and refuses the next step until then.
    lines.push(wait(options, "function-updated-v2")?);
    if options.configure {
        let mut configure = command_for(options, "update-function-configuration")
            .option("--runtime", &options.runtime)
            .maybe("--handler", options.handler.as_deref());
        if options.guard {
            lines.push(revision()?);
            configure = configure.variable("--revision-id", &[Variable::Revision]);
        }
        lines.push(configure.line()?);
        lines.push(wait(options, "function-updated-v2")?);
    }
    Ok(lines)
}

/// Returns the commands that send the code.
fn code(options: &FunctionCommandOptions) -> Result<Vec<String>, RequestError> {
    let FunctionCommandOptions { function_name, architecture, runtime, shell, .. } = options;
    let zip = Zip { name: &options.zip, size: options.size, shell: *shell };
    // A dry run uploads nothing to S3 if the zip fits into the request.
    let code = match options.dry_run && !zip.is_large() {
        true => CodeOrigin::ZipFile { zip_file: true },
        false => options.code.clone(),
    };
    let action = match &options.role {
        Some(role) => LambdaAction::CreateFunction {
            function_name: function_name.clone(),
            code,
            role: role.clone(),
            runtime: runtime.clone(),
            handler: options.handler.clone().unwrap_or_default(),
            architecture: *architecture,
            description: None,
            timeout: None,
            memory_size: None,
            layers: None,
            publish: None,
            source_kms_key_arn: options.source_kms_key_arn.clone(),
            capacity_provider_arn: options.capacity_provider_arn.clone(),
            publish_to: None,
        },
        None => LambdaAction::UpdateFunctionCode {
            function_name: function_name.clone(),
            code,
            architecture: Some(*architecture),
            publish: None,
            dry_run: Some(options.dry_run),
            revision_id: None,
            source_kms_key_arn: None,
        },
    };
    let mut lines = lambda::commands(&action, zip, &options.place)?;
    if let (None, Some(update)) = (&options.role, lines.last_mut()) {
        update.push(' ');
        update.push_str(&Variable::Key.as_option("--source-kms-key-arn", *shell));
        if options.guard {
            update.push_str(" --revision-id \"$REVISION\"");
        }
    }
    Ok(lines)
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
    match options.shell {
        Shell::Sh => lines.push(format!("{update} || {create}")),
        Shell::PowerShell => lines.extend([update, format!("if ($LASTEXITCODE -ne 0) {{ {create} }}")]),
    }
    Ok(lines)
}
