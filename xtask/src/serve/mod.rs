//! Serves dist/site locally, as a public server should: compressed, and with files whose names contain a hash cached
//! for ever.

mod encoding;

use std::{
    fs,
    io::{BufRead as _, BufReader, ErrorKind, Write as _},
    net::{TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use crate::{build, paths, setup};

use encoding::Encoding;

const PORT: u16 = 8000;

pub fn serve(args: &[String]) -> Result<()> {
    let port = match args {
        [] => None,
        [flag, port] if flag == "--port" => {
            Some(port.parse().with_context(|| format!("\"{port}\" is not a port"))?)
        }
        _ => bail!("serve takes only `--port N`"),
    };
    build::build(&setup::for_build()?)?;
    let listener = listen(port)?;
    println!("\nwheelpress is at http://{}/ (Ctrl+C ends it)", listener.local_addr()?);
    let site = paths::root().join("dist/site");
    for stream in listener.incoming() {
        let site = site.clone();
        // An error of a connection is ignored: it affects only one browser.
        std::thread::spawn(move || stream.and_then(|stream| answer(stream, &site)));
    }
    Ok(())
}

/// Listens on the requested port, or on the first free port from 8000 on.
fn listen(port: Option<u16>) -> Result<TcpListener> {
    let ports = port.map_or(PORT..=PORT + 99, |port| port..=port);
    let last = *ports.end();
    for port in ports {
        match TcpListener::bind(("127.0.0.1", port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse && port != last => {}
            Err(error) => {
                return Err(error).with_context(|| format!("port {port} cannot be listened on"));
            }
        }
    }
    bail!("no port is free")
}

/// Answers one request and closes the connection.
fn answer(mut stream: TcpStream, site: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut request = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    reader.read_line(&mut request)?;
    let mut accepted = String::new();
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("accept-encoding")
        {
            accepted = value.trim().to_owned();
        }
        line.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let Answer { status, headers, body } = match method {
        "GET" | "HEAD" => Answer::to(site, target, &accepted),
        _ => Answer::text("405 Method Not Allowed", "Only GET and HEAD\n"),
    };
    write!(stream, "HTTP/1.1 {status}\r\n")?;
    for (name, value) in headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    let length = body.len();
    write!(
        stream,
        "Content-Length: {length}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
}

impl Answer {
    fn text(status: &'static str, text: &str) -> Answer {
        Answer { status, headers: vec![("Content-Type", "text/plain")], body: text.into() }
    }

    /// Returns the requested file of the site, in the best available encoding that the browser accepts.
    fn to(site: &Path, target: &str, accepted: &str) -> Answer {
        let missing = || Answer::text("404 Not Found", "Not found\n");
        let Some(path) = file(site, target) else {
            return missing();
        };
        let copy = |encoding: Encoding| path.with_added_extension(encoding.extension());
        let there: Vec<Encoding> =
            Encoding::ALL.into_iter().filter(|encoding| copy(*encoding).is_file()).collect();
        let chosen = encoding::choose(accepted, &there);
        let Ok(body) = fs::read(chosen.map_or_else(|| path.clone(), copy)) else {
            return missing();
        };
        let mut headers = vec![
            ("Content-Type", mime(&path)),
            ("Cache-Control", lifetime(&path)),
            ("Vary", "Accept-Encoding"),
        ];
        headers.extend(chosen.map(|encoding| ("Content-Encoding", encoding.name())));
        Answer { status: "200 OK", headers, body }
    }
}

/// Returns the `Cache-Control` header of a file. Files with a hash in their name are cached for ever.
fn lifetime(path: &Path) -> &'static str {
    let hash = path.file_stem().and_then(|stem| stem.to_str()?.rsplit_once('-')).map_or("", |(_, hash)| hash);
    if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// Returns the file that the target of a request names, if it is inside the site. No name in the site needs
/// percent-encoding.
fn file(site: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let mut file = site.join(path);
    if file.is_dir() {
        file.push("index.html");
    }
    inside.then_some(file)
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{Answer, file, lifetime};

    #[test]
    fn only_files_inside_the_site_are_served() {
        let check = |target: &str, expected: Option<&str>| {
            let found = file(Path::new("/site"), target);
            assert_eq!(found.as_deref(), expected.map(Path::new), "{target}");
        };
        check("/app.js?v=1", Some("/site/app.js"));
        check("/wheelpress/index.js", Some("/site/wheelpress/index.js"));
        check("/../secret", None);
        check("//etc/passwd", None);
        check("", None);
    }

    #[test]
    fn what_has_a_hash_in_its_name_is_kept() {
        let check = |path: &str, is_kept: bool| {
            assert_eq!(lifetime(Path::new(path)).contains("immutable"), is_kept, "{path}");
        };
        check("/site/app-0123456789abcdef.js", true);
        check("/site/wheelpress/wheelpress-0123456789abcdef.wasm", true);
        check("/site/index.html", false);
        check("/site/icons/icon-128.png", false);
        check("/site/app-0123456789abcdeg.js", false);
    }

    #[test]
    fn the_compressed_copy_is_sent_as_what_it_decodes_to() {
        let site = std::env::temp_dir().join(format!("wheelpress-serve-{}", std::process::id()));
        fs::create_dir_all(&site).expect("a directory");
        for (name, text) in [("index.html", "plain"), ("index.html.br", "br"), ("a.png", "png")] {
            fs::write(site.join(name), text).expect(name);
        }
        let check = |target: &str, accepted: &str, expected: &str, mime: &str, encoding: Option<&str>| {
            let Answer { status, headers, body } = Answer::to(&site, target, accepted);
            let header = |name: &str| headers.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
            assert_eq!((status, &*body), ("200 OK", expected.as_bytes()), "{target} {accepted}");
            assert_eq!(header("Content-Type"), Some(mime));
            assert_eq!(header("Content-Encoding"), encoding);
            assert_eq!(header("Vary"), Some("Accept-Encoding"));
        };
        let html = "text/html; charset=utf-8";
        check("/", "gzip, br", "br", html, Some("br"));
        check("/index.html", "gzip", "plain", html, None);
        check("/a.png", "gzip, br", "png", "image/png", None);
        assert_eq!(Answer::to(&site, "/b.png", "br").status, "404 Not Found");
        fs::remove_dir_all(&site).expect("removed");
    }
}
