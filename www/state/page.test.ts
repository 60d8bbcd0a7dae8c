import assert from "node:assert/strict";
import { test } from "node:test";
import type { Finding, Plan, PlanProgress } from "../packager/types";
import { findingsOf, isRefused } from "./findings-of";
import {
  existingPackageOf,
  initialPage,
  type PageState,
  type PressedOutcome,
  planOf,
  type RefusedOutcome,
} from "./page";
import type { PageEvent } from "./page-event";
import { overallProgress, packageName } from "./pressing";
import { reducePage } from "./reduce-page";
import { roledItems, statedBy } from "./target-choice";

const item = (path: string) => ({ path, file: new Blob() });
const items = (...paths: string[]) => paths.map(item);
const read = (...paths: string[]): PageEvent => ({ type: "read", items: items(...paths), unreadable: [], empty: [] });
const after = (...events: PageEvent[]): PageState => events.reduce(reducePage, initialPage);
const paths = (state: PageState) => state.items.map((item) => item.path);

const finding = (code: string): Finding => ({ severity: "error", code, message: code });
const plan = (...findings: Finding[]): Plan => {
  const savings = { tests: 0, typing: 0, sources: 0, docs: 0, distInfo: 0, bytecode: 0 };
  const none = { entries: [], distributions: [], leftOut: [], sources: [], unzippedSize: 0, handlers: [] };
  const more = { missing: { needs: [], commands: [] }, layers: [], suggestedTarget: {} };
  return { ...none, ...more, optional: { extras: [], groups: [] }, savings, findings };
};
const outcome = (...findings: Finding[]): PressedOutcome => ({
  architecture: "x86_64",
  package: { zip: new Blob(), codeSha256: "", size: 0, unzippedSize: 0, entries: 0, findings },
  downloads: [],
  milliseconds: 1,
});
const pressedEvent = (...outcomes: (PressedOutcome | RefusedOutcome)[]): PageEvent => ({ type: "pressed", outcomes });

test("the handler follows the plan's best, until one is written", () => {
  const found = (...handlers: string[]): PageEvent => ({ type: "planned", plan: { ...plan(), handlers } });
  const dropped = after(read("main.py", "web.py"));
  assert.equal(dropped.target.handler, "lambda_function.lambda_handler");
  const planned = reducePage(dropped, found("web.handler", "main.run"));
  assert.equal(planned.target.handler, "web.handler");
  assert.equal(planned.planning.status, "planning", "another plan is made for it");
  assert.equal(reducePage(planned, found("web.handler", "main.run")).planning.status, "planned");
  const written = reducePage(planned, { type: "handler", handler: "main.run" });
  const again = reducePage(written, found("web.handler", "main.run"));
  assert.equal(again.target.handler, "main.run");
  assert.equal(again.planning.status, "planned");
  const gone = reducePage(planned, found());
  assert.equal(gone.target.handler, "lambda_function.lambda_handler");
  const layer = [{ type: "target", change: { kind: "layer" } } as const, found()].reduce(reducePage, planned);
  assert.equal(layer.planning.status, "planned");
});

test("runtime and architecture follow what the drop says, until they are chosen by hand", () => {
  const says = (name: string): PageEvent => {
    const suggestedTarget = {
      runtime: { name, from: "the wheels" },
      architecture: { name: "arm64", from: "the wheels" },
    };
    return { type: "planned", plan: { ...plan(), handlers: ["a.handler"], suggestedTarget } as Plan };
  };
  const target = ({ target: { runtime, architecture } }: PageState) => [runtime, architecture];
  const dropped = after(read("a.py"), says("python3.12"));
  assert.deepEqual(target(dropped), ["python3.12", "arm64"]);
  assert.equal(dropped.planning.status, "planning", "another plan is made for it");
  assert.equal(statedBy(dropped, "runtime"), "the wheels");
  // A target that a drop suggests is used only once, so that planning comes to an end.
  const again = [says("python3.11"), says("python3.10")].reduce(reducePage, dropped);
  assert.deepEqual(target(again), ["python3.12", "arm64"]);
  assert.equal(again.planning.status, "planned");
  const chosen = reducePage(again, { type: "target", change: { runtime: "python3.13" } });
  assert.deepEqual(target(chosen), ["python3.13", "arm64"]);
  assert.equal(statedBy(chosen, "runtime"), null);
  const more = [read("b.py"), says("python3.11")].reduce(reducePage, chosen);
  assert.deepEqual(target(more), ["python3.13", "arm64"]);
  // Without the drop, the earlier choice applies again.
  assert.deepEqual(target(reducePage(dropped, { type: "cleared" })), ["python3.13", "x86_64"]);
});

test("what is in a layer has its role, and is no handler's file", () => {
  const state = after(read("main.py", "layer/a.py", "data.zip"), { type: "inLayer", name: "layer", isIn: true });
  const roles = (state: PageState) => roledItems(state).map(({ path, role }) => (role ? `${path} ${role}` : path));
  assert.deepEqual(roles(state), ["main.py", "layer/a.py layer", "data.zip"]);
  const back = reducePage(state, { type: "inLayer", name: "layer", isIn: false });
  assert.deepEqual(roles(back), ["main.py", "layer/a.py", "data.zip"]);
});

test("layers of an opened function come as layers, beside the package that it is", () => {
  const items = (...names: string[]) => names.map((path) => ({ path, file: new Blob() }));
  const target = { runtime: "python3.12", architecture: "arm64" as const };
  const opened: PageEvent = { type: "opened", items: items("f.zip"), target, handler: "a.b", layers: "300 bytes" };
  const state = after(opened, { type: "layersOpened", items: items("libs-3.zip"), layers: "100 bytes" });
  assert.deepEqual([paths(state), state.inLayer, state.layers], [["f.zip", "libs-3.zip"], ["libs-3.zip"], "100 bytes"]);
  assert.equal(existingPackageOf(state), "f.zip");
  // If they are opened again, they replace themselves.
  const again = reducePage(state, { type: "layersOpened", items: items("libs-3.zip", "more-1.zip"), layers: "" });
  assert.deepEqual(paths(again), ["f.zip", "libs-3.zip", "more-1.zip"]);
  assert.equal(again.target.layersUnzippedSize, undefined);
});

test("a package beside a layer of the function is the existing package still", () => {
  const state = after(read("f.zip", "libs.zip"), { type: "inLayer", name: "libs.zip", isIn: true });
  assert.equal(existingPackageOf(state), "f.zip");
});

test("what a template says of its functions is what one package of all is for, unless it was chosen", () => {
  const from = '"app/template.yaml"';
  const target = { runtime: { name: "python3.12", from }, architecture: { name: "arm64" as const, from } };
  const state = after(read("app/a.py"), { type: "stated", target });
  assert.deepEqual([state.target.runtime, state.target.architecture], ["python3.12", "arm64"]);
  assert.equal(statedBy(state, "runtime"), from);
  // The plan of the same drop does not replace it.
  assert.equal(reducePage(state, { type: "planned", plan: plan() }).target.runtime, "python3.12");
  const chosen = after(
    read("app/a.py"),
    { type: "target", change: { runtime: "python3.11" } },
    { type: "stated", target },
  );
  assert.deepEqual([chosen.target.runtime, chosen.target.architecture], ["python3.11", "arm64"]);
});

test("what is dropped again under the same name replaces the earlier one as a whole", () => {
  const first = read("app/a.py", "app/b.py", "six.whl", "application.py");
  assert.deepEqual(paths(after(first, read("app/c.py"))), ["six.whl", "application.py", "app/c.py"]);
  assert.deepEqual(paths(after(first, read("six.whl"))), ["app/a.py", "app/b.py", "application.py", "six.whl"]);
});

test("a source is removed with all its files", () => {
  assert.deepEqual(paths(after(read("app/a.py", "app/b.py", "app.py"), { type: "removed", name: "app" })), ["app.py"]);
});

test("drops that overlap are counted together, and the count starts anew", () => {
  const both = after({ type: "reading" }, { type: "counted", files: 3 }, { type: "reading" });
  assert.deepEqual(both.reading, { drops: 2, files: 3 });
  const one = reducePage(both, read("a.py"));
  assert.deepEqual(one.reading, { drops: 1, files: 3 });
  assert.deepEqual(reducePage(one, read("b.py")).reading, { drops: 0, files: 0 });
});

test("an empty drop leaves the plan and the package alone", () => {
  const pressed = after(read("a.py"), { type: "planned", plan: plan() }, pressedEvent(outcome()));
  const dropped = reducePage(pressed, { type: "read", items: [], unreadable: [], empty: ["app"] });
  assert.equal(dropped.pressing.status, "pressed");
  assert.equal(dropped.planning.status, "planned");
  assert.deepEqual(dropped.empty, ["app"]);
});

test("every change of sources, target or options removes the pressed package", () => {
  const pressed = after(read("a.py"), { type: "planned", plan: plan() }, pressedEvent(outcome()));
  const changes: PageEvent[] = [
    read("b.py"),
    { type: "removed", name: "a.py" },
    { type: "cleared" },
    { type: "target", change: { architecture: "arm64" } },
    { type: "handler", handler: "a.main" },
    { type: "option", change: { split: true } },
    { type: "compression", compression: "fast" },
    { type: "allowErrors", allowErrors: true },
  ];
  for (const change of changes) assert.equal(reducePage(pressed, change).pressing.status, "idle", change.type);
});

test("the last plan stays while the next one is worked out, and not after clearing", () => {
  const planned = after(read("a.py"), { type: "planned", plan: plan() });
  const next = reducePage(planned, read("b.py"));
  assert.deepEqual(next.planning, { status: "planning", last: plan(), progress: null });
  assert.deepEqual(reducePage(next, { type: "cleared" }).planning, { status: "none" });
});

test("clearing keeps the target", () => {
  const cleared = after({ type: "target", change: { runtime: "python3.11" } }, read("a.py"), { type: "cleared" });
  assert.equal(cleared.target.runtime, "python3.11");
  assert.equal(cleared.items.length, 0);
});

test("the handler follows the drop until it is edited", () => {
  assert.equal(after(read("function.py")).target.handler, "function.lambda_handler");
  const edited = after({ type: "handler", handler: "app.main" }, read("function.py"));
  assert.equal(edited.target.handler, "app.main");
});

test("a layer, and a function whose handler was emptied, have no handler", () => {
  assert.ok(!("handler" in after({ type: "target", change: { kind: "layer" } }).target));
  assert.ok(!("handler" in after({ type: "handler", handler: "" }).target));
});

test("a package that is asked for before the plan is there waits for what the plan suggests, and ends by a change", () => {
  const asked = after(read("web.py"), { type: "pressing" });
  const suggested = reducePage(asked, { type: "planned", plan: { ...plan(), handlers: ["web.handler"] } });
  assert.equal(suggested.planning.status, "planning");
  assert.equal(suggested.pressing.status, "pressing");
  assert.equal(reducePage(suggested, read("b.py")).pressing.status, "idle");
});

test("progress that comes after the end is ignored", () => {
  const progress = { stage: "press", done: 1, total: 2 } as const;
  const cancelled = after(read("a.py"), { type: "pressing" }, { type: "cancelled" });
  assert.equal(reducePage(cancelled, { type: "progressed", progress, architecture: null }), cancelled);
});

test("the example is a function for the default runtime, whatever was there before", () => {
  const before = after(read("a.py"), { type: "target", change: { kind: "layer", runtime: "python3.9" } });
  const { target, items: loaded } = reducePage(before, { type: "example", items: items("lambda_function.py") });
  assert.equal(loaded.length, 1);
  assert.deepEqual(target, {
    kind: "function",
    runtime: "python3.13",
    architecture: "x86_64",
    handler: "lambda_function.lambda_handler",
  });
});

test("findings are those of the latest stage, each once", () => {
  const [a, b] = [finding("a"), finding("b")];
  const planned = after(read("a.py"), { type: "planned", plan: plan(a) });
  assert.deepEqual(findingsOf(planned), [a]);
  const problem = { code: "findings", message: "", findings: [b, a] };
  assert.deepEqual(findingsOf(reducePage(planned, { type: "pressFailed", problem })), [b, a]);
  assert.deepEqual(findingsOf(reducePage(planned, pressedEvent(outcome(a, b)))), [a, b]);
});

test("of two architectures, the findings are the target's; a refusal of either counts", () => {
  const [a, b, c] = [finding("a"), finding("b"), finding("c")];
  const refusal: RefusedOutcome = { architecture: "arm64", problem: { code: "b", message: "", findings: [b, c] } };
  const planned = after(read("a.py"), { type: "planned", plan: plan(a) });
  const fine = reducePage(planned, pressedEvent(outcome(), refusal));
  assert.deepEqual(findingsOf(fine), []);
  assert.ok(isRefused(fine));
  assert.ok(!isRefused(reducePage(planned, pressedEvent(outcome()))));
  const arm64 = after(
    { type: "target", change: { architecture: "arm64" } },
    read("a.py"),
    pressedEvent(outcome(), refusal),
  );
  assert.deepEqual(findingsOf(arm64), [b, c]);
});

test("a change of the options asks for another plan and keeps the other options", () => {
  const planned = after(read("a.py"), { type: "planned", plan: plan() });
  const chosen = [{ split: true }, { extras: ["dev"] }].map((change): PageEvent => ({ type: "option", change }));
  const changed = chosen.reduce(reducePage, planned);
  assert.deepEqual(changed.planning, { status: "planning", last: plan(), progress: null });
  assert.deepEqual(changed.options, { ...initialPage.options, split: true, extras: ["dev"] });
  assert.deepEqual(reducePage(changed, { type: "cleared" }).options, { ...initialPage.options, split: true });
});

test("two packages share one progress that never goes back", () => {
  const at = (stage: "plan" | "press", done: number, total: number) => ({ stage, done, total });
  assert.deepEqual(overallProgress(at("plan", 0, 1), 0, 2), at("plan", 0, 0));
  assert.deepEqual(overallProgress(at("press", 30, 100), 0, 2), at("press", 30, 200));
  assert.deepEqual(overallProgress(at("plan", 0, 1), 100, 1), at("plan", 100, 200));
  assert.deepEqual(overallProgress(at("press", 90, 90), 100, 1), at("press", 190, 190));
  // For a single package, it is the progress of that package.
  assert.deepEqual(overallProgress(at("press", 30, 100), 0, 1), at("press", 30, 100));
});

test("names of packages", () => {
  assert.equal(packageName("function"), "function.zip");
  assert.equal(packageName("layer", "arm64"), "layer-arm64.zip");
});

test("a comparison goes with the package it was about, and nothing comes back late", () => {
  const comparing: PageEvent = { type: "comparing", of: "function.zip", name: "old.zip" };
  const comparison = {
    same: true,
    codeSha256: "a",
    otherCodeSha256: "a",
    knowsFiles: true,
    changes: [],
    unchanged: 1,
    packing: [],
  };
  const pressed = after(read("a.py"), { type: "planned", plan: plan() }, pressedEvent(outcome()), comparing);
  const compared = reducePage(pressed, { type: "compared", comparison });
  assert.equal(compared.comparing.status, "compared");
  for (const event of [
    read("b.py"),
    { type: "pressing" },
    { type: "compression", compression: "fast" },
  ] as PageEvent[]) {
    assert.equal(reducePage(compared, event).comparing.status, "none", event.type);
  }
  const late = reducePage(reducePage(pressed, { type: "pressing" }), { type: "compared", comparison });
  assert.equal(late.comparing.status, "none");
});

test("one existing package and nothing else can be diagnosed", () => {
  const source = (kind: "archive" | "wheel") => ({ path: "", kind, entries: 1 });
  const planned = (kind: "archive" | "wheel"): PageEvent => ({
    type: "planned",
    plan: { ...plan(), sources: [source(kind)] },
  });
  assert.equal(existingPackageOf(after()), null);
  assert.equal(existingPackageOf(after(read("function.zip"))), "function.zip");
  assert.equal(existingPackageOf(after(read("function.zip"), planned("wheel"))), null);
  assert.equal(existingPackageOf(after(read("package"), planned("archive"))), "package");
  assert.equal(existingPackageOf(after(read("function.zip", "a.py"), planned("archive"))), null);
  assert.equal(existingPackageOf(after(read("app/function.zip"))), null);
});

test("edits over an existing package leave it one, and go with it", () => {
  const source = { path: "function.zip", kind: "archive" as const, entries: 1 };
  const state = after(read("function.zip"), { type: "planned", plan: { ...plan(), sources: [source] } });
  const write = (path: string, { items, edits }: PageState) => ({
    type: "edited" as const,
    items: [...items, { path, file: new Blob(["x"]) }],
    edits: [...edits, { path, before: null }],
  });
  const edited = reducePage(state, write("function/app.py", state));
  assert.equal(existingPackageOf(edited), "function.zip");
  for (const event of [{ type: "removed", name: "function.zip" }, read("function.zip")] as PageEvent[]) {
    const { items, edits } = reducePage(edited, event);
    assert.deepEqual([items.map(({ path }) => path).filter((path) => path.includes("/")), edits], [[], []], event.type);
  }
  const beside = reducePage(edited, read("other.py"));
  assert.equal(existingPackageOf(beside), null);
  assert.equal(beside.edits.length, 1);
});

test("the layers' size is part of a function's target", () => {
  const typed = after(read("a.py"), { type: "layers", layers: "1.5 MB" });
  assert.equal(typed.target.layersUnzippedSize, 1_500_000);
  assert.equal(reducePage(typed, { type: "layers", layers: "many" }).target.layersUnzippedSize, undefined);
  assert.equal(reducePage(typed, { type: "target", change: { kind: "layer" } }).target.layersUnzippedSize, undefined);
  assert.equal(reducePage(typed, { type: "cleared" }).target.layersUnzippedSize, 1_500_000);
});

test("a needless root folder is taken away until the drop is cleared", () => {
  const stripped = after(read("function.zip"), { type: "option", change: { stripRoot: true } });
  assert.equal(reducePage(stripped, read("function.zip")).options.stripRoot, true);
  assert.equal(reducePage(stripped, { type: "cleared" }).options.stripRoot, false);
});

test("a plan that is stopped stays stopped, and the one before is shown", () => {
  const dropped = after(read("app.py"));
  const progress: PlanProgress = { stage: "look", files: 64, total: 20_000, bytes: 0 };
  const planning = reducePage(reducePage(dropped, { type: "planned", plan: plan() }), { type: "option", change: {} });
  const told = reducePage(planning, { type: "planProgressed", progress });
  assert.deepEqual(told.planning, { status: "planning", last: plan(), progress });
  const stopped = reducePage(told, { type: "planStopped" });
  assert.deepEqual(planOf(stopped), plan());
  assert.equal(reducePage(stopped, { type: "planProgressed", progress }), stopped, "what comes later changes nothing");
  assert.equal(reducePage(stopped, { type: "option", change: {} }).planning.status, "planning");
  const reading = reducePage(reducePage(dropped, { type: "reading" }), { type: "counted", files: 300 });
  assert.deepEqual(reducePage(reading, { type: "listingStopped" }).reading, { drops: 0, files: 0 });
});
