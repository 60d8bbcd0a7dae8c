/** Puts libraries that several functions need into a layer for each runtime and architecture. */

import type { BuildDefinition, Item, Packager, Plan } from "../packager/types";
import type { SharedLayer } from "../state/project-state";

/** Maximum number of layers of a function. */
const MAX_LAYERS = 5;

interface Planned {
  definition: BuildDefinition;
  distributions: Plan["distributions"];
}

/** The layers with the libraries that several functions need. Functions that cannot be planned share nothing. */
export async function shareLibraries(
  packager: Packager,
  all: BuildDefinition[],
  signal: AbortSignal,
): Promise<SharedLayer[]> {
  const groups = new Map<string, Planned[]>();
  for (const definition of all) {
    const { kind, runtime, architecture } = definition.target;
    if (kind !== "function" || definition.layers.length + definition.otherLayers >= MAX_LAYERS) continue;
    const distributions = await distributionsOf(packager, definition, signal);
    const key = `${runtime} ${architecture}`;
    groups.set(key, [...(groups.get(key) ?? []), { definition, distributions }]);
  }
  const layers = [...groups.values()].flatMap((group) => layerOf(group) ?? []);
  // A single layer does not need the runtime and the architecture in its name.
  const [only] = layers;
  if (only && layers.length === 1) only.definition.id = ID;
  return layers;
}

const ID = "SharedLibraries";

/** The distributions of a function that come from wheels. */
async function distributionsOf(
  packager: Packager,
  { items, target, leaveOut, keepPaths }: BuildDefinition,
  signal: AbortSignal,
) {
  try {
    const options = { signal, keepPaths, leaveOut: { distributions: leaveOut } };
    const { distributions } = await packager.plan(items, target, options);
    return distributions.filter(({ from }) => from.endsWith(".whl"));
  } catch (error) {
    if (signal.aborted) throw error;
    return [];
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
