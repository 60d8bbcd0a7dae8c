import assert from "node:assert/strict";
import { test } from "node:test";
import type { BuildDefinition, Item, Package, Packager, Plan, PlanOptions } from "../packager/types";
import type { SharedLayer } from "../state/project-state";
import type { Build } from "./inputs";
import { type PressChoices, pressProject } from "./press-project";

const file = (path: string, text: string): Item => ({ path, file: new File([text], path, { lastModified: 1 }) });

function stated(
  id: string,
  items = [file(`${id}/app.py`, id)],
  layers: string[] = [],
  otherLayers = 0,
): BuildDefinition {
  const target = { kind: "function", runtime: "python3.13", architecture: "x86_64", handler: "app.handler" } as const;
  return { id, target, folder: id, items, keepPaths: true, leaveOut: [], layers, otherLayers, line: 1 };
}

function layer(id: string, items = [file(`${id}/x.py`, id)]): BuildDefinition {
  return { ...stated(id, items), target: { kind: "layer", runtime: "python3.13", architecture: "x86_64" } };
}

type Request = [Item[], { layersUnzippedSize?: number }, (PlanOptions & { signal?: AbortSignal }) | undefined];

/**
 * A packager that records its calls. `plans` has members that replace those of a plan, by the path of the first item.
 */
class Notes {
  readonly planned: string[] = [];
  readonly packed: string[] = [];
  running = 0;
  most = 0;
  readonly #plans: Record<string, Partial<Plan>>;
  readonly #pack: (path: string) => Promise<unknown>;

  constructor(plans: Record<string, Partial<Plan>> = {}, pack: (path: string) => Promise<unknown> = async () => {}) {
    this.#plans = plans;
    this.#pack = pack;
  }

  get packager(): Packager {
    const line = ([items, target, options]: Request) => {
      const layers = items.filter(({ role }) => role === "layer").map(({ path }) => ` +${path}`);
      const leftOut = options?.leaveOut?.distributions?.map((name) => ` -${name}`) ?? [];
      const size = target.layersUnzippedSize ? [` ${target.layersUnzippedSize} B`] : [];
      return [items[0]?.path, ...layers, ...leftOut, ...size].join("");
    };
    const first = ([items]: Request) => items[0]?.path ?? "";
    const plan = { entries: [], findings: [], distributions: [], unzippedSize: 1 } as unknown as Plan;
    return {
      plan: async (...request: Request) => {
        this.planned.push(line(request));
        return { ...plan, ...this.#plans[first(request)] };
      },
      pack: async (...request: Request) => {
        this.packed.push(line(request));
        this.most = Math.max(this.most, ++this.running);
        await this.#pack(first(request));
        this.running--;
        return { zip: new Blob(), codeSha256: first(request), findings: [] } as unknown as Package;
      },
    } as unknown as Packager;
  }
}

async function press(
  packager: Packager,
  all: BuildDefinition[],
  last = new Map<string, Build>(),
  choices: PressChoices = {},
) {
  const rows: Record<string, Record<string, unknown>> = {};
  const progress: number[] = [];
  let shared: SharedLayer[] = [];
  const reports = {
    signal: new AbortController().signal,
    onProgress: (part: number) => progress.push(part),
    onRow: (id: string, change: object) => {
      rows[id] = { ...rows[id], ...change };
    },
    onShared: (layers: SharedLayer[]) => {
      shared = layers;
    },
  };
  await pressProject(packager, all, last, reports, choices);
  return { rows, progress, shared };
}

const states = (rows: Record<string, Record<string, unknown>>) =>
  Object.entries(rows).map(([id, { status }]) => `${id} ${status}`);

test("what is the same is packed once, and again only if something has changed", async () => {
  const notes = new Notes();
  const shared = [file("s/app.py", "s")];
  const last = new Map<string, Build>();
  await press(notes.packager, [stated("a", shared), stated("b", shared), stated("c")], last);
  assert.deepEqual(notes.packed, ["s/app.py", "c/app.py"]);
  const again = [stated("a", shared), stated("b", shared), stated("c", [file("c/app.py", "cc")])];
  const { rows } = await press(notes.packager, again, last);
  assert.deepEqual(notes.packed, ["s/app.py", "c/app.py", "c/app.py"]);
  assert.deepEqual([rows.a?.changes, rows.c?.changes], [[], ["c/app.py has changed"]]);
});

test("functions are checked with their layers, and pressed anew when one has changed", async () => {
  const notes = new Notes();
  const last = new Map<string, Build>();
  const f = stated("f", undefined, ["l"]);
  // The order does not matter.
  await press(notes.packager, [f, layer("l")], last);
  assert.deepEqual(notes.packed, ["l/x.py", "f/app.py +l.zip"]);
  const { rows } = await press(notes.packager, [f, layer("l", [file("l/y.py", "l")])], last);
  assert.deepEqual(rows.f?.changes, ["the layer l has changed"]);
});

test("what may be in somebody else's layer is known not to be known", async () => {
  const notes = new Notes();
  await press(notes.packager, [stated("f", undefined, [], 1)]);
  assert.deepEqual(notes.packed, ["f/app.py 1 B"]);
});

test("an error stops its function alone, and a layer that is refused leaves its functions without", async () => {
  const error = { findings: [{ severity: "error", code: "import-missing", message: "x" }] } as Partial<Plan>;
  const notes = new Notes({ "l/x.py": error, "a/app.py": error }, async (path) => {
    if (path === "b/app.py") throw new Error("no");
  });
  const { rows } = await press(notes.packager, [layer("l"), stated("a"), stated("b"), stated("c", undefined, ["l"])]);
  assert.deepEqual(states(rows).sort(), ["a refused", "b refused", "c pressed", "l refused"]);
  assert.deepEqual(notes.packed, ["b/app.py", "c/app.py"]);
});

test("two are pressed at a time, and progress is that of all", async () => {
  const notes = new Notes({}, () => new Promise((done) => setTimeout(done)));
  const { progress } = await press(
    notes.packager,
    Array.from({ length: 6 }, (_, index) => stated(`f${index}`)),
  );
  assert.equal(notes.most, 2);
  assert.deepEqual(
    progress.map((part) => Math.round(6 * part)),
    [1, 2, 3, 4, 5, 6],
  );
});

test("cancelling ends all", async () => {
  const abort = new AbortController();
  const notes = new Notes({}, async () => {
    abort.abort();
    throw abort.signal.reason;
  });
  const reports = { signal: abort.signal, onProgress: () => {}, onRow: () => {} };
  const all = Array.from({ length: 6 }, (_, index) => stated(`f${index}`));
  await assert.rejects(pressProject(notes.packager, all, new Map(), reports), { name: "AbortError" });
  assert.equal(notes.packed.length <= 2, true);
});

/** A plan with these distributions, each as `name version`. */
function distributions(...names: string[]): Partial<Plan> {
  const all = names.map((name) => {
    const [bare = "", version = ""] = name.split(" ");
    return { name: bare, version, from: `${bare}-${version}.whl`, unzippedSize: 1 };
  });
  return { distributions: all as unknown as Plan["distributions"] };
}

test("what several functions need goes to one layer, and they leave it to that", async () => {
  const wheels = ["a-1.whl", "a-2.whl", "b-1.whl", "c-1.whl"].map((name) => file(name, name));
  const of = (id: string, more: Partial<BuildDefinition> = {}) => ({
    ...stated(id, [file(`${id}/app.py`, id), ...wheels]),
    ...more,
  });
  const notes = new Notes({
    "one/app.py": distributions("a 1", "b 1"),
    "two/app.py": distributions("a 1", "c 1"),
    "three/app.py": distributions("a 2", "b 1"),
    "four/app.py": distributions(),
    "full/app.py": distributions("a 1"),
    "arm/app.py": distributions("a 1", "b 1"),
  });
  const all = [of("one"), of("two"), of("three"), of("four"), of("full", { otherLayers: 5 })];
  const arm = of("arm");
  arm.target = { ...arm.target, architecture: "arm64" };
  const { shared, rows } = await press(notes.packager, [...all, arm], new Map(), { share: true });
  const [layer] = shared;
  assert.equal(shared.length, 1);
  assert.equal(layer?.definition.id, "SharedLibraries");
  assert.deepEqual(
    layer?.definition.items.map(({ path }) => path),
    ["a-1.whl", "b-1.whl"],
  );
  assert.deepEqual(
    [...(layer?.functions ?? [])],
    [
      ["one", ["a", "b"]],
      ["two", ["a"]],
      ["three", ["b"]],
    ],
  );
  assert.equal(rows.SharedLibraries?.status, "pressed");
  assert.deepEqual(notes.packed, [
    "a-1.whl",
    "four/app.py",
    "full/app.py 1 B",
    "arm/app.py",
    "one/app.py +SharedLibraries.zip -a -b",
    "two/app.py +SharedLibraries.zip -a",
    "three/app.py +SharedLibraries.zip -b",
  ]);
});

test("what a function leaves out is in no package of it, and in no shared layer", async () => {
  const of = (id: string, leaveOut: string[]) => ({
    ...stated(id, [file(`${id}/app.py`, id), file("a-1.whl", "a")]),
    leaveOut,
  });
  const notes = new Notes({});
  await press(notes.packager, [of("one", ["boto3"]), of("two", [])], new Map());
  assert.deepEqual(notes.packed, ["one/app.py -boto3", "two/app.py"]);
});

test("a layer for each runtime and architecture has a name of letters and digits", async () => {
  const functions = ["a", "b", "c", "d"].map((id, index) => {
    const one = stated(id, [file(`${id}/app.py`, id), file("x-1.whl", "x")]);
    return { ...one, target: { ...one.target, architecture: index < 2 ? ("arm64" as const) : ("x86_64" as const) } };
  });
  const plans = Object.fromEntries(functions.map(({ id }) => [`${id}/app.py`, distributions("x 1")]));
  const { shared } = await press(new Notes(plans).packager, functions, new Map(), { share: true });
  assert.deepEqual(
    shared.map(({ definition }) => definition.id),
    ["SharedLibrariesPython313Arm64", "SharedLibrariesPython313X8664"],
  );
});

test("a dropped wheel that a function imports is pressed with it, whether its files require something or not", async () => {
  const wheel = file("wheels/PyYAML-6.0-py3-none-any.whl", "wheel");
  const other = file("wheels/six-1.0-py3-none-any.whl", "other");
  const error = { severity: "error", code: "import-missing", message: "" };
  const fix = { kind: "include", name: "pyyaml" };
  const missing = { needs: [{ requirement: "PyYAML>=5" }], commands: [] };
  const seen: string[] = [];
  const packager = {
    plan: async (items: Item[], _: unknown, options: PlanOptions) => {
      const paths = items.map(({ path }) => path).filter((path) => !path.endsWith(".py"));
      const text = await items.find(({ path }) => path.endsWith(".txt"))?.file.text();
      seen.push([...paths, `${text}`, ...(options.requirements ?? [])].join(" "));
      const isRequired = (options.requirements ?? []).length > 0 || text?.includes("pyyaml");
      const needed = { findings: [error], missing };
      const included = { findings: [{ ...error, fix }], missing: { needs: [], commands: [] } };
      const hasWheels = paths.some((path) => path.endsWith(".whl"));
      const found = isRequired ? { findings: [], missing: { needs: [], commands: [] } } : hasWheels ? included : needed;
      return { entries: [], distributions: [], unzippedSize: 1, ...found };
    },
    pack: async () => ({ zip: new Blob(), codeSha256: "", findings: [] }),
  } as unknown as Packager;
  const check = async (items: Item[], dropped: Item[], expected: string[], status = "pressed") => {
    seen.length = 0;
    const { rows } = await press(packager, [stated("f", items)], new Map(), { dropped });
    assert.deepEqual([...seen, ...states(rows)], [...expected, `f ${status}`]);
  };
  const app = file("f/app.py", "import yaml");
  const wheels = "PyYAML-6.0-py3-none-any.whl six-1.0-py3-none-any.whl";
  await check([app], [wheel, other], ["undefined", `f/requirements.txt ${wheels} pyyaml\n`]);
  const silent = file("f/requirements.txt", "# none");
  await check(
    [app, silent],
    [wheel, other],
    ["f/requirements.txt # none", `f/requirements.txt ${wheels} # none\npyyaml\n`],
  );
  const stating = [app, file("f/requirements.txt", "six"), { ...wheel, path: "PyYAML-6.0-py3-none-any.whl" }];
  const installed = "f/requirements.txt PyYAML-6.0-py3-none-any.whl six";
  await check(stating, [wheel], [installed, `${installed} pyyaml`]);
  await check([app], [other], ["undefined"], "refused");
});

test("dropped wheels that several functions import go to their shared layer", async () => {
  const error = { severity: "error", code: "import-missing", message: "" };
  const packager = {
    plan: async (items: Item[]) => {
      const from = items.find(({ path }) => path.startsWith("PyYAML"))?.path;
      const distributions = from ? [{ name: "pyyaml", version: "6.0", from, unzippedSize: 1 }] : [];
      const isThere = from || items.some(({ role }) => role === "layer");
      const missing = { needs: isThere ? [] : [{ requirement: "PyYAML>=5" }], commands: [] };
      return { entries: [], distributions, unzippedSize: 1, findings: isThere ? [] : [error], missing };
    },
    pack: async () => ({ zip: new Blob(), codeSha256: "", findings: [] }),
  } as unknown as Packager;
  const functions = ["one", "two"].map((id) => stated(id, [file(`${id}/app.py`, "import yaml")]));
  const dropped = [file("wheels/PyYAML-6.0-py3-none-any.whl", "wheel")];
  const { shared, rows } = await press(packager, functions, new Map(), { share: true, dropped });
  assert.deepEqual(
    shared.map(({ definition, functions }) => [definition.items.map(({ path }) => path), [...functions]]),
    [[["PyYAML-6.0-py3-none-any.whl"], ["one", "two"].map((id) => [id, ["pyyaml"]])]],
  );
  assert.deepEqual(states(rows), ["SharedLibraries pressed", "one pressed", "two pressed"]);
});
