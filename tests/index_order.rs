//! Which indexes may be asked according to the files, and with which login. The public index is never asked for
//! names that the files assign to a private source.

use crate::support::index::{Server, outcome, request, run};
use crate::support::{Dropped, dropped, target};
use wheelpress::index::{HostResponse, Request, Session};

const PRIVATE: &str = "https://private.example/simple/";

/// A public index with a, b and c, and a private index that has only another a.
fn servers() -> Server {
    let response = |status, url: &str, kind: &str, body: String| HostResponse::Response {
        status,
        url: url.into(),
        content_type: kind.into(),
        body: body.into(),
    };
    let wheel = format!("{PRIVATE}a-9.0-py3-none-any.whl");
    let page = format!(
        "{{\"meta\": {{\"api-version\": \"1.0\"}}, \"files\": [{{\"filename\": \"a-9.0-py3-none-any.whl\", \"url\": \"{wheel}\", \"hashes\": {{\"sha256\": \"{}\"}}, \"core-metadata\": true}}]}}",
        "0".repeat(64)
    );
    let json = "application/vnd.pypi.simple.v1+json";
    let mut server = Server::with_libs(&["a 1.0", "b 1.0", "c 1.0"])
        .answer(&format!("{PRIVATE}a/"), response(200, PRIVATE, json, page))
        .answer(
            &format!("{wheel}.metadata"),
            response(200, &wheel, "text/plain", "Name: a\nVersion: 9.0\n".into()),
        );
    for name in ["b", "c"] {
        server =
            server.answer(&format!("{PRIVATE}{name}/"), response(404, PRIVATE, "text/plain", String::new()));
    }
    server
}

/// Checks which projects were asked for, each with the first letter of the index's host, and what was chosen or
/// found.
#[track_caller]
fn check(drop: Dropped, asked: &str, expected: &str) {
    let mut server = servers();
    let outcome = outcome(drop, &mut server);
    let pages = server.asked.iter().filter_map(|url| {
        let (host, name) = url.strip_prefix("https://")?.split_once(".example/simple/")?;
        Some(format!("{}{}", &host[..1], name.strip_suffix('/')?))
    });
    assert_eq!(pages.collect::<Vec<_>>().join(" "), asked, "{:#?}", outcome.findings);
    let chosen = outcome.chosen.iter().map(|one| format!("{} {}", one.name, one.version));
    let found = outcome.findings.iter().map(|one| format!("{}: {}", one.code.as_str(), one.message));
    let all = chosen.chain(found).collect::<Vec<_>>().join(", ");
    assert!(expected.split('*').all(|part| all.contains(part)), "{all}\nis not\n{expected}");
    assert!(!all.contains("secret"), "{all}");
}

fn uv(sources: &str, index: &str) -> Dropped {
    let text = format!(
        "[project]\nname = 'x'\nversion = '1'\ndependencies = ['a', 'b']\n[tool.uv.sources]\n{sources}\n{index}"
    );
    dropped("app/pyproject.toml", text)
}

fn poetry(pins: &str, sources: &[(&str, &str, &str)]) -> Dropped {
    let mut text = format!(
        "[project]\nname = 'x'\nversion = '1'\ndependencies = ['a', 'b']\n[tool.poetry.dependencies]\n{pins}\n"
    );
    for (name, url, priority) in sources {
        text += &format!("[[tool.poetry.source]]\nname = '{name}'\nurl = '{url}'\npriority = '{priority}'\n");
    }
    dropped("app/pyproject.toml", text)
}

fn requirements(text: &str) -> Dropped {
    dropped("app/requirements.txt", text.to_string())
}

#[test]
fn uv_says_who_is_asked() {
    let private = "[[tool.uv.index]]\nname = 'p'\nurl = 'https://me:secret@private.example/simple'\n";
    let explicit = format!("{private}explicit = true\n");
    check(uv("", private), "pa pb ib", "a 9.0, b 1.0");
    check(uv("", &format!("{private}default = true\n")), "pa pb", "requirement-missing: *has b");
    check(uv("", &explicit), "ia ib", "a 1.0, b 1.0");
    check(uv("a = { index = 'p' }", &explicit), "pa ib", "a 9.0, b 1.0");
    check(uv("a = [{ index = 'p', marker = \"sys_platform == 'win32'\" }]", &explicit), "ia ib", "a 1.0");
    // An index that no file states is not replaced by the public one.
    check(
        uv("a = { index = 'q' }", &explicit),
        "ib",
        "index-missing: \"a\" comes from \"q\"*cannot be asked",
    );
    // A page of links is not an index.
    check(uv("", &format!("{private}format = 'flat'\n")), "ia ib", "a 1.0, b 1.0");
    // uv's older settings.
    let old = |key: &str, value: &str| uv("", &format!("[tool.uv]\n{key} = {value}\n"));
    check(old("index-url", "'https://private.example/simple'"), "pa pb", "requirement-missing: *has b");
    check(old("extra-index-url", "['https://private.example/simple']"), "pa pb ib", "a 9.0, b 1.0");
}

#[test]
fn poetry_says_who_is_asked() {
    let private = "https://private.example/simple";
    let public = "https://index.example/simple";
    // "b" is only in the public index, which is not asked beside a primary source.
    check(poetry("", &[("p", private, "primary")]), "pa pb", "requirement-missing: \"b\"");
    check(poetry("", &[("p", private, "explicit")]), "ia ib", "a 1.0, b 1.0");
    check(poetry("a = { source = 'p' }", &[("p", private, "explicit")]), "pa ib", "a 9.0, b 1.0");
    check(poetry("a = { source = 'PyPI' }", &[("p", private, "explicit")]), "ia ib", "a 1.0, b 1.0");
    check(poetry("a = { source = 'q' }", &[]), "ib", "index-missing: \"a\" comes from \"q\"");
    let both = [("p", private, "supplemental"), ("q", public, "primary")];
    check(poetry("", &both), "ia ib", "a 1.0, b 1.0");
}

#[test]
fn what_the_environment_has_is_not_known() {
    let ask = |address: &str| requirements(&format!("--extra-index-url {address}\na\nb\n"));
    // Environment variables in the login: the index is asked without a login. If it refuses, the page
    // reports it, and the user can enter the login.
    check(ask("https://${USER}:${PASS}@private.example/simple"), "pa pb ib", "a 9.0, b 1.0");
    check(ask("https://me:secret@private.example/simple"), "pa pb ib", "a 9.0, b 1.0");
    for address in ["https://${HOST}/simple", "https://me:secret@${HOST}/simple", "https://x/${TOKEN}/simple"]
    {
        let words = "index-missing: \"a\" may come from \"https://*environment variable \"${";
        check(ask(address), "", words);
    }
    let lock = |url: &str| {
        let hash = "0".repeat(64);
        dropped(
            "app/Pipfile.lock",
            format!(
                "{{\"_meta\": {{\"sources\": [{{\"name\": \"p\", \"url\": \"{url}\"}}]}}, \"default\": {{\"a\": {{\"version\": \"==9.0\", \"index\": \"p\", \"hashes\": [\"sha256:{hash}\"]}}}}}}"
            ),
        )
    };
    check(lock("https://${USER}:${PASS}@private.example/simple"), "pa", "a 9.0");
    check(lock("https://${HOST}/simple"), "", "index-missing: \"a\" comes from \"https://${HOST}/simple\"");
}

#[test]
fn logins_are_taken_from_addresses() {
    let check = |drop: Dropped, expected: &[&str]| {
        let mut drop = drop;
        let mut session = Session::new(request(&mut drop, &target("python3.13")));
        while let Some(ask) = session.step().host_requests.pop() {
            let wheelpress::index::HostRequestKind::Read { file, start, end } = ask.request else { break };
            let mut bytes = vec![0; (end - start) as usize];
            let store: &mut dyn wheelpress::source::Store = &mut drop.store;
            store.read_at(file, start, &mut bytes).unwrap();
            session.fill(ask.id, HostResponse::Bytes(bytes));
        }
        let logins = session.logins();
        let logins = logins.iter().map(|one| format!("{} {}:{}", one.url, one.user, one.password));
        assert_eq!(logins.collect::<Vec<_>>(), expected);
    };
    let explicit =
        "[[tool.uv.index]]\nname = 'p'\nurl = 'https://me:p%40ss@private.example/simple'\nexplicit = true\n";
    check(uv("a = { index = 'p' }", explicit), &["https://private.example/simple/ me:p@ss"]);
    check(
        requirements(
            "-i https://me:x@i.example/s\na @ https://you:y@f.example/a-1-py3-none-any.whl#sha256=0\nb\n",
        ),
        &["https://i.example/s/ me:x", "https://f.example/a-1-py3-none-any.whl you:y"],
    );
    check(requirements("-i https://${U}:${P}@i.example/s\na\n"), &[]);
}

#[test]
fn passwords_of_addresses_are_in_no_message_and_no_lock() {
    let hash = "0".repeat(64);
    let url = "https://me:secret@f.example/a-1.0-py3-none-any.whl";
    let lock = format!(
        "lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1.0'\nwheels = [{{ url = '{url}', hashes = {{ sha256 = '{hash}' }} }}]\n"
    );
    let found = outcome(dropped("app/pylock.toml", lock), &mut servers());
    assert_eq!(found.chosen[0].url, "https://f.example/a-1.0-py3-none-any.whl");
    // For an address without a hash, the wheel itself is read. Here this fails.
    let mut server = servers();
    server.projects.clear();
    let failed = outcome(requirements(&format!("a @ {url}\n")), &mut server);
    let message = "\"https://f.example/a-1.0-py3-none-any.whl\" cannot be fetched: there is no such file";
    assert_eq!(failed.findings[0].message, message);
}

#[test]
fn files_of_a_lock_that_lie_on_a_disk_are_asked_of_nobody() {
    let hash = "0".repeat(64);
    let missing =
        "requirement-missing: *\"a-1.0-py3-none-any.whl\" is refused: it is a file of your own: drop it too";
    let pylock = format!(
        "lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1.0'\nwheels = [{{ path = 'w/a-1.0-py3-none-any.whl', hashes = {{ sha256 = '{hash}' }} }}]\n"
    );
    check(dropped("app/pylock.toml", pylock), "", missing);
    let uv = |source: &str, wheel: &str| {
        dropped(
            "app/uv.lock",
            format!(
                "version = 1\n[[package]]\nname = 'app'\nversion = '0'\nsource = {{ virtual = '.' }}\ndependencies = [{{ name = 'a' }}]\n[[package]]\nname = 'a'\nversion = '1.0'\nsource = {{ {source} }}\nwheels = [{{ {wheel} }}]\n"
            ),
        )
    };
    check(uv("registry = '../wheels'", "path = 'a-1.0-py3-none-any.whl'"), "", missing);
    check(uv("path = 'a-1.0-py3-none-any.whl'", "filename = 'a-1.0-py3-none-any.whl'"), "", missing);
    check(requirements("a @ file:///w/a-1.0-py3-none-any.whl\n"), "", missing);
}

#[test]
fn a_lock_without_hashes_is_looked_up() {
    let poetry = |files: &str| {
        dropped(
            "app/poetry.lock",
            format!(
                "[[package]]\nname = 'a'\nversion = '1.0'\noptional = false\ngroups = ['main']\nfiles = [{files}]\n"
            ),
        )
    };
    check(poetry(""), "ia", "a 1.0");
    check(
        poetry("{ file = 'a-1.0.tar.gz', hash = 'sha256:0' }"),
        "",
        "\"a-1.0.tar.gz\" is a source distribution",
    );
    let pipfile = "{\"_meta\": {}, \"default\": {\"a\": {\"version\": \"==1.0\"}}}";
    check(dropped("app/Pipfile.lock", pipfile.to_string()), "ia", "a 1.0");
}

#[test]
fn hashes_of_other_algorithms_are_left_to_planning() {
    let long = "0".repeat(128);
    check(requirements(&format!("a==1.0 --hash=sha512:{long}\n")), "ia", "a 1.0");
    let pylock = format!(
        "lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1.0'\nwheels = [{{ url = 'https://f.example/a-1.0-py3-none-any.whl', hashes = {{ sha512 = '{long}' }} }}]\n"
    );
    let found = outcome(dropped("app/pylock.toml", pylock), &mut servers());
    assert_eq!((found.chosen.len(), found.findings.len()), (1, 0), "{:#?}", found.findings);
}

#[test]
fn the_age_limits_what_is_chosen_and_no_lock() {
    let hash = "0".repeat(64);
    let pylock = format!(
        "lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1.0'\nwheels = [{{ url = 'https://f.example/a-1.0-py3-none-any.whl', hashes = {{ sha256 = '{hash}' }} }}]\n"
    );
    for (drop, expected) in [(dropped("app/pylock.toml", pylock), 1), (requirements("a\n"), 0)] {
        let mut drop = drop;
        let request = request(&mut drop, &target("python3.13"));
        let request = Request { uploaded_before: Some("2026-01-01T00:00:00Z".into()), ..request };
        let outcome = run(request, &mut drop, &mut servers());
        assert_eq!(outcome.chosen.len(), expected, "{:#?}", outcome.findings);
    }
}
