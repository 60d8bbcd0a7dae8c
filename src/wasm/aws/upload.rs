//! Uploading without credentials, and making what it takes.

use super::out;
use super::session::Session;
use crate::aws::ticket::{self, Ticket};
use crate::aws::upload::{self, Way};
use crate::aws::{action::Operation, parts, post};
use crate::aws::{problem::Problem, request::Body, request::SignedRequest};
use crate::wasm::answer::from_js;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Session {
    /// A ticket for an upload that has begun.
    pub fn ticket(&self, place: JsValue, wanted: JsValue, now: f64) -> Result<JsValue, JsValue> {
        out(&ticket::make(&from_js(place)?, &from_js(wanted)?, &self.0, now as i64)?)
    }

    /// A form of a POST policy.
    #[wasm_bindgen(js_name = postForm)]
    pub fn post_form(&self, place: JsValue, wanted: JsValue, now: f64) -> Result<JsValue, JsValue> {
        out(&post::make(&from_js(place)?, &from_js(wanted)?, &self.0, now as i64)?)
    }
}

#[wasm_bindgen(js_name = readUpload)]
pub fn read_upload(text: &str, ask: JsValue) -> Result<JsValue, JsValue> {
    out(&upload::read(text, &from_js(ask)?)?)
}

/// The request of a presigned URL, checked again.
#[wasm_bindgen(js_name = uploadRequest)]
pub fn upload_request(url: &str, ask: JsValue) -> Result<JsValue, JsValue> {
    let ask: upload::Ask = from_js(ask)?;
    let upload = upload::read(url, &ask)?;
    if let Some(finding) = upload.refusal() {
        let hint = finding.hint.clone().unwrap_or_default();
        return Err(Problem::new(finding.code.as_str(), finding.message.clone(), hint).into());
    }
    let url = upload.url.filter(|_| upload.kind == Way::Put).unwrap_or_default();
    let mut request = SignedRequest::presigned(Operation::PutObject, "PUT", &url, Body::Package);
    let needed =
        |name: &String| upload.known.needed_headers.iter().any(|other| other.eq_ignore_ascii_case(name));
    request.headers = ask.headers.into_iter().filter(|(name, _)| needed(name)).collect();
    out(&request)
}

#[wasm_bindgen(js_name = ticketRequest)]
pub fn ticket_request(ticket: JsValue, step: JsValue) -> Result<JsValue, JsValue> {
    out(&ticket::request(&from_js::<Ticket>(ticket)?, &from_js(step)?)?)
}

#[wasm_bindgen(js_name = partPlan)]
pub fn part_plan(size: f64) -> Result<JsValue, JsValue> {
    out(&parts::plan(size as u64)?)
}
