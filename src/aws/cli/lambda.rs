//! The commands of an action of Lambda.

use super::code::Zip;
use super::command::Command;
use crate::aws::lambda::{LambdaAction, PublishTo};
use crate::aws::place::Place;
use crate::aws::problem::Problem;
use crate::target::Architecture;

/// The command that does what an action does; before it the one that uploads the zip, where it goes by S3.
///
/// # Errors
/// `name-unquotable`.
pub fn commands(action: &LambdaAction, zip: Zip, place: &Place) -> Result<Vec<String>, Problem> {
    let mut lines = Vec::new();
    if let Some(code) = action.code() {
        lines.extend(zip.upload_ahead(code, place)?);
    }
    lines.push(command(action, zip).at(place).line()?);
    Ok(lines)
}

fn command(action: &LambdaAction, zip: Zip) -> Command {
    let lambda = |operation: &str| Command::new(zip.shell, "lambda", operation);
    match action {
        LambdaAction::GetFunction { function_name, qualifier } => lambda("get-function")
            .option("--function-name", function_name)
            .maybe("--qualifier", qualifier.as_deref()),
        LambdaAction::GetFunctionConfiguration { function_name, qualifier } => {
            lambda("get-function-configuration")
                .option("--function-name", function_name)
                .maybe("--qualifier", qualifier.as_deref())
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
            let update = lambda("update-function-code").option("--function-name", function_name);
            zip.add_code(update, code)
                .maybe("--architectures", architecture.map(Architecture::name))
                .flag("--publish", *publish)
                .flag("--dry-run", *dry_run)
                .maybe("--revision-id", revision_id.as_deref())
                .maybe("--source-kms-key-arn", source_kms_key_arn.as_deref())
        }
        LambdaAction::UpdateFunctionConfiguration {
            function_name,
            runtime,
            handler,
            layers,
            revision_id,
        } => lambda("update-function-configuration")
            .option("--function-name", function_name)
            .maybe("--runtime", runtime.as_deref())
            .maybe("--handler", handler.as_deref())
            .several("--layers", layers.as_deref().unwrap_or_default())
            .maybe("--revision-id", revision_id.as_deref()),
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
            let create = lambda("create-function")
                .option("--function-name", function_name)
                .option("--runtime", runtime)
                .option("--role", role)
                .option("--handler", handler)
                .option("--architectures", architecture.name());
            zip.add_code_as(create, "--code", code, source_kms_key_arn.as_deref())
                .maybe("--description", description.as_deref())
                .maybe("--timeout", timeout.map(|seconds| seconds.to_string()))
                .maybe("--memory-size", memory_size.map(|mib| mib.to_string()))
                .several("--layers", layers.as_deref().unwrap_or_default())
                .flag("--publish", *publish)
                .maybe("--capacity-provider-config", capacity_provider_arn.as_deref().map(capacity))
                .maybe("--publish-to", publish_to.map(PublishTo::as_str))
        }
        LambdaAction::PublishVersion { function_name, code_sha256, description, revision_id, publish_to } => {
            lambda("publish-version")
                .option("--function-name", function_name)
                .maybe("--code-sha256", code_sha256.as_deref())
                .maybe("--description", description.as_deref())
                .maybe("--revision-id", revision_id.as_deref())
                .maybe("--publish-to", publish_to.map(PublishTo::as_str))
        }
        LambdaAction::GetAlias { function_name, name } => {
            lambda("get-alias").option("--function-name", function_name).option("--name", name)
        }
        LambdaAction::CreateAlias { function_name, name, function_version, description } => {
            lambda("create-alias")
                .option("--function-name", function_name)
                .option("--name", name)
                .option("--function-version", function_version)
                .maybe("--description", description.as_deref())
        }
        LambdaAction::UpdateAlias { function_name, name, function_version, revision_id } => {
            lambda("update-alias")
                .option("--function-name", function_name)
                .option("--name", name)
                .option("--function-version", function_version)
                .maybe("--revision-id", revision_id.as_deref())
        }
        LambdaAction::PublishLayerVersion {
            layer_name,
            code,
            runtimes,
            architectures,
            description,
            license_info,
        } => {
            let publish = lambda("publish-layer-version").option("--layer-name", layer_name);
            let architectures: Vec<&str> = architectures.iter().copied().map(Architecture::name).collect();
            zip.add_code_as(publish, "--content", code, None)
                .several("--compatible-runtimes", runtimes)
                .several("--compatible-architectures", &architectures)
                .maybe("--description", description.as_deref())
                .maybe("--license-info", license_info.as_deref())
        }
        LambdaAction::ListFunctions { .. } => lambda("list-functions"),
        LambdaAction::ListLayerVersions { layer_name } => {
            lambda("list-layer-versions").option("--layer-name", layer_name)
        }
        LambdaAction::GetLayerVersion { layer_name, version_number } => lambda("get-layer-version")
            .option("--layer-name", layer_name)
            .option("--version-number", version_number.to_string()),
        LambdaAction::Invoke { function_name, qualifier, payload, log_tail } => lambda("invoke")
            .option("--function-name", function_name)
            .maybe("--qualifier", qualifier.as_deref())
            .option("--cli-binary-format", "raw-in-base64-out")
            .option("--payload", payload)
            .maybe("--log-type", (*log_tail == Some(true)).then_some("Tail"))
            .word("response.json"),
        LambdaAction::GetAccountSettings {} => lambda("get-account-settings"),
    }
}

/// A capacity provider in the CLI's shorthand syntax.
fn capacity(arn: &str) -> String {
    format!("LambdaManagedInstancesCapacityProviderConfig={{CapacityProviderArn={arn}}}")
}
