/** The inputs of a function, and what has changed in them since it was last pressed. */

import type { BuildDefinition, Package } from "../packager/types";

/** A pressed package with its inputs. */
export interface Build {
  inputs: Inputs;
  package: Package;
}

/** Everything that determines a package. */
export interface Inputs {
  /** Runtime, architecture and kind. */
  target: Record<string, string>;
  /** The size and time of each file, by its path. They are the same in two drops of one file. */
  files: Map<string, string>;
  /** The hash of each of its layers, by name. Distributions in a layer are not installed again. */
  layers: Map<string, string>;
  /** Names of the excluded distributions. */
  leftOut: Map<string, string>;
  /** Requirements besides those of its files. */
  required: Map<string, string>;
}

/** A pressed layer of a function. */
export interface PressedLayer {
  id: string;
  package: Package;
}

/** The inputs of a function or layer. Its handler is not among them: it affects the checks, not the package. */
export function inputsOf(
  { target, items, leaveOut }: BuildDefinition,
  layers: PressedLayer[] = [],
  requirements: string[] = [],
): Inputs {
  const { runtime, architecture, kind } = target;
  const files = items.map(({ path, file }): [string, string] => [path, stampOf(file)]);
  const hashes = layers.map(({ id, package: { codeSha256 } }): [string, string] => [id, codeSha256]);
  const leftOut = new Map(leaveOut.map((name): [string, string] => [name, ""]));
  const required = new Map(requirements.map((name): [string, string] => [name, ""]));
  return { target: { runtime, architecture, kind }, files: new Map(files), layers: new Map(hashes), leftOut, required };
}

function stampOf(file: Blob): string {
  return `${file.size} ${file instanceof File ? file.lastModified : ""}`;
}

/** A key that is the same for functions with the same package. */
export function keyOf({ target, files, layers, leftOut, required }: Inputs): string {
  return JSON.stringify([target, ...[files, layers, leftOut, required].map((part) => [...part].sort())]);
}

/** Maximum number of changes that are named individually. */
const MAX_NAMED = 3;

/** The differences as clauses, such as "app.py has changed". */
export function changesBetween(before: Inputs, now: Inputs): string[] {
  const target = Object.entries(now.target).flatMap(([name, value]) =>
    before.target[name] === value ? [] : [`${name} is ${value}, and was ${before.target[name]}`],
  );
  const layers = differences(before.layers, now.layers).map((change) => `the layer ${change}`);
  const leftOut = [
    ...[...now.leftOut.keys()].filter((name) => !before.leftOut.has(name)).map((name) => `${name} is left out now`),
    ...[...before.leftOut.keys()].filter((name) => !now.leftOut.has(name)).map((name) => `${name} is left out no more`),
  ];
  const required = differences(before.required, now.required).map((change) => `the requirement ${change}`);
  const files = differences(before.files, now.files);
  const more = files.length - MAX_NAMED;
  const rest = more > 0 ? [`${more} more ${more === 1 ? "file differs" : "files differ"}`] : [];
  return [...target, ...layers, ...leftOut, ...required, ...files.slice(0, MAX_NAMED), ...rest];
}

function differences(before: Map<string, string>, now: Map<string, string>): string[] {
  const changes: string[] = [];
  for (const [name, stamp] of now) {
    const old = before.get(name);
    if (old === undefined) changes.push(`${name} is new`);
    else if (old !== stamp) changes.push(`${name} has changed`);
  }
  for (const name of before.keys()) if (!now.has(name)) changes.push(`${name} is gone`);
  return changes;
}
