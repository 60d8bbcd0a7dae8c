//! One command of the AWS CLI.

use super::shell::{Shell, quote};
use crate::aws::endpoint::EndpointConfig;
use crate::aws::request_error::RequestError;

/// A variable of the shell, which keeps the output of a command for a later command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// A function's revision id.
    Revision,
    /// The number of the version that was published.
    Version,
    /// The ARNs of the layer versions that a function gets.
    Layers,
    /// The ARN of the customer's key for a function's code; empty without one.
    Key,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    Text(String),
    Variable(Variable),
    /// Text in which the shell replaces `${NAME}`. It contains nothing else that a shell replaces.
    Template(&'static str),
}

/// A command: one line, or a part of one.
pub struct Command {
    words: Vec<Word>,
    shell: Shell,
    /// A value that the CLI would read as the name of a file.
    file: Option<String>,
}

impl Variable {
    fn name(self) -> &'static str {
        match self {
            Variable::Revision => "REVISION",
            Variable::Version => "VERSION",
            Variable::Layers => "LAYERS",
            Variable::Key => "KEY",
        }
    }

    /// Returns shell code that passes the variable as this option, or passes nothing if the variable is empty.
    pub fn as_option(self, option: &str, shell: Shell) -> String {
        let name = self.name();
        match shell {
            Shell::Sh => format!("${{{name}:+\"{option}=${name}\"}}"),
            Shell::PowerShell => format!("$(if (${name}) {{ \"{option}=${name}\" }})"),
        }
    }

    /// Whether it is a list of values.
    fn is_list(self) -> bool {
        self == Variable::Layers
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Word {
        Word::Text(text.to_string())
    }
}

impl Word {
    fn written(&self, shell: Shell) -> Result<String, RequestError> {
        match self {
            Word::Text(text) => quote(text, shell),
            // Unquoted, so that each value is a word; no value contains a space. zsh splits the output of a command
            // into words, but not the value of a variable.
            Word::Variable(variable) if variable.is_list() => Ok(match shell {
                Shell::Sh => format!("$(echo ${})", variable.name()),
                Shell::PowerShell => format!("${}", variable.name()),
            }),
            Word::Variable(variable) => Ok(format!("\"${}\"", variable.name())),
            Word::Template(text) => Ok(format!("\"{text}\"")),
        }
    }
}

impl Command {
    /// `aws SERVICE OPERATION`.
    pub fn new(shell: Shell, service: &str, operation: &str) -> Command {
        Command { words: ["aws", service, operation].map(Word::from).into(), shell, file: None }
    }

    /// Adds a word that is not an option.
    pub fn word(mut self, word: impl Into<String>) -> Command {
        let word = word.into();
        // A name that begins with a hyphen would be read as an option.
        self.words.push(Word::Text(if word.starts_with('-') { format!("./{word}") } else { word }));
        self
    }

    /// Adds `--name value`, or `--name=value` if the value would be read as an option.
    pub fn option(mut self, name: &str, value: impl Into<String>) -> Command {
        let value = value.into();
        if value.starts_with("file://") || value.starts_with("fileb://") {
            self.file = Some(value.clone());
        }
        if value.starts_with('-') {
            self.words.push(Word::Text(format!("{name}={value}")));
        } else {
            self.words.extend([Word::from(name), Word::Text(value)]);
        }
        self
    }

    /// Adds `--zip-file` with the bytes of a file.
    pub fn zip_file(mut self, zip: &str) -> Command {
        self.words.extend([Word::from("--zip-file"), Word::Text(format!("fileb://{zip}"))]);
        self
    }

    /// Adds an option if there is a value.
    pub fn maybe(self, name: &str, value: Option<impl Into<String>>) -> Command {
        match value {
            Some(value) => self.option(name, value),
            None => self,
        }
    }

    /// Adds an option with several values. If there are none, it adds `[]`, which is a list without values.
    pub fn several(mut self, name: &str, values: &[&str]) -> Command {
        self.words.push(Word::from(name));
        self.words.extend(if values.is_empty() { &["[]"] } else { values }.iter().copied().map(Word::from));
        self
    }

    /// Adds an option without a value.
    pub fn flag(mut self, name: &str) -> Command {
        self.words.push(Word::from(name));
        self
    }

    /// Adds `--name` with the variables that earlier calls of [`Command::into_variable`] set. Each variable is one
    /// value or several.
    pub fn variable(mut self, name: &str, variables: &[Variable]) -> Command {
        self.words.push(Word::from(name));
        self.words.extend(variables.iter().copied().map(Word::Variable));
        self
    }

    /// Adds `--name` with a text in which the shell replaces `${NAME}` by the value of a variable.
    pub fn template(mut self, name: &str, text: &'static str) -> Command {
        self.words.extend([Word::from(name), Word::Template(text)]);
        self
    }

    /// Returns the command that waits until Lambda has finished what it continues to do after its response.
    pub fn wait(waiter: &str, function_name: &str, shell: Shell) -> Command {
        Command::new(shell, "lambda", "wait").word(waiter).option("--function-name", function_name)
    }

    /// Returns the line that keeps the command's output for a later command. `query` selects a member of the output.
    ///
    /// # Errors
    /// `name-unquotable`.
    pub fn into_variable(self, variable: Variable, query: &str) -> Result<String, RequestError> {
        self.option("--query", query).output_into(variable)
    }

    /// Returns the line that keeps the command's output, which `--query` has selected already.
    ///
    /// # Errors
    /// `name-unquotable`.
    pub fn output_into(self, variable: Variable) -> Result<String, RequestError> {
        let name = variable.name();
        Ok(match (self.shell, variable.is_list()) {
            (Shell::Sh, _) => format!("{name}=$({})", self.option("--output", "text").line()?),
            (Shell::PowerShell, false) => format!("${name} = {}", self.option("--output", "text").line()?),
            (Shell::PowerShell, true) => {
                format!("${name} = {} | ConvertFrom-Json", self.option("--output", "json").line()?)
            }
        })
    }

    /// Adds the region, and the endpoint if it is not AWS's own.
    pub fn at(self, place: &EndpointConfig) -> Command {
        let endpoint = match self.words.get(1) {
            Some(Word::Text(service)) if service == "lambda" => &place.lambda_endpoint,
            Some(Word::Text(service)) if service == "logs" => &place.logs_endpoint,
            _ => &place.s3_endpoint,
        };
        let region = (!place.region.is_empty()).then_some(place.region.as_str());
        self.maybe("--region", region).maybe("--endpoint-url", endpoint.as_deref())
    }

    /// Returns the command, quoted for its shell.
    ///
    /// # Errors
    /// `name-unquotable`.
    pub fn line(&self) -> Result<String, RequestError> {
        if let Some(value) = &self.file {
            let message = format!("The AWS CLI would read {value:?} as the name of a file");
            return Err(RequestError::new("name-unquotable", message, "Choose another name"));
        }
        let words: Result<Vec<String>, RequestError> =
            self.words.iter().map(|word| word.written(self.shell)).collect();
        Ok(words?.join(" "))
    }
}
