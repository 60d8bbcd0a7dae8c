//! Where a block says that its code is.

use super::module::{At, Module};
use super::stop::{Stop, unknown};
use super::value::{Values, names};
use crate::finding::Code as FindingCode;
use crate::project::files::{Dropped, joined};
use crate::project::glob::fits;
use crate::project::model::FileRef;
use hcl_edit::expr::Expression;

/// The archive provider's block that makes zips; it is a data source, and was a resource.
const ARCHIVE: &str = "archive_file";

/// The folder of a block's code, and the files that are pressed. `as_is`: nothing is installed.
///
/// # Errors
///
/// It is not in the drop, or it is no folder of code.
pub fn files_of<'m>(
    module: &'m Module<'m>,
    values: &Values<'m>,
    at: At<'m>,
    dropped: Dropped<'_>,
    as_is: bool,
) -> Result<(String, Vec<FileRef>), Stop> {
    if at.argument("s3_bucket").is_some() {
        return Err(Stop::LeftAlone("its code is in a bucket already".to_string()));
    }
    let Some(filename) = at.argument("filename") else {
        let message = format!("\"{}\" has no \"filename\"", at.name());
        return Err(stop(at.finding(FindingCode::TemplateCode, at.place(), message)));
    };
    if let Some(archive) = archive_of(module, filename) {
        return of_archive(module, values, archive, dropped, as_is);
    }
    let path = values.text(filename).map_err(|why| unknown(at, "filename", filename, &why))?;
    let zip = joined(module.folder, &path);
    let makes = |archive: &At<'m>| {
        let output = archive.argument("output_path").and_then(|output| values.text(output).ok());
        zip.is_some() && output.and_then(|output| joined(module.folder, &output)) == zip
    };
    if let Some(archive) = archives(module).find(makes) {
        return of_archive(module, values, archive, dropped, as_is);
    }
    if zip.is_some_and(|zip| dropped.has_file(&zip)) {
        return Err(Stop::LeftAlone("its code is a zip already".to_string()));
    }
    let message = format!(
        "\"filename\" of \"{}\" is \"{path}\", which no \"{ARCHIVE}\" makes, and which is not in what was dropped",
        at.name()
    );
    Err(stop(at.finding(FindingCode::TemplateCode, at.place_at(filename), message)))
}

fn stop(finding: crate::project::model::ProjectFinding) -> Stop {
    Stop::Finding(Box::new(finding))
}

fn archives<'m>(module: &'m Module<'m>) -> impl Iterator<Item = At<'m>> {
    module.blocks("data", ARCHIVE).chain(module.blocks("resource", ARCHIVE))
}

/// The archive that `data.archive_file.orders.output_path` names.
fn archive_of<'m>(module: &'m Module<'m>, filename: &Expression) -> Option<At<'m>> {
    match &names(filename)?[..] {
        ["data", kind, name, _] if *kind == ARCHIVE => module.block("data", ARCHIVE, name),
        [kind, name, _] if *kind == ARCHIVE => module.block("resource", ARCHIVE, name),
        _ => None,
    }
}

/// The files that an archive is made of.
fn of_archive<'m>(
    module: &'m Module<'m>,
    values: &Values<'m>,
    archive: At<'m>,
    dropped: Dropped<'_>,
    as_is: bool,
) -> Result<(String, Vec<FileRef>), Stop> {
    let sources = ["source_dir", "source_file"];
    let source = sources.iter().find_map(|name| Some((*name, archive.argument(name)?)));
    let Some((name, source)) = source else {
        let message = format!("\"{}\" is put together from parts, which is not read here", archive.name());
        return Err(stop(archive.finding(FindingCode::TemplateProperty, archive.place(), message)));
    };
    let path = values.text(source).map_err(|why| unknown(archive, name, source, &why))?;
    let fault = |why: &str| {
        let message = format!("\"{name}\" of \"{}\" is \"{path}\", {why}", archive.name());
        stop(archive.finding(FindingCode::TemplateCode, archive.place_at(source), message))
    };
    let place = joined(module.folder, &path).ok_or_else(|| fault("which leads out of what was dropped"))?;
    if name == "source_file" {
        let is_there = dropped.has_file(&place);
        return is_there
            .then(|| dropped.single(&place))
            .ok_or_else(|| fault("and there is no such file in what was dropped"));
    }
    if !dropped.has_folder(&place) || dropped.has_file(&place) {
        return Err(fault("and there is no such folder in what was dropped"));
    }
    let mut excludes = Vec::new();
    for item in archive.argument("excludes").and_then(Expression::as_array).into_iter().flatten() {
        excludes.push(values.text(item).map_err(|why| unknown(archive, "excludes", item, &why))?);
    }
    let files =
        dropped.files_where(&place, as_is, |path| !excludes.iter().any(|exclude| fits(exclude, path)));
    Ok((place, files))
}
