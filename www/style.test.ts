/** Checks that the style sheet of a part, which is fetched with its script, has no classes that other scripts draw. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

// The test is bundled into target/unit-tests/.
const www = fileURLToPath(new URL("../../www/", import.meta.url));
const files = readdirSync(www, { recursive: true, encoding: "utf8" });
const text = (file: string) => readFileSync(posix.join(www, file), "utf8");
const parts = files.filter((file) => /^[^/]+\/style\.css$/.test(file)).map((file) => posix.dirname(file));

/** The names in the values of "class" attributes. */
const drawn = files
  .filter((file) => file.endsWith(".tsx"))
  .map((file) => {
    const attributes = [...text(file).matchAll(/\bclass=(?:"([^"]*)"|\{(.*))/g)];
    return {
      file,
      names: new Set(attributes.flatMap(([, plain, code]) => (plain ?? code ?? "").match(/[\w-]+/g) ?? [])),
    };
  });

test("each selector of a part's style has a class that no other script draws", () => {
  assert.ok(parts.length > 4, parts.join());
  const shared = parts.flatMap((part) => {
    const others = drawn.filter(({ file }) => !file.startsWith(`${part}/`));
    const rules = text(`${part}/style.css`).replace(/\/\*.*?\*\//gs, "");
    const selectors = [...rules.matchAll(/([^{}]+)\{/g)].flatMap(([, list = ""]) => list.split(","));
    return selectors.filter((selector) => {
      const classes = selector.match(/\.[\w-]+/g)?.map((name) => name.slice(1)) ?? [];
      const isOwn = classes.some((name) => !others.some(({ names }) => names.has(name)));
      return !isOwn && !selector.trim().startsWith("@");
    });
  });
  assert.deepEqual(
    shared.map((selector) => selector.trim()),
    [],
    "a style of several scripts belongs to www/style",
  );
});
