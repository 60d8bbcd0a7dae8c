//! Finds where the code of a block is.

use super::archive::{ARCHIVE, archive_named};
use super::module::At;
use super::reading::Reading;
use super::stop::{Stop, unknown};
use super::value::{Value, Values, index_of};
use crate::finding::Code as FindingCode;
use crate::project::files::{Installs, joined};
use crate::project::glob::Pattern;
use crate::project::model::FileRef;
use hcl_edit::expr::Expression;

/// Returns the folder of a block's code and the files that are packaged. `as_is`: nothing is installed.
///
/// # Errors
///
/// The code is not in the drop, or it is not a folder of code.
pub fn files_of<'m>(reading: &Reading<'m>, at: At<'m>, as_is: bool) -> Result<(String, Vec<FileRef>), Stop> {
    let values = reading.values;
    if at.argument("s3_bucket").is_some() {
        return Err(Stop::Skipped("its code is in a bucket already".to_string()));
    }
    let Some(filename) = at.argument("filename") else {
        let message = format!("\"{}\" has no \"filename\"", at.name());
        return Err(stop(at.finding(FindingCode::TemplateCode, at.place(), message)));
    };
    let value = values.value(filename).map_err(|why| unknown(at, "filename", filename, &why))?;
    if let Value::At(expression, values) = &value
        && let Some(archive) = archive_named(expression, values)
    {
        let key = index_of(expression).and_then(|index| values.text(index).ok());
        let all = key.and_then(|key| Some((values.instances(archive)?, key)));
        let each = all.as_ref().and_then(|(all, key)| all.iter().find(|each| each.key == *key));
        return of_archive(reading, archive, Values { each, ..*values }, as_is);
    }
    let path = values.text(filename).map_err(|why| unknown(at, "filename", filename, &why))?;
    if let Some(zip) = joined(reading.root, &path) {
        if let Some((archive, each)) = reading.archives.making(&zip) {
            return of_archive(reading, archive, Values { each, ..values }, as_is);
        }
        if reading.dropped.has_file(&zip) {
            return Err(Stop::Skipped("its code is a zip already".to_string()));
        }
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

/// Returns the folder and the files that an archive is made of.
fn of_archive(
    reading: &Reading<'_>,
    archive: At<'_>,
    values: Values<'_>,
    as_is: bool,
) -> Result<(String, Vec<FileRef>), Stop> {
    let dropped = reading.dropped;
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
    let place = joined(reading.root, &path).ok_or_else(|| fault("which leads out of what was dropped"))?;
    if name == "source_file" {
        let is_there = dropped.has_file(&place);
        return is_there
            .then(|| dropped.single(&place))
            .ok_or_else(|| fault("and there is no such file in what was dropped"));
    }
    if !dropped.has_folder(&place) || dropped.has_file(&place) {
        return Err(match dropped.alike(&place) {
            Some(alike) => fault(&format!("and the folder that was dropped is called \"{alike}\"")),
            None => fault("and there is no such folder in what was dropped"),
        });
    }
    let mut excludes = Vec::new();
    for item in archive.argument("excludes").and_then(Expression::as_array).into_iter().flatten() {
        let text = values.text(item).map_err(|why| unknown(archive, "excludes", item, &why))?;
        excludes.push(Pattern::new(&text));
    }
    let installs = if as_is { Installs::Nothing } else { Installs::Found };
    let files = dropped
        .files_where(&place, installs, excludes.len(), |path| !excludes.iter().any(|one| one.fits(path)));
    Ok((place, files))
}
