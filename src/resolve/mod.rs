//! The wheels at hand, and what is required → which to install.
//!
//! - `newest`: nothing is required, so of each distribution the newest that fits
//! - `index`: what is at hand of each distribution that may be needed; `offer`: or what an index has
//! - `refusal`: which wheels are not to be chosen
//! - [`solve`]: requirements and all they require in turn, met; why all else is left out
//! - [`other_target`]: the target that the wheels were made for
//! - [`overrides`]: what the user says instead of requirements
//! - `provider`: the index as pubgrub sees it
//! - `run`: pubgrub's runs, and what gives way where there is no solution
//! - `forced`: what is missing whatever is chosen, found without solving
//! - `report`: why they cannot be met, in words

mod budget;
mod causes;
mod forced;
pub(crate) mod index;
mod newest;
pub(crate) mod offer;
mod other_target;
pub mod overrides;
pub(crate) mod provider;
pub(crate) mod refusal;
mod report;
pub(crate) mod run;
mod solve;

pub use newest::choose;
pub use other_target::other_target;
pub use solve::solve;

use crate::collections::BTreeSet;
use crate::digest::Digest;
use crate::finding::{Code, Finding};
use crate::fix::Fix;
use crate::python::PackageName;
use crate::python::tags::Tags;
use crate::python::variant;
use crate::python::wheel_name::WheelName;
use crate::source::{Distribution, Item};
use crate::target::Target;
use pep440_rs::Version;
use pep508_rs::MarkerEnvironment;

/// A wheel at hand.
pub type Candidate<'a> = (&'a Item, WheelName);

/// What wheels are chosen for.
pub struct ResolveContext<'a> {
    /// What the package is made for.
    pub target: &'a Target,
    /// What fits it.
    pub tags: &'a Tags,
    /// What markers are evaluated in.
    pub environment: &'a MarkerEnvironment,
    /// What virtualenvs and other installed libraries bring.
    pub provided: &'a [Distribution],
    /// ProvidedBy distributions among what was dropped.
    pub sdists: &'a [&'a Item],
    /// Distributions the runtime brings itself.
    pub runtime: &'a [&'a str],
    /// Where wheels come from.
    pub place: Place,
}

/// Where wheels come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// They were dropped.
    Drop,
    /// Indexes have them.
    Index,
}

impl ResolveContext<'_> {
    pub(crate) fn python(&self) -> &Version {
        &self.environment.python_full_version().version
    }
}

/// The bytes of a chosen wheel have to have one of these digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WheelHashes {
    /// Of the wheel, as dropped.
    pub path: String,
    /// One of these it must have.
    pub digests: Vec<Digest>,
}

/// Which wheels are installed, and why the others are not.
#[derive(Debug, Default)]
pub struct Choice<'a> {
    /// What is installed.
    pub wheels: Vec<Candidate<'a>>,
    /// With the reason, in a clause.
    pub left_out: Vec<(Candidate<'a>, String)>,
    /// What chosen wheels must have.
    pub hashes: Vec<WheelHashes>,
    /// Required, but not to be had.
    pub missing: BTreeSet<PackageName>,
}

/// Why a variant is not taken unasked, in a clause.
fn why_not_variant(label: &str) -> String {
    let what = variant::describe(label);
    format!("it is a variant {what}; it is taken only if a requirement names the file")
}

/// What is said of a variant that was asked for.
fn asked_variant((item, name): &Candidate) -> Option<Finding> {
    let what = variant::describe(name.special_variant()?);
    let message = format!("The wheel \"{}\" is a variant {what}", item.path);
    Some(Finding::new(Code::WheelVariant, &item.path, message))
}

/// The order of wheels of one version: the best tag, the highest build; the path settles what is
/// left, so that the order of dropping never does.
fn better(one: &(usize, Candidate), other: &(usize, Candidate)) -> std::cmp::Ordering {
    let ((rank, (item, name)), (other_rank, (other_item, other))) = (one, other);
    better_wheel((*rank, &item.path, name), (*other_rank, &other_item.path, other))
}

/// The same, of the rank of tags, the path and the name of each.
pub(crate) fn better_wheel(
    (rank, path, name): (usize, &str, &WheelName),
    (other_rank, other_path, other): (usize, &str, &WheelName),
) -> std::cmp::Ordering {
    // A plain wheel wins (PEP 825: the null variant is for where there is none).
    let is_variant = |name: &WheelName| name.variant.is_some();
    is_variant(name)
        .cmp(&is_variant(other))
        .then_with(|| rank.cmp(&other_rank))
        .then_with(|| other.build.cmp(&name.build))
        .then_with(|| path.cmp(other_path))
}

/// What a finding says of two wheels with one name but different bytes. The filenames may differ where
/// the names do not: `qux-1.5` and `qux-1.5.0`.
fn duplicate(chosen: &Item, other: &Item) -> Finding {
    let filename = |item: &'_ Item| item.path.rsplit('/').next().map(str::to_string);
    let what = match filename(chosen) == filename(other) {
        true => "have one filename, but different contents",
        false => "are wheels of one version and for the same tags, but have different contents",
    };
    let message = format!("\"{}\" and \"{}\" {what}", chosen.path, other.path);
    let remove = |item: &Item| Fix::Remove { path: item.path.clone() };
    Finding::new(Code::WheelDuplicate, &other.path, message).fix(remove(other)).or_fix(remove(chosen))
}
