//! Chooses the wheels to install, from the available wheels and the requirements.
//!
//! - `newest`: without requirements, the newest version of each distribution that fits
//! - `agreeing`: of several versions, those that meet the requirements of the other wheels
//! - `index`: the available wheels of each distribution that may be needed; `index_wheel`: a wheel of an index
//! - `refusal`: which wheels must not be chosen
//! - [`solve`]: the wheels that meet all requirements, direct and indirect, and why the others are left out
//! - [`other_target`]: the target that the wheels were made for
//! - [`overrides`]: what the user requires instead of the stated requirements
//! - `provider`: the index in the form that pubgrub needs
//! - `run`: the runs of pubgrub, and what is relaxed if there is no solution
//! - `same_bytes`: whether two wheels are the same
//! - `forced`: what is missing for every choice, found without solving
//! - `report`: findings that explain why requirements cannot be met

mod agreeing;
mod budget;
mod causes;
mod forced;
pub(crate) mod index;
pub(crate) mod index_wheel;
mod newest;
mod other_target;
pub mod overrides;
pub(crate) mod provider;
pub(crate) mod refusal;
mod report;
pub(crate) mod run;
mod same_bytes;
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
use crate::python::wheel_filename::WheelFilename;
use crate::source::{Distribution, Item};
use crate::target::Target;
use pep440_rs::Version;
use pep508_rs::MarkerEnvironment;

/// An available wheel.
pub type Candidate<'a> = (&'a Item, WheelFilename);

/// What wheels are chosen for, and what is available besides them.
pub struct ResolveContext<'a> {
    /// The target of the package.
    pub target: &'a Target,
    /// The wheel tags that fit the target.
    pub tags: &'a Tags,
    /// The environment in which markers are evaluated.
    pub environment: &'a MarkerEnvironment,
    /// Distributions in virtualenvs and other installed trees.
    pub provided: &'a [Distribution],
    /// Source distributions (sdists) among the dropped items.
    pub sdists: &'a [&'a Item],
    /// Distributions that the runtime contains.
    pub runtime: &'a [&'a str],
    /// Whether the distributions that the runtime contains are left out of the package.
    pub without_runtime: bool,
    /// Where wheels come from.
    pub place: WheelSource,
}

/// Where wheels come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WheelSource {
    /// From the dropped items.
    Drop,
    /// From indexes.
    Index,
}

impl ResolveContext<'_> {
    pub(crate) fn python(&self) -> &Version {
        &self.environment.python_full_version().version
    }
}

/// The digests of a chosen wheel. The bytes of the wheel must have one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WheelHashes {
    /// The path of the wheel, as dropped.
    pub path: String,
    /// The accepted digests.
    pub digests: Vec<Digest>,
}

/// Why a wheel is left out that no requirement leads to, as a clause.
pub const NOT_REQUIRED: &str = "nothing requires it";

/// Which wheels are installed, and why the others are not.
#[derive(Debug, Default)]
pub struct Choice<'a> {
    /// The wheels to install.
    pub wheels: Vec<Candidate<'a>>,
    /// Wheels that are left out, with the reason as a clause.
    pub left_out: Vec<(Candidate<'a>, String)>,
    /// The digests that chosen wheels must have.
    pub hashes: Vec<WheelHashes>,
    /// Distributions that are required, but not available.
    pub missing: BTreeSet<PackageName>,
}

/// Why a variant is not chosen unless it is requested, as a clause.
fn why_not_variant(label: &str) -> String {
    let what = variant::describe(label);
    format!("it is a variant {what}; it is taken only if a requirement names the file")
}

/// Why a version is left out for an older one, as a clause.
fn met_by(chosen: &Version) -> String {
    format!("the requirements are met by {chosen}")
}

/// The finding about a chosen wheel that is a variant.
fn asked_variant((item, name): &Candidate) -> Option<Finding> {
    let what = variant::describe(name.special_variant()?);
    let message = format!("The wheel \"{}\" is a variant {what}", item.path);
    Some(Finding::new(Code::WheelVariant, &item.path, message))
}

/// The order of wheels of one version: plain wheels, then the best tag, then the highest build number, then the path.
/// So the order in which wheels were dropped never matters.
fn better(one: &(usize, Candidate), other: &(usize, Candidate)) -> std::cmp::Ordering {
    let ((rank, (item, name)), (other_rank, (other_item, other))) = (one, other);
    better_wheel((*rank, &item.path, name), (*other_rank, &other_item.path, other))
}

/// Like [`better`], from the tag rank, the path and the name of each wheel.
pub(crate) fn better_wheel(
    (rank, path, name): (usize, &str, &WheelFilename),
    (other_rank, other_path, other): (usize, &str, &WheelFilename),
) -> std::cmp::Ordering {
    // A plain wheel comes before variants (PEP 825: the null variant is for the case without a plain wheel).
    let is_variant = |name: &WheelFilename| name.variant.is_some();
    is_variant(name)
        .cmp(&is_variant(other))
        .then_with(|| rank.cmp(&other_rank))
        .then_with(|| other.build.cmp(&name.build))
        .then_with(|| path.cmp(other_path))
}

/// The finding about two wheels with the same name but different bytes. The filenames may differ although the names
/// are equal: `qux-1.5` and `qux-1.5.0`.
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
