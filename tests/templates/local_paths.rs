//! The other local paths of a template that is put into another folder: they are changed as `sam build` changes them
//! (aws-sam-cli, samcli/commands/_utils/template.py `_update_relative_paths`).

use wheelpress::project::edit::{CodeLocation, Relocation, relocated, remaining_paths};

fn folder(id: &str) -> Relocation {
    Relocation { id: id.to_string(), code: CodeLocation::Folder(id.to_string()) }
}

/// A template with resources, each an id and its text.
fn template(resources: &[(&str, &str)]) -> String {
    let resources =
        resources.iter().map(|(id, text)| format!("  {id}:\n    {}\n", text.replace('\n', "\n    ")));
    format!("Transform: AWS::Serverless-2016-10-31 # first\nResources:\n{}", resources.collect::<String>())
}

fn built(text: &str, pressed: &[&str]) -> String {
    let relocations: Vec<Relocation> = pressed.iter().map(|id| folder(id)).collect();
    relocated(text, &relocations, Some("../..")).unwrap()
}

/// Replaces `before` in a resource with `after`, and expects the same of the edit. Nothing else changes.
#[track_caller]
fn check(resource: &str, before: &str, after: &str) {
    let text = template(&[("X", resource)]);
    assert_eq!(text.matches(before).count(), 1, "{text}");
    assert_eq!(built(&text, &[]), text.replace(before, after));
}

/// `RESOURCES_WITH_LOCAL_PATHS` of aws-sam-cli.
#[rustfmt::skip]
const TABLE: &[(&str, &[&str])] = &[
    ("AWS::Serverless::GraphQLApi", &["SchemaUri"]),
    ("AWS::Serverless::Function", &["CodeUri"]),
    ("AWS::Serverless::WebFunction", &["CodeUri"]),
    ("AWS::Serverless::Api", &["DefinitionUri"]),
    ("AWS::Serverless::HttpApi", &["DefinitionUri"]),
    ("AWS::Serverless::StateMachine", &["DefinitionUri"]),
    ("AWS::AppSync::GraphQLSchema", &["DefinitionS3Location"]),
    ("AWS::AppSync::Resolver", &["RequestMappingTemplateS3Location", "ResponseMappingTemplateS3Location", "CodeS3Location"]),
    ("AWS::AppSync::FunctionConfiguration", &["RequestMappingTemplateS3Location", "ResponseMappingTemplateS3Location", "CodeS3Location"]),
    ("AWS::Lambda::Function", &["Code"]),
    ("AWS::ApiGateway::RestApi", &["BodyS3Location"]),
    ("AWS::ApiGatewayV2::Api", &["BodyS3Location"]),
    ("AWS::ElasticBeanstalk::ApplicationVersion", &["SourceBundle"]),
    ("AWS::CloudFormation::ModuleVersion", &["ModulePackage"]),
    ("AWS::CloudFormation::ResourceVersion", &["SchemaHandlerPackage"]),
    ("AWS::CloudFormation::Stack", &["TemplateURL"]),
    ("AWS::CloudFormation::StackSet", &["TemplateURL"]),
    ("AWS::Serverless::Application", &["Location"]),
    ("AWS::Lambda::LayerVersion", &["Content"]),
    ("AWS::Serverless::LayerVersion", &["ContentUri"]),
    ("AWS::StepFunctions::StateMachine", &["DefinitionS3Location"]),
];

#[test]
fn properties_of_all_resources() {
    for (kind, names) in TABLE {
        for name in *names {
            let resource = |value: &str| {
                format!("Type: {kind} # why\nProperties:\n  {name}: {value} # é\n  Description: other/a.txt")
            };
            check(&resource("dir/a.file"), "dir/a.file", "../../dir/a.file");
            for other in
                ["s3://b/dir/a", "https://x.invalid/a", "http://x.invalid/a", "/dir/a", "!Ref A", "{a: dir}"]
            {
                check(&resource(other), other, other);
            }
        }
    }
    check(
        "Type: AWS::Glue::Job\nProperties:\n  Command:\n    ScriptLocation: job.py\n    Name: x.py",
        "job.py",
        "../../job.py",
    );
    check(
        "Type: AWS::Serverless::GraphQLApi\nProperties:\n  Functions:\n    f:\n      CodeUri: f.js\n  Auth: {CodeUri: a}",
        "f.js",
        "../../f.js",
    );
    check("Type: AWS::SQS::Queue\nProperties:\n  CodeUri: src", "src", "src");
}

#[test]
fn paths_as_written() {
    let function =
        |uri: &str| format!("Type: AWS::Serverless::Function\nProperties:\n  Handler: a.h\n  CodeUri: {uri}");
    let check = |before: &str, after: &str| {
        let text = template(&[("X", &function(before))]);
        assert_eq!(built(&text, &[]), template(&[("X", &function(after))]));
    };
    check(".", "../..");
    check("./", "../..");
    check("./src/", "../../src");
    check("src//a/../b", "../../src/b");
    check("../shared/src", "../../../shared/src");
    check("src/../../x", "../../../x");
    check("'src'", "../../src");
    check("\"my src\"", "\"../../my src\"");
    check(">-\n    src", "../../src");
    check("&a src", "&a ../../src");
}

#[test]
fn other_places() {
    // An include can be anywhere.
    let include = "Type: AWS::Serverless::Api\nProperties:\n  DefinitionBody:\n    Fn::Transform:\n      Name: AWS::Include\n      Parameters: {Location: api.yaml}";
    check(include, "api.yaml", "\"../../api.yaml\"");
    let short = "Type: AWS::X::Y\nProperties:\n  L:\n    - !Transform {Name: \"AWS::Include\", Parameters: {Location: \"l.yaml\"}}";
    check(short, "\"l.yaml\"", "\"../../l.yaml\"");
    check(&include.replace("AWS::Include", "Mine"), "api.yaml", "api.yaml");
    let cdk = "Type: AWS::Lambda::Function\nProperties: {}\nMetadata:\n  aws:asset:path: asset.1";
    check(cdk, "asset.1", "../../asset.1");
    let image = "Type: AWS::Serverless::Function\nProperties:\n  PackageType: Image\n  CodeUri: src";
    check(image, "src", "src");
    let text = "Metadata:\n  AWS::ServerlessRepo::Application:\n    LicenseUrl: LICENSE\n    ReadmeUrl: README.md\n    Name: a\n";
    let expected = text.replace("LICENSE", "../../LICENSE").replace("README", "../../README");
    assert_eq!(built(text, &[]), expected);
    let each = "Resources:\n  Fn::ForEach::All:\n    - Name\n    - [a, b]\n    - ${Name}:\n        Type: AWS::Serverless::Function\n        Properties: {CodeUri: src}\n";
    assert_eq!(built(each, &[]), each.replace("src", "\"../../src\""));
    let json = "{\"Resources\": {\"X\": {\"Type\": \"AWS::Lambda::Function\", \"Properties\": {\"Code\": \"src\"}}}}";
    assert_eq!(built(json, &[]), json.replace("src", "../../src"));
}

/// What several resources share, and what Globals state.
#[test]
fn shared_values() {
    let function = "Type: AWS::Serverless::Function\nProperties:\n  Handler: a.h";
    let globals = |resources: &[(&str, &str)]| {
        format!("Globals:\n  Function:\n    CodeUri: src # all\n{}", template(resources))
    };
    let both = globals(&[("A", function), ("B", function)]);
    let edited = built(&both, &["A"]);
    assert!(
        edited.contains("CodeUri: ../../src # all\n") && edited.contains("      CodeUri: A\n"),
        "{edited}"
    );
    assert!(built(&both, &["A", "B"]).contains("CodeUri: src # all\n"));
    let alias = template(&[
        ("A", "Type: AWS::Serverless::Function\nProperties: &p\n  CodeUri: src"),
        ("B", "Type: AWS::Serverless::Function\nProperties:\n  <<: *p\n  Handler: a.h"),
        ("C", "Type: AWS::Serverless::Function\nProperties: *p"),
    ]);
    let edited = built(&alias, &["A"]);
    assert_eq!(edited.matches("CodeUri: A\n").count(), 1, "{edited}");
    assert_eq!(edited.matches("../../src").count(), 2, "{edited}");
    assert_eq!(built(&alias, &[]).matches("../../src").count(), 3);
    let scalar = template(&[
        ("A", "Type: AWS::Serverless::Function\nProperties:\n  CodeUri: &c src"),
        ("B", "Type: AWS::Serverless::Function\nProperties:\n  CodeUri: *c"),
    ]);
    assert!(built(&scalar, &["A"]).ends_with("CodeUri: ../../src\n"));
    // An alias that refers to a mapping around it.
    let circle = "Resources: {}\nx: &a\n  y: *a\n";
    assert_eq!(built(circle, &[]), circle);
}

/// The files that a packaged template still names.
#[test]
fn what_remains() {
    let text = template(&[
        ("Fn", "Type: AWS::Serverless::Function\nProperties:\n  CodeUri: src"),
        ("Node", "Type: AWS::Serverless::Function\nProperties:\n  CodeUri: node"),
        ("Same", "Type: AWS::Serverless::Function\nProperties:\n  CodeUri: node"),
        ("Api", "Type: AWS::Serverless::Api\nProperties:\n  DefinitionUri: api/openapi.yaml"),
        ("Other", "Type: AWS::Serverless::Api\nProperties:\n  DefinitionUri: s3://b/k"),
    ]);
    assert_eq!(remaining_paths(&text, &[folder("Fn")]).unwrap(), ["node", "api/openapi.yaml"]);
    let all = [folder("Fn"), folder("Node"), folder("Same"), folder("Api")];
    assert!(remaining_paths(&text, &all).unwrap().is_empty());
}
