import assert from "node:assert/strict";
import { test } from "node:test";
import type { Finding, ProjectSettings } from "../packager/types";
import { findingsOf } from "./findings-of";
import { initialPage, type PageState } from "./page";
import type { PageEvent } from "./page-event";
import { reducePage } from "./reduce-page";
import { settingsToWrite } from "./settings-file";

const nowhere = { functions: "", region: "us-east-1" };
const after = (events: PageEvent[], page = initialPage): PageState => events.reduce(reducePage, page);

/** The event of a drop with these settings. */
const says = (settings: ProjectSettings, findings: Finding[] = []): PageEvent => {
  return { type: "settings", file: { path: "app/wheelpress.toml", settings, findings } };
};

const dropped: PageEvent = {
  type: "read",
  items: [{ path: "app/app.py", file: new Blob() }],
  unreadable: [],
  empty: [],
};

const all: ProjectSettings = {
  kind: "function",
  runtime: "python3.12",
  architecture: "arm64",
  handler: "app.run",
  layersUnzippedSize: 1000,
  inLayer: ["layer.zip"],
  layerModules: ["pandas"],
  requirements: ["six>=1"],
  extras: ["s3"],
  groups: ["prod"],
  leaveOut: ["setuptools"],
  leaveOutPaths: ["app/data"],
  overrides: { numpy: "2.1.0", boto3: null },
  excludeRuntime: true,
  slim: ["tests", "distInfo"],
  bytecode: true,
  split: true,
  stripRoot: true,
  compression: "best",
  index: "https://index.example.com/simple/",
};

test("what is written says all that was said", () => {
  const page = after([dropped, says(all)]);
  assert.deepEqual(settingsToWrite(page, nowhere, ""), all);
  const where = { functions: "orders, others", region: "eu-central-1" };
  const { function: name, region } = settingsToWrite(page, where, "");
  assert.deepEqual([name, region], ["orders", "eu-central-1"]);
});

test("a page without choices says its target alone, and no password", () => {
  const page = after([dropped, { type: "index", index: "https://me:secret@host/simple/" }]);
  const { handler: _, ...target } = page.target;
  assert.deepEqual(settingsToWrite(page, nowhere, ""), { ...target, handler: page.target.handler });
});

test("what is chosen by hand afterwards counts, until the file is another", () => {
  const page = after([dropped, says(all), { type: "target", change: { runtime: "python3.13" } }]);
  assert.equal(page.target.runtime, "python3.13");
  assert.equal(after([says({ runtime: "python3.14" })], page).target.runtime, "python3.14");
});

test("without the file, everything is as before it", () => {
  const before = after([dropped, { type: "option", change: { split: true } }]);
  const page = after([says({ ...all, split: false }), { type: "settings", file: null }], before);
  const { planning: _, target, ...rest } = page;
  const { planning: __, target: __target, ...was } = before;
  assert.deepEqual(rest, was);
  assert.deepEqual(target, before.target);
  const cleared = after([says(all), { type: "cleared" }], before);
  assert.deepEqual([cleared.options.split, cleared.options.bytecode, cleared.compression], [true, false, "default"]);
});

test("what is wrong with the file is among the findings", () => {
  const finding: Finding = {
    severity: "error",
    code: "settings-invalid",
    message: "wrong",
    path: "app/wheelpress.toml",
  };
  assert.deepEqual(findingsOf(after([dropped, says({}, [finding])])), [finding]);
});
