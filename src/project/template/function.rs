//! Functions of a template.

use super::{CodePlace, Reading, Resource, Stop, code_of, references};
use crate::finding::Code;
use crate::project::document::Node;
use crate::project::files::Installs;
use crate::project::model::{BuildDefinition, FileRef, ProjectFinding, ProjectKind, ProjectTarget};
use crate::target::{Architecture, PackageKind, Runtime};

/// Files and folders of developers that `sam build` excludes (aws-lambda-builders, `EXCLUDED_FILES` of its Python
/// builder). The other entries of that list are excluded by planning.
const OF_DEVELOPERS: &[&str] =
    &[".env", "env", "ENV", "env.bak", "venv.bak", "pip-log.txt", "pip-delete-this-directory.txt"];

/// What a resource states, with findings that do not prevent packaging.
pub type Outcome = Result<(BuildDefinition, Vec<ProjectFinding>), Stop>;

/// Reads a function of a template.
pub fn read<'d>(reading: &Reading<'d>, resource: &Resource<'d>) -> Outcome {
    if let Some(kind) = resource.property("PackageType")
        && reading.text(resource, "PackageType", kind)? == "Image"
    {
        return Err(Stop::Skipped("its code is a container image".to_string()));
    }
    left_alone_by_method(reading, resource)?;
    let runtime = runtime(reading, resource)?;
    let code = code_of(reading, resource)?;
    let architecture = architecture(reading, resource, "Architectures")?;
    let handler = match resource.property("Handler") {
        Some(handler) => reading.text(resource, "Handler", handler)?,
        None => {
            let message = format!("\"{}\" has no \"Handler\"", resource.id);
            return Err(reading.fault(Code::TemplateProperty, resource, resource.key, message));
        }
    };
    let as_is = resource.metadata("SkipBuild").is_some_and(Node::is_true);
    let (folder, files) = files(reading, resource, code, as_is);
    let references::Layers { ids: layers, others: other_layers, findings } =
        references::layers_of(reading, resource);
    let name = resource.property("FunctionName").and_then(|name| reading.scope.text(name).ok());
    let target = ProjectTarget { kind: PackageKind::Function, runtime, architecture, handler: Some(handler) };
    let line = resource.key.place().line;
    let id = resource.id.to_string();
    Ok((
        BuildDefinition {
            id,
            name,
            target,
            folder,
            files,
            written: Vec::new(),
            leave_out: Vec::new(),
            layers,
            other_layers,
            line,
        },
        findings,
    ))
}

/// Returns the folder of the code and the files that are packaged.
pub(super) fn files(
    reading: &Reading,
    resource: &Resource,
    code: CodePlace,
    as_is: bool,
) -> (String, Vec<FileRef>) {
    match code {
        CodePlace::Folder(folder) => {
            let installs = if as_is { Installs::Nothing } else { Installs::Found };
            let is_own = |path: &str| path.split('/').any(|name| OF_DEVELOPERS.contains(&name));
            // CDK uploads its assets as they are (aws-cdk, `core`: `AssetStaging` has excluded files already).
            let is_asset =
                reading.statement == ProjectKind::Cdk || resource.metadata("aws:asset:path").is_some();
            let files = match is_asset {
                true => reading.dropped.all_files_of(&folder, installs),
                false => reading.dropped.files_where(&folder, installs, 0, |path| as_is || !is_own(path)),
            };
            (folder, files)
        }
        CodePlace::File(path) => reading.dropped.single(&path),
    }
}

/// Stops if a function is built by something other than a Python runtime's own builder (AWS SAM developer guide,
/// "Building Lambda functions with custom runtimes").
fn left_alone_by_method(reading: &Reading, resource: &Resource) -> Result<(), Stop> {
    let Some(method) = resource.metadata("BuildMethod") else { return Ok(()) };
    match reading.text(resource, "BuildMethod", method)?.as_str() {
        "makefile" => Err(Stop::Skipped("it is built by a makefile".to_string())),
        name if name.starts_with("python") => Ok(()),
        name => Err(Stop::Skipped(format!("it is built by \"{name}\""))),
    }
}

fn runtime(reading: &Reading, resource: &Resource) -> Result<String, Stop> {
    let Some(value) = resource.property("Runtime") else {
        let message = format!("\"{}\" has no \"Runtime\"", resource.id);
        return Err(reading.fault(Code::TemplateProperty, resource, resource.key, message));
    };
    let name = reading.text(resource, "Runtime", value)?;
    known_runtime(&name).map_err(|why| match why {
        NoRuntime::Other => Stop::Skipped(format!("its runtime is \"{name}\"")),
        NoRuntime::Unknown => {
            let message = format!("The runtime \"{name}\" of \"{}\" is not known", resource.id);
            reading.fault(Code::TemplateRuntime, resource, value, message)
        }
    })
}

/// Why a name is not the name of a Python runtime.
pub enum NoRuntime {
    /// It is a runtime of another language.
    Other,
    /// No runtime of any language is known by this name.
    Unknown,
}

/// Prefixes of the names of other languages' runtimes (AWS Lambda developer guide, "Lambda runtimes").
const OTHER_RUNTIMES: &[&str] = &["nodejs", "java", "dotnet", "go", "ruby", "provided"];

/// Returns Lambda's name of a Python runtime.
pub fn known_runtime(name: &str) -> Result<String, NoRuntime> {
    let lower = name.to_ascii_lowercase();
    match Runtime::named(name) {
        Ok(runtime) => Ok(runtime.name.to_string()),
        Err(_) if OTHER_RUNTIMES.iter().any(|start| lower.starts_with(start)) => Err(NoRuntime::Other),
        Err(_) => Err(NoRuntime::Unknown),
    }
}

/// Returns the architecture in a property. If the property is missing, x86_64, Lambda's default.
pub(super) fn architecture<'d>(
    reading: &Reading<'d>,
    resource: &Resource<'d>,
    name: &str,
) -> Result<Architecture, Stop> {
    let Some(list) = resource.property(name) else { return Ok(Architecture::X86_64) };
    let items = reading.scope.list(list).map_err(|unknown| reading.unknown(resource, name, &unknown))?;
    let Some(first) = items.into_iter().next() else { return Ok(Architecture::X86_64) };
    let text = reading.text(resource, name, first)?;
    Architecture::named(&text).map_err(|_| {
        let message = format!("The architecture \"{text}\" of \"{}\" is not known", resource.id);
        reading.fault(Code::TemplateProperty, resource, first, message)
    })
}
