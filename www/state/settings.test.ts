import assert from "node:assert/strict";
import { test } from "node:test";
import { initialPage } from "./page";
import type { PageEvent } from "./page-event";
import { reducePage } from "./reduce-page";
import { settingsOf, withSettings } from "./settings";

test("settings come back as they were", () => {
  const changed: PageEvent[] = [
    { type: "target", change: { kind: "layer", runtime: "python3.12", architecture: "arm64" } },
    { type: "option", change: { bytecode: true, slim: { ...initialPage.options.slim, docs: true } } },
    { type: "compression", compression: "best" },
    { type: "pressesItself", pressesItself: true },
  ];
  const page = changed.reduce(reducePage, initialPage);
  const stored = JSON.parse(JSON.stringify(settingsOf(page)));
  assert.deepEqual(settingsOf(withSettings(initialPage, stored)), settingsOf(page));
});

test("no password of an index is among them", () => {
  const settings = (index: string) => settingsOf(reducePage(initialPage, { type: "index", index })).index;
  assert.equal(settings("https://me:secret@host/simple/"), "https://host/simple/");
  assert.equal(settings("me secret"), "");
  assert.equal(settings("https://"), "");
});

test("what is no setting changes nothing", () => {
  const strange = [
    null,
    "text",
    [],
    { runtime: "python2.7", kind: "image", architecture: 1, compression: "zip", split: "yes", slim: null },
    { slim: { docs: "yes", unknown: true } },
    { __proto__: { split: true }, runtime: { name: "python3.12" } },
  ];
  for (const stored of strange) {
    const page = withSettings(initialPage, JSON.parse(JSON.stringify(stored)));
    assert.deepEqual(settingsOf(page), settingsOf(initialPage), JSON.stringify(stored));
  }
});

test("no name of a file or function is among them", () => {
  const items = [{ path: "secret_name.py", file: new Blob() }];
  const events: PageEvent[] = [
    { type: "read", items, unreadable: [], empty: [] },
    { type: "handler", handler: "secret_name.handler" },
  ];
  const page = events.reduce(reducePage, initialPage);
  assert.doesNotMatch(JSON.stringify(settingsOf(page)), /secret/);
});
