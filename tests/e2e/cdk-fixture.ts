/**
 * A folder `cdk.out` as `cdk synth` of aws-cdk-lib 2 writes it: a stack, the same stack in a stage, and their assets.
 */

const CODE = "5f0c1e9c3f8b0d7a6e2b4c9d8f1a3e5c7b9d0f2a4c6e8b1d3f5a7c9e0b2d4f6a";
const ZIPPED = "ef66509053255910d278759add489e36b8ee17a38dadbe3e52f056151b9cb866";
const BUCKET = { "Fn::Sub": `cdk-hnb659fds-assets-\${AWS::AccountId}-\${AWS::Region}` };

const ENVIRONMENT = "aws://unknown-account/unknown-region";
const BOOTSTRAP = {
  requiresBootstrapStackVersion: 6,
  bootstrapStackVersionSsmParameter: "/cdk-bootstrap/hnb659fds/version",
};

/** A function whose code is an asset. `up`: the path from the template to the folder of the assets. */
function functionOf(id: string, asset: string, up: string) {
  return {
    Type: "AWS::Lambda::Function",
    Properties: {
      Code: { S3Bucket: BUCKET, S3Key: `${asset.replace(/\.zip$/, "")}.zip` },
      Handler: "index.handler",
      Role: { "Fn::GetAtt": [`${id}ServiceRole`, "Arn"] },
      Runtime: "python3.13",
    },
    DependsOn: [`${id}ServiceRole`],
    Metadata: {
      "aws:cdk:path": `Shop/${id}/Resource`,
      "aws:asset:path": `${up}asset.${asset}`,
      "aws:asset:is-bundled": false,
      "aws:asset:property": "Code",
    },
  };
}

function stackOf(up: string, functions: Record<string, string>): string {
  const resources = Object.entries(functions).flatMap(([id, asset]): [string, object][] => [
    [
      `${id}ServiceRole`,
      { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17" } } },
    ],
    [id, functionOf(id, asset, up)],
  ]);
  const metadata = { Type: "AWS::CDK::Metadata", Properties: { Analytics: "v2:deflate64:H4sI" } };
  const version = { Type: "AWS::SSM::Parameter::Value<String>", Default: BOOTSTRAP.bootstrapStackVersionSsmParameter };
  const template = {
    Resources: { ...Object.fromEntries(resources), CDKMetadata: metadata },
    Parameters: { BootstrapVersion: version },
    Rules: { CheckBootstrapVersion: { Assertions: [] } },
  };
  return JSON.stringify(template, null, 1);
}

/** The list of a stack's assets, each with its source and its destination. */
function assetsOf(stack: string, sources: { hash: string; path: string; packaging: "zip" | "file" }[]): string {
  const files = sources.map(({ hash, path, packaging }) => {
    const destination = {
      bucketName: BUCKET["Fn::Sub"],
      objectKey: path.endsWith(".json") ? `${hash}.json` : `${hash}.zip`,
      assumeRoleArn: `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/cdk-hnb659fds-file-publishing-role`,
    };
    const destinations = { "current_account-current_region-4bde068b": destination };
    return [hash, { displayName: `${stack}/${path}`, source: { path, packaging }, destinations }];
  });
  return JSON.stringify({ version: "48.0.0", files: Object.fromEntries(files), dockerImages: {} }, null, 1);
}

/** The manifest of an assembly: a stack, its assets, and nested assemblies. */
function manifestOf(stack: string, more: Record<string, object> = {}): string {
  const properties = {
    templateFile: `${stack}.template.json`,
    terminationProtection: false,
    validateOnSynth: false,
    stackTemplateAssetObjectUrl: `s3://${BUCKET["Fn::Sub"]}/2cc0.json`,
    ...BOOTSTRAP,
    additionalDependencies: [`${stack}.assets`],
  };
  const artifacts = {
    [`${stack}.assets`]: { type: "cdk:asset-manifest", properties: { file: `${stack}.assets.json`, ...BOOTSTRAP } },
    [stack]: {
      type: "aws:cloudformation:stack",
      environment: ENVIRONMENT,
      properties,
      dependencies: [`${stack}.assets`],
      displayName: stack,
    },
    ...more,
  };
  return JSON.stringify({ version: "48.0.0", artifacts, minimumCliVersion: "2.1029.2" }, null, 1);
}

/** Returns the files of a synthesized app. */
export function cdkApp(): Record<string, string> {
  const inner = "ProdShop1A2B3C4D";
  const code = { hash: CODE, path: `asset.${CODE}`, packaging: "zip" } as const;
  const zipped = { hash: ZIPPED, path: `asset.${ZIPPED}.zip`, packaging: "file" } as const;
  const stage = {
    "assembly-Prod": {
      type: "cdk:cloud-assembly",
      properties: { directoryName: "assembly-Prod", displayName: "Prod" },
    },
    Tree: { type: "cdk:tree", properties: { file: "tree.json" } },
  };
  return {
    "app.py": "import aws_cdk as cdk\n\napp = cdk.App()\napp.synth()\n",
    "cdk.json": JSON.stringify({ app: "python3 app.py", context: { "@aws-cdk/core:checkSecretUsage": true } }, null, 2),
    "cdk.out/cdk.out": '{"version":"48.0.0"}',
    "cdk.out/manifest.json": manifestOf("Shop", stage),
    "cdk.out/tree.json": JSON.stringify({ version: "tree-0.1", tree: { id: "App", path: "", children: {} } }),
    "cdk.out/Shop.template.json": stackOf("", { Orders9A1B0C2D: CODE, Zipped5D6E7F80: `${ZIPPED}.zip` }),
    "cdk.out/Shop.assets.json": assetsOf("Shop", [code, zipped]),
    [`cdk.out/asset.${CODE}/index.py`]: "def handler(event, context):\n    return 1\n",
    [`cdk.out/asset.${ZIPPED}.zip`]: "PK",
    "cdk.out/assembly-Prod/cdk.out": '{"version":"48.0.0"}',
    "cdk.out/assembly-Prod/manifest.json": manifestOf(inner),
    [`cdk.out/assembly-Prod/${inner}.template.json`]: stackOf("../", { Orders9A1B0C2D: CODE }),
    [`cdk.out/assembly-Prod/${inner}.assets.json`]: assetsOf(inner, [{ ...code, path: `../asset.${CODE}` }]),
  };
}
