/** In each runtime, the package presses the same bytes as browsers and the crate. */
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { rareMethodZip } from "../e2e/rare-method-zip.ts";
import { cachedWheel, pillow } from "../e2e/tools.ts";
import { wheel } from "../e2e/zip.ts";
import { pressNatively, project, RUNTIMES, run } from "./project.ts";

const source = "def handler(event, context):\n    return 1\n";
/** The result in browsers for this file: src/wasm/tests/pressing.rs and tests/same_bytes.rs. */
const IN_BROWSERS = "c5/kIVMc2sJ2/9cZA7+PLDTm+fKuhmQpWCCvinAgfY0=";

/** Native and pure wheels, scripts, names beyond ASCII: as in tests/e2e/same-bytes.spec.ts. */
const wheels = [pillow("3.13"), ...["six-*", "jmespath-*", "mr_bob-*", "notebook_shim-*", "httpx-*"].map(cachedWheel)];

/** Prints the results for the given files and folders, read from the disk and as blobs. */
const script = `
import { readFileSync } from "node:fs";
import { createPackager, PackagerError } from "wheelpress";
import { fileFrom, itemsFrom } from "wheelpress/node";

const [folder, ...wheels] = process.argv.slice(2);
const packager = await createPackager({ workers: 2 });
const target = { kind: "function", runtime: "python3.13", architecture: "x86_64", handler: "function.handler" };
const answer = {};

const one = await fileFrom(folder + "/function.py");
answer.one = (await packager.pack([{ path: "function.py", file: one }], target)).codeSha256;
const bytes = new Blob([readFileSync(folder + "/function.py")]);
answer.blob = (await packager.pack([{ path: "function.py", file: bytes }], target)).codeSha256;

const items = await itemsFrom([folder, ...wheels]);
let last;
const onProgress = (progress) => { last = progress; };
const { zip, codeSha256, size } = await packager.pack(items, target, { onProgress });
const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await zip.arrayBuffer()));
Object.assign(answer, { codeSha256, size, sha256: btoa(String.fromCharCode(...digest)), progress: last });
const inMemory = items.map(({ path, file }) => ({ path, file }));
for (const item of inMemory) item.file = new Blob([await item.file.arrayBuffer()]);
answer.inMemory = (await packager.pack(inMemory.reverse(), target)).codeSha256;

const manifest = await packager.manifest(zip);
answer.manifest = JSON.parse(await manifest.text()).bomFormat;
answer.same = (await packager.compare(zip, manifest)).same;
answer.rejection = await packager.pack(items, { ...target, handler: "other.handler" }).catch((error) =>
  error instanceof PackagerError ? error.code : String(error));
const aborted = { signal: AbortSignal.abort() };
answer.aborted = await packager.plan(items, target, aborted).catch(({ name }) => name);
answer.memory = (await packager.memory()).length;
packager.close();
answer.closed = await packager.plan(items, target).catch(({ code }) => code);
console.log(JSON.stringify(answer));
`;

let folder: string;
let expected: string;
/** The wheels, and files that need another module: a zip, and wheels with rare hashes. */
let others: string[];
before(async () => {
  folder = await project();
  const rare = [wheel({ name: "one", hash: "blake2b" }), wheel({ name: "two", hash: "sha3_256" })];
  for (const { fileName, data } of rare) await writeFile(join(folder, fileName), data);
  others = [...wheels, ...rare.map(({ fileName }) => join(folder, fileName)), join(folder, "seldom.zip")];
  await writeFile(join(folder, "seldom.zip"), rareMethodZip());
  await mkdir(join(folder, "app/deep"), { recursive: true });
  await writeFile(join(folder, "app/function.py"), source);
  await writeFile(join(folder, "app/deep/grüße.txt"), "ü".repeat(5000));
  await writeFile(join(folder, "app/empty.txt"), "");
  // Larger than the part of a file that is kept in memory.
  await writeFile(join(folder, "app/large.txt"), Array.from({ length: 900_000 }, (_, n) => `${n * 7919}\n`).join(""));
  await writeFile(join(folder, "press.js"), script);
  expected = await pressNatively([join(folder, "app"), ...others]);
});

for (const [name, command] of Object.entries(RUNTIMES)) {
  test(`${name} presses the same bytes, and ends when the packager is closed`, async () => {
    const { code, stdout, stderr } = await run([...command, "press.js", "app", ...others], folder);
    assert.equal(code, 0, stderr);
    const { progress, size, ...answer } = JSON.parse(stdout);
    assert.deepEqual(answer, {
      one: IN_BROWSERS,
      blob: IN_BROWSERS,
      codeSha256: expected,
      sha256: expected,
      inMemory: expected,
      manifest: "CycloneDX",
      same: true,
      rejection: "handler-missing-module",
      aborted: "AbortError",
      memory: 4,
      closed: "closed",
    });
    assert.equal(progress.done, progress.total);
  });

  test(`the command in ${name} writes the same bytes`, async () => {
    const args = ["node_modules/wheelpress/cli.js", "press", "app", ...others, "--output", `${name}.zip`, "--json"];
    const { code, stdout, stderr } = await run([...command, ...args], folder);
    assert.equal(code, 0, stderr);
    const { codeSha256, output, size } = JSON.parse(stdout);
    assert.deepEqual({ codeSha256, output }, { codeSha256: expected, output: `${name}.zip` });
    const written = await readFile(join(folder, output));
    assert.equal(written.byteLength, size);
    const digest = await crypto.subtle.digest("SHA-256", written);
    assert.equal(Buffer.from(digest).toString("base64"), expected);
  });
}
