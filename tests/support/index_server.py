"""An index of the wheels of a folder, on loopback: `index_server.py FOLDER`. It prints its port.

Those that the folder's `yanked.txt` names were yanked.

`/asked` lists what was asked: the host, the path, the range, and who asks. What comes before `/simple/` says how it answers:
  /json          JSON with METADATA files (PEP 691, PEP 658, PEP 700)
  /html          HTML alone, without METADATA files and sizes (PEP 503)
  /private       JSON for the user "me" with the password "secret"
  /silent        JSON without CORS
  /elsewhere     JSON, its files on another host
  /redirecting   JSON, its files redirect to another host
  /moved         redirects to another host whatever is asked of a project
  /slow          JSON, its wheels take 20 seconds
  /vulnerable    JSON, and beside it the list of faults of versions, as PyPI has it
  /gzip          JSON, and everything in gzip
  /broken/FAULT  JSON, but: status-N (always), passing-N (twice, with Retry-After), dated-N (the same, with a date), cut
                 (files end early, each time a quarter later), changing (files end early, and are others then), hash,
                 size, version (2.0), half (pages end early), loop (redirects to itself), metadata (its hash is wrong),
                 huge (100 MB of HTML), many (200,000 files), links (110,000 files in HTML), text
  /broken/ranges as /html, but it knows no ranges
  /broken/parts  as /html, but of a file it sends another part than is asked for
"""

import base64
import gzip
import hashlib
import html
import json
import re
import sys
import threading
import time
import zipfile
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HTML = ("/html", "/broken/ranges", "/broken/parts")
LOGIN = "Basic " + base64.b64encode(b"me:secret").decode()
JSON = "application/vnd.pypi.simple.v1+json"


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


class Wheel:
    def __init__(self, path):
        self.path = path
        self.name = normalized(path.name.split("-")[0])
        self.size = path.stat().st_size
        self._sha256 = self._metadata = None

    @property
    def sha256(self):
        if self._sha256 is None:
            with open(self.path, "rb") as file:
                self._sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return self._sha256

    @property
    def metadata(self):
        if self._metadata is None:
            with zipfile.ZipFile(self.path) as zip:
                name = next(name for name in zip.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
                self._metadata = zip.read(name)
        return self._metadata

    @property
    def requires_python(self):
        found = re.search(rb"^Requires-Python: (.*)$", self.metadata.split(b"\n\n")[0], re.M)
        return found and found[1].decode().strip()


YANKED = Path(sys.argv[1], "yanked.txt")
YANKED = YANKED.read_text().split() if YANKED.exists() else []
WHEELS = {path.name: Wheel(path) for path in sorted(Path(sys.argv[1]).glob("*.whl"))}
COUNTS = {}
ASKED = []
LOCK = threading.Lock()


def count(key):
    with LOCK:
        COUNTS[key] = COUNTS.get(key, 0) + 1
        return COUNTS[key]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", kind="text/plain", **headers):
        self.send_response(status)
        if "/silent/" not in self.path:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Expose-Headers", "Retry-After, Content-Range")
        self.send_header("Content-Type", kind)
        if self.path.startswith("/gzip/") and status == 200:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", headers.pop("Content_Length", len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_OPTIONS(self):
        self.answer(
            204,
            Access_Control_Allow_Headers="Authorization, Range",
            Access_Control_Allow_Methods="GET, HEAD",
        )

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        if self.path == "/asked":
            return self.answer(200, json.dumps(ASKED).encode(), "application/json")
        headers = [self.headers.get(name, "") for name in ("Range", "Authorization")]
        ASKED.append([self.headers.get("Host", ""), self.path, *headers])
        mode, _, rest = self.path.partition("/simple/")
        if mode == "/moved":
            return self.redirect("/json/simple/" + rest)
        if about := re.fullmatch(r"/vulnerable/pypi/([^/]+)/([^/]+)/json", self.path):
            return self.faults(*about.groups())
        if "/files/" in self.path:
            mode, _, rest = self.path.partition("/files/")
            return self.file(mode, rest)
        if mode == "/private" and self.headers.get("Authorization") != LOGIN:
            return self.answer(401, WWW_Authenticate="Basic")
        fault = mode.removeprefix("/broken/") if mode.startswith("/broken/") else ""
        if status := re.fullmatch(r"(status|passing|dated)-(\d+)", fault):
            if status[1] == "status" or count(self.path) <= 2:
                later = formatdate(time.time() + 1, usegmt=True) if status[1] == "dated" else "0"
                return self.answer(int(status[2]), Retry_After=later)
        if fault == "text":
            return self.answer(200, b"hello")
        if fault == "loop":
            return self.answer(302, Location=self.path)
        if fault == "huge":
            return self.huge()
        name = rest.strip("/")
        wheels = [wheel for wheel in WHEELS.values() if wheel.name == name]
        if not wheels:
            return self.answer(404)
        if mode in HTML:
            return self.page(wheels)
        if fault == "links":
            return self.answer(200, b"<a href=six-1.tar.gz>x</a>" * 110_000, "text/html")
        host = self.headers.get("Host", "")
        if mode == "/elsewhere":
            host = host.replace("127.0.0.1", "localhost")
        root = f"http://{host}{mode}/files"
        files = [self.entry(wheel, root, fault) for wheel in wheels]
        if fault == "many":
            files = [{**files[0], "filename": f"{name}-{n}.tar.gz"} for n in range(200_000)]
        version = "2.0" if fault == "version" else "1.1"
        body = json.dumps({"meta": {"api-version": version}, "name": name, "files": files}).encode()
        if fault == "half":
            self.answer(200, body[: len(body) // 2], JSON, Content_Length=len(body))
            self.close_connection = True
            return
        self.answer(200, body, JSON)

    def redirect(self, path):
        host = self.headers.get("Host", "").replace("127.0.0.1", "localhost")
        self.answer(302, Location=f"http://{host}{path}")

    def faults(self, name, version):
        fault = {"id": "X-1", "aliases": ["CVE-2026-1"], "summary": "It eats bytes.", "fixed_in": ["999"]}
        known = [fault] if name == "jinja2" else []
        self.answer(200, json.dumps({"info": {}, "vulnerabilities": known}).encode(), "application/json")

    def entry(self, wheel, root, fault):
        entry = {
            "filename": wheel.path.name,
            "url": f"{root}/{wheel.path.name}",
            "hashes": {"sha256": "0" * 64 if fault == "hash" else wheel.sha256},
            "size": wheel.size + (10 if fault == "size" else 0),
            "upload-time": "2026-01-01T00:00:00.000000Z",
            "core-metadata": {
                "sha256": "0" * 64 if fault == "metadata" else hashlib.sha256(wheel.metadata).hexdigest()
            },
        }
        if wheel.path.name in YANKED:
            entry["yanked"] = "it is broken"
        if wheel.requires_python:
            entry["requires-python"] = wheel.requires_python
        return entry

    def page(self, wheels):
        def link(wheel):
            python = wheel.requires_python
            yanked = ' data-yanked="it is broken"' if wheel.path.name in YANKED else ""
            python = f' data-requires-python="{html.escape(python)}"' if python else ""
            return f'<a href="../../files/{wheel.path.name}#sha256={wheel.sha256}"{python}{yanked}>{wheel.path.name}</a><br>'

        self.answer(200, f"<!DOCTYPE html><body>{''.join(map(link, wheels))}".encode(), "text/html")

    def huge(self):
        line = b"<a href=x>x</a>" * 1000
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(100 << 20))
        self.end_headers()
        try:
            for _ in range((100 << 20) // len(line)):
                self.wfile.write(line)
        except OSError:
            pass
        self.close_connection = True

    def slowly(self, body):
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        step = len(body) // 40 + 1
        try:
            for start in range(0, len(body), step):
                self.wfile.write(body[start : start + step])
                time.sleep(0.5)
        except OSError:
            self.close_connection = True

    def file(self, mode, name):
        beside = name.endswith(".metadata")
        wheel = WHEELS.get(name.removesuffix(".metadata"))
        if wheel is None or (beside and mode in HTML):
            return self.answer(404)
        if mode == "/private" and self.headers.get("Authorization") != LOGIN:
            return self.answer(401)
        if beside:
            return self.answer(200, wheel.metadata)
        if mode == "/redirecting":
            return self.redirect(f"/json/files/{name}")
        body = wheel.path.read_bytes()
        status = 200
        if mode == "/slow":
            return self.slowly(body)
        if range := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            start, end = int(range[1]), int(range[2] or len(body) - 1) + 1
            status, part = 206, body[start:end]
            if mode == "/broken/parts":
                return self.answer(206, body[: end - start], Content_Range=f"bytes 0-{end - start - 1}/{len(body)}")
        if status == 200 or mode == "/broken/ranges":
            status, start, part = 200, 0, body
        if mode == "/broken/changing" and count(self.path) == 1:
            self.answer(200, bytes(len(body) // 2), Content_Length=len(body))
            self.close_connection = True
            return
        if mode == "/broken/cut":
            # Sends only a part of the requested bytes and then ends the connection.
            upto = min(len(body), len(body) * count(self.path) // 4)
            part, length = part[: max(0, upto - start)], len(part)
            self.answer(status, part, Content_Length=length)
            self.close_connection = True
            return
        self.answer(status, part, "application/octet-stream", Accept_Ranges="bytes")


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        # A client may close the connection early.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


server = Server(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
