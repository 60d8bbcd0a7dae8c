/** Fetching does not keep wheels in memory: the used memory stays the same while many megabytes are fetched. */
import { test } from "./fetch-page.ts";
import { expect } from "./test.ts";

const MIB = 1024 * 1024;
/**
 * Six downloads at a time, each with a block that is being filled, a block that is being hashed, and the data that the
 * browser has read ahead.
 */
const MAX_ALIVE = 16 * MIB;

test("the tab's memory is flat while wheels are fetched", async ({ page, bench, index }) => {
  await page.goto(bench.url);
  const devtools = await page.context().newCDPSession(page);
  const samples: number[] = [];
  /** Returns the bytes of all buffers that are still referenced. */
  const alive = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const usage = (await devtools.send("Runtime.getHeapUsage")) as { backingStorageSize: number };
    return usage.backingStorageSize;
  };
  await page.exposeFunction("sample", async () => void samples.push(await alive()));
  const fetched = await page.evaluate(async (address) => {
    const module = "/wheelpress/index.js";
    const { createPackager } = (await import(module)) as typeof import("../../www/packager/index.ts");
    const { sample } = window as unknown as { sample(): Promise<void> };
    const packager = await createPackager({ workers: 1 });
    await sample();
    let passed = 0;
    /** Measures the memory after each further four megabytes, and stops the stream while it measures. */
    const watching = () =>
      new TransformStream<Uint8Array, Uint8Array>({
        async transform(chunk, controller) {
          const before = passed;
          passed += chunk.byteLength;
          if (Math.floor(passed / (4 << 20)) > Math.floor(before / (4 << 20))) await sample();
          controller.enqueue(chunk);
        },
      });
    const own: typeof fetch = async (url, init) => {
      const response = await fetch(url, init);
      const { status, headers, body } = response;
      if (!body || !String(url).endsWith(".whl")) return response;
      return new Response(body.pipeThrough(watching()), { status, headers });
    };
    const items = [{ path: "app/requirements.txt", file: new File(["pandas\n"], "requirements.txt") }];
    const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" } as const;
    const resolution = await packager.resolve(items, target, { indexes: [address], fetch: own });
    const size = resolution.items.reduce((sum, { file }) => sum + file.size, 0);
    const memory = await packager.memory();
    await sample();
    packager.close();
    return { size, passed, memory };
  }, index.address("json"));
  const [before = 0, ...during] = samples;
  const most = Math.max(...during) - before;
  expect(fetched.size, "what was fetched").toBeGreaterThan(24 * MIB);
  expect(fetched.passed).toBeGreaterThanOrEqual(fetched.size);
  expect(during.length, "samples").toBeGreaterThan(5);
  expect(most, "bytes of buffers alive, at most").toBeLessThan(MAX_ALIVE);
  // A worker does not keep them either.
  expect(Math.max(...fetched.memory), "bytes of a worker's WebAssembly").toBeLessThan(16 * MIB);
});
