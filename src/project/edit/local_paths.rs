//! The files and folders that a template names and that are relative to it, except the code of pressed functions and
//! layers. These are the values that `sam build` changes when it writes the template to another folder (aws-sam-cli,
//! samcli/commands/_utils/template.py `_update_relative_paths`).

use super::change::{Edit, set_property};
use super::scalar;
use crate::project::document::Node;

/// The properties of resources (aws-sam-cli, samcli/lib/utils/resources.py `RESOURCES_WITH_LOCAL_PATHS`). A dot separates
/// nested properties.
#[rustfmt::skip]
const PROPERTIES: &[(&str, &[&str])] = &[
    ("AWS::ApiGateway::RestApi", &["BodyS3Location"]),
    ("AWS::ApiGatewayV2::Api", &["BodyS3Location"]),
    ("AWS::AppSync::FunctionConfiguration", TEMPLATES),
    ("AWS::AppSync::GraphQLSchema", &["DefinitionS3Location"]),
    ("AWS::AppSync::Resolver", TEMPLATES),
    ("AWS::CloudFormation::ModuleVersion", &["ModulePackage"]),
    ("AWS::CloudFormation::ResourceVersion", &["SchemaHandlerPackage"]),
    ("AWS::CloudFormation::Stack", &["TemplateURL"]),
    ("AWS::CloudFormation::StackSet", &["TemplateURL"]),
    ("AWS::ElasticBeanstalk::ApplicationVersion", &["SourceBundle"]),
    ("AWS::Glue::Job", &["Command.ScriptLocation"]),
    ("AWS::Lambda::Function", &["Code"]),
    ("AWS::Lambda::LayerVersion", &["Content"]),
    ("AWS::Serverless::Api", &["DefinitionUri"]),
    ("AWS::Serverless::Application", &["Location"]),
    ("AWS::Serverless::Function", &["CodeUri"]),
    (GRAPHQL, &["SchemaUri"]),
    ("AWS::Serverless::HttpApi", &["DefinitionUri"]),
    ("AWS::Serverless::LayerVersion", &["ContentUri"]),
    ("AWS::Serverless::StateMachine", &["DefinitionUri"]),
    ("AWS::Serverless::WebFunction", &["CodeUri"]),
    ("AWS::StepFunctions::StateMachine", &["DefinitionS3Location"]),
];

const TEMPLATES: &[&str] =
    &["RequestMappingTemplateS3Location", "ResponseMappingTemplateS3Location", "CodeS3Location"];

/// A type with a `CodeUri` in each of its resolvers and functions (samcli/lib/utils/graphql_api.py).
const GRAPHQL: &str = "AWS::Serverless::GraphQLApi";

/// The entry in Metadata that describes an application, and its files (`METADATA_WITH_LOCAL_PATHS`).
const APPLICATION: (&str, &[&str]) = ("AWS::ServerlessRepo::Application", &["LicenseUrl", "ReadmeUrl"]);

/// The entry in a resource's Metadata for its files (samcli/lib/samlib/resource_metadata_normalizer.py).
const ASSET: &str = "aws:asset:path";

/// Maximum depth of nested loops, and of values in which includes are searched.
const MAX_DEPTH: usize = 64;

/// A local path in a template.
pub struct LocalPath<'d> {
    /// The path as written.
    pub text: &'d str,
    /// Its value.
    pub value: Node<'d>,
    /// Where the value is.
    owner: Owner<'d>,
}

enum Owner<'d> {
    /// A property of this resource. The resource may have it from a mapping that other resources have too.
    Resource(Node<'d>, &'static str),
    /// This mapping.
    Mapping(Node<'d>),
}

impl LocalPath<'_> {
    /// Returns the path if the template is in another folder. `back`: leads from there to the template's folder.
    pub fn moved(&self, back: &str) -> String {
        let mut parts: Vec<&str> = back.split('/').filter(|part| !part.is_empty()).collect();
        let kept = parts.len();
        for part in self.text.split('/').filter(|part| !matches!(*part, "" | ".")) {
            match part == ".." && parts.len() > kept && parts.last() != Some(&"..") {
                true => drop(parts.pop()),
                false => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// Replaces the path.
    pub fn edit(&self, text: &str, path: &str) -> Edit {
        match self.owner {
            Owner::Resource(body, name) => set_property(text, body, name, |is_flow| scalar(path, is_flow)),
            Owner::Mapping(mapping) => {
                Edit { span: self.value.span(), text: scalar(path, mapping.is_flow()) }
            }
        }
    }
}

/// Finds the local paths of a template. `is_pressed`: whether the code of the function or layer with this id has a new
/// location.
pub fn find<'d>(root: Node<'d>, is_pressed: &dyn Fn(&str) -> bool) -> Vec<LocalPath<'d>> {
    let mut finder = Finder { is_pressed, paths: Vec::new(), needs_global: false };
    let application = root.get("Metadata").and_then(|metadata| metadata.get(APPLICATION.0));
    for name in APPLICATION.1 {
        finder.mapping(application, name);
    }
    let resources = root.get("Resources");
    let globals = root.at(&["Globals", "Function"]);
    finder.resources(resources, globals, 0);
    if finder.needs_global {
        finder.mapping(globals, "CodeUri");
    }
    if resources.is_some_and(|all| all.own_entries().any(|(_, body)| is_type(body, "AWS::Serverless::Api"))) {
        finder.mapping(root.at(&["Globals", "Api"]), "DefinitionUri");
    }
    finder.includes(root, 0);
    finder.paths
}

fn is_type(body: Node, name: &str) -> bool {
    body.get("Type").and_then(Node::str) == Some(name)
}

struct Finder<'f, 'd> {
    is_pressed: &'f dyn Fn(&str) -> bool,
    paths: Vec<LocalPath<'d>>,
    /// Whether a function has the `CodeUri` of Globals.
    needs_global: bool,
}

impl<'d> Finder<'_, 'd> {
    /// Adds a value if it is a local path.
    fn add(&mut self, value: Node<'d>, owner: Owner<'d>) {
        let is_elsewhere = |text: &&str| {
            ["s3://", "http://", "https://", "/"].iter().any(|beginning| text.starts_with(beginning))
        };
        let text = value.str().filter(|text| !is_elsewhere(text));
        self.paths.extend(text.map(|text| LocalPath { text, value, owner }));
    }

    fn mapping(&mut self, mapping: Option<Node<'d>>, name: &str) {
        if let Some((mapping, value)) = mapping.and_then(|mapping| Some((mapping, mapping.get(name)?))) {
            self.add(value, Owner::Mapping(mapping));
        }
    }

    fn resources(&mut self, resources: Option<Node<'d>>, globals: Option<Node<'d>>, depth: usize) {
        for (key, body) in resources.into_iter().flat_map(Node::own_entries) {
            match key.text() {
                Some(id) if id.starts_with("Fn::ForEach::") && depth < MAX_DEPTH => {
                    self.resources(body.items().nth(2), globals, depth + 1);
                }
                Some(id) => self.resource(id, body, globals),
                None => {}
            }
        }
    }

    fn resource(&mut self, id: &str, body: Node<'d>, globals: Option<Node<'d>>) {
        let kind = body.get("Type").and_then(Node::str).unwrap_or_default();
        let Some((kind, names)) = PROPERTIES.iter().find(|(name, _)| *name == kind) else { return };
        let properties = body.get("Properties");
        let property = |name: &str| properties.and_then(|properties| properties.get(name));
        let is_of_sam = *kind == "AWS::Serverless::Function";
        let globally = |name: &str| globals.filter(|_| is_of_sam).and_then(|globals| globals.get(name));
        let package = property("PackageType").or_else(|| globally("PackageType"));
        let is_image = package.and_then(Node::str) == Some("Image");
        if !is_image && !(self.is_pressed)(id) {
            for name in *names {
                match name.split_once('.') {
                    Some((outer, inner)) => self.mapping(property(outer), inner),
                    None => match property(name) {
                        Some(value) => self.add(value, Owner::Resource(body, name)),
                        None => self.needs_global |= is_of_sam,
                    },
                }
            }
        }
        if *kind == GRAPHQL {
            self.codes(property("Resolvers"), 0);
            self.codes(property("Functions"), 0);
        }
        self.mapping(body.get("Metadata"), ASSET);
    }

    /// Finds each `CodeUri` in nested mappings.
    fn codes(&mut self, mapping: Option<Node<'d>>, depth: usize) {
        for (key, value) in mapping.into_iter().flat_map(Node::own_entries) {
            if key.text() == Some("CodeUri") {
                self.mapping(mapping, "CodeUri");
            } else if depth < MAX_DEPTH {
                self.codes(Some(value), depth + 1);
            }
        }
    }

    /// Finds the location of each `AWS::Include`. What an alias refers to is searched where it is written.
    fn includes(&mut self, node: Node<'d>, depth: usize) {
        if node.is_alias() || depth > MAX_DEPTH {
            return;
        }
        if node.tag() == Some("Transform") {
            self.include(node);
        }
        for (key, value) in node.own_entries() {
            if key.text() == Some("Fn::Transform") {
                self.include(value);
            }
            self.includes(value, depth + 1);
        }
        for item in node.items() {
            self.includes(item, depth + 1);
        }
    }

    fn include(&mut self, transform: Node<'d>) {
        if transform.get("Name").and_then(Node::str) == Some("AWS::Include") {
            self.mapping(transform.get("Parameters"), "Location");
        }
    }
}
