//! `serverless.yml`: the patterns of packages and layers.

use super::check;
use super::serverless::HEAD;
use wheelpress::project::model::ProjectKind;

/// Checks the files of the functions of a service in `svc`. `package`: the package of the service, and its other keys.
#[track_caller]
fn packed(package: &str, functions: &str, expected: &[&str]) {
    let text = format!("{HEAD}package: {package}\nfunctions: {{{functions}}}\n");
    let paths = "svc/one/a.py svc/one/tests/t.py svc/one/docs/d.md svc/two/a.py svc/lib/b.py";
    check(paths, &[("svc/serverless.yml", &text)], ProjectKind::Serverless, expected);
}

#[test]
fn patterns_are_relative_to_the_service() {
    let one =
        |patterns: &str| format!("f: {{handler: a.h, module: one, package: {{patterns: [{patterns}]}}}}");
    let own = "{individually: true}";
    let all = "f python3.13 x86_64 a.h [one/a.py one/tests/t.py one/docs/d.md]";
    let code = "f python3.13 x86_64 a.h [one/a.py]";
    packed(own, &one("'!**', 'one/**', '!one/tests/**', '!one/docs/**'"), &[code]);
    packed(own, &one("'!**', './one/**', '!**/{tests,docs}/**'"), &[code]);
    packed(own, &one("'!one/[td]*/**'"), &[code]);
    packed(own, &one("'!one/*/*.{md,txt}', '!**/t?.py', '!**/[!a].py'"), &[code]);
    // Patterns that are relative to the module fit nothing.
    packed(own, &one("'!tests/**', '!docs/**'"), &[all]);
    packed(&own.replace('}', ", patterns: ['!one/tests/**', '!one/docs/**']}"), &one("'two/**'"), &[code]);
    // What excludes comes first, and the first of equal patterns counts.
    let service = "{individually: true, patterns: ['!**', 'one/a.py']}";
    packed(service, &one("'!**'"), &[code]);
    packed(
        service,
        "f: {handler: a.h, module: one, package: {exclude: ['one/a.py', '!one/docs/**']}}",
        &[code],
    );
}

#[test]
fn what_counts_only_with_packages_of_their_own() {
    let of = |name: &str| {
        format!("statement-unread \"{name}\" of \"f\" does not count without \"individually: true\"")
    };
    packed(
        "{patterns: ['!**', 'one/a.py']}",
        "f: {handler: one/a.h, module: one, package: {patterns: ['two/**']}}",
        &["f python3.13 x86_64 one.a.h [svc/one/a.py]", &of("module"), &of("patterns")],
    );
    packed(
        "{patterns: ['!**', 'one/a.py']}",
        "f: {handler: one/a.h, package: {individually: true, patterns: ['two/**']}}",
        &["f python3.13 x86_64 one.a.h [svc/one/a.py svc/two/a.py]"],
    );
    packed(
        "{individually: '${opt:x}', patterns: ['!**', 'one/a.py']}",
        "f: {handler: a.h, module: one}",
        &["f python3.13 x86_64 a.h [one/a.py]"],
    );
}

#[test]
fn patterns_that_are_not_understood() {
    let told = |pattern: &str| {
        format!(
            "statement-unread The pattern \"{pattern}\" is written in a way that is not read here, and does not count"
        )
    };
    packed(
        "{patterns: ['!**', '!(one|two)/**', 'one/a.py', 'lib/@(a|b).py', 'x{1..3}']}",
        "f: {handler: one/a.h}, g: {handler: one/a.g}",
        &[
            "f python3.13 x86_64 one.a.h [svc/one/a.py]",
            "g python3.13 x86_64 one.a.g [svc/one/a.py]",
            &told("!(one|two)/**"),
            &told("lib/@(a|b).py"),
            &told("x{1..3}"),
        ],
    );
}

/// Patterns of a layer are relative to its folder (Serverless Framework, `package-service.js`, `packageLayer`).
#[test]
fn patterns_of_layers() {
    let layer = |package: &str, service: &str, expected: &str| {
        let text = format!("{HEAD}{service}layers: {{libs: {{path: libs, package: {package}}}}}\n");
        check(
            "svc/libs/python/a.py svc/libs/python/tests/t.py svc/libs/docs/d.md",
            &[("svc/serverless.yml", &text)],
            ProjectKind::Serverless,
            &[&format!("libs python3.13 x86_64 layer [{expected}]")],
        );
    };
    let all = "libs/python/a.py libs/python/tests/t.py libs/docs/d.md";
    layer("{}", "", all);
    layer("{patterns: ['!**/tests/**', '!docs/**']}", "", "libs/python/a.py");
    layer("{exclude: ['**'], include: ['python/*.py']}", "", "libs/python/a.py");
    layer("{exclude: [docs/**]}", "", "libs/python/a.py libs/python/tests/t.py");
    layer(
        "{patterns: ['!**', 'python/**', '!**/tests/**']}",
        "package: {individually: true}\n",
        "libs/python/a.py",
    );
    layer("{patterns: ['!libs/**']}", "", all);
    // The patterns of the service count too, as if they were written for the folder of the layer.
    layer(
        "{patterns: ['python/**']}",
        "package: {patterns: ['!**']}\n",
        "libs/python/a.py libs/python/tests/t.py",
    );
    layer("{}", "package: {exclude: [docs/**]}\n", "libs/python/a.py libs/python/tests/t.py");
    layer(
        "{exclude: [docs/**]}",
        "package: {patterns: ['!**', 'src/**']}\n",
        "libs/python/a.py libs/python/tests/t.py",
    );
    let text = format!("{HEAD}layers: {{libs: {{path: libs, package: {{artifact: l.zip}}}}}}\n");
    let zip = &["libs: its code is a zip already"];
    check("svc/libs/python/a.py", &[("svc/serverless.yml", &text)], ProjectKind::Serverless, zip);
}

#[test]
fn functions_do_not_get_the_layers_of_the_service() {
    let layers = "{patterns: ['!one/**', '!two/**']}\nlayers: {shared: {path: lib}}";
    packed(
        layers,
        "f: {handler: a.h, layers: [!Ref SharedLambdaLayer]}",
        &["shared python3.13 x86_64 layer [lib/b.py]", "f python3.13 x86_64 a.h [] + shared"],
    );
}
