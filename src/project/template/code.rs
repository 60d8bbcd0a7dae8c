//! Finds where the code of a resource is.

use super::{Reading, Resource, Stop};
use crate::finding::Code as FindingCode;
use crate::project::document::Node;
use crate::project::files::{folder_of, joined};
use crate::project::model::ProjectKind;

/// The location of the code of a resource.
#[derive(Debug, PartialEq, Eq)]
pub enum Code {
    /// A folder of the drop; empty for the root of the drop.
    Folder(String),
    /// A single file of the drop.
    File(String),
}

/// Returns where the code of a resource is. If the resource does not state it, the code is in the template's folder
/// (aws-sam-cli, `SamFunctionProvider`).
///
/// # Errors
///
/// The code is not in the drop, or it is skipped: it is in the template, in a bucket, in a zip or in a container image.
pub fn code_of(reading: &Reading, resource: &Resource) -> Result<Code, Stop> {
    let name = resource.kind.code;
    if resource.own("InlineCode").is_some() {
        return Err(left("its code is in the template"));
    }
    // Where CDK wrote the code (aws-cdk, `cx-api`: `ASSET_RESOURCE_METADATA_PATH_KEY`).
    if let Some(asset) = resource.metadata("aws:asset:path") {
        let path = reading.text(resource, "aws:asset:path", asset)?;
        return place(reading, resource, asset, &path);
    }
    let Some(value) = resource.property(name) else { return place(reading, resource, resource.key, ".") };
    if value.get("ZipFile").is_some() {
        return Err(left("its code is in the template"));
    }
    if value.get("ImageUri").is_some() {
        return Err(left("its code is a container image"));
    }
    if value.get(resource.kind.s3.0).is_some() {
        return match asset_of(reading, resource, value) {
            Some(path) => place(reading, resource, value, &path),
            None => Err(left("its code is in a bucket already")),
        };
    }
    let path = reading.text(resource, name, value)?;
    if ["s3://", "https://", "http://"].iter().any(|start| path.starts_with(start)) {
        return Err(left("its code is in a bucket already"));
    }
    place(reading, resource, value, &path)
}

/// Returns the path of the CDK asset that will be uploaded with the resource's key, relative to the template. It is
/// needed where the resource has no metadata about the asset (aws-cdk, `core`: `AssetStaging` names the asset
/// `asset.<hash>`, `DefaultStackSynthesizer` names the object `<hash>.zip`). Stages share the assets of the app, so the
/// folders around `assembly-` folders are searched too.
fn asset_of(reading: &Reading, resource: &Resource, value: Node) -> Option<String> {
    let key = value.get(resource.kind.s3.1)?.str()?;
    let hash = key.rsplit('/').next()?.strip_suffix(".zip")?;
    let (mut folder, mut up) = (folder_of(reading.file), String::new());
    if reading.statement != ProjectKind::Cdk {
        return None;
    }
    loop {
        for name in [format!("asset.{hash}"), format!("asset.{hash}.zip")] {
            let path = joined(folder, &name)?;
            if reading.dropped.has_folder(&path) || reading.dropped.has_file(&path) {
                return Some(format!("{up}{name}"));
            }
        }
        if !folder.rsplit('/').next()?.starts_with("assembly-") {
            return None;
        }
        folder = folder_of(folder);
        up.push_str("../");
    }
}

fn left(why: &str) -> Stop {
    Stop::Skipped(why.to_string())
}

/// Returns the code at a path relative to the template.
fn place(reading: &Reading, resource: &Resource, at: Node, path: &str) -> Result<Code, Stop> {
    let name = resource.kind.code;
    let subject = format!("\"{name}\" of \"{}\" is \"{path}\"", resource.id);
    let fault = |why: &str| {
        let finding = crate::project::model::ProjectFinding::new(
            FindingCode::TemplateCode,
            reading.file,
            at.place(),
            format!("{subject}, {why}"),
        );
        Stop::Finding(Box::new(finding.about(resource.id)))
    };
    let Some(place) = joined(folder_of(reading.file), path) else {
        return Err(fault("which leads out of what was dropped"));
    };
    if reading.dropped.has_file(&place) {
        let is_zip = [".zip", ".jar"].iter().any(|end| place.ends_with(end));
        return if is_zip { Err(left("its code is a zip already")) } else { Ok(Code::File(place)) };
    }
    if !reading.dropped.has_folder(&place) {
        let alike = reading.dropped.alike(&place);
        return Err(match alike {
            Some(alike) => fault(&format!("and the folder that was dropped is called \"{alike}\"")),
            None => fault("and there is no such folder in what was dropped"),
        });
    }
    Ok(Code::Folder(place))
}
