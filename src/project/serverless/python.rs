//! The settings of the plugin that installs what is required (serverless-python-requirements, "Readme"). What it is told of
//! containers, caches and stripping says how it builds, and not what.

use super::variables::Variables;
use crate::project::document::Node;
use crate::project::files::Installs;

/// What the layer of requirements is called here, and the resource that the plugin makes of it.
pub const REQUIREMENTS: &str = "pythonRequirements";
pub const REQUIREMENTS_LAYER: &str = "PythonRequirementsLambdaLayer";

/// What the plugin is told.
#[derive(Default)]
pub struct Python {
    /// Another name of the file of requirements, `fileName`.
    file: Option<String>,
    /// `layer`: what is required is in a layer, and not in the functions.
    pub is_in_layer: bool,
    /// `noDeploy`: distributions that are not packed.
    pub leave_out: Vec<String>,
}

impl Python {
    /// Of a service.
    pub fn of(variables: &Variables) -> Python {
        let settings = variables.at(&["custom", "pythonRequirements"]);
        let Some(settings) = settings.and_then(|settings| variables.value(settings)) else {
            return Python::default();
        };
        let file = settings.get("fileName").and_then(|file| variables.text(file));
        let no_deploy = settings.get("noDeploy").and_then(|list| variables.value(list));
        Python {
            file: file.map(|file| file.trim_start_matches("./").to_string()),
            is_in_layer: settings.get("layer").is_some_and(|layer| layer.is_true() || layer.is_mapping()),
            leave_out: no_deploy
                .into_iter()
                .flat_map(Node::items)
                .filter_map(Node::str)
                .map(str::to_string)
                .collect(),
        }
    }

    /// What says what is required.
    pub fn installs(&self) -> Installs<'_> {
        match &self.file {
            Some(file) if file != "requirements.txt" => Installs::Named(file),
            _ => Installs::Found,
        }
    }
}
