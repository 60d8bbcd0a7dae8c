//! Chooses wheels of indexes step by step. A step returns the next requests; their responses are then filled in.
//!
//! The outcome depends only on the responses, not on their order: nothing is chosen before everything that a walk over
//! likely versions needs is known, and the solver starts again whenever it reaches something unknown.

mod responses;

use super::host_request::{HostRequest, HostRequestKind};
use super::login::{self, StatedLogin};
use super::lookup::{Lookups, Need};
use super::order::{self, Index as IndexUrl};
use super::outcome::ResolveOutcome;
use super::partial_files::PartialFiles;
use super::project::{FIRST_FILE, Limits};
use super::request::Request;
use super::solve;
use super::unfit;
use super::vulnerabilities;
use crate::collections::{BTreeMap, BTreeSet};
use crate::finding::{Code, Finding};
use crate::missing_library::MissingLibrary as Missing;
use crate::python::PackageName;
use crate::python::environment::marker_environment;
use crate::python::providers::likely_distribution;
use crate::python::requirement_set::{Origin, RequirementSet, Selection};
use crate::python::tags::Tags;
use crate::resolve::overrides;
use crate::source::spans::Span;
use crate::source::{FileId, ReadCache, Want, requirements};
use pep508_rs::MarkerEnvironment;
use std::rc::Rc;

/// The result of a step.
#[derive(Default)]
pub struct Step {
    /// New requests. Earlier requests stay open.
    pub host_requests: Vec<HostRequest>,
    /// The outcome, at the end.
    pub outcome: Option<ResolveOutcome>,
}

/// The purpose of an open request.
enum Purpose {
    Text(Want),
    Span(Span),
    Project(PackageName),
    /// The METADATA file beside a wheel of an index.
    Beside(PackageName, FileId),
    Size(PackageName, FileId),
    /// The known vulnerabilities of the chosen wheel with that number.
    Vulnerabilities(usize),
}

/// A choice of wheels in progress.
pub struct Session {
    request: Request,
    tags: Tags,
    environment: Option<MarkerEnvironment>,
    required: Option<Rc<RequirementSet>>,
    /// Distributions that are fetched without what they require.
    alone: BTreeSet<PackageName>,
    /// The indexes for distributions without an index of their own.
    indexes: Vec<IndexUrl>,
    cache: ReadCache,
    held: PartialFiles,
    lookups: Lookups,
    open: BTreeMap<u32, Purpose>,
    next: u32,
    /// The findings that end the session as soon as no request is open.
    failures: Vec<Finding>,
    outcome: Option<ResolveOutcome>,
}

impl Session {
    /// Starts a session.
    pub fn new(request: Request) -> Session {
        let mut held = PartialFiles::default();
        for item in &request.items {
            held.add(item.file, item.size);
        }
        Session {
            tags: Tags::for_target(&request.target),
            environment: marker_environment(&request.target),
            required: None,
            alone: BTreeSet::new(),
            indexes: Vec::new(),
            cache: ReadCache::default(),
            held,
            lookups: Lookups::new(FIRST_FILE),
            open: BTreeMap::new(),
            next: 0,
            failures: Vec::new(),
            outcome: None,
            request,
        }
    }

    /// The logins from addresses of indexes and of files that have one. They are known as soon as the requirements
    /// are.
    pub fn logins(&self) -> Vec<StatedLogin> {
        self.required.iter().flat_map(|required| login::stated(&self.indexes, required)).collect()
    }

    /// Returns the next requests, or the outcome. If there are neither, open requests must be answered first.
    pub fn step(&mut self) -> Step {
        if !self.failures.is_empty() {
            return self.failed();
        }
        if self.outcome.is_some() {
            return self.end();
        }
        let Some(required) = self.required() else {
            return self.texts();
        };
        if !self.failures.is_empty() {
            return self.failed();
        }
        let step = self.choose(&required);
        if !step.host_requests.is_empty() || step.outcome.is_some() || !self.open.is_empty() {
            return step;
        }
        if self.failures.is_empty() {
            // The caller must get a reason, because no response will come.
            let message = "The choice waits for nothing: this is a fault of the program";
            self.failures.push(Finding::general(Code::IndexInvalid, message));
        }
        self.failed()
    }

    fn failed(&mut self) -> Step {
        let is_over = self.open.is_empty();
        let outcome = is_over.then(|| ResolveOutcome {
            findings: sorted(std::mem::take(&mut self.failures)),
            ..ResolveOutcome::default()
        });
        Step { outcome, ..Step::default() }
    }

    /// The requirements of the files, if the files have been read.
    fn required(&mut self) -> Option<Rc<RequirementSet>> {
        if let Some(required) = &self.required {
            return Some(required.clone());
        }
        let environment = self.environment.as_ref()?;
        let Request { items, provided, extras, groups, overrides, indexes, default_index, .. } =
            &self.request;
        let selection = Selection { environment, extras, groups };
        let trees: BTreeSet<&str> = provided.iter().map(|one| one.from.as_str()).collect();
        let found = requirements::find(items, &trees, &selection, &mut self.cache).ok()?;
        let mut required = found.unwrap_or_default();
        // Planning reports the faults of the files, so their findings are not reported here.
        let told = required.findings.len();
        for text in &self.request.requirements {
            required.entry(text, Origin::typed());
        }
        self.failures.extend(required.findings.drain(told..));
        let said = overrides::read(overrides, &mut Vec::new());
        overrides::replace(&said, &mut required);
        let is_there = |name: &PackageName| self.request.provided.iter().any(|one| one.name == *name);
        let in_layers = self.request.layer_modules.iter().filter_map(|module| likely_distribution(module));
        let in_layers: Vec<PackageName> = in_layers.filter(|name| !is_there(name)).collect();
        overrides::in_layers(&in_layers, &mut required);
        self.indexes = order::indexes(indexes, default_index.as_deref(), &required);
        self.request.provided.retain(|one| !matches!(said.get(&one.name), Some(None)));
        self.alone =
            unfit::replace(&self.request.unfit, &mut self.request.provided, &mut required, environment);
        let required = Rc::new(required);
        self.required = Some(required.clone());
        Some(required)
    }

    /// Requests the texts of files that may state requirements.
    fn texts(&mut self) -> Step {
        let sizes: BTreeMap<FileId, u64> =
            self.request.items.iter().map(|item| (item.file, item.size)).collect();
        let mut host_requests = Vec::new();
        for want in self.cache.take_wants() {
            let is_asked = |purpose: &Purpose| matches!(purpose, Purpose::Text(asked) if *asked == want);
            if self.open.values().any(is_asked) {
                continue;
            }
            let Span { file, start, end } = want.span(sizes.get(&want.file()).copied().unwrap_or_default());
            host_requests.push(self.ask(Purpose::Text(want), HostRequestKind::Read { file, start, end }));
        }
        Step { host_requests, outcome: None }
    }

    fn ask(&mut self, purpose: Purpose, request: HostRequestKind) -> HostRequest {
        let id = self.next;
        self.next += 1;
        self.open.insert(id, purpose);
        HostRequest { id, request }
    }

    fn choose(&mut self, required: &Rc<RequirementSet>) -> Step {
        let Some(environment) = &self.environment else {
            return Step::default();
        };
        self.lookups.read_parts(&mut self.held);
        let request = &self.request;
        let setting = solve::SolveContext {
            target: &request.target,
            tags: &self.tags,
            environment,
            items: &request.items,
            provided: &request.provided,
            required,
            alone: &self.alone,
            limits: &Limits {
                uploaded_before: request.uploaded_before.clone().or_else(|| required.uploaded_before.clone()),
            },
        };
        let solved = solve::solve(&setting, &mut self.lookups, &mut self.cache, &mut self.held);
        match solved {
            Ok(outcome) => {
                self.outcome = Some(outcome);
                self.request_vulnerabilities()
            }
            Err(needs) => self.ask_for(needs),
        }
    }

    fn ask_for(&mut self, needs: Vec<Need>) -> Step {
        let mut host_requests = Vec::new();
        for need in needs {
            match need {
                Need::Nowhere(name, index) => self.failures.push(order::unknown(&name, &index)),
                Need::Project(name, None) if let Some(finding) = self.dependent(&name) => {
                    self.failures.push(finding);
                    break;
                }
                Need::Project(name, order) => {
                    let order = order.unwrap_or_else(|| self.indexes.clone());
                    let Some(first) = order.first().cloned() else {
                        let message = format!("There is no index to ask for \"{name}\"");
                        self.failures.push(Finding::general(Code::IndexMissing, message));
                        break;
                    };
                    self.lookups.begin(name.clone(), order);
                    let request = project_question(&name, &first);
                    host_requests.push(self.ask(Purpose::Project(name), request));
                }
                Need::Beside(name, file, url, index) => {
                    let about = format!("what {name} requires");
                    let (longest, is_optional) = (METADATA_LIMIT, false);
                    let request =
                        HostRequestKind::Get { url, accept: None, longest, index, about, is_optional };
                    host_requests.push(self.ask(Purpose::Beside(name, file), request));
                }
                Need::Size(name, file, url, index) => {
                    host_requests
                        .push(self.ask(Purpose::Size(name, file), HostRequestKind::Size { url, index }));
                }
                Need::Reading => {}
            }
        }
        // Only one list of spans is requested at a time. The next list has the spans that are still missing.
        if !self.open.values().any(|purpose| matches!(purpose, Purpose::Span(_))) {
            for span in self.held.take_wants() {
                let Span { file, start, end } = span;
                let request = match self.lookups.address(file) {
                    Some((url, index)) => HostRequestKind::Range { url, index, start, end },
                    None => HostRequestKind::Read { file, start, end },
                };
                host_requests.push(self.ask(Purpose::Span(span), request));
            }
        }
        Step { host_requests, outcome: None }
    }

    /// The finding about an index of the files that depends on the environment. There is none if the user gives other
    /// indexes: the indexes of the files are then not asked.
    fn dependent(&self, name: &PackageName) -> Option<Finding> {
        let required = self.required.as_ref().filter(|_| self.request.indexes.is_empty())?;
        order::dependent(name, required)
    }

    fn request_vulnerabilities(&mut self) -> Step {
        let chosen = self.outcome.as_ref().map(|outcome| outcome.chosen.clone()).unwrap_or_default();
        let mut host_requests = Vec::new();
        let report_vulnerabilities = self.request.report_vulnerabilities;
        for (number, chosen) in chosen.iter().enumerate() {
            let Some(url) = vulnerabilities::address(chosen).filter(|_| report_vulnerabilities) else {
                continue;
            };
            let about = format!("known vulnerabilities of {} {}", chosen.name, chosen.version);
            let index = chosen.index.clone();
            let (longest, is_optional) = (vulnerabilities::MAX_RESPONSE_SIZE, true);
            let request = HostRequestKind::Get { url, accept: None, longest, index, about, is_optional };
            host_requests.push(self.ask(Purpose::Vulnerabilities(number), request));
        }
        if host_requests.is_empty() { self.end() } else { Step { host_requests, outcome: None } }
    }

    fn end(&mut self) -> Step {
        if !self.open.is_empty() {
            return Step::default();
        }
        let outcome = self
            .outcome
            .take()
            .map(|outcome| ResolveOutcome { findings: sorted(outcome.findings), ..outcome });
        Step { host_requests: Vec::new(), outcome }
    }
}

/// Maximum size of METADATA that is read, in bytes.
const METADATA_LIMIT: u64 = 8 << 20;

fn project_question(name: &PackageName, index: &IndexUrl) -> HostRequestKind {
    HostRequestKind::Get {
        url: index.project(name),
        accept: Some(super::simple::ACCEPT.to_string()),
        longest: super::simple::MAX_RESPONSE_SIZE,
        index: index.url.clone(),
        about: format!("the files of {name}"),
        is_optional: false,
    }
}

/// Sorts findings, the most severe first, and removes duplicates.
fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    crate::collections::sort(&mut findings);
    findings.dedup();
    findings
}
