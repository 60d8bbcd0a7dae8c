/** Starts a package as Lambda does: unpacked, run by awslambdaric, with a stub of the Runtime API. */
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { answerOf } from "./answers.ts";
import { pythonOf, repository } from "./tools.ts";

const run = promisify(execFile);

export interface UnpackedEntry {
  path: string;
  mode: number;
  size: number;
  /** 0 stored, 8 deflated. */
  method: number;
}

export interface Invocation {
  /** For example "3.13". */
  python: string;
  handler: string;
  event: unknown;
  /** Layers, unpacked as in /opt. */
  layers?: string[];
  /** Layers that another program made, unpacked without checking their format. */
  otherLayers?: string[];
}

/** Checks a package with CPython's zipfile, strictly, and unpacks it into `directory`. */
export async function unpack(zip: string, directory: string, version: string): Promise<UnpackedEntry[]> {
  const { python } = pythonOf(version);
  await run(python, ["-m", "zipfile", "-t", zip]);
  const script = join(repository, "tests/e2e/strict_unzip.py");
  const { stdout } = await run(python, [script, zip, directory], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

/**
 * Starts the function in a package, hands it one event and gives its answer, or throws its error. The same bytes give
 * the same answer, which is kept from run to run.
 */
// biome-ignore lint/suspicious/noExplicitAny: a handler answers what it likes
export async function invoke(zip: string, invocation: Invocation): Promise<any> {
  const { python, handler, event, layers = [], otherLayers = [] } = invocation;
  const zips = [zip, ...layers, "", ...otherLayers].map((file) => file && { file });
  const scripts = [import.meta.filename, join(repository, "tests/e2e/strict_unzip.py")].map((file) => ({ file }));
  const question = [python, handler, JSON.stringify(event), ...zips, ...scripts];
  return answerOf(pythonOf(python).ricPython, question, () => unpackAndStart(zip, invocation));
}

async function unpackAndStart(zip: string, invocation: Invocation): Promise<unknown> {
  const root = await mkdtemp(join(tmpdir(), "wheelpress-lambda-"));
  try {
    const task = join(root, "task");
    const opt = join(root, "opt");
    await unpack(zip, task, invocation.python);
    for (const layer of invocation.layers ?? []) await unpack(layer, opt, invocation.python);
    for (const layer of invocation.otherLayers ?? []) {
      await run(pythonOf(invocation.python).python, ["-m", "zipfile", "-e", layer, opt]);
    }
    return await start(task, opt, invocation);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function start(task: string, opt: string, { python, handler, event }: Invocation): Promise<unknown> {
  const api = await runtimeApi(event);
  // Lambda's order: the package (the working directory, because of -m), the layers, and then the libraries of the
  // runtime.
  const paths = [`${opt}/python/lib/python${python}/site-packages`, `${opt}/python`];
  const child = spawn(pythonOf(python).ricPython, ["-B", "-m", "awslambdaric", handler], {
    cwd: task,
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      PYTHONPATH: paths.join(":"),
      LAMBDA_TASK_ROOT: task,
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_LAMBDA_FUNCTION_NAME: "function",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_EXECUTION_ENV: `AWS_Lambda_python${python}`,
      _HANDLER: handler,
    },
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += chunk));
  const ended = new Promise<never>((_, fail) => {
    child.on("error", fail);
    child.on("exit", (code, signal) =>
      fail(new Error(`The runtime ended with ${code ?? signal} before it answered\n${log}`)),
    );
  });
  try {
    return await Promise.race([api.answer, ended]);
  } finally {
    child.kill("SIGKILL");
    api.close();
  }
}

/** The four calls of the Runtime API that a function needs for one event. */
async function runtimeApi(event: unknown) {
  let settle: { done: (answer: unknown) => void; fail: (error: Error) => void };
  const answer = new Promise<unknown>((done, fail) => {
    settle = { done, fail };
  });
  // If the process ends first, a later rejection must not count as unhandled.
  answer.catch(() => {});
  let delivered = false;
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    if (path === "/2018-06-01/runtime/invocation/next") {
      // After its only event the function waits, like an idle function.
      if (delivered) return;
      delivered = true;
      // The client crashes if an answer has no content type.
      response.setHeader("Content-Type", "application/json");
      response.setHeader("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
      response.setHeader("Lambda-Runtime-Deadline-Ms", String(Date.now() + 30_000));
      response.setHeader(
        "Lambda-Runtime-Invoked-Function-Arn",
        "arn:aws:lambda:us-east-1:123456789012:function:function",
      );
      response.end(JSON.stringify(event));
      return;
    }
    const body = await text(request);
    response.writeHead(202).end("{}");
    if (path.endsWith("/response")) {
      settle.done(JSON.parse(body));
    } else if (path.endsWith("/error")) {
      const { errorType, errorMessage } = JSON.parse(body);
      settle.fail(new Error(`${errorType}: ${errorMessage}`));
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, answer, close };
}

async function text(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
}
