use super::*;

const JSON: &str = "application/vnd.pypi.simple.v1+json";
const BASE: &str = "https://index.example/simple/six/";

/// Compares the files that were read, one line per file.
fn check(kind: &str, text: &str, expected: Result<&[&str], &str>) {
    let found = read(kind, BASE, text.as_bytes()).map(|files| {
        let line = |file: &SimpleFile| {
            let mut line = format!("{} {}", file.filename, file.url);
            if let Some(digest) = &file.sha256 {
                line += &format!(" sha256={}", &digest.hex()[..4]);
            }
            for (name, value) in
                [("python", &file.requires_python), ("yanked", &file.yanked), ("at", &file.upload_time)]
            {
                line += &value.as_ref().map(|value| format!(" {name}={value}")).unwrap_or_default();
            }
            line += &file.size.map(|size| format!(" size={size}")).unwrap_or_default();
            line += match &file.metadata {
                None => "",
                Some(None) => " metadata",
                Some(Some(_)) => " metadata+hash",
            };
            line
        };
        files.iter().map(line).collect::<Vec<_>>()
    });
    match (found, expected) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{text}"),
        (Err(found), Err(expected)) => assert!(found.contains(expected), "{text}: {found}"),
        (found, _) => panic!("{text}: {found:?}"),
    }
}

#[test]
fn reads_json() {
    let hash = "ab".repeat(32);
    let file = |rest: &str| {
        format!(
            "{{\"meta\": {{\"api-version\": \"1.4\", \"x\": 1}}, \"name\": \"six\", \"files\": [{{\"filename\": \"six-1-py3-none-any.whl\"{rest}}}]}}"
        )
    };
    let whole = format!(
        ", \"url\": \"../../f/six-1-py3-none-any.whl\", \"hashes\": {{\"sha256\": \"{hash}\", \"md5\": \"x\"}}, \"requires-python\": \">=3\", \"yanked\": \"bad\", \"size\": 12, \"upload-time\": \"2026-01-01T00:00:00Z\", \"core-metadata\": {{\"sha256\": \"{hash}\"}}, \"dist-info-metadata\": false, \"provenance\": null"
    );
    check(
        JSON,
        &file(&whole),
        Ok(&[
            "six-1-py3-none-any.whl https://index.example/f/six-1-py3-none-any.whl sha256=abab python=>=3 yanked=bad at=2026-01-01T00:00:00Z size=12 metadata+hash",
        ]),
    );
    let url = ", \"url\": \"https://x/a.whl\", \"hashes\": {}";
    check(
        JSON,
        &file(&format!("{url}, \"yanked\": false, \"core-metadata\": true")),
        Ok(&["six-1-py3-none-any.whl https://x/a.whl metadata"]),
    );
    check(
        JSON,
        &file(&format!("{url}, \"yanked\": true, \"dist-info-metadata\": {{}}")),
        Ok(&["six-1-py3-none-any.whl https://x/a.whl yanked= metadata"]),
    );
    // PEP 714: if both names are present, the new one counts.
    check(
        JSON,
        &file(&format!("{url}, \"core-metadata\": false, \"dist-info-metadata\": true"))
            .replace("1.4", "1.99"),
        Ok(&["six-1-py3-none-any.whl https://x/a.whl"]),
    );
    let login = ", \"url\": \"https://me:secret@x/a.whl\", \"hashes\": {\"md5\": \"ab\"}";
    check(JSON, &file(login), Ok(&["six-1-py3-none-any.whl https://x/a.whl"]));
    check(JSON, &file(", \"url\": \"file:///etc/passwd\", \"hashes\": {}"), Ok(&[]));
    check(JSON, &file(", \"hashes\": {}"), Err("missing field `url`"));
    check(JSON, &file(url).replace("1.4", "2.0"), Err("its version \"2.0\" is not 1.x"));
    check(JSON, "<html>", Err("it is not JSON"));
    check("application/octet-stream", "{}", Err("neither JSON nor HTML"));
}

#[test]
fn reads_html() {
    let hash = "ab".repeat(32);
    let kind = "text/html; charset=UTF-8";
    let page = format!(
        "<!DOCTYPE html><html><head><meta name=\"pypi:repository-version\" content=\"1.0\"><title>Links for six</title></head><body><h1>a & b</h1><br>\
         <A HREF=\"../../f/six-1%2Bcpu-py3-none-any.whl#sha256={hash}\" data-requires-python=\"&gt;=3.8, <4\" data-core-metadata=\"sha256={hash}\">six</A><br/>\
         <a href='six-2.tar.gz' data-yanked data-dist-info-metadata=false>x</a><a name=top>no link</a><a href=mailto:me@x>me</a>"
    );
    check(
        kind,
        &page,
        Ok(&[
            "six-1+cpu-py3-none-any.whl https://index.example/f/six-1%2Bcpu-py3-none-any.whl sha256=abab python=>=3.8, <4 metadata+hash",
            "six-2.tar.gz https://index.example/simple/six/six-2.tar.gz yanked=",
        ]),
    );
    check(
        kind,
        "<base href=\"https://files.example/a/\"><a href=\"b.whl\">",
        Ok(&["b.whl https://files.example/a/b.whl"]),
    );
    check(
        kind,
        &format!(
            "<!-- <a href='no.whl'> --><script>if (a < b) x('<a href=no.whl>')</script><h1>a < b</h1><a href='//f.example/b.whl?c&amp;d#md5={hash}' data-requires-python='&#62;=3'>"
        ),
        Ok(&["b.whl https://f.example/b.whl?c&d python=>=3"]),
    );
    check(kind, "<meta name=\"pypi:repository-version\" content=\"2\">", Err("its version \"2\""));
    check(kind, "", Ok(&[]));
}

#[test]
fn has_limits() {
    let many = "<a href=a>".repeat(MAX_FILES + 1);
    check("text/html", &many, Err("it names more than 100,000 files"));
    let long = " ".repeat(MAX_RESPONSE_SIZE as usize + 1);
    check("text/html", &long, Err("it has 33554433 bytes"));
    assert!(read("text/html", BASE, b"<a href=\xff>").is_err());
}
