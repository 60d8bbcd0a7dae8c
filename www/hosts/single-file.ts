import {
  codecs,
  deploy,
  deployWorker,
  guide,
  indexes,
  indexesWorker,
  plan,
  planWorker,
  press,
  pressWorker,
  project,
  projectWorker,
} from "virtual:embedded";
import { start } from "../app";
import { once } from "../common/lazily";
import * as compare from "../compare/index";
import * as contents from "../contents/index";
import * as deployCard from "../deploy-card/index";
import * as editor from "../editor/index";
import * as fetchCard from "../fetch/index";
import * as example from "../generated/example";
import { createPackagerOn } from "../packager/packager";
import * as repository from "../repository/index";
import * as german from "../texts/de/index";
import * as treemap from "../treemap/index";

// A single file, opened from a disk. It contains everything, and workers start from a blob URL, because file:// pages
// may not load a worker or fetch a module from a file next to them.
const script = (source: string) => URL.createObjectURL(new Blob([source], { type: "text/javascript" }));

async function compile(base64: string): Promise<WebAssembly.Module> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  // `Uint8Array.from` with a function would call it for each of a million characters: the page was blocked for 80 ms
  // (measured).
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(inflated).arrayBuffer());
}

const modules = {
  plan: once(() => compile(plan)),
  press: once(() => compile(press)),
  codecs: once(() => compile(codecs)),
  project: once(() => compile(project)),
  indexes: once(() => compile(indexes)),
};
const workers = {
  plan: script(planWorker),
  press: script(pressWorker),
  project: script(projectWorker),
  indexes: script(indexesWorker),
  deploy: script(deployWorker),
};

start(
  (options) =>
    createPackagerOn({ module: (name) => modules[name](), worker: (name) => new Worker(workers[name]) }, options),
  { html: guide },
  { module: once(() => compile(deploy)), worker: () => new Worker(workers.deploy) },
  // The scripts of the parts are already in this file.
  {
    deployCard: async () => deployCard,
    editor: async () => editor,
    examples: async () => example,
    fetch: async () => fetchCard,
    german: async () => german,
    compare: async () => compare,
    contents: async () => contents,
    treemap: async () => treemap,
    repository: async () => repository,
  },
);
