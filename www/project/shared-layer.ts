/** Puts libraries that several functions need into a layer for each runtime and architecture. */

import { addDroppedWheels, isWheel } from "../common/add-dropped-wheels";
import type { BuildDefinition, Item, Packager, Plan } from "../packager/types";
import type { SharedLayer } from "../state/project-state";

/** Maximum number of layers of a function. */
const MAX_LAYERS = 5;

interface Planned {
  /** With the wheels that it imports without requiring them. */
  definition: BuildDefinition;
  distributions: Plan["distributions"];
}

/** The layers with the libraries that several functions need. Functions that cannot be planned share nothing. */
export async function shareLibraries(
  packager: Packager,
  all: BuildDefinition[],
  wheels: Item[],
  signal: AbortSignal,
): Promise<SharedLayer[]> {
  const groups = new Map<string, Planned[]>();
  for (const definition of all) {
    const { kind, runtime, architecture } = definition.target;
    if (kind !== "function" || definition.layers.length + definition.otherLayers >= MAX_LAYERS) continue;
    const key = `${runtime} ${architecture}`;
    groups.set(key, [...(groups.get(key) ?? []), await planned(packager, definition, wheels, signal)]);
  }
  const layers = [...groups.values()].flatMap((group) => layerOf(group) ?? []);
  // A single layer does not need the runtime and the architecture in its name.
  const [only] = layers;
  if (only && layers.length === 1) only.definition.id = ID;
  return layers;
}

const ID = "SharedLibraries";

/** A function with its distributions that come from wheels. `wheels`: all dropped wheels. */
async function planned(
  packager: Packager,
  definition: BuildDefinition,
  wheels: Item[],
  signal: AbortSignal,
): Promise<Planned> {
  const { target, leaveOut, keepPaths } = definition;
  try {
    const options = { signal, keepPaths, leaveOut: { distributions: leaveOut } };
    let plan = await packager.plan(definition.items, target, options);
    const isWrong = plan.findings.some(({ severity }) => severity === "error");
    const addition = isWrong ? await addDroppedWheels(definition, plan, wheels) : null;
    const items = addition?.items ?? definition.items;
    if (addition) plan = await packager.plan(items, target, { ...options, requirements: addition.requirements });
    const distributions = plan.distributions.filter(({ from }) => isWheel(from));
    return { definition: { ...definition, items }, distributions };
  } catch (error) {
    if (signal.aborted) throw error;
    return { definition, distributions: [] };
  }
}

/**
 * The layer of the libraries that at least two functions of a group need. If a library is needed in several versions,
 * the layer has the one that most functions need.
 */
function layerOf(group: Planned[]): SharedLayer | undefined {
  const users = new Map<string, Planned[]>();
  for (const planned of group) {
    for (const { name, version } of planned.distributions) {
      const key = `${name} ${version}`;
      users.set(key, [...(users.get(key) ?? []), planned]);
    }
  }
  const shared = new Map<string, string>();
  for (const [key, those] of [...users].sort(([, a], [, b]) => b.length - a.length)) {
    const [name = "", version = ""] = key.split(" ");
    if (those.length > 1 && !shared.has(name)) shared.set(name, version);
  }
  const functions = new Map<string, string[]>();
  const wheels = new Map<string, Item>();
  for (const { definition, distributions } of group) {
    for (const { name, version, from } of distributions) {
      if (shared.get(name) !== version) continue;
      const wheel = definition.items.find(({ path }) => path === from);
      if (!wheel) continue;
      const path = from.slice(from.lastIndexOf("/") + 1);
      wheels.set(path, { path, file: wheel.file });
      functions.set(definition.id, [...(functions.get(definition.id) ?? []), name]);
    }
  }
  const target = group[0]?.definition.target;
  if (!target || functions.size === 0) return undefined;
  const { runtime, architecture } = target;
  return {
    functions,
    definition: {
      // A logical id consists of letters and digits (AWS CloudFormation user guide, "Resources").
      id: `${ID} ${runtime} ${architecture}`.replace(/[^A-Za-z0-9]+(.)/g, (_, next: string) => next.toUpperCase()),
      target: { kind: "layer", runtime, architecture },
      folder: "",
      items: [...wheels.values()],
      keepPaths: true,
      leaveOut: [],
      layers: [],
      otherLayers: 0,
      line: 0,
    },
  };
}
