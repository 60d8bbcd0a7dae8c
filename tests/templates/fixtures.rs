//! Templates in the forms that people write.

/// A template as `sam init` writes it.
pub const ONE: &str = r#"AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: >
  hello

  Sample SAM Template for hello

# More info about Globals: https://github.com/awslabs/serverless-application-model/blob/master/docs/globals.rst
Globals:
  Function:
    Timeout: 3

Resources:
  HelloWorldFunction:
    Type: AWS::Serverless::Function # More info about Function Resource
    Properties:
      CodeUri: hello_world/
      Handler: app.lambda_handler
      Runtime: python3.13
      Architectures:
        - x86_64
      Events:
        HelloWorld:
          Type: Api # More info about API Event Source
          Properties:
            Path: /hello
            Method: get

Outputs:
  HelloWorldFunction:
    Description: "Hello World Lambda Function ARN"
    Value: !GetAtt HelloWorldFunction.Arn
"#;

/// Nested folders, and all kinds of settings in Globals.
pub const GLOBALS: &str = r#"Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
  Code: {Type: String, Default: services}
Globals:
  Function:
    Runtime: python3.12
    Architectures: [arm64]
    Handler: app.handler
    CodeUri: !Sub ${Code}/default
    Layers: [!Ref Shared]
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "orders-${Stage}"
      CodeUri: services/orders/api
  Users:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: services/users
      Handler: main.run
      Architectures: [x86_64]
  Plain:
    Type: AWS::Serverless::Function
  Shared:
    Type: AWS::Serverless::LayerVersion
    Metadata: {BuildMethod: python3.12, BuildArchitecture: arm64}
    Properties: {ContentUri: layers/shared}
"#;

/// A CloudFormation template in JSON, indented with tabs.
pub const JSON: &str = "{\n\t\"AWSTemplateFormatVersion\": \"2010-09-09\",\n\t\"Resources\": {\n\t\t\"Api\": {\n\t\t\t\"Type\": \"AWS::Lambda::Function\",\n\t\t\t\"Properties\": {\n\t\t\t\t\"Code\": \"src\",\n\t\t\t\t\"Handler\": \"app.handler\",\n\t\t\t\t\"Runtime\": {\"Ref\": \"Runtime\"},\n\t\t\t\t\"Architectures\": [\"arm64\"]\n\t\t\t}\n\t\t}\n\t},\n\t\"Parameters\": {\"Runtime\": {\"Type\": \"String\", \"Default\": \"python3.13\"}}\n}\n";

/// Functions that are not packed, one for each reason.
pub const LEFT_ALONE: &str = r#"Transform: AWS::Serverless-2016-10-31
Resources:
  Image:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
  Node:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: a.b, CodeUri: src}
  Make:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile}
    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: src}
  Inline:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Code:
        ZipFile: |
          def handler(event, context): return 1
  Uploaded:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: "s3://bucket/key"}
  Zipped:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: dist/code.zip}
  Nested:
    Type: AWS::Serverless::Application
    Properties: {Location: nested/template.yaml}
  Table:
    Type: AWS::DynamoDB::Table
"#;
