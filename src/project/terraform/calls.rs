//! Calls of modules that are in the drop (Terraform, "Modules": a source that begins with a dot is a folder), and
//! blocks with several instances.

use super::archive::Archives;
use super::block;
use super::module::{At, Index, Module};
use super::reading::Reading;
use super::stop::Stop;
use super::value::Values;
use super::{FUNCTION, LAMBDA_MODULE, LAYER};
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::Code;
use crate::project::Text;
use crate::project::config::{MAX_DEFINITIONS, report_truncated};
use crate::project::files::{Dropped, folder_of, joined};
use crate::project::model::{Project, ProjectFinding, ProjectKind, SkippedResource};
use std::cell::Cell;

/// Maximum depth of nested modules, and maximum number of calls of modules.
const MAX_DEPTH: usize = 8;
const MAX_CALLS: usize = 1_000;

/// All modules of a drop, by folder.
pub struct Modules<'t>(BTreeMap<&'t str, Parsed<'t>>);

struct Parsed<'t> {
    module: Module<'t>,
    /// Whether its files seem to contain functions.
    states: bool,
    /// Findings about its files.
    findings: Vec<ProjectFinding>,
}

/// What was read of a root module so far.
struct Found<'t> {
    project: Project,
    /// The files that state something or have findings.
    files: BTreeSet<String>,
    visited: BTreeSet<&'t str>,
    /// Number of functions and layers, including those that were not read.
    blocks: usize,
    /// Number of calls of modules, including those that were not followed.
    calls: usize,
}

impl<'t> Modules<'t> {
    /// Parses the files of each folder.
    pub fn new(folders: BTreeMap<&'t str, Vec<&'t Text>>) -> Modules<'t> {
        let parsed = folders.into_iter().map(|(folder, texts)| {
            let names = [FUNCTION, LAMBDA_MODULE];
            let states = texts.iter().any(|text| names.iter().any(|name| text.text.contains(name)));
            let mut findings = Vec::new();
            let module = Module::read(folder, &texts, &mut findings);
            (folder, Parsed { module, states, findings })
        });
        Modules(parsed.collect())
    }

    /// Reads what each root module states, together with the modules that it calls. A module that no other module calls
    /// is a root module.
    pub fn read(&self, dropped: Dropped<'_>) -> Vec<Project> {
        let calls = |parsed: &Parsed| -> Vec<String> {
            parsed.module.all("module").filter_map(|at| source_of(parsed.module.folder, at)).collect()
        };
        let called: BTreeSet<String> = self.0.values().flat_map(calls).collect();
        let (roots, mut rest): (Vec<&str>, Vec<&str>) =
            self.0.keys().copied().partition(|folder| !called.contains(*folder));
        let (mut projects, mut visited) = (Vec::new(), BTreeSet::new());
        for root in roots {
            projects.extend(self.stated(root, dropped, &mut visited));
        }
        // Modules that call each other in a circle have no root.
        rest.retain(|folder| !visited.contains(folder));
        for folder in rest {
            if !visited.contains(folder) {
                projects.extend(self.stated(folder, dropped, &mut visited));
            }
        }
        projects
    }

    fn stated(
        &self,
        root: &'t str,
        dropped: Dropped<'_>,
        visited: &mut BTreeSet<&'t str>,
    ) -> Option<Project> {
        let project = Project::new(root, ProjectKind::Terraform);
        let mut found =
            Found { project, files: BTreeSet::new(), visited: BTreeSet::new(), blocks: 0, calls: 0 };
        let steps = Cell::new(0);
        let index = Index::new(&self.0.get(root)?.module);
        let values = Values::new(&index, &steps);
        let archives = Archives::default();
        self.visit(root, Reading { root, values, archives: &archives, dropped }, 0, &mut found);
        let Found { mut project, files, visited: these, blocks, .. } = found;
        visited.extend(these);
        let first = files.iter().next()?;
        let all = if root.is_empty() { "*.tf".to_string() } else { format!("{root}/*.tf") };
        // A module that other roots call too does not tell the root.
        let is_only = files.len() == 1 && folder_of(first) == root;
        project.file = if is_only { first.clone() } else { all };
        report_truncated(blocks, &mut project);
        project.settle_layers();
        Some(project)
    }

    /// Reads one module, and then the modules that it calls.
    fn visit(&self, folder: &'t str, reading: Reading<'_>, depth: usize, found: &mut Found<'t>) {
        let Some(Parsed { module, states, findings }) = self.0.get(folder) else { return };
        let index = Index::new(module);
        let values = Values { index: &index, ..reading.values };
        let archives = Archives::new(module, reading.root, values);
        let reading = Reading { values, archives: &archives, ..reading };
        if found.visited.insert(folder) && *states {
            found.files.extend(findings.iter().filter_map(|found| found.finding.path.clone()));
            found.project.findings.extend(findings.iter().cloned());
        }
        for at in module.blocks("resource", FUNCTION).chain(module.blocks("resource", LAYER)) {
            found.files.insert(at.file.path.to_string());
            take(reading, at, found);
        }
        for at in module.all("module") {
            self.call(folder, reading, at, depth + 1, found);
        }
    }

    /// Reads the functions and layers of a module that is called.
    fn call(&self, folder: &str, reading: Reading<'_>, at: At<'_>, depth: usize, found: &mut Found<'t>) {
        let is_packing = at.argument("source").and_then(|source| source.as_str());
        if is_packing.is_some_and(|source| source.starts_with(LAMBDA_MODULE)) {
            found.files.insert(at.file.path.to_string());
            return skip(reading, at, format!("the module \"{LAMBDA_MODULE}\" packs it"), found);
        }
        let known = source_of(folder, at).and_then(|source| self.0.get_key_value(source.as_str()));
        let Some((source, parsed)) = known else {
            if let Some(source) = is_packing.filter(|source| may_be_function(at, source)) {
                found.files.insert(at.file.path.to_string());
                skip(reading, at, format!("the module \"{source}\" is not in what was dropped"), found);
            }
            return;
        };
        if let Some(why) = no_instances(reading, at) {
            // The modules that it calls may state functions too. They are not reported separately.
            if parsed.states {
                found.files.insert(at.file.path.to_string());
                skip(reading, at, why, found);
            }
            return;
        }
        let path = relative(reading.root, source);
        each_of(reading, at, |reading, name| {
            found.calls += 1;
            if depth > MAX_DEPTH || found.calls > MAX_CALLS {
                return;
            }
            let prefix = format!("{}{name}.", reading.values.prefix);
            let caller = Some((at, &reading.values));
            let values = Values { prefix: &prefix, path: &path, caller, each: None, ..reading.values };
            self.visit(source, Reading { values, ..reading }, depth, found);
        });
    }
}

/// Calls `act` for each instance of a block, or once if the block has no known instances, with the name of the
/// instance: Terraform's name without quotes, such as `orders[eu]`, because it can also be the name of a folder.
fn each_of(reading: Reading<'_>, at: At<'_>, mut act: impl FnMut(Reading<'_>, &str)) {
    reading.values.begin();
    let Some(all) = reading.values.instances(at) else { return act(reading, at.name()) };
    for each in &all {
        let values = Values { each: Some(each), ..reading.values };
        act(Reading { values, ..reading }, &format!("{}[{}]", at.name(), each.key));
    }
}

/// Returns why a block or call has no instances. `None` if it has instances or its instances are unknown.
fn no_instances(reading: Reading<'_>, at: At<'_>) -> Option<String> {
    reading.values.begin();
    reading.values.instances(at).filter(Vec::is_empty)?;
    Some(match at.argument("count") {
        Some(_) => "its \"count\" is 0".to_string(),
        None => "its \"for_each\" is empty".to_string(),
    })
}

/// Whether a call of a module that is not in the drop seems to make a function.
fn may_be_function(at: At<'_>, source: &str) -> bool {
    source.to_ascii_lowercase().contains("lambda")
        || ["handler", "runtime"].iter().all(|name| at.argument(name).is_some())
}

fn take(reading: Reading<'_>, at: At<'_>, found: &mut Found<'_>) {
    let is_first = |other: At<'_>| std::ptr::eq(other.block, at.block);
    let Some(address) = at.address() else { return };
    if !reading.values.index.block("resource", at.kind(), at.name()).is_some_and(is_first) {
        let message = format!("\"{address}\" is there twice, which Terraform refuses");
        return found.project.findings.push(at.finding(Code::TemplateDuplicate, at.place(), message));
    }
    if let Some(why) = no_instances(reading, at) {
        return skip(reading, at, why, found);
    }
    each_of(reading, at, |reading, name| {
        found.blocks += 1;
        if found.blocks > MAX_DEFINITIONS {
            return;
        }
        reading.values.begin();
        match block::read(&reading, at, name, &mut found.project.findings) {
            Ok(definition) => found.project.definitions.push(definition),
            Err(Stop::Skipped(why)) => skip(reading, at, why, found),
            // A finding is reported once per block, not once per instance.
            Err(Stop::Finding(finding)) if !found.project.findings.contains(&finding) => {
                found.project.findings.push(*finding);
            }
            Err(Stop::Finding(_)) => {}
        }
    });
}

fn skip(reading: Reading<'_>, at: At, why: String, found: &mut Found<'_>) {
    let id = format!("{}{}", reading.values.prefix, at.name());
    found.project.skipped.push(SkippedResource { id, why, line: at.place().line });
}

/// Returns the folder that a call refers to, if the source is a relative path inside the drop.
fn source_of(folder: &str, at: At) -> Option<String> {
    let source = at.argument("source")?.as_str()?;
    if source.starts_with('.') { joined(folder, source) } else { None }
}

/// Returns the relative path from one folder to another.
fn relative(from: &str, to: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_string).collect()
    };
    let (from, to) = (parts(from), parts(to));
    let common = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = from.iter().skip(common).map(|_| "..".to_string());
    let path: Vec<String> = up.chain(to.into_iter().skip(common)).collect();
    if path.is_empty() { ".".to_string() } else { path.join("/") }
}
