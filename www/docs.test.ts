/** Checks that everything that a file of www exports has a comment. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

// The test is bundled into target/unit-tests/.
const www = fileURLToPath(new URL("../../www/", import.meta.url));
const files = readdirSync(www, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .filter((path) => !/^generated\//.test(path));

const EXPORT = /^export (?:async |abstract |declare )*(?:const|let|function|class|interface|type|enum) (\w+)/;

test("every export has a comment", () => {
  const bare: string[] = [];
  let found = 0;
  for (const file of files) {
    const lines = readFileSync(`${www}${file}`, "utf8").split("\n");
    for (const [index, line] of lines.entries()) {
      const name = EXPORT.exec(line)?.[1];
      if (!name) continue;
      found++;
      if (!lines[index - 1]?.endsWith("*/")) bare.push(`${file}: ${name}`);
    }
  }
  // Without this check, a pattern that matches nothing would pass.
  assert.ok(found > files.length, `${found} exports were found in ${files.length} files`);
  assert.deepEqual(bare, []);
});
