//! Makes the reference documentation: of the crate with rustdoc, and of the npm package with typedoc. Warnings are
//! errors.

use anyhow::{Context as _, Result};

use crate::{
    command::{command, run},
    setup::ForBuild,
};

/// typedoc has its own package.json, because it needs an older TypeScript than the build.
const TYPEDOC: &str = "docs/reference/node_modules/typedoc/bin/typedoc";
const OPTIONS: &str = "docs/reference/typedoc.json";

/// Writes target/doc and target/reference. The types in dist/npm must have been built.
pub fn docs(setup: &ForBuild) -> Result<()> {
    run(command("cargo")
        .args(["doc", "--workspace", "--no-deps", "--quiet"])
        .env("RUSTDOCFLAGS", "--deny warnings"))
    .context("the reference of the crate could not be made")?;
    run(command(&setup.node).args([TYPEDOC, "--options", OPTIONS]))
        .context("the reference of the npm package could not be made")
}
