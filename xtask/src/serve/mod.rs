//! Serves dist/site on this machine.

use std::{
    fs,
    io::{BufRead as _, BufReader, ErrorKind, Write as _},
    net::{TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use crate::{build, paths, setup};

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
        // A connection that breaks concerns only its browser.
        std::thread::spawn(move || stream.and_then(|stream| answer(stream, &site)));
    }
    Ok(())
}

/// Listens on the port asked for, or on the first free one from 8000 on.
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
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (status, mime, body) = if method != "GET" && method != "HEAD" {
        ("405 Method Not Allowed", "text/plain", b"Only GET and HEAD\n".to_vec())
    } else {
        match file(site, target).and_then(|path| Some((mime(&path), fs::read(path).ok()?))) {
            Some((mime, body)) => ("200 OK", mime, body),
            None => ("404 Not Found", "text/plain", b"Not found\n".to_vec()),
        }
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file a request's target names, if it is inside the site. None of the site's names needs
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
        "json" | "map" | "webmanifest" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::file;

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
}
