//! The files of a folder, which are one module (Terraform, "Files and Configuration Structure").

use super::json::{self, Places};
use crate::collections::BTreeMap;
use crate::finding::Code;
use crate::project::Text;
use crate::project::document::Position;
use crate::project::model::ProjectFinding;
use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use std::ops::Range;

/// A file of Terraform.
pub struct File<'t> {
    /// The path, as dropped.
    pub path: &'t str,
    text: &'t str,
    /// The offset of the start of each line.
    lines: Vec<usize>,
    body: Body,
    /// For JSON, the positions of its parts. In other files, the parts have their own positions.
    places: Option<Places>,
}

/// The files of one folder.
pub struct Module<'t> {
    /// Path of the folder in the drop; empty for the root of the drop.
    pub folder: &'t str,
    files: Vec<File<'t>>,
    /// The files of variables that Terraform loads by itself. Later ones take precedence.
    given: Vec<File<'t>>,
}

/// A block and its file.
#[derive(Clone, Copy)]
pub struct At<'m> {
    /// The file.
    pub file: &'m File<'m>,
    /// The block.
    pub block: &'m Block,
}

impl<'t> Module<'t> {
    /// Parses files. A file that cannot be parsed becomes a finding.
    pub fn read(folder: &'t str, texts: &[&'t Text], findings: &mut Vec<ProjectFinding>) -> Module<'t> {
        let (mut files, mut given) = (Vec::new(), Vec::new());
        for text in texts {
            let path = text.path.as_str();
            let is_given = precedence(path).is_some();
            // The parser does not accept a byte order mark.
            let content = text.text.trim_start_matches('\u{feff}');
            let read = match path.ends_with(".json") {
                true => if is_given { json::variables(content) } else { json::read(content) }
                    .map(|(body, places)| (body, Some(places)))
                    .map_err(|fault| (fault.place, fault.why)),
                false => native(content).map(|body| (body, None)),
            };
            match read {
                Ok((body, places)) => {
                    let ends = content.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
                    let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
                    let list = if is_given { &mut given } else { &mut files };
                    list.push(File { path, text: content, lines, body, places });
                }
                Err((place, why)) => {
                    let message = format!("\"{path}\" cannot be read at {place}: {why}");
                    findings.push(ProjectFinding::new(Code::TemplateInvalid, path, place, message));
                }
            }
        }
        crate::collections::sort_by_key(&mut given, |file| precedence(file.path));
        Module { folder, files, given }
    }

    /// Returns the blocks with this keyword.
    pub fn all<'m>(&'m self, keyword: &'m str) -> impl Iterator<Item = At<'m>> {
        self.files.iter().flat_map(move |file| {
            let blocks = file.body.blocks().filter(move |block| block.has_ident(keyword));
            blocks.map(move |block| At { file, block })
        })
    }

    /// Returns the blocks with this keyword and type, such as `resource "aws_lambda_function"`.
    pub fn blocks<'m>(&'m self, keyword: &'m str, kind: &'m str) -> impl Iterator<Item = At<'m>> {
        self.all(keyword).filter(move |at| at.block.labels.len() == 2 && at.kind() == kind)
    }
}

/// The parts of a module by name. If a name occurs several times, the first one.
pub struct Index<'m> {
    /// Resources and data sources, by keyword, type and name.
    blocks: BTreeMap<String, At<'m>>,
    locals: BTreeMap<&'m str, &'m Expression>,
    /// Defaults of variables.
    defaults: BTreeMap<&'m str, &'m Expression>,
    /// Values of variables in files, for a root module.
    given: BTreeMap<&'m str, &'m Expression>,
}

impl<'m> Index<'m> {
    /// Creates the index of a module.
    pub fn new(module: &'m Module<'m>) -> Index<'m> {
        let (mut blocks, mut locals, mut defaults) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for keyword in ["resource", "data"] {
            for at in module.all(keyword).filter(|at| at.block.labels.len() == 2) {
                blocks.entry(name_of(keyword, at.kind(), at.name())).or_insert(at);
            }
        }
        for argument in module.all("locals").flat_map(|at| at.block.body.attributes()) {
            locals.entry(argument.key.as_str()).or_insert(&argument.value);
        }
        for at in module.all("variable") {
            if let Some(default) = at.argument("default") {
                defaults.entry(at.name()).or_insert(default);
            }
        }
        let given = module.given.iter().flat_map(|file| file.body.attributes());
        let given = given.map(|argument| (argument.key.as_str(), &argument.value)).collect();
        Index { blocks, locals, defaults, given }
    }

    /// Returns the block with this keyword, type and name.
    pub fn block(&self, keyword: &str, kind: &str, name: &str) -> Option<At<'m>> {
        self.blocks.get(&name_of(keyword, kind, name)).copied()
    }

    /// Returns the resources of this type.
    pub fn resources(&self, kind: &str) -> impl Iterator<Item = At<'m>> {
        let start = name_of("resource", kind, "");
        self.blocks.iter().filter(move |(name, _)| name.starts_with(&start)).map(|(_, at)| *at)
    }

    /// Returns the expression of a local.
    pub fn local(&self, name: &str) -> Option<&'m Expression> {
        self.locals.get(name).copied()
    }

    /// Returns the default of a variable.
    pub fn default(&self, variable: &str) -> Option<&'m Expression> {
        self.defaults.get(variable).copied()
    }

    /// Returns the value of a variable in a file of variables.
    pub fn given(&self, variable: &str) -> Option<&'m Expression> {
        self.given.get(variable).copied()
    }
}

/// Returns the place of a file of variables in Terraform's order of precedence, the highest last (Terraform, "Assign
/// values to input variables", "Value precedence"). `None` for other files.
fn precedence(path: &str) -> Option<(u8, &str)> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        "terraform.tfvars" => Some((0, name)),
        "terraform.tfvars.json" => Some((1, name)),
        _ => [".auto.tfvars", ".auto.tfvars.json"].iter().any(|end| name.ends_with(end)).then_some((2, name)),
    }
}

fn name_of(keyword: &str, kind: &str, name: &str) -> String {
    [keyword, kind, name].join(" ")
}

/// Parses Terraform's native syntax. The error is the position and the reason.
fn native(text: &str) -> Result<Body, (Position, String)> {
    hcl_edit::parser::parse_body(text).map_err(|error| {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let (line, column) = (error.location().line(), error.location().column());
        (Position { line: number(line), column: number(column) }, error.message().to_string())
    })
}

impl<'m> At<'m> {
    /// Returns the type: `aws_lambda_function` of `resource "aws_lambda_function" "orders"`.
    pub fn kind(&self) -> &'m str {
        self.block.labels.first().map_or("", |label| label.as_str())
    }

    /// Returns the name: `orders` of `resource "aws_lambda_function" "orders"`.
    pub fn name(&self) -> &'m str {
        self.block.labels.last().map_or("", |label| label.as_str())
    }

    /// Returns the address of a resource, such as `aws_lambda_function.orders`. `None` for a block without two labels.
    pub fn address(&self) -> Option<String> {
        (self.block.labels.len() == 2).then(|| format!("{}.{}", self.kind(), self.name()))
    }

    /// Returns the value of an argument.
    pub fn argument(&self, name: &str) -> Option<&'m Expression> {
        self.block.body.get_attribute(name).map(|attribute| &attribute.value)
    }

    /// Returns the start of the block.
    pub fn place(&self) -> Position {
        match &self.file.places {
            Some(places) => places.position(self.block, None),
            None => self.place_of(self.block.ident.span()),
        }
    }

    /// Returns the start of an expression of the block.
    pub fn place_at(&self, expression: &Expression) -> Position {
        match &self.file.places {
            Some(places) => places.position(self.block, Some(expression)),
            None => self.place_of(expression.span()),
        }
    }

    fn place_of(&self, span: Option<Range<usize>>) -> Position {
        let at = span.map_or(0, |span| span.start);
        let line = self.file.lines.partition_point(|line| *line <= at);
        let start = self.file.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.file.text.get(start..at).unwrap_or_default().chars().count() + 1;
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Position { line: number(line), column: number(column) }
    }

    /// Creates a finding about the block.
    pub fn finding(&self, code: Code, place: Position, message: String) -> ProjectFinding {
        ProjectFinding::new(code, self.file.path, place, message).about(self.name())
    }
}
