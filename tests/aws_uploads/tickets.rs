//! Upload tickets.

use super::*;

fn made(maximum_size: u64) -> Ticket {
    let wanted = TicketOptions {
        object: ObjectName { bucket: "packages".into(), key: "a b/f.zip".into() },
        upload_id: "u+1=".into(),
        maximum_size,
        part_size: None,
        expires_in: 3600,
    };
    ticket::make(&place(), &wanted, &session(), NOW).unwrap()
}

#[test]
fn tickets() {
    let size = 20 << 20;
    let ticket = made(size);
    assert_eq!(
        (ticket.parts.len(), ticket.part_size, ticket.expires.as_str()),
        (3, 8 << 20, "2026-11-24T05:00:00Z")
    );
    let good = serde_json::to_value(&ticket).unwrap();
    let text = good.to_string();
    let upload = check(&text, &context(size), &[]);
    assert_eq!(
        (upload.maximum_size, upload.info.expires, upload.info.key.as_deref()),
        (Some(size), Some(NOW + 3_600_000), Some("a b/f.zip"))
    );
    check(
        &text,
        &context(size + 1),
        &["upload-too-large: The package has 20971521 bytes; the ticket allows at most 20971520"],
    );
    check(
        &text,
        &UploadContext { now: NOW + 7_200_000, ..UploadContext::default() },
        &["url-expired: The ticket expired at 2026-11-24T05:00:00Z, 60 minutes ago"],
    );
    check(
        &text,
        &UploadContext { bytes_per_second: Some(1000.0), ..context(size) },
        &["url-expires-soon: The ticket expires in 59 minutes; the upload takes about 5 hours"],
    );

    let edited = |edit: &dyn Fn(&mut Value)| {
        let mut value = good.clone();
        edit(&mut value);
        value.to_string()
    };
    let replace =
        |value: &mut Value, from: &str, to: &str| *value = json!(value.as_str().unwrap().replace(from, to));
    for (text, expected) in [
        (
            edited(&|t| t["wheelpressTicket"] = json!(2)),
            vec!["ticket-invalid: The ticket is of version 2; this page reads version 1"],
        ),
        (
            edited(&|t| {
                t.as_object_mut().unwrap().remove("complete");
            }),
            vec!["ticket-invalid: The ticket lacks \"complete\""],
        ),
        (
            edited(&|t| t["partSize"] = json!("8")),
            vec!["ticket-invalid: The ticket has a member of the wrong type"],
        ),
        (
            edited(&|t| t["partSize"] = json!(1)),
            vec![
                "ticket-invalid: The ticket's 3 parts have no room for its 20971520 bytes",
                "ticket-invalid: The ticket's parts have 1 bytes; S3 wants 5242880 or more",
            ],
        ),
        (
            edited(&|t| t["expires"] = json!("soon")),
            vec!["ticket-invalid: The ticket's expiry \"soon\" is not a time"],
        ),
        (
            edited(&|t| t["parts"].as_array_mut().unwrap().swap(0, 1)),
            vec![
                "ticket-invalid: The ticket's URL of part 1 is of another part",
                "ticket-invalid: The ticket's URL of part 2 is of another part",
            ],
        ),
        (
            edited(&|t| replace(&mut t["parts"][1], "packages.s3", "evil.s3")),
            vec!["ticket-invalid: The ticket's URL of part 2 is of another object"],
        ),
        (
            edited(&|t| replace(&mut t["complete"], "f.zip", "g.zip")),
            vec!["ticket-invalid: The ticket's URL \"complete\" is not of the key \"a b/f.zip\""],
        ),
        (
            edited(&|t| replace(&mut t["abort"], "uploadId=u", "uploadId=v")),
            vec!["ticket-invalid: The ticket's URL \"abort\" is of another upload"],
        ),
        (
            edited(&|t| t["parts"][2] = json!("javascript:alert(1)")),
            vec!["ticket-invalid: The ticket's URL of part 3 is not an http or https URL"],
        ),
        (
            edited(&|t| t["parts"][2] = json!("https://bücher.example/f.zip")),
            vec![
                "ticket-invalid: The ticket's URL of part 3 has a host outside of ASCII; write it in the form that begins with \"xn--\"",
            ],
        ),
        (
            edited(&|t| t["key"] = json!("other.zip")),
            vec!["ticket-invalid: The ticket's URL \"abort\" is not of the key \"other.zip\""; 1],
        ),
    ] {
        let found = found(&read(&text, &context(size)).unwrap());
        for expected in &expected {
            assert!(found.iter().any(|found| found.starts_with(expected)), "{found:#?} {expected}");
        }
        if expected.len() == found.len() || text.contains("other.zip") {
            continue;
        }
        panic!("{found:#?}");
    }
    // No size that a document states can cause an overflow.
    let huge = edited(&|t| {
        t["partSize"] = json!(u64::MAX);
        t["maximumSize"] = json!(u64::MAX);
    });
    check(
        &huge,
        &context(size),
        &["ticket-invalid: The ticket's 3 parts have no room for its 18446744073709551615 bytes"],
    );
}

#[test]
fn ticket_steps() {
    let ticket = made(20 << 20);
    let size = (8 << 20) + 5;
    let part = |part_number: u32| ticket::request(&ticket, &TicketStep::Part { part_number, size });
    let second = part(2).unwrap();
    assert_eq!((second.method, &second.url, second.headers.len()), ("PUT", &ticket.parts[1], 0));
    assert_eq!(second.body, RequestBody::Slice { start: 8 << 20, end: (8 << 20) + 5 });
    for number in [0, 3, 4, u32::MAX] {
        assert_eq!(part(number).unwrap_err().code, "part-invalid", "{number}");
    }
    let of =
        |part_number, etag: &str| Part { part_number, etag: etag.into(), size: None, checksum_sha256: None };
    let complete =
        ticket::request(&ticket, &TicketStep::Complete { parts: vec![of(2, "\"b\""), of(1, "\"<a>\"")] })
            .unwrap();
    let RequestBody::Text { text } = complete.body else { panic!() };
    assert_eq!(
        text,
        "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Part><PartNumber>1</PartNumber><ETag>\"&lt;a&gt;\"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>\"b\"</ETag></Part></CompleteMultipartUpload>"
    );
    for parts in [vec![], vec![of(2, "b")], vec![of(1, "a"), of(1, "a")]] {
        assert_eq!(
            ticket::request(&ticket, &TicketStep::Complete { parts }).unwrap_err().code,
            "part-invalid"
        );
    }
    let abort = ticket::request(&ticket, &TicketStep::Abort).unwrap();
    assert_eq!((abort.method, &abort.url), ("DELETE", &ticket.abort));
    let unlisted = Ticket { list: None, ..ticket.clone() };
    assert_eq!(ticket::request(&ticket, &TicketStep::List).unwrap().method, "GET");
    assert_eq!(ticket::request(&unlisted, &TicketStep::List).unwrap_err().code, "ticket-invalid");
}
