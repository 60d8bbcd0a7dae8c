//! The target of a package, as pages state it.

use crate::error::Error;
use crate::target::{Architecture, PackageKind, RUNTIMES, Runtime, Target};
use serde::Deserialize;
use tsify::Tsify;

/// The target of a package.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub(in crate::wasm) struct TargetRequest {
    pub kind: PackageKind,
    /// Lambda's name of the runtime, such as "python3.13".
    pub runtime: String,
    pub architecture: String,
    /// `module.function`, as in Lambda's configuration.
    #[tsify(optional)]
    pub handler: Option<String>,
    /// Unzipped bytes of the layers the function already has.
    #[tsify(optional)]
    pub layers_unzipped_size: Option<f64>,
}

impl TargetRequest {
    /// Returns a target for the plan of the warm-up, whose result is discarded.
    pub fn example() -> TargetRequest {
        TargetRequest {
            kind: PackageKind::Function,
            runtime: RUNTIMES.last().map_or("", |runtime| runtime.name).to_string(),
            architecture: Architecture::X86_64.name().to_string(),
            handler: None,
            layers_unzipped_size: None,
        }
    }

    /// # Errors
    ///
    /// [`Error::UnknownRuntime`] and [`Error::UnknownArchitecture`].
    pub fn target(self) -> Result<Target, Error> {
        Ok(Target {
            kind: self.kind,
            runtime: Runtime::named(&self.runtime)?,
            architecture: Architecture::named(&self.architecture)?,
            handler: self.handler.filter(|handler| !handler.is_empty()),
            layers_unzipped_size: self.layers_unzipped_size.unwrap_or(0.0) as u64,
        })
    }
}
