import assert from "node:assert/strict";
import { test } from "node:test";
// @ts-expect-error: the build's own scripts have no types.
import { defaultIndex, indexElement } from "./default-index.mjs";

const pip = async () => "https://pip.example/simple";

test("the index of the builder's pip is the default, WHEELPRESS_INDEX counts before it, and none is none", async () => {
  const check = async (said: string | undefined, asked: () => Promise<string>, expected: string | null) =>
    assert.equal(await defaultIndex(said === undefined ? {} : { WHEELPRESS_INDEX: said }, asked), expected);
  await check(undefined, pip, "https://pip.example/simple/");
  await check("https://me:secret@other.example/simple/", pip, "https://other.example/simple/");
  await check("none", pip, null);
  await check(undefined, async () => "", "");
  await assert.rejects(defaultIndex({ WHEELPRESS_INDEX: "nonsense" }, pip), /WHEELPRESS_INDEX/);
});

test("a page without the element asks no index", () => {
  assert.equal(indexElement(null), "");
  assert.equal(indexElement(""), '<meta name="wheelpress-index" content="">');
  assert.equal(indexElement('https://x/"<&'), '<meta name="wheelpress-index" content="https://x/&#34;&#60;&#38;">');
});
