//! The types of resources that are functions, layers and stacks.

/// What a resource is packaged as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A function.
    Function,
    /// A layer.
    Layer,
    /// A nested stack, with a template of its own.
    Stack,
}

/// A type of resource.
#[derive(Debug)]
pub struct ResourceKind {
    /// The type, as in a template.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The property that states where the code is.
    pub code: &'static str,
    /// The section of Globals that applies to it.
    pub globals: Option<&'static str>,
    /// The names of the properties for bucket and key of code in S3.
    pub s3: (&'static str, &'static str),
}

/// Code in S3 is stated in SAM by an address `s3://bucket/key`, in CloudFormation by a mapping (AWS SAM specification,
/// `FunctionCode`; CloudFormation, `AWS::Lambda::Function Code`).
#[rustfmt::skip]
const KINDS: &[ResourceKind] = &[
    ResourceKind { name: "AWS::Serverless::Function",     kind: Kind::Function, code: "CodeUri",    globals: Some("Function"),     s3: ("Bucket", "Key") },
    ResourceKind { name: "AWS::Serverless::LayerVersion", kind: Kind::Layer,    code: "ContentUri", globals: Some("LayerVersion"), s3: ("Bucket", "Key") },
    ResourceKind { name: "AWS::Lambda::Function",         kind: Kind::Function, code: "Code",       globals: None,                 s3: ("S3Bucket", "S3Key") },
    ResourceKind { name: "AWS::Lambda::LayerVersion",     kind: Kind::Layer,    code: "Content",    globals: None,                 s3: ("S3Bucket", "S3Key") },
    ResourceKind { name: "AWS::Serverless::Application",  kind: Kind::Stack,    code: "Location",   globals: None,                 s3: ("", "") },
    ResourceKind { name: "AWS::CloudFormation::Stack",    kind: Kind::Stack,    code: "TemplateURL", globals: None,                s3: ("", "") },
];

impl ResourceKind {
    /// Whether it is a type of SAM. The location of such code can be a single text.
    pub fn is_sam(&self) -> bool {
        self.globals.is_some()
    }
}

/// Returns the kind of a resource type. `None` for types without code.
pub fn kind_of(name: &str) -> Option<&'static ResourceKind> {
    KINDS.iter().find(|kind| kind.name == name)
}
