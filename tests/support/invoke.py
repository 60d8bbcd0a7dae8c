"""Starts packages under awslambdaric, as Lambda does, against a stub of the Runtime API.

Reads lines of JSON, {"zip": path, "handler": name, "opt": folder or null}, and answers each with one:
{"answer": ...} or {"error": text}. Run by an interpreter that has awslambdaric.
"""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import zipfile


class Api(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.server.delivered:
            threading.Event().wait(30)
            return
        self.server.delivered = True
        self.reply(200, b"{}", {
            "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "Lambda-Runtime-Deadline-Ms": "9999999999999",
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:function",
        })

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.reply(202, b"{}", {})
        key = "answer" if self.path.endswith("/response") else "error"
        self.server.result.setdefault(key, json.loads(body))
        self.server.done.set()

    def reply(self, status, body, headers):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def unpack(path, folder):
    """As Lambda's unzip: with the modes the zip has."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            target = archive.extract(entry, folder)
            if entry.external_attr >> 16:
                os.chmod(target, (entry.external_attr >> 16) & 0o7777)


def invoke(path, handler):
    with tempfile.TemporaryDirectory() as folder:
        unpack(path, folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
        server.daemon_threads = True
        server.delivered, server.result, server.done = False, {}, threading.Event()
        # `shutdown` waits for one more round of the loop, by default half a second.
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        environment = {
            "PATH": "/usr/bin:/bin",
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:%d" % server.server_address[1],
            "LAMBDA_TASK_ROOT": folder,
            "AWS_LAMBDA_FUNCTION_NAME": "function",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "_HANDLER": handler,
        }
        command = [sys.executable, "-B", "-m", "awslambdaric", handler]
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        ended = threading.Thread(target=lambda: (process.wait(), server.done.set()), daemon=True)
        ended.start()
        server.done.wait(60)
        process.kill()
        log = process.communicate()[0].decode(errors="replace")
        server.shutdown()
        server.server_close()
    if "error" in server.result:
        error = server.result["error"]
        return {"error": "%s: %s" % (error.get("errorType"), error.get("errorMessage"))}
    return server.result if "answer" in server.result else {"error": "it ended without an answer: " + log[-2000:]}


for line in sys.stdin:
    task = json.loads(line)
    print(json.dumps(invoke(task["zip"], task["handler"])), flush=True)
