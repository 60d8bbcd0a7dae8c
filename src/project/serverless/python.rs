//! The settings of the plugin that installs the requirements (serverless-python-requirements, "Readme"). Its settings
//! for containers, caches and stripping are ignored: they only change how it builds.

use super::variables::Variables;
use crate::project::document::Node;
use crate::project::files::{Dropped, Installs, requires_nothing, top_of};
use crate::project::model::{FileRef, GeneratedFile};

/// Our id of the layer of requirements, and the plugin's name of its resource.
pub const REQUIREMENTS: &str = "pythonRequirements";
pub const REQUIREMENTS_LAYER: &str = "PythonRequirementsLambdaLayer";

/// Settings of the plugin.
#[derive(Default)]
pub struct Python {
    /// `fileName`: a different name of the requirements file.
    pub file: Option<String>,
    /// `layer`: whether the requirements are in a layer instead of in the functions.
    pub is_in_layer: bool,
    /// `noDeploy`: requirements that are not installed.
    no_deploy: Vec<String>,
}

/// What is packaged of a folder and its requirements.
pub struct Packed {
    pub files: Vec<FileRef>,
    /// The requirements without those of `noDeploy`.
    pub written: Vec<GeneratedFile>,
    /// Names of distributions that are left out of the package.
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
            no_deploy: no_deploy
                .into_iter()
                .flat_map(Node::items)
                .filter_map(Node::str)
                .map(str::to_string)
                .collect(),
        }
    }

    /// Returns what is packaged of a folder: the files for which `is_wanted` returns true, and the requirements.
    /// `patterns`: see [`Dropped::files_where`].
    ///
    /// The plugin removes the lines of `noDeploy` before pip reads the file (`lib/pip.js`, `filterRequirementsFile`). So
    /// what only they require is not installed, and what another line requires is. If the text of the file is not known,
    /// or if it includes other files, the distributions are left out after choosing.
    pub fn packed(
        &self,
        dropped: Dropped<'_>,
        folder: &str,
        patterns: usize,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Packed {
        let installs = self.installs();
        let text = dropped.requirements_text(folder, installs).filter(|_| !self.no_deploy.is_empty());
        let Some(text) = text.map(|text| self.filtered(text)) else {
            let files = dropped.files_where(folder, installs, patterns, is_wanted);
            return Packed { files, written: Vec::new(), leave_out: self.no_deploy.clone() };
        };
        let installs = if requires_nothing(&text) { Installs::Nothing } else { installs };
        let path = format!("{}requirements.txt", top_of(folder));
        let mut files = dropped.files_where(folder, installs, patterns, is_wanted);
        files.retain(|file| file.path != path);
        let is_whole =
            !text.lines().any(|line| ["-r", "--requirement"].iter().any(|option| line.starts_with(option)));
        let leave_out = if is_whole { Vec::new() } else { self.no_deploy.clone() };
        Packed { files, written: vec![GeneratedFile { path, text }], leave_out }
    }

    /// Returns the text of a requirements file without the lines of `noDeploy`. They become empty, so that the numbers
    /// of the other lines stay the same.
    fn filtered(&self, text: &str) -> String {
        let mut is_continued = false;
        let lines = text.lines().map(|line| {
            let name = line.trim().split(['=', '<', '>', ' ', '\t']).next().unwrap_or_default().trim();
            // The hashes of a requirement are on the lines that continue its line.
            let is_out = is_continued || self.no_deploy.iter().any(|other| other == name);
            is_continued = is_out && line.ends_with('\\');
            if is_out { "\n".to_string() } else { format!("{line}\n") }
        });
        lines.collect()
    }

    /// Returns which files list the requirements.
    fn installs(&self) -> Installs<'_> {
        match &self.file {
            Some(file) if file != "requirements.txt" => Installs::Named(file),
            _ => Installs::Found,
        }
    }
}
