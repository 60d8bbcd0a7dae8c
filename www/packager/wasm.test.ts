import assert from "node:assert/strict";
import { test } from "node:test";
import type { PackagerError } from "./errors";
import { loadWasm } from "./wasm";

const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const served = (status: number, type: string) => async () =>
  new Response(EMPTY, { status, headers: { "Content-Type": type } });

test("a module that cannot be started says what to do, and is tried again", async (context) => {
  const address = new URL("https://example.com/press.wasm");
  const offline = async () => {
    throw new TypeError("Failed to fetch");
  };
  const cases: [() => Promise<Response>, RegExp][] = [
    [offline, /"\/press\.wasm" cannot be started: Failed to fetch.*Check the connection/],
    [served(404, "text/html"), /its status is 404.*at their addresses/],
    [served(200, "text/html"), /cannot be started.*Serve it as application\/wasm/],
  ];
  for (const [fetched, expected] of cases) {
    context.mock.method(globalThis, "fetch", fetched);
    const { code, message, hint } = await loadWasm(address).then(
      () => assert.fail("it is started"),
      (error: PackagerError) => error,
    );
    assert.equal(code, "start-failed");
    assert.match(`${message} ${hint}`, expected);
  }
  context.mock.method(globalThis, "fetch", served(200, "application/wasm"));
  assert.ok((await loadWasm(address)) instanceof WebAssembly.Module);
});
