//! Indexes in memory, and sessions that use them.

use super::libs::lib;
use super::{Dropped, target};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use wheelpress::index::{HostRequest, HostRequestKind, HostResponse, Request, ResolveOutcome, Session};
use wheelpress::source::Store;
use wheelpress::target::Target;

pub const INDEX: &str = "https://index.example/simple/";

/// A file of an index.
#[derive(Clone)]
pub struct Served {
    pub filename: String,
    pub bytes: Vec<u8>,
    /// The METADATA beside it.
    pub metadata: Option<String>,
    /// Additional fields in JSON.
    pub fields: String,
}

/// The contents of all addresses.
#[derive(Clone, Default)]
pub struct Server {
    pub projects: BTreeMap<String, Vec<Served>>,
    /// Whether it answers with HTML, without METADATA files and sizes.
    pub html: bool,
    /// Other answers than those of an index, by address.
    pub answers: BTreeMap<String, HostResponse>,
    /// Every address that was requested, in the order of the answers.
    pub asked: Vec<String>,
    /// Whether the last question is answered first.
    pub backwards: bool,
}

impl Server {
    /// Makes a server with these distributions, each as `"a 1.0: b<2"`. Fields of JSON follow ` ## `,
    /// such as `"yanked": true`.
    pub fn with_libs(libs: &[&str]) -> Server {
        let mut server = Server::default();
        for spec in libs {
            let (spec, fields) = spec.split_once(" ## ").unwrap_or((spec, ""));
            let wheel = lib(spec);
            let name = spec.split(' ').next().unwrap().to_string();
            let requires = spec.split_once(": ").map(|(_, requires)| requires).unwrap_or_default();
            let version = wheel.filename().split('-').nth(1).unwrap().to_string();
            let mut metadata =
                format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: x\n");
            for line in requires.split(" | ").filter(|line| !line.is_empty()) {
                match line.strip_prefix("python ") {
                    Some(python) => metadata.push_str(&format!("Requires-Python: {python}\n")),
                    None => metadata.push_str(&format!("Requires-Dist: {line}\n")),
                }
            }
            let served = Served {
                filename: wheel.filename(),
                bytes: wheel.bytes(),
                metadata: Some(metadata),
                fields: fields.to_string(),
            };
            server.projects.entry(name).or_default().push(served);
        }
        server
    }

    /// Adds a file with any name.
    pub fn and(mut self, project: &str, filename: &str) -> Server {
        let (filename, bytes) = (filename.to_string(), Vec::new());
        let served = Served { filename, bytes, metadata: None, fields: String::new() };
        self.projects.entry(project.into()).or_default().push(served);
        self
    }

    pub fn html(mut self) -> Server {
        self.html = true;
        self
    }

    pub fn answer(mut self, url: &str, answer: HostResponse) -> Server {
        self.answers.insert(url.into(), answer);
        self
    }

    fn file(&self, url: &str) -> Option<&Served> {
        let name = url.rsplit('/').next()?;
        self.projects.values().flatten().find(|served| served.filename == name)
    }

    fn get(&self, url: &str) -> HostResponse {
        let response = |status, content_type: &str, body: Vec<u8>| HostResponse::Response {
            status,
            url: url.to_string(),
            content_type: content_type.to_string(),
            body,
        };
        if let Some(url) = url.strip_suffix(".metadata") {
            let metadata = self.file(url).and_then(|served| served.metadata.clone());
            return metadata.map_or_else(
                || response(404, "text/plain", Vec::new()),
                |text| response(200, "text/plain", text.into_bytes()),
            );
        }
        let name = url.strip_prefix(INDEX).and_then(|rest| rest.strip_suffix('/'));
        let Some(files) = name.and_then(|name| self.projects.get(name)) else {
            return response(404, "text/plain", Vec::new());
        };
        match self.html {
            true => {
                let links = files.iter().map(|served| {
                    format!(
                        "<a href=\"../../files/{0}#sha256={1}\">{0}</a><br>",
                        served.filename,
                        hash(&served.bytes)
                    )
                });
                response(200, "text/html", links.collect::<String>().into_bytes())
            }
            false => {
                let files: Vec<String> = files.iter().map(json).collect();
                let text =
                    format!("{{\"meta\": {{\"api-version\": \"1.1\"}}, \"files\": [{}]}}", files.join(", "));
                response(200, "application/vnd.pypi.simple.v1+json", text.into_bytes())
            }
        }
    }

    fn answer_to(&mut self, request: &HostRequestKind, store: &mut dyn Store) -> HostResponse {
        let (url, answer) = match request {
            HostRequestKind::Read { file, start, end } => {
                let mut bytes = vec![0; (end - start) as usize];
                let length = store.read_at(*file, *start, &mut bytes).unwrap();
                bytes.truncate(length);
                return HostResponse::Bytes(bytes);
            }
            HostRequestKind::Get { url, .. } => (url, self.get(url)),
            HostRequestKind::Size { url, .. } => {
                let size = self.file(url).map(|served| HostResponse::Size(served.bytes.len() as u64));
                (url, size.unwrap_or_else(|| HostResponse::Failed("there is no such file".into())))
            }
            HostRequestKind::Range { url, start, end, .. } => {
                let bytes = self.file(url).unwrap().bytes[*start as usize..*end as usize].to_vec();
                (url, HostResponse::Bytes(bytes))
            }
        };
        self.asked.push(url.clone());
        self.answers.get(url).cloned().unwrap_or(answer)
    }
}

pub fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn json(served: &Served) -> String {
    let Served { filename, bytes, metadata, fields } = served;
    let metadata = metadata
        .as_ref()
        .map(|text| format!(", \"core-metadata\": {{\"sha256\": \"{}\"}}", hash(text.as_bytes())));
    let fields = if fields.is_empty() { String::new() } else { format!(", {fields}") };
    format!(
        "{{\"filename\": \"{filename}\", \"url\": \"../../files/{filename}\", \"size\": {}, \"hashes\": {{\"sha256\": \"{}\"}}{}{fields}}}",
        bytes.len(),
        hash(bytes),
        metadata.unwrap_or_default(),
    )
}

/// Returns a request for the drop and the target, with one index.
pub fn request(drop: &mut Dropped, target: &Target) -> Request {
    Request {
        items: drop.items(),
        provided: Vec::new(),
        target: target.clone(),
        extras: Default::default(),
        groups: Default::default(),
        overrides: Default::default(),
        layer_modules: Default::default(),
        requirements: Vec::new(),
        unfit: Vec::new(),
        indexes: Vec::new(),
        default_index: Some(INDEX.to_string()),
        uploaded_before: None,
        report_vulnerabilities: false,
    }
}

/// Sends requests to the server until there is an outcome.
pub fn run(request: Request, drop: &mut Dropped, server: &mut Server) -> ResolveOutcome {
    let mut session = Session::new(request);
    let mut open: Vec<HostRequest> = Vec::new();
    for _ in 0..10_000 {
        let step = session.step();
        if let Some(outcome) = step.outcome {
            assert!(open.is_empty(), "questions are open: {open:?}");
            return outcome;
        }
        open.extend(step.host_requests);
        assert!(!open.is_empty(), "it waits for nothing");
        let ask = if server.backwards { open.pop().unwrap() } else { open.remove(0) };
        let answer = server.answer_to(&ask.request, &mut drop.store);
        session.fill(ask.id, answer);
    }
    panic!("there is no end");
}

/// Returns the outcome of a drop for python3.13 on x86_64.
pub fn outcome(drop: Dropped, server: &mut Server) -> ResolveOutcome {
    let mut drop = drop;
    let request = request(&mut drop, &target("python3.13"));
    run(request, &mut drop, server)
}

/// Checks what was chosen, as `name version`, and the findings, each as `code: part*of the message`. The result must
/// not depend on the order of the answers or on the format of the index.
#[track_caller]
pub fn check(drop: Dropped, server: &Server, expected: &[&str], findings: &[&str]) {
    for (html, backwards) in [(false, false), (false, true), (true, false), (true, true)] {
        // In HTML there are no fields other than the hash.
        let has_fields = server.projects.values().flatten().any(|served| !served.fields.is_empty());
        if html && has_fields || server.html && !html {
            continue;
        }
        let mut server = Server { html, backwards, ..server.clone() };
        let outcome = outcome(drop.clone(), &mut server);
        let chosen = outcome.chosen.iter().map(|one| format!("{} {}", one.name, one.version));
        let local = outcome.local.iter().map(|one| format!("{} {} dropped", one.name, one.version));
        let found: Vec<String> = chosen.chain(local).collect();
        assert_eq!(found, expected, "{:#?}", outcome.findings);
        assert_eq!(outcome.findings.len(), findings.len(), "{:#?}", outcome.findings);
        for (found, expected) in outcome.findings.iter().zip(findings) {
            let found = format!("{}: {}", found.code.as_str(), found.message);
            assert!(expected.split('*').all(|part| found.contains(part)), "{found}\nis not\n{expected}");
        }
    }
}
