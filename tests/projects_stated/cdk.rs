//! Synthesized CDK apps: the folder `cdk.out`, as `cdk synth` of aws-cdk-lib 2 writes it.

use super::{check, projects, read};
use wheelpress::project::edit::{CodeLocation, Relocation, relocated};
use wheelpress::project::model::ProjectKind;

/// A stack with a Python function, a Node function that CDK itself adds, inline code and a container image.
const ORDERS: &str = r#"{
 "Resources": {
  "OrdersServiceRole4A6B2C11": {
   "Type": "AWS::IAM::Role",
   "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17"}},
   "Metadata": {"aws:cdk:path": "Orders/Orders/ServiceRole/Resource"}
  },
  "Orders9A1B0C2D": {
   "Type": "AWS::Lambda::Function",
   "Properties": {
    "Architectures": [
     "arm64"
    ],
    "Code": {
     "S3Bucket": {
      "Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"
     },
     "S3Key": "5f0c1e9c3f8b.zip"
    },
    "Handler": "index.handler",
    "Layers": [
     {
      "Ref": "Shared77A0F1E2"
     }
    ],
    "Role": {"Fn::GetAtt": ["OrdersServiceRole4A6B2C11", "Arn"]},
    "Runtime": "python3.13"
   },
   "DependsOn": ["OrdersServiceRole4A6B2C11"],
   "Metadata": {
    "aws:cdk:path": "Orders/Orders/Resource",
    "aws:asset:path": "asset.5f0c1e9c3f8b",
    "aws:asset:is-bundled": false,
    "aws:asset:property": "Code"
   }
  },
  "Shared77A0F1E2": {
   "Type": "AWS::Lambda::LayerVersion",
   "Properties": {
    "CompatibleRuntimes": ["python3.13"],
    "Content": {
     "S3Bucket": {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"},
     "S3Key": "77aa.zip"
    }
   },
   "Metadata": {"aws:cdk:path": "Orders/Shared/Resource", "aws:asset:path": "asset.77aa", "aws:asset:property": "Content"}
  },
  "CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F": {
   "Type": "AWS::Lambda::Function",
   "Properties": {
    "Code": {"S3Bucket": {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"}, "S3Key": "faa9.zip"},
    "Handler": "index.handler",
    "Runtime": {"Fn::FindInMap": ["LatestNodeRuntimeMap", {"Ref": "AWS::Region"}, "value"]}
   },
   "Metadata": {"aws:asset:path": "asset.faa9", "aws:asset:property": "Code"}
  },
  "Inline": {
   "Type": "AWS::Lambda::Function",
   "Properties": {"Code": {"ZipFile": "def handler(e, c): pass"}, "Handler": "index.handler", "Runtime": "python3.13"}
  },
  "Image": {
   "Type": "AWS::Lambda::Function",
   "Properties": {
    "Code": {"ImageUri": {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/cdk:1a"}},
    "PackageType": "Image"
   }
  },
  "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:H4sI"}}
 },
 "Mappings": {"LatestNodeRuntimeMap": {"us-east-1": {"value": "nodejs22.x"}}},
 "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/hnb659fds/version"}},
 "Rules": {"CheckBootstrapVersion": {"Assertions": []}}
}"#;

/// A stack of another stage, whose function has the same asset.
const STAGE: &str = r#"{"Resources": {"Orders1": {
  "Type": "AWS::Lambda::Function",
  "Properties": {
   "Code": {"S3Bucket": "cdk-hnb659fds-assets-1-eu-west-1", "S3Key": "5f0c1e9c3f8b.zip"},
   "Handler": "index.handler", "Runtime": "python3.12"
  },
  "Metadata": {"aws:asset:path": "../asset.5f0c1e9c3f8b"}
}}}"#;

const PATHS: &str = "shop/app.py shop/cdk.json shop/cdk.out/cdk.out shop/cdk.out/manifest.json shop/cdk.out/tree.json \
    shop/cdk.out/Orders.assets.json shop/cdk.out/asset.5f0c1e9c3f8b/index.py shop/cdk.out/asset.5f0c1e9c3f8b/requirements.txt \
    shop/cdk.out/asset.5f0c1e9c3f8b/lib/db.py shop/cdk.out/asset.77aa/python/shared.py shop/cdk.out/asset.faa9/index.js";

const TEMPLATE: &str = "shop/cdk.out/Orders.template.json";

#[test]
fn a_stack() {
    let functions = [
        "Shared77A0F1E2 python3.13 x86_64 layer [asset.77aa/python/shared.py]",
        "Orders9A1B0C2D python3.13 arm64 index.handler [asset.5f0c1e9c3f8b/index.py asset.5f0c1e9c3f8b/requirements.txt \
         asset.5f0c1e9c3f8b/lib/db.py] + Shared77A0F1E2",
    ];
    let read = projects(PATHS, &[(TEMPLATE, ORDERS)]);
    let [project] = &read[..] else { panic!("{read:#?}") };
    assert_eq!((project.statement, project.file.as_str()), (ProjectKind::Cdk, TEMPLATE));
    let lines = super::lines(project);
    assert_eq!(lines[..2], functions);
    let left: Vec<&str> = project.skipped.iter().map(|left| left.id.as_str()).collect();
    assert_eq!(left[left.len() - 2..], ["Inline", "Image"], "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("CustomS3AutoDelete")), "{lines:#?}");
    assert_eq!(project.definitions[1].line, 8);
}

/// CDK uploads an asset as it is. The lists of what `sam build` and other tools exclude do not apply.
#[test]
fn assets_are_taken_as_they_are() {
    let with = |names: &str| -> String {
        names.split(' ').map(|name| format!(" shop/cdk.out/asset.5f0c1e9c3f8b/{name}")).collect()
    };
    let lines = |kind: &str, names: &str| {
        let (template, path) = match kind {
            "metadata" => (ORDERS.to_string(), TEMPLATE),
            _ => (ORDERS.replace("aws:asset:path", "other"), TEMPLATE),
        };
        let read = projects(&format!("{PATHS}{}", with(names)), &[(path, &template)]);
        let orders = read[0].definitions.iter().find(|one| one.id == "Orders9A1B0C2D").unwrap();
        let files: Vec<&str> = orders.files.iter().map(|file| file.path.as_str()).collect();
        files.join(" ")
    };
    let names = "env/a.py .env lib/ENV/b.py node_modules/c.js template.yaml cdk.json";
    let own = names.split(' ').map(|name| format!(" asset.5f0c1e9c3f8b/{name}"));
    let expected = [
        "asset.5f0c1e9c3f8b/index.py asset.5f0c1e9c3f8b/requirements.txt asset.5f0c1e9c3f8b/lib/db.py"
            .to_string(),
        own.collect(),
    ];
    for kind in ["metadata", "key"] {
        assert_eq!(lines(kind, names), expected.concat(), "{kind}");
    }
}

/// The manifest, the tree and the lists of assets state no functions. The stacks of stages are in separate
/// folders.
#[test]
fn a_stage_and_what_lies_beside_it() {
    let manifest = r#"{
  "version": "48.0.0",
  "artifacts": {
    "Orders.assets": {
      "type": "cdk:asset-manifest",
      "properties": {
        "file": "Orders.assets.json",
        "requiresBootstrapStackVersion": 6,
        "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version"
      }
    },
    "Orders": {
      "type": "aws:cloudformation:stack",
      "environment": "aws://unknown-account/unknown-region",
      "properties": {
        "templateFile": "Orders.template.json",
        "terminationProtection": false,
        "validateOnSynth": false,
        "stackTemplateAssetObjectUrl": "s3://cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}/2cc0.json",
        "requiresBootstrapStackVersion": 6,
        "additionalDependencies": ["Orders.assets"]
      },
      "dependencies": ["Orders.assets"],
      "metadata": {"/Orders/Orders/Resource": [{"type": "aws:cdk:logicalId", "data": "Orders9A1B0C2D"}]},
      "displayName": "Orders"
    },
    "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}
  },
  "minimumCliVersion": "2.1029.2"
}"#;
    let assets = r#"{
  "version": "48.0.0",
  "files": {
    "5f0c1e9c3f8b": {
      "displayName": "Orders/Code",
      "source": {"path": "asset.5f0c1e9c3f8b", "packaging": "zip"},
      "destinations": {
        "current_account-current_region-4bde068b": {
          "bucketName": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}",
          "objectKey": "5f0c1e9c3f8b.zip",
          "assumeRoleArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-hnb659fds-file-publishing-role"
        }
      }
    }
  },
  "dockerImages": {}
}"#;
    assert!(
        read(PATHS, &[("shop/cdk.out/manifest.json", manifest), ("shop/cdk.out/Orders.assets.json", assets)])
            .is_empty()
    );
    check(
        PATHS,
        &[("shop/cdk.out/assembly-Prod/ProdOrders.template.json", STAGE)],
        ProjectKind::Cdk,
        &[
            "Orders1 python3.12 x86_64 index.handler [asset.5f0c1e9c3f8b/index.py asset.5f0c1e9c3f8b/requirements.txt \
           asset.5f0c1e9c3f8b/lib/db.py]",
        ],
    );
}

/// A `PythonFunction` as `cdk synth` writes it without the metadata that assigns assets to functions
/// (`--no-asset-metadata`). The asset follows from the key of the object.
#[test]
fn assets_by_the_keys_of_their_objects() {
    const HASH: &str = "1d33c7bd7219bb62a994cfb57e1b7914672309ef50a72fcd248b3c611288c7b8";
    const OTHER: &str = "ef66509053255910d278759add489e36b8ee17a38dadbe3e52f056151b9cb866";
    let function = |id: &str, key: &str| {
        format!(
            r#"  "{id}": {{
   "Type": "AWS::Lambda::Function",
   "Properties": {{
    "Code": {{
     "S3Bucket": {{
      "Fn::Sub": "cdk-hnb659fds-assets-${{AWS::AccountId}}-${{AWS::Region}}"
     }},
     "S3Key": "{key}"
    }},
    "Handler": "index.handler",
    "Role": {{"Fn::GetAtt": ["{id}ServiceRole77891068", "Arn"]}},
    "Runtime": "python3.13"
   }},
   "DependsOn": ["{id}ServiceRole77891068"]
  }}"#
        )
    };
    let template = |functions: &[String]| {
        format!(
            r#"{{
 "Resources": {{
{}
 }},
 "Parameters": {{
  "BootstrapVersion": {{
   "Type": "AWS::SSM::Parameter::Value<String>",
   "Default": "/cdk-bootstrap/hnb659fds/version",
   "Description": "Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]"
  }}
 }},
 "Rules": {{"CheckBootstrapVersion": {{"Assertions": [{{"Assert": {{"Fn::Not": [{{"Fn::Contains": [["1", "2"], {{"Ref": "BootstrapVersion"}}]}}]}}}}]}}}}
}}"#,
            functions.join(",\n")
        )
    };
    let text = template(&[
        function("orders", &format!("{HASH}.zip")),
        function("prefixed", &format!("team/{HASH}.zip")),
        function("zipped", &format!("{OTHER}.zip")),
        function("elsewhere", "other.zip"),
    ]);
    let paths = format!(
        "shop/cdk.out/asset.{HASH}/index.py shop/cdk.out/asset.{HASH}/requests/__init__.py shop/cdk.out/asset.{OTHER}.zip \
         shop/cdk.out/cdk.out shop/cdk.out/tree.json shop/cdk.out/manifest.json"
    );
    let files = format!("[asset.{HASH}/index.py asset.{HASH}/requests/__init__.py]");
    check(
        &paths,
        &[("shop/cdk.out/shop.template.json", &text)],
        ProjectKind::Cdk,
        &[
            &format!("orders python3.13 x86_64 index.handler {files}"),
            &format!("prefixed python3.13 x86_64 index.handler {files}"),
            "zipped: its code is a zip already",
            "elsewhere: its code is in a bucket already",
        ],
    );
    // A stage uses the assets of the app.
    let stage = template(&[function("orders", &format!("{HASH}.zip"))]);
    check(
        &paths,
        &[("shop/cdk.out/assembly-Prod/ProdShop1234.template.json", &stage)],
        ProjectKind::Cdk,
        &[&format!("orders python3.13 x86_64 index.handler {files}")],
    );
    // In a template of SAM, such a key does not identify a folder.
    let left = &projects(&paths, &[("shop/cdk.out/x/template.json", &stage)])[0].skipped;
    assert_eq!(left[0].why, "its code is in a bucket already");
}

/// In a packaged template, only the bucket and the key of the code differ.
#[test]
fn the_code_is_elsewhere() {
    let code = CodeLocation::Bucket { bucket: "my-bucket".to_string(), key: "app/01.zip".to_string() };
    let at = |id: &str| Relocation { id: id.to_string(), code: code.clone() };
    let edited = relocated(ORDERS, &[at("Orders9A1B0C2D"), at("Shared77A0F1E2")], None).unwrap();
    let value = "{\"S3Bucket\": \"my-bucket\", \"S3Key\": \"app/01.zip\"}";
    let expected = ORDERS
        .replace(
            "{\n     \"S3Bucket\": {\n      \"Fn::Sub\": \"cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}\"\n     },\n     \"S3Key\": \"5f0c1e9c3f8b.zip\"\n    }",
            value,
        )
        .replace(
            "{\n     \"S3Bucket\": {\"Fn::Sub\": \"cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}\"},\n     \"S3Key\": \"77aa.zip\"\n    }",
            value,
        );
    assert_ne!(expected, ORDERS);
    assert_eq!(edited, expected);
    let folder = CodeLocation::Folder("Orders9A1B0C2D".to_string());
    let edited =
        relocated(ORDERS, &[Relocation { id: "Orders9A1B0C2D".to_string(), code: folder }], None).unwrap();
    assert!(edited.contains("\"Code\": \"Orders9A1B0C2D\",\n    \"Handler\""), "{edited}");
    assert_eq!(relocated(ORDERS, &[], None).unwrap(), ORDERS);
}
