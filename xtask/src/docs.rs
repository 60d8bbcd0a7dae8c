//! The references: of the crate by rustdoc, of the npm package by typedoc. A warning is an error.

use anyhow::{Context as _, Result};

use crate::{
    command::{command, run},
    setup::ForBuild,
};

/// Has a package.json of its own: typedoc needs an older TypeScript than the build.
const TYPEDOC: &str = "docs/reference/node_modules/typedoc/bin/typedoc";
const OPTIONS: &str = "docs/reference/typedoc.json";

/// Writes target/doc, and target/reference of the types in dist/npm, which must be built.
pub fn docs(setup: &ForBuild) -> Result<()> {
    run(command("cargo")
        .args(["doc", "--workspace", "--no-deps", "--quiet"])
        .env("RUSTDOCFLAGS", "--deny warnings"))
    .context("the reference of the crate could not be made")?;
    run(command(&setup.node).args([TYPEDOC, "--options", OPTIONS]))
        .context("the reference of the npm package could not be made")
}
