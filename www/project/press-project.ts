/** Presses what a repository states: layers before their functions, several at a time, and what is the same once. */

import { limited } from "../common/limited";
import { toProblem } from "../common/problem";
import type { Finding, Item, Package, Packager, Stated } from "../packager/types";
import type { ProjectRow, SharedLayer } from "../state/project-state";
import { type Build, changesBetween, inputsOf, keyOf, type PressedLayer } from "./inputs";
import { shareLibraries } from "./shared-layer";

/** How pressing is followed. */
export interface PressReports {
  signal: AbortSignal;
  /** Of 1. */
  onProgress(progress: number): void;
  onRow(id: string, change: Partial<Omit<ProjectRow, "stated">>): void;
  /** Layers that nobody stated, of libraries that several functions need. */
  onShared?(layers: SharedLayer[]): void;
}

/** What there is to choose. */
export interface PressChoices {
  /** Put libraries that several functions need into layers. */
  share?: boolean;
}

/**
 * So many functions are pressed at a time. One alone has all workers for its jobs, but not while it is planned, nor while
 * its end is hashed. What is read ahead is that of so many, so it is not one for each core.
 */
const AT_ONCE = 2;

/** Somebody else's layer has some bytes: imports may be in it, so that they are missing is no error. */
const SOME_BYTES = 1;

/** Presses all. `last`: what was pressed last, by its id; it is brought up to date. Rejects only if it is aborted. */
export async function pressProject(
  packager: Packager,
  all: Stated[],
  last: Map<string, Build>,
  reports: PressReports,
  { share = false }: PressChoices = {},
): Promise<void> {
  const { signal } = reports;
  const shared = share ? await shareLibraries(packager, all, signal) : [];
  reports.onShared?.(shared);
  const stated = [...shared.map((layer) => layer.stated), ...all];
  const progress = new Map<string, number>();
  const limit = limited(AT_ONCE);
  const made = new Map<string, Promise<Package>>();
  const layers = new Map<string, Promise<Package | null>>();
  const pressed = stated.map((one) => {
    const mine = shared.filter(({ functions }) => functions.has(one.id));
    const ids = [...one.layers, ...mine.map((layer) => layer.stated.id)];
    const leaveOut = [...one.leaveOut, ...mine.flatMap(({ functions }) => functions.get(one.id) ?? [])];
    const onProgress = (done: number) => {
      progress.set(one.id, done);
      const sum = [...progress.values()].reduce((sum, part) => sum + part, 0);
      reports.onProgress(sum / stated.length);
    };
    // All layers are known by then.
    const ready = Promise.resolve().then(() => layersOf(ids, layers));
    const result = ready.then((layers) =>
      limit(async () => {
        signal.throwIfAborted();
        reports.onRow(one.id, { status: "pressing" });
        const request = { stated: one, layers, leaveOut };
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

/** The layers that were pressed: of one that was refused, what it has is missing. */
async function layersOf(ids: string[], layers: Map<string, Promise<Package | null>>): Promise<PressedLayer[]> {
  const found: PressedLayer[] = [];
  for (const id of ids) {
    const pressed = await layers.get(id);
    if (pressed) found.push({ id, package: pressed });
  }
  return found;
}

interface PressRequest {
  stated: Stated;
  layers: PressedLayer[];
  /** Distributions that a layer has instead. */
  leaveOut: string[];
}

/** Presses a function or layer, and reports what came of it. `null` if it is refused. */
async function pressOne(
  packager: Packager,
  { stated, layers, leaveOut }: PressRequest,
  last: Map<string, Build>,
  made: Map<string, Promise<Package>>,
  { signal, onProgress, onRow }: PressReports,
): Promise<Package | null> {
  const { id } = stated;
  const inputs = inputsOf(stated, layers);
  const before = last.get(id);
  const changes = before ? changesBetween(before.inputs, inputs) : null;
  // Imports are proven against layers, and nothing of them ships.
  const context = layers.map(({ id, package: { zip } }): Item => ({ path: `${id}.zip`, file: zip, role: "layer" }));
  const items = [...stated.items, ...context];
  const target = { ...stated.target, ...(stated.otherLayers > 0 && { layersUnzippedSize: SOME_BYTES }) };
  const options = { signal, ...(leaveOut.length > 0 && { leaveOut: { distributions: leaveOut } }) };
  const refuse = (findings: Finding[]) => {
    onRow(id, { status: "refused", package: null, findings, changes });
    return null;
  };
  try {
    const { findings, missing } = await packager.plan(items, target, options);
    onRow(id, { findings, missing, changes });
    if (findings.some(isError)) return refuse(findings);
    const key = keyOf(inputs);
    // What was pressed before is the same package, if nothing has changed.
    const known = changes?.length === 0 && before ? Promise.resolve(before.package) : made.get(key);
    const packing = { ...options, allowErrors: true, onProgress: progressOf(onProgress) };
    const packed = known ?? packager.pack(items, target, packing);
    made.set(key, packed);
    const result = await packed;
    // What was found while wheels were verified.
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

/** Of planning there is no measure. */
function progressOf(onProgress: (done: number) => void) {
  return ({ stage, done, total }: { stage: string; done: number; total: number }) => {
    if (stage === "press" && total > 0) onProgress(done / total);
  };
}
