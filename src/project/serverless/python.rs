//! The settings of the plugin that installs the requirements (serverless-python-requirements, "Readme"). Its settings
//! for containers, caches and stripping are ignored: they only change how it builds.

use super::variables::Variables;
use crate::project::document::Node;
use crate::project::files::Installs;

/// Our id of the layer of requirements, and the plugin's name of its resource.
pub const REQUIREMENTS: &str = "pythonRequirements";
pub const REQUIREMENTS_LAYER: &str = "PythonRequirementsLambdaLayer";

/// Settings of the plugin.
#[derive(Default)]
pub struct Python {
    /// `fileName`: a different name of the requirements file.
    file: Option<String>,
    /// `layer`: whether the requirements are in a layer instead of in the functions.
    pub is_in_layer: bool,
    /// `noDeploy`: distributions that are not packaged.
    pub leave_out: Vec<String>,
}

impl Python {
    /// Reads the settings of a service.
    pub fn from_variables(variables: &Variables) -> Python {
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

    /// Returns which files list the requirements.
    pub fn installs(&self) -> Installs<'_> {
        match &self.file {
            Some(file) if file != "requirements.txt" => Installs::Named(file),
            _ => Installs::Found,
        }
    }
}
