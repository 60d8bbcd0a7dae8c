//! The commands of a layer's complete deployment: a version, and the functions that get it.

use super::code::Zip;
use super::command::{Command, Variable};
use super::lambda;
use super::placeholder::{LAYER, or_placeholder};
use super::shell::Shell;
use crate::aws::endpoint::EndpointConfig;
use crate::aws::lambda::{CodeOrigin, LambdaAction};
use crate::aws::request_error::RequestError;
use crate::target::Architecture;
use serde::Deserialize;

/// A layer's deployment.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LayerCommandOptions {
    /// The layer's region and endpoints.
    pub place: EndpointConfig,
    /// The layer's name or ARN.
    pub layer_name: String,
    /// Where Lambda gets the zip from.
    pub code: CodeOrigin,
    /// The name of the zip's file.
    pub zip: String,
    /// The size of the zip in bytes.
    pub size: u64,
    /// Such as `python3.13`.
    pub runtime: String,
    /// The architecture of the package.
    pub architecture: Architecture,
    /// Names of functions that get the layer version.
    #[serde(default)]
    pub attach_to: Vec<String>,
    /// The shell that the commands are pasted into.
    #[serde(default)]
    pub shell: Shell,
}

/// Selects the layers that a function gets, in JMESPath: the version that was published replaces another version of the
/// same layer, or is added after the other layers. Setting layers replaces all of them.
const LAYERS_QUERY: &str = "Configuration.Layers[?starts_with(Arn, '${LAYER}:')] \
    && Configuration.Layers[].[starts_with(Arn, '${LAYER}:') && '${LAYER_VERSION}' || Arn][] \
    || [Configuration.Layers[].Arn, ['${LAYER_VERSION}']][]";

/// Returns the commands of the deployment, in order. A zip that is too large for a request is uploaded to S3 first.
///
/// # Errors
/// `name-unquotable`: a name contains a character that no shell accepts.
pub fn commands(options: &LayerCommandOptions) -> Result<Vec<String>, RequestError> {
    let LayerCommandOptions { place, layer_name, shell, attach_to, .. } = options;
    let shell = *shell;
    let action = LambdaAction::PublishLayerVersion {
        layer_name: or_placeholder(layer_name, LAYER).to_string(),
        code: options.code.clone(),
        runtimes: vec![options.runtime.clone()],
        architectures: vec![options.architecture],
        description: None,
        license_info: None,
    };
    let zip = Zip { name: &options.zip, size: options.size, shell };
    let mut lines = lambda::commands(&action, zip, place)?;
    if attach_to.is_empty() {
        return Ok(lines);
    }
    if let Some(publish) = lines.last_mut() {
        let kept = format!("{publish} --query LayerVersionArn --output text");
        *publish = match shell {
            Shell::Sh => format!("LAYER_VERSION=$({kept})"),
            Shell::PowerShell => format!("$LAYER_VERSION = {kept}"),
        };
    }
    // A layer of the same name may belong to another account, so the whole ARN is compared.
    lines.push(match shell {
        Shell::Sh => "LAYER=${LAYER_VERSION%:*}".to_string(),
        Shell::PowerShell => "$LAYER = $LAYER_VERSION -replace ':[0-9]+$'".to_string(),
    });
    for function_name in attach_to {
        let of = |operation: &str| {
            Command::new(shell, "lambda", operation).option("--function-name", function_name).at(place)
        };
        lines.push(of("get-function").template("--query", LAYERS_QUERY).output_into(Variable::Layers)?);
        let update = of("update-function-configuration");
        lines.push(update.variable("--layers", &[Variable::Layers]).line()?);
        lines.push(Command::wait("function-updated-v2", function_name, shell).at(place).line()?);
    }
    Ok(lines)
}
