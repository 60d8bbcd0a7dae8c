//! The requests that are sent with a ticket.

use super::{Ticket, TicketStep};
use crate::aws::operation::Operation;
use crate::aws::request::{RequestBody, SignedRequest};
use crate::aws::request_error::RequestError;
use crate::aws::s3::{completion, parts};

/// Builds the request of a step. The URLs of the ticket contain the signature.
///
/// # Errors
/// `part-invalid`, `ticket-invalid`.
pub fn request(ticket: &Ticket, step: &TicketStep) -> Result<SignedRequest, RequestError> {
    let part_invalid = |number: u32| {
        let message = format!("The ticket has no part \"{number}\" for this package");
        RequestError::new("part-invalid", message, "Ask for a ticket that allows more")
    };
    Ok(match step {
        TicketStep::Part { part_number, size } => {
            let url = (*part_number as usize).checked_sub(1).and_then(|index| ticket.parts.get(index));
            let span = parts::span(*size, ticket.part_size, *part_number);
            let (url, (start, end)) = url.zip(span).ok_or_else(|| part_invalid(*part_number))?;
            SignedRequest::presigned(Operation::UploadPart, "PUT", url, RequestBody::Slice { start, end })
        }
        TicketStep::Complete { parts } => {
            let body = RequestBody::Text { text: completion::body(parts)? };
            SignedRequest::presigned(Operation::CompleteMultipartUpload, "POST", &ticket.complete, body)
        }
        TicketStep::Abort => SignedRequest::presigned(
            Operation::AbortMultipartUpload,
            "DELETE",
            &ticket.abort,
            RequestBody::None,
        ),
        TicketStep::List => {
            let hint = "Ask for a ticket with a \"list\" URL to go on with an upload that was interrupted";
            let url = ticket.list.as_deref();
            let url =
                url.ok_or_else(|| RequestError::new("ticket-invalid", "The ticket cannot list parts", hint))?;
            SignedRequest::presigned(Operation::ListParts, "GET", url, RequestBody::None)
        }
    })
}
