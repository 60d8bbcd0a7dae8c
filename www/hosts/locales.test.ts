import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

// The test is bundled into target/unit-tests/hosts/.
const read = (name: string) => readFileSync(new URL(`../../../www/hosts/${name}`, import.meta.url), "utf8");

test("what the extension says to browsers is there in each language", () => {
  const used = [
    ...read("manifest.json").matchAll(/__MSG_(\w+)__/g),
    ...read("extension-background.ts").matchAll(/getMessage\("(\w+)"\)/g),
  ];
  const names = used.map(([, name]) => name).sort();
  assert.ok(names.length > 2, names.join());
  for (const language of ["en", "de"]) {
    const messages: Record<string, { message: string }> = JSON.parse(read(`locales/${language}.json`));
    assert.deepEqual(Object.keys(messages).sort(), names, language);
    assert.ok(Object.values(messages).every(({ message }) => message.length > 0));
  }
});
