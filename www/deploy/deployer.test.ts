import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Deployer } from "./deployer";
import type { ToWorker } from "./protocol";

const IDLE = 16 * 60_000;

/** A deployer whose workers answer everything, with what it said of locking, and which workers were ended. */
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
  const deployer = new Deployer(host, { locked: (why) => locked.push(why), paused: () => {} });
  return { deployer, locked, ended };
}

test("after some time without use credentials are wiped, and only then is it said", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { deployer, locked, ended } = rig();
    // By a link alone: there is nothing to wipe.
    await deployer.uploadByLink("", { blob: new Blob(), codeSha256: "" }, {}).catch(() => {});
    mock.timers.tick(IDLE);
    assert.deepEqual(locked, []);
    // What was pasted was only looked at: its worker ends, without a word.
    assert.deepEqual(await deployer.profiles("[one]\n[two]"), ["one", "two"]);
    mock.timers.tick(IDLE);
    await new Promise((done) => setImmediate(done));
    assert.deepEqual([locked, ended], [[], [["profiles"]]]);
    await deployer.unlock("[one]", "one");
    mock.timers.tick(IDLE);
    await new Promise((done) => setImmediate(done));
    assert.deepEqual([locked, ended], [["idle"], [["profiles"], ["open"]]]);
    await deployer.unlock("[one]", "one");
    deployer.lock();
    deployer.lock();
    assert.deepEqual(locked, ["idle", "user"]);
  } finally {
    mock.timers.reset();
  }
});
