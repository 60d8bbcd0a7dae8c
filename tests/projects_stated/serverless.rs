//! `serverless.yml`: variables, and what is written in another way than expected.

use super::{check, projects};
use wheelpress::project::model::Statement;

const HEAD: &str =
    "service: shop\nprovider: {name: aws, runtime: python3.13, stage: \"${opt:stage, 'dev'}\"}\n";

/// `functions`: the rest of the file. `expected`: a line for each function, what is left alone and each finding.
#[track_caller]
fn stated(functions: &str, expected: &[&str]) {
    let text = format!("{HEAD}{functions}");
    check("svc/src/a.py", &[("svc/serverless.yml", &text)], Statement::Serverless, expected);
}

#[test]
fn variables() {
    let handler = |custom: &str, value: &str, expected: &str| {
        let functions = format!("custom: {custom}\nfunctions:\n  f: {{handler: \"{value}\"}}\n");
        stated(&functions, &[&format!("f python3.13 x86_64 {expected} [svc/src/a.py]")]);
    };
    handler("{a: src/a}", "${self:custom.a}.h", "src.a.h");
    handler("{a: src, b: a}", "${self:custom.a}/${self:custom.b}.h", "src.a.h");
    handler("{dev: src/a.h, prod: x}", "${self:custom.${opt:stage, 'dev'}}", "src.a.h");
    handler("{dev: src/a.h, prod: x}", "${self:custom.${self:provider.stage}}", "src.a.h");
    handler("{dev: src/a.h}", "${self:custom.${sls:stage}}", "src.a.h");
    handler("{}", "${env:HANDLER, 'src/a.h'}", "src.a.h");
    handler("{}", "${env:HANDLER, opt:handler, self:custom.none, 'src/a.h'}", "src.a.h");
    handler("{}", "${param:x, 'src/a.h'}", "src.a.h");
    let unknown = |custom: &str, value: &str| {
        let functions = format!("custom: {custom}\nfunctions:\n  f: {{handler: \"{value}\"}}\n");
        stated(&functions, &["template-property \"handler\" of \"f\" cannot be known from the file"]);
    };
    unknown("{}", "${env:HANDLER}");
    unknown("{}", "${file(./x.yml):handler, 'a.h'}");
    unknown("{}", "${ssm:/x, 'a.h'}");
    unknown("\"${file(x.yml)}\"", "${self:custom.a, 'a.h'}");
    unknown("{}", "${self:custom.a");
    unknown("{a: \"${self:custom.b}\", b: \"${self:custom.a}\"}", "${self:custom.a}");
    let twice = "\"${self:custom.a}${self:custom.a}\"";
    unknown(&format!("{{a: {twice}}}"), "${self:custom.a}");
    unknown("{}", &"${".repeat(100_000));
}

#[test]
fn functions_that_are_written_in_other_ways() {
    let good = "f python3.13 x86_64 src.a.h [svc/src/a.py]";
    stated("functions:\n  - f: {handler: src/a.h}\n", &[good]);
    let elsewhere = |file: &str| {
        format!("statement-unread \"functions\" are in \"${{file({file})}}\", which is not read here")
    };
    stated("functions:\n  - ${file(more.yml)}\n  - f: {handler: src/a.h}\n", &[good, &elsewhere("more.yml")]);
    stated("functions: ${file(all.yml)}\n", &[&elsewhere("all.yml")]);
    stated("functions: []\n", &[]);
    stated("functions: ~\n", &["template-invalid \"functions\" is no mapping of functions by their names"]);
    stated(
        "functions:\n  f: {handler: src/a.h}\n  g: {}\n",
        &[good, "template-property \"g\" has no \"handler\""],
    );
    stated(
        "functions:\n  f: {handler: src/a.h}\n  g: [a]\n",
        &[good, "template-property \"g\" has no \"handler\""],
    );
    stated(
        "functions:\n  f: {handler: src/b.h}\n  f: {handler: src/a.h}\n",
        &[
            good,
            "template-duplicate \"functions.f\" is there twice, at line 4, column 3 and at line 5, column 3, and the first does not count",
        ],
    );
    stated(
        "functions:\n  - f: {handler: src/b.h}\n  - f: {handler: src/a.h}\n",
        &[good, "template-duplicate \"f\" is there twice, and the first does not count"],
    );
    stated(
        "layers: {f: {path: src}}\nfunctions:\n  f: {handler: src/a.h, layers: [!Ref FLambdaLayer]}\n",
        &["layers.f python3.13 x86_64 layer [src/a.py]", &format!("{good} + layers.f")],
    );
}

#[test]
fn what_is_for_somebody_else() {
    let of = |text: &str| projects("src/a.py", &[("serverless.yml", text)])[0].left_alone[0].why.clone();
    let functions = "functions: {f: {handler: a.h}}\n";
    assert_eq!(
        of(&format!("provider: {{name: aws}}\n{functions}")),
        "without a \"runtime\" it is for Node.js"
    );
    assert_eq!(
        of(&format!("provider: {{name: google, runtime: python312}}\n{functions}")),
        "its provider is \"google\""
    );
}
