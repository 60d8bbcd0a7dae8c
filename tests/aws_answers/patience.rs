//! When a request is sent again.

use super::*;

#[test]
fn patience() {
    let throttled = failure(GetFunction, &answer(429, &[("retry-after", "2")], "{}"));
    let service = failure(GetFunction, &answer(500, &[], "{}"));
    let denied = failure(GetFunction, &answer(403, &[], "{}"));
    let delays = |failure: &Failure, random: f64| -> Vec<Option<i64>> {
        (1..=7).map(|attempt| retry::delay(failure, attempt, random)).collect()
    };
    let some = |delays: &[i64]| delays.iter().copied().map(Some).collect::<Vec<_>>();
    assert_eq!(delays(&service, 1.0), [some(&[500, 1000, 2000, 4000, 8000]), vec![None, None]].concat());
    assert_eq!(delays(&service, 0.0)[..5], some(&[0, 0, 0, 0, 0]));
    assert_eq!(delays(&service, 0.5)[..2], some(&[250, 500]));
    assert_eq!(delays(&service, f64::NAN)[..1], some(&[500]));
    // Never earlier than the server asked for.
    assert_eq!(delays(&throttled, 0.0), some(&[2000; 7]));
    assert_eq!(delays(&throttled, 1.0)[..3], some(&[3000, 4000, 6000]));
    assert_eq!(delays(&denied, 1.0), vec![None; 7]);
    let moved = failure(HeadObject, &answer(301, &[("x-amz-bucket-region", "eu-north-1")], ""));
    assert_eq!(delays(&moved, 1.0)[..2], [Some(0), None]);
    assert_eq!(retry::delay(&service, u32::MAX, 1.0), None);
}

#[test]
fn waiting() {
    let look = |waiter: waiter::Waiter, update: Option<&str>, state: Option<&str>, polls: u32| {
        let configuration = FunctionConfiguration {
            function_name: "f".into(),
            last_update_status: update.map(str::to_string),
            last_update_status_reason: (update == Some("Failed")).then(|| "No disk.".to_string()),
            state: state.map(str::to_string),
            ..FunctionConfiguration::default()
        };
        let waiting = waiter::poll(waiter, &configuration, polls);
        format!("{} {} {}: {}", waiting.done, waiting.ok, waiting.next_poll_ms, waiting.message)
    };
    use waiter::Waiter::*;
    assert_eq!(look(Updated, Some("Successful"), None, 1), "true true 0: \"f\" is ready");
    assert_eq!(look(Updated, Some("InProgress"), None, 299), "false false 1000: \"f\" is InProgress");
    assert_eq!(
        look(Updated, Some("InProgress"), None, 300),
        "true false 0: \"f\" is still InProgress after 300 looks"
    );
    assert_eq!(
        look(Updated, Some("Failed"), None, 1),
        "true false 0: AWS could not bring \"f\" into its new state: No disk"
    );
    assert_eq!(look(Active, None, Some("Pending"), 1), "false false 1000: \"f\" is Pending");
    assert_eq!(look(Active, None, Some("Active"), 1), "true true 0: \"f\" is ready");
    assert_eq!(look(Active, None, Some("Inactive"), 1), "true true 0: \"f\" is idle");
    // On managed instances.
    let published = "true true 0: \"f\" is ready to be published";
    assert_eq!(look(Active, None, Some("ActiveNonInvocable"), 1), published);
    assert_eq!(
        look(Active, None, Some("Failed"), 1),
        "true false 0: AWS could not bring \"f\" into its new state"
    );
}
