//! Choosing wheels of indexes, step by step: what to ask next, and the answers.
//!
//! The outcome depends on the answers alone, not on the order in which they come: nothing is chosen before all that a walk
//! of likely versions needs is known, and the solver begins anew whenever it came to something unknown.

use super::faults;
use super::host_request::{HostRequest, HostRequestKind, HostResponse};
use super::login::{self, StatedLogin};
use super::lookup::{Lookups, Need};
use super::order::{self, Index as IndexUrl};
use super::outcome::{Chosen, ResolveOutcome};
use super::partial_files::PartialFiles;
use super::project::{FIRST_FILE, Limits};
use super::request::Request;
use super::solve;
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

/// What to do next.
#[derive(Default)]
pub struct Step {
    /// New questions; those asked before stay open.
    pub host_requests: Vec<HostRequest>,
    /// At the end.
    pub outcome: Option<ResolveOutcome>,
}

/// What an open question is for.
enum Purpose {
    Text(Want),
    Span(Span),
    Project(PackageName),
    /// The METADATA of a file of the index.
    Beside(PackageName, FileId),
    Size(PackageName, FileId),
    /// Of the chosen wheel of that number.
    Faults(usize),
}

/// Wheels in the choosing.
pub struct Session {
    request: Request,
    tags: Tags,
    environment: Option<MarkerEnvironment>,
    required: Option<Rc<RequirementSet>>,
    /// The indexes for what names none of its own.
    indexes: Vec<IndexUrl>,
    cache: ReadCache,
    held: PartialFiles,
    lookups: Lookups,
    open: BTreeMap<u32, Purpose>,
    next: u32,
    /// What ends the session, once no question is open.
    failures: Vec<Finding>,
    outcome: Option<ResolveOutcome>,
}

impl Session {
    /// Begins.
    pub fn new(request: Request) -> Session {
        let mut held = PartialFiles::default();
        for item in &request.items {
            held.add(item.file, item.size);
        }
        Session {
            tags: Tags::of(&request.target),
            environment: marker_environment(&request.target),
            required: None,
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

    /// The logins that addresses of indexes and of files had in them, without the others. Known once the requirements are.
    pub fn logins(&self) -> Vec<StatedLogin> {
        self.required.iter().flat_map(|required| login::stated(&self.indexes, required)).collect()
    }

    /// What to ask now. Without questions and outcome, open questions must be answered first.
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
            // Whoever waits must be told for what.
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

    /// What the files ask for, if they have been read.
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
        // What is wrong with the files, planning tells.
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
        self.indexes = order::of(indexes, default_index.as_deref(), &required);
        self.request.provided.retain(|one| !matches!(said.get(&one.name), Some(None)));
        let required = Rc::new(required);
        self.required = Some(required.clone());
        Some(required)
    }

    /// Asks for the texts of files that may say what is required.
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
            limits: &Limits { uploaded_before: request.uploaded_before.clone() },
        };
        let solved = solve::solve(&setting, &mut self.lookups, &mut self.cache, &mut self.held);
        match solved {
            Ok(outcome) => {
                self.outcome = Some(outcome);
                self.ask_for_faults()
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
        // One list of spans at a time: the next one says what is still missing of it.
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

    /// An index that files name, and that depends on the environment. Who gives others says that it is not to be asked.
    fn dependent(&self, name: &PackageName) -> Option<Finding> {
        let required = self.required.as_ref().filter(|_| self.request.indexes.is_empty())?;
        order::dependent(name, required)
    }

    fn ask_for_faults(&mut self) -> Step {
        let chosen = self.outcome.as_ref().map(|outcome| outcome.chosen.clone()).unwrap_or_default();
        let mut host_requests = Vec::new();
        let tells_faults = self.request.tells_faults;
        for (number, chosen) in chosen.iter().enumerate() {
            let Some(url) = faults::address(chosen).filter(|_| tells_faults) else {
                continue;
            };
            let about = format!("known vulnerabilities of {} {}", chosen.name, chosen.version);
            let index = chosen.index.clone();
            let (longest, is_optional) = (faults::MAX_RESPONSE_SIZE, true);
            let request = HostRequestKind::Get { url, accept: None, longest, index, about, is_optional };
            host_requests.push(self.ask(Purpose::Faults(number), request));
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

    /// Takes the answer to a question. What was not asked is passed over.
    pub fn fill(&mut self, id: u32, answer: HostResponse) {
        let Some(purpose) = self.open.remove(&id) else {
            return;
        };
        match (purpose, answer) {
            (Purpose::Text(want), HostResponse::Bytes(bytes)) => self.cache.fill(want, Ok(&bytes), None),
            (Purpose::Text(want), answer) => self.cache.fill(want, Err(&answer.words()), None),
            (Purpose::Span(span), HostResponse::Bytes(bytes)) if bytes.len() as u64 == span.length() => {
                self.held.fill(span, bytes);
            }
            (Purpose::Span(span), answer) => self.no_span(span, &answer.words()),
            (Purpose::Project(name), HostResponse::Response { status, url, content_type, body }) => {
                self.fill_project(&name, status, &url, &content_type, &body);
            }
            (Purpose::Project(name), answer) => {
                let index = self.lookups.asked(&name).map(|index| index.url.clone()).unwrap_or_default();
                let message = format!("\"{index}\" cannot be asked for \"{name}\": {}", answer.words());
                self.failures.push(Finding::general(Code::IndexUnreachable, message));
            }
            (Purpose::Beside(name, file), HostResponse::Response { status: 200, body, .. }) => {
                self.lookups.fill_metadata(&name, file, &body);
            }
            // "If the metadata file is not there", what is in the wheel counts.
            (Purpose::Beside(name, file), HostResponse::Response { status: 403 | 404 | 410, .. }) => {
                self.lookups.not_beside(&name, file, &mut self.held);
            }
            (Purpose::Size(name, file), HostResponse::Size(size)) => {
                self.lookups.fill_size(&name, file, size, &mut self.held)
            }
            (Purpose::Beside(_, file) | Purpose::Size(_, file), answer) => {
                let url = self.lookups.address(file).map(|(url, _)| url).unwrap_or_default();
                self.not_fetched(&url, &answer.words());
            }
            (Purpose::Faults(number), HostResponse::Response { status: 200, body, .. }) => {
                self.fill_faults(number, &body)
            }
            // Most indexes know of none.
            (Purpose::Faults(_), _) => {}
        }
    }

    fn no_span(&mut self, span: Span, why: &str) {
        match self.lookups.address(span.file) {
            Some((url, _)) => self.not_fetched(&url, why),
            None => {
                let item = self.request.items.iter().find(|item| item.file == span.file);
                let path = item.map(|item| item.path.clone()).unwrap_or_default();
                let message = format!("\"{path}\" cannot be read: {why}");
                self.failures.push(Finding::new(Code::FileUnreadable, path, message));
            }
        }
    }

    fn not_fetched(&mut self, url: &str, why: &str) {
        let message = format!("\"{url}\" cannot be fetched: {why}");
        self.failures.push(Finding::general(Code::FetchFailed, message));
    }

    fn fill_project(&mut self, name: &PackageName, status: u16, url: &str, content_type: &str, body: &[u8]) {
        let Some(index) = self.lookups.asked(name).map(|index| index.url.clone()) else {
            return;
        };
        match status {
            200 => match super::simple::read(content_type, url, body) {
                Ok(files) => self.lookups.fill(name, files, &self.tags),
                Err(why) => {
                    let message = format!("The answer of \"{index}\" for \"{name}\" cannot be read: {why}");
                    self.failures.push(Finding::general(Code::IndexInvalid, message));
                }
            },
            // It does not know the name: then the next one may be asked.
            404 => self.lookups.unknown(name),
            401 | 403 => {
                let message = format!("\"{index}\" refuses to answer for \"{name}\": its status is {status}");
                let need = Missing { index: Some(index), ..Missing::new(name.to_string()) };
                self.failures.push(Finding::general(Code::IndexRefused, message).needs([need]));
            }
            _ => {
                let message = format!("\"{index}\" cannot be asked for \"{name}\": its status is {status}");
                self.failures.push(Finding::general(Code::IndexUnreachable, message));
            }
        }
    }

    fn fill_faults(&mut self, number: usize, body: &[u8]) {
        let Some(outcome) = &mut self.outcome else {
            return;
        };
        let found = outcome.chosen.get(number).and_then(|chosen: &Chosen| faults::read(chosen, body));
        outcome.findings.extend(found);
    }
}

/// Bytes of the largest METADATA that is read.
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

/// The worst first, each once.
fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings.dedup();
    findings
}
