//! A whole deploy by hand: the steps the page does, in its order, with what one command prints kept for
//! the next.

use super::command::{Command, Shell, Variable};
use super::{Wish, commands};
use crate::aws::action::{Action, Origin};
use crate::aws::place::Place;
use crate::aws::problem::Problem;
use crate::target::Architecture;
use serde::Deserialize;

/// One function's deploy.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionWish {
    #[serde(default)]
    pub place: Place,
    pub function_name: String,
    pub alias: Option<String>,
    pub code: Origin,
    /// The zip's file name.
    pub zip: String,
    pub size: u64,
    pub code_sha256: String,
    pub runtime: String,
    pub architecture: Architecture,
    pub handler: Option<String>,
    /// Of a function that is to be made.
    pub role: Option<String>,
    #[serde(default)]
    pub publish: bool,
    #[serde(default)]
    pub dry_run: bool,
    /// Set runtime and handler.
    #[serde(default)]
    pub configure: bool,
    /// Only if nobody changes the function between the commands.
    #[serde(default)]
    pub guard: bool,
    #[serde(default)]
    pub shell: Shell,
}

/// A layer version, and functions to attach it to.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerWish {
    #[serde(default)]
    pub place: Place,
    pub layer_name: String,
    pub code: Origin,
    pub zip: String,
    pub size: u64,
    pub runtime: String,
    pub architecture: Architecture,
    #[serde(default)]
    pub attach_to: Vec<String>,
    #[serde(default)]
    pub shell: Shell,
}

/// # Errors
/// As [`commands`].
pub fn function(wish: &FunctionWish) -> Result<Vec<String>, Problem> {
    let FunctionWish { place, function_name, shell, guard, .. } = wish;
    let shell = *shell;
    let of = |operation: &str| {
        Command::new(shell, "lambda", operation).option("--function-name", function_name).at(place)
    };
    let wait = |waiter: &str| Command::wait(waiter, function_name, shell).at(place).line();
    let revision = || of("get-function-configuration").into_variable(Variable::Revision, "RevisionId");
    let guarded = |command: Command| match guard {
        true => command.variable("--revision-id", &[Variable::Revision]),
        false => command,
    };
    let mut lines = Vec::new();
    if wish.role.is_some() {
        if wish.dry_run {
            return Ok(lines);
        }
        lines.extend(code(wish)?);
        lines.push(wait("function-active-v2")?);
    } else {
        if *guard {
            lines.push(revision()?);
        }
        lines.extend(code(wish)?);
        if wish.dry_run {
            return Ok(lines);
        }
        // Lambda answers before the update is over, and refuses the next step until then.
        lines.push(wait("function-updated-v2")?);
        if wish.configure {
            if *guard {
                lines.push(revision()?);
            }
            let configure = of("update-function-configuration").option("--runtime", &wish.runtime);
            lines.push(guarded(configure.maybe("--handler", wish.handler.as_deref())).line()?);
            lines.push(wait("function-updated-v2")?);
        }
    }
    let Some(alias) = &wish.alias else {
        if wish.publish {
            lines.push(of("publish-version").option("--code-sha256", &wish.code_sha256).line()?);
        }
        return Ok(lines);
    };
    let publish = of("publish-version").option("--code-sha256", &wish.code_sha256);
    lines.push(publish.into_variable(Variable::Version, "Version")?);
    let point = |operation: &str| {
        of(operation).option("--name", alias).variable("--function-version", &[Variable::Version]).line()
    };
    let (update, create) = (point("update-alias")?, point("create-alias")?);
    match shell {
        Shell::Sh => lines.push(format!("{update} || {create}")),
        Shell::PowerShell => lines.extend([update, format!("if ($LASTEXITCODE -ne 0) {{ {create} }}")]),
    }
    Ok(lines)
}

/// The code's own commands: a zip that is too large for a request goes to S3 ahead.
fn code(wish: &FunctionWish) -> Result<Vec<String>, Problem> {
    let FunctionWish { function_name, architecture, runtime, .. } = wish;
    // A dry run uploads nothing where it can do without.
    let code = match wish.dry_run && wish.size <= super::DIRECT {
        true => Origin::ZipFile { zip_file: true },
        false => wish.code.clone(),
    };
    let action = match &wish.role {
        Some(role) => Action::CreateFunction {
            function_name: function_name.clone(),
            code,
            role: role.clone(),
            runtime: runtime.clone(),
            handler: wish.handler.clone().unwrap_or_default(),
            architecture: *architecture,
            description: None,
            timeout: None,
            memory_size: None,
            layers: None,
            publish: None,
        },
        None => Action::UpdateFunctionCode {
            function_name: function_name.clone(),
            code,
            architecture: Some(*architecture),
            publish: None,
            dry_run: Some(wish.dry_run),
            revision_id: None,
        },
    };
    let of =
        Wish { place: wish.place.clone(), action, zip: wish.zip.clone(), size: wish.size, shell: wish.shell };
    let mut lines = commands(&of)?;
    if let (true, None, Some(update)) = (wish.guard, &wish.role, lines.last_mut()) {
        update.push_str(" --revision-id \"$REVISION\"");
    }
    Ok(lines)
}

/// # Errors
/// As [`commands`].
pub fn layer(wish: &LayerWish) -> Result<Vec<String>, Problem> {
    let LayerWish { place, layer_name, shell, attach_to, .. } = wish;
    let shell = *shell;
    let action = Action::PublishLayerVersion {
        layer_name: layer_name.clone(),
        code: wish.code.clone(),
        runtimes: vec![wish.runtime.clone()],
        architectures: vec![wish.architecture],
        description: None,
        license_info: None,
    };
    let of = Wish { place: place.clone(), action, zip: wish.zip.clone(), size: wish.size, shell };
    let mut lines = commands(&of)?;
    if attach_to.is_empty() {
        return Ok(lines);
    }
    if let Some(publish) = lines.last_mut() {
        let kept = format!("{publish} --query LayerVersionArn --output text");
        *publish = match shell {
            Shell::Sh => format!("LAYER=$({kept})"),
            Shell::PowerShell => format!("$LAYER = {kept}"),
        };
    }
    // Setting layers replaces all of them, so the others are named again (JMESPath).
    let others = format!("not_null(Layers, `[]`)[?!contains(Arn, ':layer:{layer_name}:')].Arn");
    for function_name in attach_to {
        let of = |operation: &str| {
            Command::new(shell, "lambda", operation).option("--function-name", function_name).at(place)
        };
        lines.push(of("get-function-configuration").into_variable(Variable::Others, &others)?);
        let update = of("update-function-configuration");
        lines.push(update.variable("--layers", &[Variable::Others, Variable::Layer]).line()?);
        lines.push(Command::wait("function-updated-v2", function_name, shell).at(place).line()?);
    }
    Ok(lines)
}
