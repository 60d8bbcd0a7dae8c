//! Ten times as many items take about ten times as many steps. The steps are counted, not timed.

use crate::support::imports::plan_on;
use crate::support::steps::allocated;
use crate::support::wheel::wheel;
use crate::support::{Dropped, dropped};

const HANDLER: &str = "import m0\n\n\ndef handler(event, context):\n    return 1\n";

/// How much the cost of one item may grow with ten times as many items: maps grow, and numbers get
/// longer.
const MORE: f64 = 1.2;

#[track_caller]
fn check(few: u64, drop: impl Fn(u64) -> Dropped) {
    let steps = |count: u64| {
        let drop = drop(count);
        allocated(|| {
            plan_on(drop, "python3.13", Some("function.handler"));
        })
    };
    // The steps of a plan without items are subtracted.
    let none = steps(0);
    let each = |count: u64| {
        let all = steps(count);
        [all.0 - none.0, all.1 - none.1].map(|one| one as f64 / count as f64)
    };
    let (few_each, many_each) = (each(few), each(10 * few));
    for (one, other) in few_each.into_iter().zip(many_each) {
        assert!(other <= MORE * one, "each of {few}: {few_each:?}; each of {}: {many_each:?}", 10 * few);
    }
}

/// Each file imports the next one, in a circle.
#[test]
fn files_of_one_folder() {
    check(300, |count| {
        (0..count).fold(dropped("app/function.py", HANDLER), |drop, n| {
            drop.and(format!("app/m{n}.py"), format!("import m{}\nvalue = {n}\n", (n + 1) % count))
        })
    });
}

/// Each wheel requires the next one, in a circle.
#[test]
fn wheels_that_require_one_another() {
    check(40, |count| {
        (0..count).fold(dropped("app/function.py", HANDLER), |drop, n| {
            let next = (n + 1) % count;
            let metadata =
                format!("Metadata-Version: 2.1\nName: lib{n}\nVersion: 1.0\nRequires-Dist: lib{next}\n");
            let one = wheel(&format!("lib{n}"), "1.0", "py3-none-any")
                .info("METADATA", &metadata)
                .file(&format!("lib{n}/__init__.py"), format!("import lib{next}\n"));
            drop.and(one.filename(), one.bytes())
        })
    });
}
