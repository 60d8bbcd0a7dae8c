/** What a host page passes by mistake is refused by its name, with what to do, before a worker is asked. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createPackagerOn } from "./packager";
import type { Packager } from "./types";

/** A packager whose workers never answer. */
async function start(options?: unknown): Promise<Packager> {
  const worker = () => ({ onmessage: null, onerror: null, terminate() {}, postMessage() {} });
  const module = await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  return createPackagerOn({ module: async () => module, worker }, options as { workers: number });
}

const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" };
const file = new Blob(["x = 1"]);
const items = [{ path: "app.py", file }];

/** Calls a method with these arguments, and expects its message and hint. */
async function check(method: keyof Packager, args: unknown[], message: string, hint: RegExp): Promise<void> {
  const packager = await start({ workers: 1 });
  const call = packager[method] as (...args: unknown[]) => Promise<unknown>;
  const error = await call(...args).then(
    () => assert.fail(`${message}: it was done`),
    (error) => error,
  );
  packager.close();
  const what = `${error.stack}\n${error.hint}`;
  assert.deepEqual([error.name, error.code, error.message], ["PackagerError", "invalid-option", message], what);
  assert.match(error.hint, hint);
}

test("items", async () => {
  for (const [method, ...rest] of [
    ["plan", target],
    ["pack", target],
    ["resolve", target],
    ["projects"],
    ["settings"],
    ["read", target, "app.py"],
  ] as const) {
    const wrong = (given: unknown, message: string, hint: RegExp) => check(method, [given, ...rest], message, hint);
    await wrong(undefined, '"items" is undefined, not a list', /Pass a list/);
    await wrong(null, '"items" is null, not a list', /Pass a list/);
    await wrong("app", '"items" is "app", not a list', /Pass a list/);
    await wrong(new Set(items), '"items" is a Set, not a list', /\[\.\.\.items\]/);
    await wrong(["app"], '"items[0]" is "app", not an object with path and file', /itemsFrom/);
    await wrong([...items, null], '"items[1]" is null, not an object with path and file', /path, file/);
    await wrong(
      [new File(["x"], "a.py")],
      '"items[0]" is a File, not an object with path and file',
      /path: file\.name, file/,
    );
  }
  const wrong = (item: object, message: string, hint: RegExp) =>
    check("plan", [[...items, { path: "a.py", file, ...item }], target], message, hint);
  const ofFile = (file: unknown, is: string, hint: RegExp) =>
    wrong({ file }, `"items[1].file" is ${is}, not a Blob`, hint);
  await ofFile(Buffer.from("x"), "a Buffer", /new Blob\(\[bytes\]\)/);
  await ofFile(new Uint8Array(1), "a Uint8Array", /new Blob\(\[bytes\]\)/);
  await ofFile(new ArrayBuffer(1), "an ArrayBuffer", /new Blob\(\[bytes\]\)/);
  await ofFile("a.py", '"a.py"', /new Blob\(\[text\]\).*openAsBlob/);
  await ofFile(undefined, "undefined", /Blob/);
  await ofFile(Promise.resolve(file), "a Promise", /Blob/);
  await ofFile({ size: 3 }, "an object", /Blob/);
  await wrong({ path: 1 }, '"items[1].path" is 1, not a string', /Correct it/);
  await wrong({ role: "foo" }, '"items[1].role" is "foo", not "layer" or "requirements"', /leave it out/);
});

test("targets and options", async () => {
  const wrong = (given: unknown, message: string, hint: RegExp) => check("plan", [items, given], message, hint);
  await wrong(undefined, '"target" is undefined, not an object with kind, runtime, architecture', /Correct it/);
  await wrong("python3.13", '"target" is "python3.13", not an object with kind, runtime, architecture', /Correct it/);
  await wrong({ ...target, kind: "lambda" }, 'The option "target.kind" is "lambda", not "function" or "layer"', /^/);
  await wrong({ ...target, Handler: "a.b" }, 'The option "target.Handler" is not known', /^Use "target\.handler"$/);

  const PARTS = "tests, typing, sources, docs, distInfo";
  const options = async (given: unknown, message: string, hint = /^Correct it, or leave it out$/) => {
    await check("plan", [items, target, given], message, hint);
    await check("pack", [items, target, given], message, hint);
    await check("read", [items, target, "app.py", given], message, hint);
  };
  await options("slim", '"options" is "slim", not an object', /Correct it/);
  await options(["slim"], '"options" is a list, not an object', /Correct it/);
  await options({ excludeRunTime: true }, 'The option "excludeRunTime" is not known', /^Use "excludeRuntime"$/);
  await options({ indexes: [] }, 'The option "indexes" is not known', /^Leave it out, or use one of slim, /);
  await options({ slim: ["tests"] }, `The option "slim" is a list, not an object with ${PARTS}`);
  await options({ slim: "tests" }, `The option "slim" is "tests", not an object with ${PARTS}`);
  await options({ slim: { test: true } }, 'The option "slim.test" is not known', /^Use "slim\.tests"$/);
  await options({ leaveOut: { paths: "a" } }, 'The option "leaveOut.paths" is "a", not a list of strings');
  const versions = "an object of names, each with a version or null";
  await options({ overrides: ["six"] }, `The option "overrides" is a list, not ${versions}`);
  await options({ overrides: { six: 1 } }, `The option "overrides" is an object, not ${versions}`);
  await options({ signal: {} }, 'The option "signal" is an object, not an AbortSignal');
  await check("pack", [items, target, { onProgress: 1 }], 'The option "onProgress" is 1, not a function', /Correct it/);
  await check("projects", [items, { sginal: 1 }], 'The option "sginal" is not known', /^Use "signal"$/);
  await check("settings", [items, 1], '"options" is 1, not an object', /Correct it/);
});

test("resolve", async () => {
  const wrong = (given: object, message: string, hint = /^Correct it, or leave it out$/) =>
    check("resolve", [items, target, given], message, hint);
  await wrong({ indexes: "https://a" }, 'The option "indexes" is "https://a", not a list of strings');
  await wrong({ index: ["https://a"] }, 'The option "index" is not known', /^Use "indexes"$/);
  await wrong({ minimumAgeDays: "3" }, 'The option "minimumAgeDays" is "3", not a number from 0');
  await wrong(
    { logins: [{ index: "a" }] },
    'The option "logins" is a list, not a list of objects with index, user and password',
  );
  await wrong({ fetch: "fetch" }, 'The option "fetch" is "fetch", not a function');
  await wrong(
    { cache: new Map() },
    'The option "cache" is a Map, not an object with the functions wheel, keepWheel, answer, keepAnswer',
  );
});

test("zips and templates", async () => {
  const is = 'is "x", not a Blob or the result of pack';
  await check("manifest", ["x"], `"zip" ${is}`, /new Blob/);
  await check("compare", ["x", file], `"zip" ${is}`, /new Blob/);
  await check("compare", [{ zip: "x" }, file], '"zip" is an object, not a Blob or the result of pack', /Pass a Blob/);
  await check("compare", [file, Buffer.from("x")], '"other" is a Buffer, not a Blob or the result of pack', /new Blob/);
  await check("manifest", [file, { Name: "x" }], 'The option "Name" is not known', /^Use "name"$/);
  await check("relocate", ["x", []], '"template" is "x", not an object with path and file', /path, file/);
  await check("relocate", [items[0], {}], '"relocations" is an object, not a list', /Correct it/);
  await check("writeSettings", ["x"], '"settings" is "x", not an object', /Correct it/);
  await check("writeSettings", [{}, "x"], '"over" is "x", not a Blob', /Correct it/);
});

test("starting", async () => {
  const wrong = (options: unknown, message: string, hint: RegExp) =>
    assert.rejects(start(options), (error: Error & { code?: string; hint?: string }) => {
      assert.deepEqual([error.name, error.code, error.message], ["PackagerError", "invalid-option", message]);
      assert.match(error.hint ?? "", hint);
      return true;
    });
  await wrong({ wasm: { plann: "x" } }, 'The option "wasm.plann" is not known', /^Use "wasm\.plan"$/);
  await wrong({ worker: { codecs: "x" } }, 'The option "worker.codecs" is not known', /plan, press, project, indexes$/);
  await wrong({ worker: "x" }, 'The option "worker" is "x", not an object with plan, press, project, indexes', /^/);
  await wrong({ worker_s: 2 }, 'The option "worker_s" is not known', /^Use "workers?"$/);
  await wrong({ workers: "two" }, 'The option "workers" is "two", not a whole number from 1', /leave it out/);
  await wrong(4, '"options" is 4, not an object', /Correct it/);
});

test("what is absent or of another window is no mistake", async () => {
  const packager = await start({ workers: 1, wasm: null });
  // A blob of another window is of another class.
  const foreign = { [Symbol.toStringTag]: "File", size: 5 };
  const accepted = async (given: unknown, options: unknown) => {
    const planned = packager.plan(given as never, target as never, options as never);
    const ended = await Promise.race([planned.catch((error) => error.message), new Promise((r) => setTimeout(r, 20))]);
    assert.equal(ended, undefined);
  };
  await accepted([{ path: "a.py", file: foreign, role: null, note: "mine" }], null);
  await accepted(items, { extras: null, mine: undefined, slim: {}, signal: undefined });
  packager.close();
});
