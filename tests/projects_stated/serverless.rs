//! `serverless.yml`: variables, and values that are written in unexpected ways.

use super::{check, projects};
use wheelpress::project::model::ProjectKind;

pub const HEAD: &str =
    "service: shop\nprovider: {name: aws, runtime: python3.13, stage: \"${opt:stage, 'dev'}\"}\n";

/// `functions`: the rest of the file. `expected`: one line for each function, each that is left alone, and each
/// finding.
#[track_caller]
fn stated(functions: &str, expected: &[&str]) {
    let text = format!("{HEAD}{functions}");
    check("svc/src/a.py", &[("svc/serverless.yml", &text)], ProjectKind::Serverless, expected);
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
    handler("{}\nparams: {default: {x: src/a.h}}", "${param:x}", "src.a.h");
    handler("{}\nparams: {default: {x: b.h}, dev: {x: src/a.h}}", "${param:x, 'b.h'}", "src.a.h");
    handler("{}\nparams: {default: {x: src/a.h}, prod: {x: b.h}}", "${param:x}", "src.a.h");
    handler("{}\nparams: {default: {m: a, x: 'src/${param:m}.h'}}", "${param:x}", "src.a.h");
    handler(
        "{}\nstages: {default: {params: {x: b.h}}, dev: {params: {x: src/a.h}}}",
        "${param:x}",
        "src.a.h",
    );
    handler("{}\nparams: {default: {y: b.h}}", "${param:x, 'src/a.h'}", "src.a.h");
    let unknown = |custom: &str, value: &str| {
        let functions = format!("custom: {custom}\nfunctions:\n  f: {{handler: \"{value}\"}}\n");
        stated(&functions, &["template-property \"handler\" of \"f\" cannot be known from the file"]);
    };
    unknown("{}", "${env:HANDLER}");
    unknown("{}", "${param:x}");
    unknown("{}\nparams: {default: {x: '${param:x}'}}", "${param:x}");
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
        "package: {patterns: ['src/**']}\nlayers: {f: {path: src}}\nfunctions:\n  f: {handler: src/a.h, layers: [!Ref FLambdaLayer]}\n",
        &["layers.f python3.13 x86_64 layer [src/a.py]", &format!("{good} + layers.f")],
    );
}

#[test]
fn what_is_for_somebody_else() {
    let of = |text: &str| projects("src/a.py", &[("serverless.yml", text)])[0].skipped[0].why.clone();
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

/// Checks a service that refers to other files. Expects all the resulting lines.
#[track_caller]
fn with_files(service: &str, files: &[(&str, &str)], expected: &[&str]) {
    // The framework also packs the files that a service names, unless patterns exclude them.
    let service = format!("{HEAD}package: {{patterns: ['!**', 'src/**']}}\n{service}");
    let mut texts = vec![("svc/serverless.yml", service.as_str())];
    texts.extend(files);
    check("svc/src/a.py svc/src/requirements.txt", &texts, ProjectKind::Serverless, expected);
}

#[test]
fn functions_in_other_files() {
    let good = "f python3.13 x86_64 src.a.h [svc/src/a.py svc/src/requirements.txt]";
    let other = "g python3.13 arm64 src.a.g [svc/src/a.py svc/src/requirements.txt]";
    let f = "f: {handler: src/a.h}\n";
    let g = "g: {handler: src/a.g, architecture: arm64}\n";
    with_files("functions: ${file(functions.yml)}\n", &[("svc/functions.yml", f)], &[good]);
    with_files("functions: ${file(./conf/f.yaml)}\n", &[("svc/conf/f.yaml", f)], &[good]);
    with_files(
        "functions: ${file(f.json)}\n",
        &[("svc/f.json", "{\"f\": {\"handler\": \"src/a.h\"}}")],
        &[good],
    );
    let nested = format!("all:\n  functions:\n    {f}");
    with_files("functions: ${file(f.yml):all.functions}\n", &[("svc/f.yml", &nested)], &[good]);
    let (a, b) = (("svc/a.yml", f), ("svc/b.yml", g));
    with_files("functions: [\"${file(a.yml)}\", \"${file(b.yml)}\"]\n", &[a, b], &[good, other]);
    with_files(
        "functions:\n  - ${file(a.yml)}\n  - g: {handler: src/a.g, architecture: arm64}\n",
        &[a],
        &[good, other],
    );
    with_files("functions:\n  f: ${file(one.yml)}\n", &[("svc/one.yml", "handler: src/a.h\n")], &[good]);
    with_files("functions:\n  f: ${file(all.yml):f}\n", &[("svc/all.yml", f)], &[good]);
    // By way of another file, and with a list of alternatives.
    let by_custom = "custom: ${file(custom.yml)}\nfunctions: ${self:custom.functions}\n";
    with_files(by_custom, &[("svc/custom.yml", "functions: ${file(a.yml)}\n"), a], &[good]);
    with_files(
        "functions: ${file(gone.yml), file(a.yml)}\n",
        &[a],
        &["statement-unread \"functions\" are in \"${file(gone.yml), file(a.yml)}\", which is not read here"],
    );
    let stage = ("svc/dev.yml", "handler: src/a.h\n");
    with_files("functions:\n  f: {handler: \"${file(dev.yml):handler}\"}\n", &[stage], &[good]);
}

#[test]
fn other_parts_of_a_service_in_other_files() {
    let text = "service: shop\nprovider: ${file(provider.yml)}\npackage: ${file(package.yml)}\nlayers: ${file(layers.yml)}\n\
                functions:\n  f: {handler: src/a.h, layers: \"${file(package.yml):layers}\"}\n";
    let texts = [
        ("serverless.yml", text),
        ("provider.yml", "name: aws\nruntime: python3.12\narchitecture: arm64\n"),
        ("package.yml", "patterns: ['!**', 'src/**']\nlayers: [!Ref SharedLambdaLayer, 'arn:x']\n"),
        ("layers.yml", "shared: {path: layer, compatibleArchitectures: [x86_64]}\n"),
    ];
    check(
        "src/a.py layer/python/x.py README.md",
        &texts,
        ProjectKind::Serverless,
        &[
            "shared python3.12 x86_64 layer [layer/python/x.py]",
            "f python3.12 arm64 src.a.h [src/a.py] + shared",
        ],
    );
}

#[test]
fn what_is_wrong_in_other_files_is_told_with_their_names() {
    let found = |service: &str, file: &str| -> Vec<String> {
        let service = format!("{HEAD}{service}");
        let texts = [("svc/serverless.yml", service.as_str()), ("svc/f.yml", file)];
        let project = projects("svc/src/a.py", &texts).remove(0);
        let place = |path: Option<&str>, line: u32| format!("{}:{line}", path.unwrap_or_default());
        project
            .findings
            .iter()
            .map(|found| {
                let at = place(found.finding.path.as_deref(), found.line);
                format!("{at} {} {}", found.finding.code.as_str(), found.id.as_deref().unwrap_or("-"))
            })
            .collect()
    };
    let all = "functions: ${file(f.yml)}\n";
    assert_eq!(found(all, "f: {handler: src/a.h}\ng: {name: x}\n"), ["svc/f.yml:2 template-property g"]);
    assert_eq!(
        found(all, "f: {handler: src/a.h}\nf: {handler: src/a.g}\n"),
        ["svc/f.yml:2 template-duplicate f"]
    );
    let broken = found(all, "f: {\n");
    assert_eq!(broken[0], "svc/f.yml:1 template-invalid -");
    assert_eq!(broken[1], "svc/serverless.yml:3 statement-unread -");
    // Files that refer to each other or to themselves.
    let unread = ["svc/serverless.yml:3 statement-unread -"];
    assert_eq!(found(all, "${file(f.yml)}\n"), unread);
    assert_eq!(found("functions: ${file(f.yml):a}\n", "a: ${file(f.yml):b}\nb: ${file(f.yml):a}\n"), unread);
    assert_eq!(found("functions: ${file(f.yml):a}\n", "a: ${self:functions}\n"), unread);
    assert_eq!(found(all, "[1, 2]\n"), ["svc/f.yml:1 statement-unread -"; 2]);
}

/// The settings of serverless-python-requirements.
#[test]
fn settings_of_requirements() {
    let paths = "svc/src/a.py svc/requirements.txt svc/reqs/prod.txt svc/wheels/six-1.0-py3-none-any.whl";
    let service = |settings: &str, function: &str| {
        format!(
            "{HEAD}plugins: [serverless-python-requirements]\ncustom:\n  pythonRequirements: {{{settings}}}\n\
             package: {{individually: true, patterns: ['!**', 'src/**']}}\nfunctions:\n  f: {{handler: src/a.h{function}}}\n"
        )
    };
    let check = |settings: &str, function: &str, expected: &[&str]| {
        check(
            paths,
            &[("svc/serverless.yml", &service(settings, function))],
            ProjectKind::Serverless,
            expected,
        );
    };
    let wheel = "svc/wheels/six-1.0-py3-none-any.whl";
    let usual = format!("f python3.13 x86_64 src.a.h [svc/src/a.py svc/requirements.txt {wheel}]");
    for settings in [
        "",
        "slim: true, strip: false",
        "dockerizePip: non-linux",
        "useStaticCache: true, zip: true",
        "fileName: requirements.txt",
    ] {
        check(settings, "", &[&usual]);
    }
    let named = format!("f python3.13 x86_64 src.a.h [svc/src/a.py svc/requirements.txt {wheel}]");
    check("fileName: ./reqs/prod.txt", "", &[&named]);
    let text = service("fileName: reqs/prod.txt", "");
    let project = &projects(paths, &[("svc/serverless.yml", &text)])[0];
    assert!(
        project.definitions[0]
            .files
            .iter()
            .any(|file| (file.index, file.path.as_str()) == (2, "svc/requirements.txt"))
    );
    let layer = format!("pythonRequirements python3.13 x86_64 layer [svc/requirements.txt {wheel}]");
    let plain = "f python3.13 x86_64 src.a.h [svc/src/a.py]";
    check("layer: true", "", &[&layer, plain]);
    check(
        "layer: {name: libs}",
        ", layers: [{Ref: PythonRequirementsLambdaLayer}]",
        &[&layer, &format!("{plain} + pythonRequirements")],
    );
    // Without the text of the requirements, they are left out after choosing.
    let text = service("noDeploy: [boto3, botocore]", "");
    let project = &projects(paths, &[("svc/serverless.yml", &text)])[0];
    assert_eq!(project.definitions[0].leave_out, ["boto3", "botocore"]);
}

/// Lines of `noDeploy` are removed before anything is installed (serverless-python-requirements, `lib/pip.js`).
#[test]
fn requirements_that_are_not_deployed() {
    let check = |settings: &str, file: &str, requirements: &str, expected: &str, wheels: &str| {
        let text = format!(
            "{HEAD}custom:\n  pythonRequirements: {{noDeploy: [boto3, old]{settings}}}\n\
             package: {{patterns: ['!**', 'src/**']}}\nfunctions:\n  f: {{handler: src/a.h}}\n"
        );
        let texts = [("svc/serverless.yml", text.as_str()), (file, requirements)];
        let project = &projects("svc/src/a.py six-1.0-py3-none-any.whl", &texts)[0];
        let definition = &project.definitions[0];
        let files: Vec<&str> = definition.files.iter().map(|file| file.path.as_str()).collect();
        let written: Vec<(&str, &str)> =
            definition.written.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
        assert_eq!(files.join(" "), wheels);
        assert_eq!(written, [("svc/requirements.txt", expected)]);
        definition.leave_out.clone()
    };
    let usual = "svc/requirements.txt";
    let (code, all) = ("svc/src/a.py", "svc/src/a.py six-1.0-py3-none-any.whl");
    assert!(check("", usual, "boto3==1.0\nsix\n old>=2\n", "\nsix\n\n", all).is_empty());
    assert!(check("", usual, "boto3==1.0 \\\n  --hash=sha256:0\nsix\n", "\n\nsix\n", all).is_empty());
    assert_eq!(check("", usual, "boto3\n-r base.txt\n", "\n-r base.txt\n", all), ["boto3", "old"]);
    // The plugin compares what is in front of these characters only.
    assert!(
        check("", usual, "boto3~=1.0\nboto3[crt]\nBoto3\n", "boto3~=1.0\nboto3[crt]\nBoto3\n", all)
            .is_empty()
    );
    assert!(check("", usual, "boto3 # sdk\n", "\n", code).is_empty());
    assert!(check(", fileName: prod.txt", "svc/prod.txt", "boto3\nsix\n", "\nsix\n", all).is_empty());
    let wheel = "six-1.0-py3-none-any.whl";
    assert!(check(", layer: true", usual, "boto3\nsix\n", "\nsix\n", wheel).is_empty());
}

#[test]
fn requirements_files_with_other_names_are_wanted() {
    let wanted = |settings: &str| {
        let text = format!(
            "{HEAD}custom: {{pythonRequirements: {{{settings}}}}}\nfunctions: {{f: {{handler: a.h, module: one}}}}\n"
        );
        let paths = ["svc/serverless.yml", "svc/prod.txt", "svc/one/prod.txt"].map(str::to_string);
        wheelpress::project::wanted(&paths, &[super::given("svc/serverless.yml", &text)])
    };
    assert_eq!(wanted("fileName: prod.txt, noDeploy: [six]"), ["svc/one/prod.txt", "svc/prod.txt"]);
    assert!(wanted("fileName: prod.txt").is_empty());
}

#[test]
fn the_stage_of_the_provider_selects_parameters() {
    let text = "provider: {name: aws, runtime: '${param:py}', stage: \"${opt:stage, 'prod'}\"}\n\
                params: {default: {py: python3.9}, prod: {py: python3.13}, dev: {py: python3.10}}\n\
                functions: {f: {handler: src/a.h}}\n";
    check(
        "src/a.py",
        &[("serverless.yml", text)],
        ProjectKind::Serverless,
        &["f python3.13 x86_64 src.a.h [src/a.py]"],
    );
}

#[test]
fn a_handler_that_a_plugin_writes() {
    let text = |handler: &str, plugins: &str| {
        format!(
            "{HEAD}plugins: {plugins}\npackage: {{patterns: ['!**', 'api.py']}}\nfunctions: {{f: {{handler: {handler}}}}}\n"
        )
    };
    let check = |paths: &str, text: &str, expected: &str| {
        check(paths, &[("svc/serverless.yml", text)], ProjectKind::Serverless, &[expected]);
    };
    let unwritten =
        "f: serverless-wsgi writes its handler: run \"serverless wsgi install\", and drop the folder again";
    let plugins = "[serverless-python-requirements, serverless-wsgi]";
    check("svc/api.py", &text("wsgi_handler.handler", plugins), unwritten);
    check("svc/api.py", &text("wsgi.handler", plugins), unwritten);
    check("svc/api.py", &text("wsgi_handler.handler", "{modules: [serverless-wsgi]}"), unwritten);
    check(
        "svc/api.py svc/x.py svc/wsgi_handler.py svc/serverless_wsgi.py svc/.serverless-wsgi",
        &text("wsgi.handler", plugins),
        "f python3.13 x86_64 wsgi_handler.handler \
         [svc/api.py svc/wsgi_handler.py svc/serverless_wsgi.py svc/.serverless-wsgi]",
    );
    check("svc/api.py", &text("api.handler", plugins), "f python3.13 x86_64 api.handler [svc/api.py]");
    check("svc/api.py", &text("wsgi.handler", "[]"), "f python3.13 x86_64 wsgi.handler [svc/api.py]");
}
