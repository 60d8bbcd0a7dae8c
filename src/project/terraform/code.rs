//! Finds where the code of a block is.

use super::archive::{ARCHIVE, archive_named};
use super::module::At;
use super::reading::Reading;
use super::stop::{Stop, unknown, unread};
use super::value::{Value, Values, index_of, names};
use crate::finding::Code as FindingCode;
use crate::project::files::{Installs, joined};
use crate::project::glob::Pattern;
use crate::project::model::{FileRef, ProjectFinding};
use hcl_edit::expr::Expression;

/// The types of blocks that upload an object to S3.
const OBJECTS: &[&str] = &["aws_s3_object", "aws_s3_bucket_object"];

/// The code of a block.
pub struct Packed {
    /// The folder of the code in the drop.
    pub folder: String,
    /// The files that are packaged.
    pub files: Vec<FileRef>,
    /// Findings that do not prevent packaging.
    pub findings: Vec<ProjectFinding>,
}

/// Returns the folder of a block's code and the files that are packaged. `as_is`: nothing is installed.
///
/// # Errors
///
/// The code is not in the drop, or it is not a folder of code.
pub fn files_of<'m>(reading: &Reading<'m>, at: At<'m>, as_is: bool) -> Result<Packed, Stop> {
    let values = reading.values;
    if at.argument("s3_bucket").is_some() {
        let uploaded = of_object(reading, at, as_is);
        return uploaded.unwrap_or_else(|| Err(Stop::Skipped("its code is in a bucket already".to_string())));
    }
    let Some(filename) = at.argument("filename") else {
        let message = format!("\"{}\" has no \"filename\"", at.name());
        return Err(stop(at.finding(FindingCode::TemplateCode, at.place(), message)));
    };
    let value = values.value(filename).map_err(|why| unknown(at, "filename", filename, &why))?;
    if let Some(files) = of_named(reading, &value, as_is) {
        return files;
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

/// Returns the folder and the files of the object that a block's code is uploaded as. `None` if no block of the module
/// uploads it, or if it is not uploaded from an archive.
fn of_object<'m>(reading: &Reading<'m>, at: At<'m>, as_is: bool) -> Option<Result<Packed, Stop>> {
    let values = reading.values;
    let source_of = |object: At<'m>, values: Values<'_>| {
        let source = object.argument("source")?;
        match values.value(source).ok()? {
            Value::At(expression, _) if archive_named(expression, &values).is_none() => {
                let zip = joined(reading.root, &values.text(source).ok()?)?;
                let (archive, each) = reading.archives.making(&zip)?;
                Some(of_archive(reading, archive, Values { each, ..reading.values }, as_is))
            }
            value => of_named(reading, &value, as_is),
        }
    };
    let key = at.argument("s3_key")?;
    if let Ok(Value::At(expression, values)) = values.value(key)
        && let Some([kind, name, "key" | "id"]) = names(expression).as_deref()
        && let Some(kind) = OBJECTS.iter().find(|object| *object == kind)
    {
        let object = values.index.block("resource", kind, name)?;
        return with_instance(expression, values, object, |values| source_of(object, values));
    }
    let key = values.text(key).ok()?;
    let mut objects = OBJECTS.iter().flat_map(|kind| values.index.resources(kind));
    let object = objects.find(|object| {
        object.argument("key").is_some_and(|own| values.text(own).is_ok_and(|own| own == key))
    })?;
    source_of(object, values)
}

/// Returns the folder and the files of the archive that a value names. `None` if it names none.
fn of_named(reading: &Reading<'_>, value: &Value<'_>, as_is: bool) -> Option<Result<Packed, Stop>> {
    let Value::At(expression, values) = value else { return None };
    let archive = archive_named(expression, values)?;
    Some(with_instance(expression, *values, archive, |values| of_archive(reading, archive, values, as_is)))
}

/// Calls `act` with the instance of a block that an expression such as `a.b[x].c` selects.
fn with_instance<'m, T>(
    expression: &'m Expression,
    values: Values<'m>,
    block: At<'m>,
    act: impl FnOnce(Values<'_>) -> T,
) -> T {
    let key = index_of(expression).and_then(|index| values.text(index).ok());
    let all = key.and_then(|key| Some((values.instances(block)?, key)));
    let each = all.as_ref().and_then(|(all, key)| all.iter().find(|each| each.key == *key));
    act(Values { each, ..values })
}

fn stop(finding: ProjectFinding) -> Stop {
    Stop::Finding(Box::new(finding))
}

/// Returns the folder and the files that an archive is made of.
fn of_archive(
    reading: &Reading<'_>,
    archive: At<'_>,
    values: Values<'_>,
    as_is: bool,
) -> Result<Packed, Stop> {
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
            .then(|| {
                let (folder, files) = dropped.single(&place);
                Packed { folder, files, findings: Vec::new() }
            })
            .ok_or_else(|| fault("and there is no such file in what was dropped"));
    }
    if !dropped.has_folder(&place) || dropped.has_file(&place) {
        return Err(match dropped.alike(&place) {
            Some(alike) => fault(&format!("and the folder that was dropped is called \"{alike}\"")),
            None => fault("and there is no such folder in what was dropped"),
        });
    }
    let mut excludes = Vec::new();
    let list = archive.argument("excludes");
    let (items, reasons) = list.map(|list| values.items(list)).unwrap_or_default();
    let unread = |why: &String| list.map(|list| unread(archive, "excludes", list, why));
    let findings = reasons.iter().filter_map(unread).collect();
    for (item, values) in items {
        let text = values.text(item).map_err(|why| unknown(archive, "excludes", item, &why))?;
        // A folder that matches is left out as a whole (archive provider, `zip_archiver.go`).
        let all = Pattern::alternatives(&text);
        let all = all.ok_or_else(|| unknown(archive, "excludes", item, "it has too many alternatives"))?;
        excludes.extend(all.into_iter().map(Pattern::of_folder));
    }
    let installs = if as_is { Installs::Nothing } else { Installs::Found };
    let files = dropped
        .files_where(&place, installs, excludes.len(), |path| !excludes.iter().any(|one| one.fits(path)));
    Ok(Packed { folder: place, files, findings })
}
