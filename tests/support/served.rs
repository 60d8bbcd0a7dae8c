//! Indexes of wheels on loopback: the one of these tests, and independent ones.

use super::Dropped;
use super::disk::Tools;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;
use wheelpress::index::{HostRequestKind, HostResponse, Request, ResolveOutcome, Session};
use wheelpress::source::Store;

/// A running index. It ends when this value is dropped.
pub struct Served {
    child: Child,
    port: u16,
    /// The common part of the addresses of its indexes.
    root: &'static str,
    /// The folder that it serves, if it was made for this index.
    scratch: Option<PathBuf>,
    /// Its answers, by request. The served files do not change, and requests to Python take time.
    answered: RefCell<HashMap<String, Response>>,
}

/// Status, headers in lower case, and body.
type Response = Rc<(u16, Vec<(String, String)>, Vec<u8>)>;

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(scratch) = &self.scratch {
            let _ = std::fs::remove_dir_all(scratch);
        }
    }
}

impl Served {
    /// Starts `tests/support/index_server.py` for a folder of wheels. It answers as `MODE` states.
    pub fn own(tools: &Tools, wheels: &Path) -> Served {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/index_server.py");
        let mut command = Command::new(tools.python());
        let mut child = command.arg(script).arg(wheels).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Served {
            child,
            port: line.trim().parse().unwrap(),
            root: "/MODE/simple/",
            scratch: None,
            answered: RefCell::default(),
        }
    }

    /// pypiserver: only HTML with hashes.
    pub fn pypiserver(tools: &Tools) -> Served {
        let port = free_port();
        let args = ["run", "-i", "127.0.0.1", "--disable-fallback", "--hash-algo", "sha256", "-p"];
        let mut command = Command::new(Path::new(tools.indexes()).with_file_name("pypi-server"));
        command.args(args).arg(port.to_string()).arg(&tools.wheels);
        Served::start(command, port, "/simple/", None)
    }

    /// simple-repository-server: JSON with METADATA files, without hashes.
    pub fn simple_repository(tools: &Tools) -> Served {
        let port = free_port();
        let folder = std::env::temp_dir().join(format!("wheelpress-index-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        for wheel in std::fs::read_dir(&tools.wheels).unwrap().map(|entry| entry.unwrap().path()) {
            let filename = wheel.file_name().unwrap().to_str().unwrap();
            let Some((name, _)) = filename.split_once('-').filter(|_| filename.ends_with(".whl")) else {
                continue;
            };
            let project = folder.join(name.to_lowercase().replace(['_', '.'], "-"));
            std::fs::create_dir_all(&project).unwrap();
            // The server does not follow symbolic links.
            let file = project.join(filename);
            std::fs::hard_link(&wheel, &file).or_else(|_| std::fs::copy(&wheel, &file).map(drop)).unwrap();
        }
        let mut command = Command::new(tools.indexes());
        command.args(["-m", "simple_repository_server", "--host", "127.0.0.1", "--port"]);
        command.arg(port.to_string()).arg(&folder);
        Served::start(command, port, "/simple/", Some(folder))
    }

    fn start(mut command: Command, port: u16, root: &'static str, scratch: Option<PathBuf>) -> Served {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut served = Served { child, port, root, scratch, answered: RefCell::default() };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(served.child.try_wait().unwrap().is_none(), "{command:?} has ended");
            std::thread::sleep(Duration::from_millis(50));
        }
        served
    }

    /// The address of the index that answers in this mode.
    pub fn index(&self, mode: &str) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.root.replace("MODE", mode))
    }

    fn ask(&self, method: &str, url: &str, header: &str) -> Response {
        let request = format!("{method} {url}\n{header}");
        let answered = self.answered.borrow().get(&request).cloned();
        answered.unwrap_or_else(|| {
            let response = self.send(method, url, header);
            self.answered.borrow_mut().insert(request, response.clone());
            response
        })
    }

    fn send(&self, method: &str, url: &str, header: &str) -> Response {
        let path = url.split_once("://").unwrap().1.split_once('/').unwrap().1;
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "{method} /{path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{header}\r\n",
            self.port
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let headers = head.lines().filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_string())).collect();
        Rc::new((status, headers, bytes[end + 4..].to_vec()))
    }

    /// Returns the choice for a drop. Each question is answered before the next one is asked.
    pub fn choose(&self, request: Request, drop: &mut Dropped) -> ResolveOutcome {
        let mut session = Session::new(request);
        let mut open = Vec::new();
        loop {
            let step = session.step();
            if let Some(outcome) = step.outcome {
                return outcome;
            }
            open.extend(step.host_requests);
            let ask = open.remove(0);
            let answer = self.answer(&ask.request, &mut drop.store);
            session.fill(ask.id, answer);
        }
    }

    /// Returns its answer to a question.
    pub fn answer(&self, request: &HostRequestKind, store: &mut dyn Store) -> HostResponse {
        match request {
            HostRequestKind::Read { file, start, end } => {
                let mut bytes = vec![0; (end - start) as usize];
                let length = store.read_at(*file, *start, &mut bytes).unwrap();
                bytes.truncate(length);
                HostResponse::Bytes(bytes)
            }
            HostRequestKind::Get { url, accept, .. } => {
                let accept =
                    accept.as_ref().map(|accept| format!("Accept: {accept}\r\n")).unwrap_or_default();
                let (status, headers, body) = &*self.ask("GET", url, &accept);
                let kind = headers.iter().find(|(name, _)| name == "content-type").unwrap().1.clone();
                HostResponse::Response {
                    status: *status,
                    url: url.clone(),
                    content_type: kind,
                    body: body.clone(),
                }
            }
            HostRequestKind::Size { url, .. } => {
                let (_, headers, _) = &*self.ask("HEAD", url, "");
                HostResponse::Size(
                    headers.iter().find(|(name, _)| name == "content-length").unwrap().1.parse().unwrap(),
                )
            }
            HostRequestKind::Range { url, start, end, .. } => {
                let (status, _, body) =
                    &*self.ask("GET", url, &format!("Range: bytes={start}-{}\r\n", end - 1));
                assert_eq!(*status, 206);
                HostResponse::Bytes(body.clone())
            }
        }
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
