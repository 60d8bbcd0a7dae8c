import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { DeployPackage } from "./deploy-request";
import { initialForm } from "./form";
import { prepareLinkUpload } from "./link/link-deployment";
import type { ToWorker } from "./protocol";
import { createServices } from "./services";

const IDLE = 16 * 60_000;

const zip: DeployPackage = {
  kind: "function",
  name: "function.zip",
  blob: new Blob(),
  codeSha256: "",
  unzippedSize: 0,
  runtime: "python3.13",
  architecture: "x86_64",
};
const ignored = () => {};
const row = () => ({
  onProgress: ignored,
  onRetry: ignored,
  onError: ignored,
  onDetails: ignored,
});
const reports = { signal: new AbortController().signal, row, ask: async () => "code-only" as const };

/** A promise, and what resolves it. */
function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Services whose workers answer every call, with the reports of locking and the calls of ended workers. */
function rig() {
  const ended: string[][] = [];
  const worker = () => {
    const calls: string[] = [];
    const fake = {
      onmessage: (_: { data: unknown }) => {},
      postMessage(message: ToWorker) {
        if (message.type !== "call") return;
        calls.push(message.call);
        queueMicrotask(() => fake.onmessage({ data: { id: message.id, value: ["one", "two"] } }));
      },
      terminate: () => ended.push(calls),
    };
    return fake as unknown as Worker;
  };
  const locked: string[] = [];
  const host = { module: async () => ({}) as WebAssembly.Module, worker };
  const services = createServices(host, { onLock: (reason) => locked.push(reason), onPause: () => {} });
  return { services, locked, ended };
}

test("credentials are wiped after some time without use, and that is reported only if there were some", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { services, locked, ended } = rig();
    const { session } = services;
    // An upload by a link uses no credentials, so none are wiped.
    await prepareLinkUpload({ form: initialForm, zip }, services)
      .run([], reports)
      .catch(() => {});
    mock.timers.tick(IDLE);
    assert.deepEqual(locked, []);
    // Only the profiles were read: the worker ends, and nothing is reported.
    assert.deepEqual(await session.profiles("[one]\n[two]"), ["one", "two"]);
    mock.timers.tick(IDLE);
    await new Promise((done) => setImmediate(done));
    assert.deepEqual([locked, ended], [[], [["profiles"]]]);
    await session.unlock("[one]");
    mock.timers.tick(IDLE);
    await new Promise((done) => setImmediate(done));
    assert.deepEqual([locked, ended], [["idle"], [["profiles"], ["open"]]]);
    await session.unlock("[one]");
    session.lock();
    session.lock();
    assert.deepEqual(locked, ["idle", "user"]);
  } finally {
    mock.timers.reset();
  }
});

test("credentials are wiped while a deploy waits for an answer, and not while it runs", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { services, locked } = rig();
    const { session } = services;
    await session.unlock("[one]");
    const [work, answer] = [withResolvers(), withResolvers()];
    const done = session.use(async () => {
      await work.promise;
      await session.whileWaiting(() => answer.promise);
    });
    mock.timers.tick(IDLE);
    assert.deepEqual(locked, []);
    work.resolve();
    await new Promise((done) => setImmediate(done));
    mock.timers.tick(IDLE);
    assert.deepEqual(locked, ["idle"]);
    answer.resolve();
    await done;
    assert.equal(session.isOpen, false);
  } finally {
    mock.timers.reset();
  }
});
