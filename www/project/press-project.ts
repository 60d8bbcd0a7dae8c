/**
 * Presses what a repository states: layers before their functions, several at a time, and identical packages only once.
 */

import { addDroppedWheels, isWheel } from "../common/add-dropped-wheels";
import { limitConcurrency } from "../common/limit-concurrency";
import { toProblem } from "../common/problem";
import type { BuildDefinition, Finding, Item, Package, Packager } from "../packager/types";
import type { ProjectRow, SharedLayer } from "../state/project-state";
import { type Build, changesBetween, inputsOf, keyOf, type PressedLayer } from "./inputs";
import { shareLibraries } from "./shared-layer";

/** Receives the progress of pressing. */
export interface PressReports {
  signal: AbortSignal;
  /** Called with the progress from 0 to 1. */
  onProgress(progress: number): void;
  onRow(id: string, change: Partial<Omit<ProjectRow, "definition">>): void;
  /** Called with layers that the repository does not state, with libraries that several functions need. */
  onShared?(layers: SharedLayer[]): void;
}

/** The user's choices. */
export interface PressChoices {
  /** Whether to put libraries that several functions need into layers. */
  share?: boolean;
  /** Everything that was dropped. Wheels are taken from it that a function imports and nothing requires. */
  dropped?: Item[];
}

/**
 * Number of functions that are pressed at a time. The jobs of a single function use all workers, but not while it is
 * planned, nor while its end is hashed. Each function in progress holds bytes that were read ahead, so the number does
 * not grow with the cores.
 */
const AT_ONCE = 2;

/** The assumed size of a layer of someone else. Missing imports may be in it, so they are no error. */
const SOME_BYTES = 1;

/**
 * Presses all functions and layers. `last` has the last results by id, and is updated. Rejects only if it is aborted.
 */
export async function pressProject(
  packager: Packager,
  all: BuildDefinition[],
  last: Map<string, Build>,
  reports: PressReports,
  { share = false, dropped = [] }: PressChoices = {},
): Promise<void> {
  const { signal } = reports;
  const wheels = dropped.filter(({ path, role }) => role !== "layer" && isWheel(path));
  const shared = share ? await shareLibraries(packager, all, wheels, signal) : [];
  reports.onShared?.(shared);
  const definitions = [...shared.map((layer) => layer.definition), ...all];
  const progress = new Map<string, number>();
  const limit = limitConcurrency(AT_ONCE);
  const made = new Map<string, Promise<Package>>();
  const layers = new Map<string, Promise<Package | null>>();
  const pressed = definitions.map((one) => {
    const mine = shared.filter(({ functions }) => functions.has(one.id));
    const ids = [...one.layers, ...mine.map((layer) => layer.definition.id)];
    const leaveOut = [...one.leaveOut, ...mine.flatMap(({ functions }) => functions.get(one.id) ?? [])];
    const onProgress = (done: number) => {
      progress.set(one.id, done);
      const sum = [...progress.values()].reduce((sum, part) => sum + part, 0);
      reports.onProgress(sum / definitions.length);
    };
    // In a later microtask, when all layers are in the map.
    const ready = Promise.resolve().then(() => layersOf(ids, layers));
    const result = ready.then((layers) =>
      limit(async () => {
        signal.throwIfAborted();
        reports.onRow(one.id, { status: "pressing" });
        const request = { definition: one, layers, leaveOut, wheels };
        const pressed = await pressOne(packager, request, last, made, { ...reports, onProgress });
        onProgress(1);
        return pressed;
      }),
    );
    if (one.target.kind === "layer") layers.set(one.id, result);
    return result;
  });
  await Promise.allSettled(pressed);
  signal.throwIfAborted();
}

/** The pressed layers. A refused layer is omitted, so its contents are reported as missing. */
async function layersOf(ids: string[], layers: Map<string, Promise<Package | null>>): Promise<PressedLayer[]> {
  const found: PressedLayer[] = [];
  for (const id of ids) {
    const pressed = await layers.get(id);
    if (pressed) found.push({ id, package: pressed });
  }
  return found;
}

interface PressRequest {
  definition: BuildDefinition;
  layers: PressedLayer[];
  /** Distributions that are excluded because a layer has them. */
  leaveOut: string[];
  /** All dropped wheels. */
  wheels: Item[];
}

/** Presses a function or layer, and reports the result. `null` if it is refused. */
async function pressOne(
  packager: Packager,
  { definition, layers, leaveOut, wheels }: PressRequest,
  last: Map<string, Build>,
  made: Map<string, Promise<Package>>,
  { signal, onProgress, onRow }: PressReports,
): Promise<Package | null> {
  const { id } = definition;
  const before = last.get(id);
  let inputs = inputsOf(definition, layers);
  // Imports are checked against layers, which do not ship.
  const context = layers.map(({ id, package: { zip } }): Item => ({ path: `${id}.zip`, file: zip, role: "layer" }));
  let items = [...definition.items, ...context];
  const target = { ...definition.target, ...(definition.otherLayers > 0 && { layersUnzippedSize: SOME_BYTES }) };
  const { keepPaths } = definition;
  let options: Parameters<Packager["plan"]>[2] = {
    signal,
    keepPaths,
    ...(leaveOut.length > 0 && { leaveOut: { distributions: leaveOut } }),
  };
  let changes = before ? changesBetween(before.inputs, inputs) : null;
  const refuse = (findings: Finding[]) => {
    onRow(id, { status: "refused", package: null, findings, changes });
    return null;
  };
  try {
    let plan = await packager.plan(items, target, options);
    const addition = plan.findings.some(isError) ? await addDroppedWheels(definition, plan, wheels) : null;
    if (addition) {
      items = [...addition.items, ...context];
      options = { ...options, requirements: addition.requirements };
      inputs = inputsOf({ ...definition, items: addition.items }, layers, addition.requirements);
      changes = before ? changesBetween(before.inputs, inputs) : null;
      plan = await packager.plan(items, target, options);
    }
    const { findings, missing } = plan;
    onRow(id, { findings, missing, changes });
    if (findings.some(isError)) return refuse(findings);
    const key = keyOf(inputs);
    // If nothing has changed, the last package is used.
    const known = changes?.length === 0 && before ? Promise.resolve(before.package) : made.get(key);
    const packing = { ...options, allowErrors: true, onProgress: progressOf(onProgress) };
    const packed = known ?? packager.pack(items, target, packing);
    made.set(key, packed);
    const result = await packed;
    // Findings of the verification of wheels.
    if (result.findings.some(isError)) return refuse(result.findings);
    last.set(id, { inputs, package: result });
    onRow(id, { status: "pressed", package: result });
    return result;
  } catch (error) {
    if (signal.aborted) throw error;
    onRow(id, { status: "refused", package: null, problem: toProblem(error) });
    return null;
  }
}

const isError = ({ severity }: Finding) => severity === "error";

/** Reports the progress of pressing only: the progress of planning is not measured. */
function progressOf(onProgress: (done: number) => void) {
  return ({ stage, done, total }: { stage: string; done: number; total: number }) => {
    if (stage === "press" && total > 0) onProgress(done / total);
  };
}
