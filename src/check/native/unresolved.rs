//! Libraries that native files need and that the loader does not find.

use super::file::File;
use super::image::Image;
use super::report::{self, Problem};
use super::search::{UnpackedPackage, UnresolvedLibrary};
use super::uses::Uses;
use super::{distribution, imported};
use crate::check::context::{CheckContext, IF_IN_LAYER};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Severity};
use crate::fix::Fix;
use crate::plan::Plan;
use crate::source::WantsRead;

/// Maximum number of missing libraries of one file for which a fix is offered: to declare that a layer has the
/// library. A file that lacks more has another fault.
const MAX_FIXES: usize = 3;

/// Libraries that one file needs and the loader does not find.
struct Unfound {
    /// The file's number.
    number: usize,
    /// At least one library. Several only if they are nowhere: this has one cause, the system that the file was built
    /// for.
    libraries: Vec<String>,
    lost: UnresolvedLibrary,
    severity: Severity,
}

pub(super) fn check<'a>(
    files: &[File<'a>],
    package: &UnpackedPackage,
    uses: &Uses,
    context: &mut CheckContext,
    image: &Image,
    problems: &mut Vec<Problem<'a>>,
) -> Result<(), WantsRead> {
    let has_layers = context.target.layers_unzipped_size > 0;
    let mut loading = Loading::default();
    for Unfound { number, libraries, lost, mut severity } in grouped(unfound(package, uses), context.plan) {
        let Some(file) = files.get(number) else { continue };
        let libraries: Vec<&str> = libraries.iter().map(String::as_str).collect();
        let image = format!("{} ({})", context.target.runtime.name, image.name);
        let needs = format!("needs {}, which", report::quoted(&libraries));
        let to_get =
            || report::library_hint(&libraries, distribution(file.entry, context.plan), context.target);
        let mut in_layer = Vec::new();
        let (clause, hint) = match lost {
            UnresolvedLibrary::Nowhere => {
                if has_layers {
                    severity = Severity::Warning;
                }
                let few = libraries.iter().take(MAX_FIXES);
                in_layer = few.map(|library| Fix::InLayer { module: library.to_string() }).collect();
                let hint = if has_layers { IF_IN_LAYER.to_string() } else { to_get() };
                (format!("{needs} neither the package nor {image} has"), hint)
            }
            UnresolvedLibrary::Possible => {
                severity = Severity::Warning;
                let clause = format!(
                    "{needs} is in the container image of {image}, but may be missing where functions run"
                );
                (clause, to_get())
            }
            UnresolvedLibrary::Elsewhere(number) => {
                let library = libraries.first().copied().unwrap_or_default();
                let other = files.get(number).map_or(library, |other| &other.entry.path);
                let name = library.rsplit('/').next().unwrap_or(library);
                let hint = format!("Move \"{other}\" to \"lib/{name}\", where Lambda's loader looks");
                let clause = format!("{needs} lies at \"{other}\", where the loader does not look");
                // Another file may have loaded it before, or the distribution or the function loads it itself.
                let is_reached = file.entry.owner.is_some() && uses.reached.contains(&number);
                if severity == Severity::Error && (is_reached || loading.loads_libraries(file, context)?) {
                    severity = Severity::Warning;
                }
                (clause, hint)
            }
        };
        let mut fixes = in_layer.into_iter();
        problems.push(Problem {
            code: Code::NativeMissingLibrary,
            severity,
            group: file.group,
            entry: file.entry,
            hint: Some(hint),
            cause: libraries.join(" "),
            clause,
            weight: None,
            fix: fixes.next(),
            alternatives: fixes.collect(),
        });
    }
    Ok(())
}

/// Libraries that are not found, by the number of the file that needs them and by name.
type ByNumber = BTreeMap<(usize, String), (UnresolvedLibrary, Severity)>;

/// The libraries that the loader does not find. A file that certainly loads gives an error, any other file a warning.
fn unfound(package: &UnpackedPackage, uses: &Uses) -> ByNumber {
    let mut found = BTreeMap::new();
    let mut tell = |number: usize, severity: Severity| {
        for ((number, library), lost) in package.load(number).lost {
            found.entry((number, library)).or_insert((lost, severity));
        }
    };
    let vital = |number: &&usize| uses.vital.contains(number);
    for number in uses.imported.iter().chain(uses.others.iter().filter(vital)) {
        tell(*number, Severity::Error);
    }
    // A library that another file loads also uses the RPATH of that file, so it is not checked alone.
    let loads: BTreeMap<usize, BTreeSet<usize>> =
        uses.others.iter().map(|number| (*number, package.load(*number).reached)).collect();
    let is_loaded =
        |number: &usize| loads.iter().any(|(other, reached)| other != number && reached.contains(number));
    for number in uses.others.iter().filter(|number| !uses.reached.contains(number) && !is_loaded(number)) {
        tell(*number, Severity::Warning);
    }
    found
}

/// Combines the libraries that a file needs and that are nowhere. Omits libraries that the user states to be in a
/// layer.
fn grouped(found: ByNumber, plan: &Plan) -> Vec<Unfound> {
    let mut all: Vec<Unfound> = Vec::new();
    for ((number, library), (lost, severity)) in found {
        let is_nowhere = lost == UnresolvedLibrary::Nowhere;
        if is_nowhere && plan.layer_modules.contains(library.as_str()) {
            continue;
        }
        let mut of_file = all.iter_mut().rev().take_while(|one| one.number == number);
        match of_file.find(|one| is_nowhere && one.lost == UnresolvedLibrary::Nowhere) {
            Some(one) => one.libraries.push(library),
            None => all.push(Unfound { number, libraries: vec![library], lost, severity }),
        }
    }
    all
}

/// Whether distributions, and the function, load libraries themselves. The key is the folder of the file that needs a
/// library, and whether this file has an owner.
#[derive(Default)]
struct Loading<'a>(BTreeMap<(&'a str, bool), bool>);

impl<'a> Loading<'a> {
    fn loads_libraries(&mut self, file: &File<'a>, context: &mut CheckContext) -> Result<bool, WantsRead> {
        let folder = file.entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let key = (folder, file.entry.owner.is_some());
        if let Some(known) = self.0.get(&key) {
            return Ok(*known);
        }
        let loads = imported::loads_libraries(file.entry, context)?;
        self.0.insert(key, loads);
        Ok(loads)
    }
}
