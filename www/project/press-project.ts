/** Presses what a repository states: layers first, one after another, and what is the same once. */

import type { Finding, Package, Packager, Plan, Stated } from "../packager/types";
import { toProblem } from "../problem";
import type { ProjectRow } from "../project-state";
import { type Build, changesBetween, inputsOf, keyOf } from "./inputs";

/** How pressing is followed. */
export interface PressReports {
  signal: AbortSignal;
  /** Of 1. */
  onProgress(progress: number): void;
  onRow(id: string, change: Partial<Omit<ProjectRow, "stated">>): void;
}

/** Presses all. `last`: what was pressed last, by its id; it is brought up to date. Rejects only if it is aborted. */
export async function pressProject(
  packager: Packager,
  stated: Stated[],
  last: Map<string, Build>,
  { signal, onProgress, onRow }: PressReports,
): Promise<void> {
  const plans = new Map<string, Plan>();
  const made = new Map<string, Package>();
  for (const [index, one] of stated.entries()) {
    signal.throwIfAborted();
    onRow(one.id, { status: "pressing" });
    const part = (done: number) => onProgress((index + done) / stated.length);
    part(0);
    const inputs = inputsOf(one);
    const before = last.get(one.id);
    const changes = before ? changesBetween(before.inputs, inputs) : null;
    try {
      const layers = one.layers.flatMap((id) => plans.get(id) ?? []);
      const target = { ...one.target, layersUnzippedSize: layers.reduce((sum, plan) => sum + plan.unzippedSize, 0) };
      const plan = await packager.plan(one.items, target, { signal });
      plans.set(one.id, plan);
      const findings = plan.findings.filter((finding) => !isInLayer(finding, layers));
      const errors = findings.filter(({ severity }) => severity === "error");
      onRow(one.id, { findings, changes });
      if (errors.length > 0) {
        onRow(one.id, { status: "refused", package: null });
        continue;
      }
      const key = keyOf(inputs);
      // What was pressed before is the same package, if nothing has changed.
      const known = made.get(key) ?? (changes?.length === 0 ? before?.package : undefined);
      const options = { signal, allowErrors: true, onProgress: progressOf(part) };
      const pressed = known ?? (await packager.pack(one.items, target, options));
      const worst = pressed.findings.filter((finding) => finding.severity === "error" && !isInLayer(finding, layers));
      made.set(key, pressed);
      if (worst.length > 0) {
        onRow(one.id, { status: "refused", package: null, findings: worst });
        continue;
      }
      last.set(one.id, { inputs, package: pressed });
      onRow(one.id, { status: "pressed", package: pressed });
    } catch (error) {
      if (signal.aborted) throw error;
      onRow(one.id, { status: "refused", package: null, problem: toProblem(error) });
    }
    part(1);
  }
}

/** Of planning there is no measure. */
function progressOf(part: (done: number) => void) {
  return ({ stage, done, total }: { stage: string; done: number; total: number }) => {
    if (stage === "press" && total > 0) part(done / total);
  };
}

/** Whether an import fails only because what it imports is in a layer of the function. */
function isInLayer({ code, message }: Finding, layers: Plan[]): boolean {
  if (code !== "import-missing" || layers.length === 0) return false;
  // The file that imports is quoted first, then what it imports.
  const quoted = [...message.matchAll(/"([^"]+)"/g)].slice(1).map(([, name = ""]) => name.split(".")[0]);
  return layers.some(({ entries }) => entries.some(({ path }) => quoted.includes(moduleOf(path))));
}

/** The module at the top of a layer that a file belongs to: "requests" of "python/requests/api.py". */
function moduleOf(path: string): string | undefined {
  const within = /^python\/(?:lib\/python3\.\d+\/site-packages\/)?(.+)$/.exec(path)?.[1];
  return within?.split("/")[0]?.split(".")[0];
}
