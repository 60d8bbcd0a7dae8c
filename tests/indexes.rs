//! Wheels chosen from indexes: which requests are sent, and what is chosen.

use crate::support::index::{INDEX, Server, check, hash, outcome, request, run};
use crate::support::libs::{app, with};
use crate::support::{Dropped, dropped, target};
use wheelpress::index::HostResponse;
use wheelpress::source::Distribution;

#[test]
fn the_newest_that_agree_are_chosen() {
    let server = Server::with_libs(&[
        "a 1.0",
        "a 2.0: b<2 | c[x]",
        "b 1.0",
        "b 1.5",
        "b 2.0",
        "c 1.0: d; extra == 'x'",
        "d 1.0",
        "e 1.0",
    ]);
    check(app("a\n"), &server, &["a 2.0", "b 1.5", "c 1.0", "d 1.0"], &[]);
    check(app("a<2\n"), &server, &["a 1.0"], &[]);
    check(app("a\nb>=2\n"), &server, &["a 1.0", "b 2.0"], &[]);
    check(
        app("A\n").and("app/x", "").and("app/c.txt", "b==1.0\n"),
        &server,
        &["a 2.0", "b 1.5", "c 1.0", "d 1.0"],
        &[],
    );
    check(
        app("a\n-c c.txt\n").and("app/c.txt", "b==1.0\n"),
        &server,
        &["a 2.0", "b 1.0", "c 1.0", "d 1.0"],
        &[],
    );
}

#[test]
fn versions_are_tried_in_turn() {
    let mut libs: Vec<String> = (0..30).map(|minor| format!("a 1.{minor}: b=={minor}")).collect();
    libs.push("b 3".into());
    libs.push("c 1: b".into());
    let libs: Vec<&str> = libs.iter().map(String::as_str).collect();
    check(app("c\na\n"), &Server::with_libs(&libs), &["a 1.3", "b 3", "c 1"], &[]);
}

#[test]
fn prereleases_are_taken_where_asked_for() {
    let server = Server::with_libs(&["a 1.0", "a 2.0rc1: b", "b 1.0a1"]);
    check(app("a\n"), &server, &["a 1.0"], &[]);
    check(app("a>=2.0rc1\n"), &server, &["a 2.0rc1", "b 1.0a1"], &[]);
    check(app("--pre\na\n"), &server, &["a 2.0rc1", "b 1.0a1"], &[]);
}

#[test]
fn what_cannot_be_had_is_told() {
    let server = Server::with_libs(&["a 1.0: gone", "b 1.0: c>2", "c 1.0", "d 1.0: c<1 | e", "e 1.0: c>=1"])
        .and("s", "s-1.0.tar.gz")
        .and("m", "m-1.0-cp313-cp313-musllinux_1_2_x86_64.whl")
        .and("m", "m-1.0-cp313-cp313t-manylinux_2_17_x86_64.whl");
    check(
        app("a\n"),
        &server,
        &[],
        &["requirement-missing: \"gone\" is required by a 1.0*no index that was asked has gone"],
    );
    check(
        app("b\n"),
        &server,
        &[],
        &[
            "requirement-missing: \"c>2\"*nothing in the index fits: \"c-1.0-py3-none-any.whl\" is version 1.0",
        ],
    );
    check(app("d\n"), &server, &[], &["requirement-missing: \"c<1\""]);
    check(
        app("s\n"),
        &server,
        &[],
        &["requirement-missing: *\"s-1.0.tar.gz\" is a source distribution, to be built first"],
    );
    check(app("m\n"), &server, &[], &["requirement-missing: *musl-based Linux*free-threaded"]);
}

#[test]
fn fields_of_the_index_count() {
    let server = Server::with_libs(&[
        "a 1.0 ## \"requires-python\": \">=3.8\", \"upload-time\": \"2026-01-01T00:00:00Z\"",
        "a 1.1 ## \"yanked\": \"it eats files\", \"upload-time\": \"2026-02-01T00:00:00Z\"",
        "a 1.2 ## \"requires-python\": \">=3.14\", \"upload-time\": \"2026-02-01T00:00:00Z\"",
        "b 1.0: python >=3.8 ## \"upload-time\": \"2026-01-01T00:00:00Z\"",
        "b 2.0: python >=3.14 ## \"upload-time\": \"2026-03-01T00:00:00Z\"",
    ]);
    check(app("a\nb\n"), &server, &["a 1.0", "b 1.0"], &[]);
    check(app("a==1.1\n"), &server, &["a 1.1"], &["distribution-yanked: a 1.1 was yanked: it eats files"]);
    check(
        app("a\n-c c.txt\n").and("app/c.txt", "a==1.1\n"),
        &server,
        &["a 1.1"],
        &["distribution-yanked: a 1.1 was yanked: it eats files"],
    );
    check(
        app("a>1.0\n"),
        &server,
        &[],
        &["requirement-missing: *requires Python >=3.14*was yanked (it eats files)"],
    );
    let mut drop = app("b\n");
    let young = request(&mut drop, &target("python3.14"));
    let young = wheelpress::index::Request { uploaded_before: Some("2026-02-15T00:00:00Z".into()), ..young };
    let outcome = run(young, &mut drop, &mut server.clone());
    assert_eq!(outcome.chosen[0].version, "1.0");
}

#[test]
fn what_was_dropped_is_not_asked_for() {
    let server = Server::with_libs(&["a 2.0", "b 1.0"]);
    let mut asked = server.clone();
    check(with(app("a\n"), &["a 1.0: b"]), &server, &["b 1.0", "a 1.0 dropped"], &[]);
    outcome(with(app("a\n"), &["a 1.0: b"]), &mut asked);
    assert!(asked.asked.iter().all(|url| !url.ends_with("/a/")), "{:?}", asked.asked);
    // Unless the dropped wheel is not suitable.
    check(with(app("a>1\n"), &["a 1.0: b"]), &server, &["a 2.0"], &[]);
}

#[test]
fn what_the_user_says_instead_is_respected() {
    let server = Server::with_libs(&["a 1.0: b>=2", "a 2.0: b>=2 | c", "b 1.0", "b 2.0", "c 1.0"]);
    let check = |drop: Dropped, said: &[(&str, Option<&str>)], expected: &[&str], never: &str| {
        let mut drop = drop;
        let mut request = request(&mut drop, &target("python3.13"));
        let said = said.iter().map(|(name, version)| (name.to_string(), version.map(str::to_string)));
        request.overrides = said.collect();
        let mut server = server.clone();
        let outcome = run(request, &mut drop, &mut server);
        let chosen = outcome.chosen.iter().map(|one| format!("{} {}", one.name, one.version));
        let local = outcome.local.iter().map(|one| format!("{} {} dropped", one.name, one.version));
        assert_eq!(chosen.chain(local).collect::<Vec<_>>(), expected, "{:#?}", outcome.findings);
        assert!(server.asked.iter().all(|url| !url.contains(never)), "{:?}", server.asked);
    };
    // Overrides of a requirement of a file, and of a requirement of a distribution.
    check(app("a\n"), &[("A", Some("1.0"))], &["a 1.0", "b 2.0"], "/c/");
    check(app("a\n"), &[("b", Some("1.0"))], &["a 2.0", "b 1.0", "c 1.0"], "b-2.0");
    check(app("a\n"), &[("c", None)], &["a 2.0", "b 2.0"], "/c/");
    check(app("a\nc\n"), &[("a", None)], &["c 1.0"], "/a/");
    // An override has priority over a dropped wheel of another version, and over a lock.
    check(with(app("b\n"), &["b 2.0"]), &[("b", Some("1.0"))], &["b 1.0"], "b-2.0");
    let hash = "0".repeat(64);
    let locked = format!(
        "lock-version = '1.0'\n[[packages]]\nname = 'b'\nversion = '2.0'\nwheels = [{{ name = 'b-2.0-py3-none-any.whl', url = 'https://x/b-2.0-py3-none-any.whl', hashes = {{ sha256 = '{hash}' }} }}]\n"
    );
    check(dropped("app/pylock.toml", locked), &[("b", Some("1.0"))], &["b 1.0"], "b-2.0");
}

#[test]
fn what_is_typed_is_required_too() {
    let server = Server::with_libs(&["a 1.0", "a 2.0", "b 1.0"]);
    let check = |drop: Dropped, typed: &[&str], expected: &[&str], findings: &[&str]| {
        let mut drop = drop;
        let mut request = request(&mut drop, &target("python3.13"));
        request.requirements = typed.iter().map(|text| text.to_string()).collect();
        let outcome = run(request, &mut drop, &mut server.clone());
        let chosen = outcome.chosen.iter().map(|one| format!("{} {}", one.name, one.version));
        assert_eq!(chosen.collect::<Vec<_>>(), expected, "{:#?}", outcome.findings);
        let codes: Vec<&str> = outcome.findings.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, findings, "{:#?}", outcome.findings);
    };
    check(dropped("app/function.py", "import a\n"), &["a<2", "b"], &["a 1.0", "b 1.0"], &[]);
    check(app("b\n"), &["a"], &["a 2.0", "b 1.0"], &[]);
    check(app("b\n"), &["a=>1"], &[], &["requirement-invalid"]);
    check(app("b\n"), &["nothing"], &[], &["requirement-missing"]);
}

#[test]
fn what_a_layer_or_a_tree_has_is_not_fetched() {
    let server = Server::with_libs(&["a 2.0: b>=1", "b 1.0", "b 2.0: c", "c 1.0"]);
    let check = |requirements: &str, version: &str, expected: &[&str]| {
        let mut drop = app(requirements);
        let mut request = request(&mut drop, &target("python3.13"));
        let (name, version) = ("b".parse().unwrap(), version.to_string());
        request.provided.push(Distribution { name, version, from: "layer.zip".into(), has_plugins: true });
        let mut server = server.clone();
        let outcome = run(request, &mut drop, &mut server);
        let found = outcome.chosen.iter().map(|one| format!("{} {}", one.name, one.version));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{:#?}", outcome.findings);
        expected.iter().any(|one| one.starts_with('b')) || !server.asked.iter().any(|url| url.contains("/b"))
    };
    assert!(check("a\n", "1.5", &["a 2.0"]));
    assert!(check("b\na\n", "1.5", &["a 2.0"]));
    // Unless its version is not suitable.
    assert!(check("b>=2\n", "1.5", &["b 2.0", "c 1.0"]));
}

#[test]
fn the_first_index_that_knows_a_name_is_the_only_one_asked() {
    let public = Server::with_libs(&["a 9.0", "b 1.0"]);
    let private = "https://private.example/simple/";
    let json = "application/vnd.pypi.simple.v1+json";
    let body = format!(
        "{{\"meta\": {{\"api-version\": \"1.0\"}}, \"files\": [{{\"filename\": \"a-1.0-py3-none-any.whl\", \"url\": \"{private}a-1.0-py3-none-any.whl\", \"hashes\": {{}}, \"core-metadata\": true}}]}}"
    );
    let response = |status, body: &str| HostResponse::Response {
        status,
        url: private.into(),
        content_type: json.into(),
        body: body.into(),
    };
    let server = public
        .answer(&format!("{private}a/"), response(200, &body))
        .answer(
            &format!("{private}a-1.0-py3-none-any.whl.metadata"),
            response(200, "Name: a\nVersion: 1.0\n"),
        )
        .answer(&format!("{private}b/"), response(404, ""));
    let files =
        format!("--index-url {INDEX}\n--extra-index-url https://me:pw@private.example/simple\na\nb\n");
    let mut asked = server.clone();
    let found = outcome(app(&files), &mut asked);
    let found: Vec<&str> = found.chosen.iter().map(|chosen| chosen.index.as_str()).collect();
    assert_eq!(found, [private, INDEX]);
    assert!(!asked.asked.contains(&format!("{INDEX}a/")), "{:?}", asked.asked);
    let mut missing =
        outcome(dropped("app/requirements.txt", format!("-i {private}\nb\n")), &mut server.clone());
    assert_eq!(missing.findings.remove(0).code.as_str(), "requirement-missing");
}

#[test]
fn broken_answers_end_it() {
    let server = Server::with_libs(&["a 1.0"]);
    let page = format!("{INDEX}a/");
    let check = |answer: HostResponse, code: &str, words: &str| {
        let found = outcome(app("a\n"), &mut server.clone().answer(&page, answer));
        assert_eq!((found.findings.len(), found.chosen.len()), (1, 0));
        let found = &found.findings[0];
        assert!(found.code.as_str() == code && found.message.contains(words), "{found:?}");
    };
    let response = |status, content_type: &str, body: &str| HostResponse::Response {
        status,
        url: page.clone(),
        content_type: content_type.into(),
        body: body.into(),
    };
    check(HostResponse::Failed("Failed to fetch".into()), "index-unreachable", "Failed to fetch");
    check(response(503, "", ""), "index-unreachable", "its status is 503");
    check(response(401, "", ""), "index-refused", "its status is 401");
    check(response(200, "text/plain", "x"), "index-invalid", "neither JSON nor HTML");
    check(response(200, "application/vnd.pypi.simple.v1+json", "{}"), "index-invalid", "missing field");
    let metadata = "https://index.example/files/a-1.0-py3-none-any.whl.metadata";
    let refused = outcome(app("a\n"), &mut server.clone().answer(metadata, response(500, "", "")));
    assert_eq!(refused.findings[0].code.as_str(), "fetch-failed");
    // A wheel whose METADATA is that of another distribution, and so has another hash, is not chosen.
    let other = outcome(
        app("a\n"),
        &mut server.clone().answer(metadata, response(200, "", "Name: b\nVersion: 1.0\n")),
    );
    assert!(other.findings[0].message.contains("another hash than the index states"), "{:?}", other.findings);
    // Nor if it is the newest of several wheels. This is reported.
    check_passed_over(metadata, response(200, "", "Name: b\nVersion: 1.0\n"));
    // Without the METADATA file beside the wheel, the wheel itself is read.
    let within = outcome(app("a\n"), &mut server.answer(metadata, response(404, "", "")));
    assert_eq!((within.findings.len(), within.chosen.len()), (0, 1));
}

/// Checks that the newest wheel is not chosen when its METADATA is answered with `answer`.
fn check_passed_over(metadata: &str, answer: HostResponse) {
    let mut server = Server::with_libs(&["a 0.9", "a 1.0"]).answer(metadata, answer);
    let warning = "index-invalid: \"a-1.0-py3-none-any.whl\" was passed over: its METADATA has another hash";
    let found = outcome(app("a\n"), &mut server);
    assert_eq!(found.chosen[0].version, "0.9");
    let findings = found.findings.iter().map(|one| format!("{}: {}", one.code.as_str(), one.message));
    assert!(findings.collect::<Vec<_>>().join(", ").starts_with(warning), "{:?}", found.findings);
}

#[test]
fn locks_are_taken_at_their_word() {
    let server = Server::with_libs(&["a 1.0: b", "a 2.0", "b 1.0"]);
    let bytes = &server.projects["a"][0].bytes;
    let hash = hash(bytes);
    let url = "https://files.example/a-1.0-py3-none-any.whl";
    let uv = format!(
        "version = 1\n[[package]]\nname = 'app'\nversion = '0'\nsource = {{ virtual = '.' }}\ndependencies = [{{ name = 'a' }}]\n[[package]]\nname = 'a'\nversion = '1.0'\nsource = {{ registry = '{INDEX}' }}\nwheels = [{{ url = '{url}', hash = 'sha256:{hash}', size = 7 }}]\n"
    );
    let pylock = format!(
        "lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1.0'\nwheels = [{{ name = 'a-1.0-py3-none-any.whl', url = '{url}', hashes = {{ sha256 = '{hash}' }} }}]\n"
    );
    for (file, text) in [("uv.lock", uv), ("pylock.toml", pylock)] {
        let mut asked = server.clone();
        let found = outcome(dropped(format!("app/{file}"), text), &mut asked);
        assert_eq!(found.findings, []);
        let found: Vec<_> = found.chosen.iter().map(|one| (one.url.as_str(), one.sha256.clone())).collect();
        assert_eq!(found, [(url, vec![hash.clone()])]);
        assert!(asked.asked.is_empty(), "{:?}", asked.asked);
    }
    let pipfile = |hash: &str| {
        let text = format!(
            "{{\"_meta\": {{}}, \"default\": {{\"a\": {{\"version\": \"==1.0\", \"hashes\": [\"sha256:{hash}\"]}}}}}}"
        );
        dropped("app/Pipfile.lock", text)
    };
    let poetry = |hash: &str| {
        let text = format!(
            "[[package]]\nname = 'a'\nversion = '1.0'\noptional = false\ngroups = ['main']\nfiles = [{{ file = 'a-1.0-py3-none-any.whl', hash = 'sha256:{hash}' }}]\n"
        );
        dropped("app/poetry.lock", text)
    };
    let other = "0".repeat(64);
    check(pipfile(&hash), &server, &["a 1.0"], &[]);
    check(poetry(&hash), &server, &["a 1.0"], &[]);
    check(
        pipfile(&other),
        &server,
        &[],
        &["requirement-missing: *its hash is none of those that \"app/Pipfile.lock\"*states"],
    );
    check(
        poetry(&other),
        &server,
        &[],
        &["requirement-missing: *its hash is not that which \"app/poetry.lock\"*locks"],
    );
    check(app(&format!("a==1.0 --hash=sha256:{hash}\nb\n")), &server, &["a 1.0", "b 1.0"], &[]);
}

#[test]
fn an_address_is_fetched_itself() {
    let server = Server::with_libs(&["a 1.0: b", "b 1.0"]);
    let url = "https://elsewhere.example/a-1.0-py3-none-any.whl";
    let found = outcome(app(&format!("a @ {url}\n")), &mut server.clone());
    assert_eq!(
        found.chosen.iter().map(|one| one.url.as_str()).collect::<Vec<_>>(),
        [url, "https://index.example/files/b-1.0-py3-none-any.whl"]
    );
    assert_eq!(found.findings.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["hash-missing"]);
    let git = outcome(app("a @ git+https://x/y\n"), &mut server.clone());
    assert_eq!(git.findings[0].code.as_str(), "requirement-unsupported");
}

/// A distribution for which the files state an address or an index comes from there, whichever distribution requires
/// it. No other index is asked for it.
#[test]
fn what_is_placed_is_not_asked_for() {
    let server = Server::with_libs(&["a 1.0: lib", "lib 1.0", "lib 9.0"]);
    let url = "https://elsewhere.example/lib-1.0-py3-none-any.whl";
    let constrained = |line: &str| app("-c c.txt\na\n").and("app/c.txt", line);
    let project = |table: &str| {
        let text = format!("[project]\nname = 'app'\ndependencies = ['a']\n[tool.uv]\n{table}\n");
        dropped("app/pyproject.toml", text)
    };
    for (drop, expected) in [
        (constrained(&format!("lib @ {url}\n")), [url, ""]),
        (project(&format!("constraint-dependencies = ['lib @ {url}']")), [url, ""]),
        (project(&format!("override-dependencies = ['lib @ {url}']")), [url, ""]),
        (project(&format!("sources.lib.url = '{url}'")), [url, ""]),
        (constrained("lib @ git+https://x.invalid/lib\n"), ["", "requirement-unsupported"]),
        (project("sources.lib.git = 'https://x.invalid/lib'"), ["", "requirement-unsupported"]),
        (project("sources.lib.path = '../lib'"), ["", "requirement-unsupported"]),
        (project("sources.lib.index = 'mine'"), ["", "index-missing"]),
    ] {
        let mut asked = server.clone();
        let found = outcome(drop, &mut asked);
        let chosen = found.chosen.iter().find(|one| one.name == "lib").map_or("", |one| one.url.as_str());
        let told = found.findings.iter().map(|one| one.code.as_str()).find(|code| *code != "hash-missing");
        assert_eq!([chosen, told.unwrap_or_default()], expected, "{:?}", found.findings);
        assert!(!asked.asked.contains(&format!("{INDEX}lib/")), "{:?}", asked.asked);
    }
    // If the statement does not apply to the target, the distribution comes from the index.
    for drop in [
        constrained(&format!("lib @ {url} ; sys_platform == 'win32'\n")),
        project("sources.lib = [{ path = 'w', marker = \"sys_platform == 'win32'\" }]"),
    ] {
        let mut asked = server.clone();
        assert_eq!(outcome(drop, &mut asked).chosen.len(), 2);
        assert!(asked.asked.contains(&format!("{INDEX}lib/")));
    }
}
