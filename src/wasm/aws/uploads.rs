//! Uploads without credentials, and creating the tickets and forms for them.

use super::session::Session;
use super::{from_ts, to_ts};
use crate::aws::endpoint::EndpointConfig;
use crate::aws::request::SignedRequest;
use crate::aws::s3::parts::{self, PartPlan};
use crate::aws::upload::form::{self, PostForm, PostFormOptions};
use crate::aws::upload::ticket::{self, Ticket, TicketOptions, TicketStep};
use crate::aws::upload::{self, Upload, UploadContext};
use tsify::Ts;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Session {
    /// Creates a ticket for an upload that CreateMultipartUpload has started.
    ///
    /// # Errors
    /// `session-locked`, `size-invalid`, and the errors of presigning.
    pub fn ticket(
        &self,
        place: Ts<EndpointConfig>,
        options: Ts<TicketOptions>,
        now: f64,
    ) -> Result<Ts<Ticket>, JsValue> {
        to_ts(&ticket::make(&from_ts(place)?, &from_ts(options)?, &self.0, now as i64)?)
    }

    /// Creates a form with a POST policy.
    ///
    /// # Errors
    /// `session-locked`, `expiry-invalid`, and the errors about the names of the bucket and the object.
    #[wasm_bindgen(js_name = postForm)]
    pub fn post_form(
        &self,
        place: Ts<EndpointConfig>,
        options: Ts<PostFormOptions>,
        now: f64,
    ) -> Result<Ts<PostForm>, JsValue> {
        to_ts(&form::make(&from_ts(place)?, &from_ts(options)?, &self.0, now as i64)?)
    }
}

/// Reads text that was pasted: a presigned URL, a form or a ticket.
///
/// # Errors
/// `upload-unrecognized`, `upload-credentials`.
#[wasm_bindgen(js_name = readUpload)]
pub fn read_upload(text: &str, context: Ts<UploadContext>) -> Result<Ts<Upload>, JsValue> {
    to_ts(&upload::read(text, &from_ts(context)?)?)
}

/// Checks a presigned URL again, and returns its request.
///
/// # Errors
/// `upload-unrecognized`, `upload-credentials`, or the code of the first finding that forbids sending.
#[wasm_bindgen(js_name = uploadRequest)]
pub fn upload_request(url: &str, context: Ts<UploadContext>) -> Result<Ts<SignedRequest>, JsValue> {
    to_ts(&upload::put_request(url, &from_ts(context)?)?)
}

/// Returns the request of a ticket's step.
///
/// # Errors
/// `part-invalid`, `ticket-invalid`.
#[wasm_bindgen(js_name = ticketRequest)]
pub fn ticket_request(ticket: Ts<Ticket>, step: Ts<TicketStep>) -> Result<Ts<SignedRequest>, JsValue> {
    to_ts(&ticket::request(&from_ts(ticket)?, &from_ts(step)?)?)
}

/// Returns how a package of `size` bytes is divided into parts for a multipart upload.
///
/// # Errors
/// `size-invalid`.
#[wasm_bindgen(js_name = partPlan)]
pub fn part_plan(size: f64) -> Result<Ts<PartPlan>, JsValue> {
    to_ts(&parts::plan(size as u64)?)
}
