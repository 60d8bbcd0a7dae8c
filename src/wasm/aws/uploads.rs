//! Uploading without credentials, and making what it takes.

use super::session::Session;
use super::{from_ts, to_ts};
use crate::aws::place::Place;
use crate::aws::request::SignedRequest;
use crate::aws::s3::parts::{self, PartPlan};
use crate::aws::upload::form::{self, PostForm, PostFormOptions};
use crate::aws::upload::ticket::{self, Ticket, TicketOptions, TicketStep};
use crate::aws::upload::{self, Upload, UploadContext};
use tsify::Ts;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Session {
    /// A ticket for an upload that CreateMultipartUpload has begun.
    ///
    /// # Errors
    /// `session-locked`, `size-invalid`, and what presigning refuses.
    pub fn ticket(
        &self,
        place: Ts<Place>,
        options: Ts<TicketOptions>,
        now: f64,
    ) -> Result<Ts<Ticket>, JsValue> {
        to_ts(&ticket::make(&from_ts(place)?, &from_ts(options)?, &self.0, now as i64)?)
    }

    /// A form under a POST policy.
    ///
    /// # Errors
    /// `session-locked`, `expiry-invalid`, and what a bucket's or an object's name is refused for.
    #[wasm_bindgen(js_name = postForm)]
    pub fn post_form(
        &self,
        place: Ts<Place>,
        options: Ts<PostFormOptions>,
        now: f64,
    ) -> Result<Ts<PostForm>, JsValue> {
        to_ts(&form::make(&from_ts(place)?, &from_ts(options)?, &self.0, now as i64)?)
    }
}

/// Reads what was pasted: a presigned URL, a form or a ticket.
///
/// # Errors
/// `upload-unrecognized`.
#[wasm_bindgen(js_name = readUpload)]
pub fn read_upload(text: &str, context: Ts<UploadContext>) -> Result<Ts<Upload>, JsValue> {
    to_ts(&upload::read(text, &from_ts(context)?)?)
}

/// The request of a presigned URL, checked again.
///
/// # Errors
/// `upload-unrecognized`, or the code of the first finding that forbids sending.
#[wasm_bindgen(js_name = uploadRequest)]
pub fn upload_request(url: &str, context: Ts<UploadContext>) -> Result<Ts<SignedRequest>, JsValue> {
    to_ts(&upload::put_request(url, &from_ts(context)?)?)
}

/// The request of a ticket's step.
///
/// # Errors
/// `part-invalid`, `ticket-invalid`.
#[wasm_bindgen(js_name = ticketRequest)]
pub fn ticket_request(ticket: Ts<Ticket>, step: Ts<TicketStep>) -> Result<Ts<SignedRequest>, JsValue> {
    to_ts(&ticket::request(&from_ts(ticket)?, &from_ts(step)?)?)
}

/// How a package of `size` bytes is cut for a multipart upload.
///
/// # Errors
/// `size-invalid`.
#[wasm_bindgen(js_name = partPlan)]
pub fn part_plan(size: f64) -> Result<Ts<PartPlan>, JsValue> {
    to_ts(&parts::plan(size as u64)?)
}
