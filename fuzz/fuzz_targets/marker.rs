//! Markers are read and evaluated without a panic, and `may_hold` is true for every marker that is true.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use wheelpress::python::environment::marker_environment;
use wheelpress::python::marker::{Marker, Place};
use wheelpress::target::PackageKind;

fuzz_target!(|text: &str| {
    let environment = marker_environment(&support::target(PackageKind::Function)).expect("its versions are fine");
    for place in [Place::Requirement, Place::Lock] {
        let Ok(marker) = Marker::parse(text, place) else { continue };
        if marker.evaluate(&environment, &[]) {
            assert!(marker.may_hold(&environment), "{text}");
        }
        // The text of a marker can be parsed again, with the same result.
        let again = Marker::parse(marker.text(), place).expect("it was one before");
        assert_eq!(again.evaluate(&environment, &[]), marker.evaluate(&environment, &[]), "{text}");
    }
});
