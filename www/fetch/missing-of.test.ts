import assert from "node:assert/strict";
import { test } from "node:test";
import type { FetchCommand, Missing } from "../packager/types";
import { missingOf } from "./missing-of";

test("what several functions lack is named once, and fetched by one command after another", () => {
  const command = (text: string, shell: FetchCommand["shell"]): FetchCommand => {
    return { tool: "pip", shell, text, folder: "wheels" };
  };
  const missing = (requirement: string, text: string): { missing: Missing } => ({
    missing: {
      needs: [{ requirement }],
      commands: [command(text, "sh"), command(text, "powershell")],
    },
  });
  assert.deepEqual(missingOf([]), { needs: [], commands: [] });
  const all = missingOf([missing("a", "get a"), missing("a", "get a"), missing("b", "get b")]);
  assert.deepEqual(
    all.needs.map(({ requirement }) => requirement),
    ["a", "b"],
  );
  assert.deepEqual(
    all.commands.map(({ text }) => text),
    ["get a &&\nget b", "get a\nget b"],
  );
});
