/** What browsers fetch. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "./test.ts";
import { dist } from "./tools.ts";

/** What is named by people, by manifests or by stores. */
const STABLE = /\.(?:html|d\.ts)$|^icons\/|^LICENSE-|^(?:manifest|package)\.json$/;

for (const host of ["site", "extension", "npm"]) {
  test(`files of dist/${host} have the hash of their contents in their names`, async () => {
    const files = await readdir(join(dist, host), { recursive: true, withFileTypes: true });
    const root = join(dist, host);
    let count = 0;
    for (const file of files.filter((file) => file.isFile() && !/\.(?:br|gz)$/.test(file.name))) {
      const path = join(file.parentPath, file.name).slice(root.length + 1);
      if (STABLE.test(path) || (host === "npm" && path === "index.js")) continue;
      const hash = createHash("sha256").update(await readFile(join(root, path)));
      expect(path).toContain(`-${hash.digest("hex").slice(0, 16)}.`);
      count++;
    }
    expect(count).toBeGreaterThan(1);
  });
}

test("compressed copies are of the file, and carry no time", async () => {
  const root = join(dist, "site");
  const names = await readdir(root, { recursive: true });
  const copies = names.filter((name) => /\.(?:br|gz)$/.test(name));
  expect(copies.length).toBeGreaterThan(10);
  for (const name of copies) {
    const [copy, file] = await Promise.all([name, name.slice(0, -3)].map((name) => readFile(join(root, name))));
    if (!copy || !file) throw new Error(name);
    const decompressed = name.endsWith(".br") ? brotliDecompressSync(copy) : gunzipSync(copy);
    expect(decompressed.equals(file), name).toBe(true);
    if (name.endsWith(".gz")) expect([...copy.subarray(4, 10)], name).toEqual([0, 0, 0, 0, 2, 255]);
  }
});
