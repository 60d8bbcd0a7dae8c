//! The responses of the host: each completes an open request of a session.

use super::{Missing, Purpose, Session};
use crate::finding::{Code, Finding};
use crate::index::host_request::HostResponse;
use crate::index::outcome::Chosen;
use crate::index::{simple, vulnerabilities};
use crate::python::PackageName;
use crate::source::spans::Span;

impl Session {
    /// Takes the response to a request. A response without an open request is ignored.
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
            // "If the metadata file is not there", the METADATA in the wheel is used.
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
            (Purpose::Vulnerabilities(number), HostResponse::Response { status: 200, body, .. }) => {
                self.fill_vulnerabilities(number, &body)
            }
            // Most indexes have no data about vulnerabilities.
            (Purpose::Vulnerabilities(_), _) => {}
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
            200 => match simple::read(content_type, url, body) {
                Ok(files) => self.lookups.fill(name, files, &self.tags),
                Err(why) => {
                    let message = format!("The answer of \"{index}\" for \"{name}\" cannot be read: {why}");
                    self.failures.push(Finding::general(Code::IndexInvalid, message));
                }
            },
            // The index does not have the name, so the next one may be asked.
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

    fn fill_vulnerabilities(&mut self, number: usize, body: &[u8]) {
        let Some(outcome) = &mut self.outcome else {
            return;
        };
        let found =
            outcome.chosen.get(number).and_then(|chosen: &Chosen| vulnerabilities::read(chosen, body));
        outcome.findings.extend(found);
    }
}
