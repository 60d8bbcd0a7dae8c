import assert from "node:assert/strict";
import { test } from "node:test";
import { AwsClient } from "./client";
import type { ToWorker } from "./protocol";

/** A worker that answers every call with its own number. */
class FakeWorker {
  static made: FakeWorker[] = [];
  readonly number = FakeWorker.made.push(this);
  readonly calls: string[] = [];
  isEnded = false;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onerror: (() => void) | undefined;

  postMessage(message: ToWorker): void {
    if (message.type !== "call" || this.isEnded) return;
    this.calls.push(message.call);
    queueMicrotask(() => this.onmessage?.({ data: { id: message.id, value: this.number } }));
  }

  terminate(): void {
    this.isEnded = true;
  }
}

function client(module: () => Promise<WebAssembly.Module>): AwsClient {
  FakeWorker.made = [];
  return new AwsClient({ module, worker: () => new FakeWorker() as unknown as Worker });
}

const compiled = async () => ({}) as WebAssembly.Module;

test("everything that is given secrets goes to the worker that lock ends", async () => {
  const aws = client(compiled);
  await aws.call("partPlan", 1);
  await aws.call("profiles", "[a]");
  await aws.call("open", "[a]");
  const [plain, secret] = FakeWorker.made;
  assert.deepEqual([plain?.calls, secret?.calls], [["partPlan"], ["profiles", "open"]]);
  aws.lock();
  await Promise.resolve();
  assert.deepEqual([plain?.isEnded, secret?.isEnded], [false, true]);
  assert.equal((await aws.call("open", "[a]")) as unknown, 3);
});

test("a start that failed is tried again", async () => {
  let isOffline = true;
  const aws = client(async () => {
    if (isOffline) throw new TypeError("Failed to fetch");
    return {} as WebAssembly.Module;
  });
  await assert.rejects(aws.call("partPlan", 1), /Failed to fetch/);
  isOffline = false;
  assert.equal(await aws.call("partPlan", 1), 2);
});

test("a worker that breaks is replaced", async () => {
  const aws = client(compiled);
  assert.equal(await aws.call("partPlan", 1), 1);
  FakeWorker.made[0]?.onerror?.();
  assert.equal(await aws.call("partPlan", 1), 2);
});

test("what is asked while locking is refused, not forgotten", async () => {
  const aws = client(compiled);
  const asked = aws.call("open", "[a]");
  aws.lock();
  await assert.rejects(asked, { code: "session-locked" });
});
