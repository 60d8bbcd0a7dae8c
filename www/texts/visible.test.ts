import assert from "node:assert/strict";
import { test } from "node:test";
import { t } from "./language";
import { visible } from "./visible";

test("no character of a name is unseen, and none turns others around", () => {
  const check = (name: string, expected: string) => assert.equal(visible(name), expected);
  check("app/déjà vu.py", "app/déjà vu.py");
  check("שלום.py", "שלום.py");
  check("invoice\u202efdp.py", "invoice\\u202efdp.py");
  check("a\u0000b\u001b[2Jc\u0085", "a\\u0000b\\u001b[2Jc\\u0085");
  check("a\u200bb\ufeff\u2028", "a\\u200bb\\ufeff\\u2028");
  // Emoji and Persian text contain joiners.
  check("👩\u200d💻.txt", "👩\u200d💻.txt");
  assert.equal(t("Remove {name}", { name: "a\u2066b" }), "Remove a\\u2066b");
});
