/** The command `wheelpress`. Its exit codes are in its help. */

import { createPackager, type Finding, itemsFrom, type Package, type Packager } from "wheelpress/node";
import { errorMessage } from "../../common/error-message";
import { type CommandLine, type Inputs, readCommandLine, UsageError } from "./command-line";
import { HELP, helpOf } from "./help";
import { outputAt } from "./output";
import type { Output } from "./output-place";
import {
  candidateLines,
  type Fault,
  faultLines,
  findingLines,
  missingLines,
  oneLine,
  packageLines,
  planLines,
  printable,
} from "./report";
import { type ResolvedInputs, resolveInputs } from "./resolve-inputs";
import { FaultyError, statedFunction, UndecidedError, withGivenWheels } from "./stated";

/** The version of the package, inserted by the build. */
declare const VERSION: string;

const [DONE, ERRORS, UNDONE] = [0, 1, 2];
/** The exit code that shells use for a program that was ended by a signal. */
const INTERRUPTED = 130;

/** Milliseconds within which work ends after a signal. */
const PATIENCE = 2000;

/** Where results are printed: not where a zip is written. */
let results: NodeJS.WriteStream = process.stdout;

const print = (text: string) => results.write(printable(text));
const tell = (text: string) => process.stderr.write(printable(text));
const printJson = (value: unknown) => results.write(`${JSON.stringify(value, null, 2)}\n`);

async function run(line: CommandLine, signal: AbortSignal): Promise<number> {
  switch (line.command) {
    case "help":
      print(line.of ? helpOf(line.of) : HELP);
      return DONE;
    case "version":
      print(`${VERSION}\n`);
      return DONE;
    case "plan":
      return withPackager(line, signal, (packager, drop) => plan(packager, drop, line, signal));
    case "press":
      return press(line, signal);
  }
}

async function withPackager<T>(
  line: Inputs,
  signal: AbortSignal,
  work: (packager: Packager, drop: ResolvedInputs) => Promise<T>,
): Promise<T> {
  const { paths, inLayer, workers, isJson } = line;
  const onSkip = (path: string, reason: string) => {
    if (!isJson) tell(faultLines("warning", { message: `"${path}" is left out: ${reason}` }));
  };
  const own = await itemsFrom(paths, { signal, onSkip });
  const inLayers = inLayer.length > 0 ? await itemsFrom(inLayer, { signal, onSkip }) : [];
  const asLayers = inLayers.map((item) => ({ ...item, role: "layer" as const }));
  const packager = await createPackager(workers === undefined ? {} : { workers });
  try {
    const stated = await statedFunction(packager, own, line.of, signal);
    const { of } = stated;
    // No file states the functions of folders.
    const by = of?.file ? ` that "${oneLine(of.file)}" states` : "";
    if (of && !isJson) tell(`Takes the ${of.target.kind} "${oneLine(of.id)}"${by}\n`);
    const items = [...(of?.items ?? own), ...asLayers];
    const drop = resolveInputs(line, own, items, await packager.settings(own, { signal }), stated);
    const added = of ? await withGivenWheels(packager, of.folder, drop, own, signal) : {};
    return await work(packager, await fetched(packager, { ...drop, ...added }, line.indexes, signal));
  } finally {
    packager.close();
  }
}

/** Adds the missing wheels, fetched from the given indexes, and the findings about them to the drop. */
async function fetched(
  packager: Packager,
  drop: ResolvedInputs,
  indexes: string[],
  signal: AbortSignal,
): Promise<ResolvedInputs> {
  if (indexes.length === 0) return drop;
  const { items, target, options } = drop;
  const { extras = [], groups = [], overrides = {}, layerModules = [], requirements = [] } = options;
  const choice = { extras, groups, overrides, layerModules, requirements };
  const resolution = await packager.resolve(items, target, { indexes, ...choice, signal });
  const findings = [...drop.findings, ...resolution.findings];
  return { ...drop, items: [...items, ...resolution.items], findings, unfetched: resolution.findings.filter(isError) };
}

async function plan(
  packager: Packager,
  drop: ResolvedInputs,
  { isJson, indexes }: Inputs,
  signal: AbortSignal,
): Promise<number> {
  const { items, target, options } = drop;
  const plan = await packager.plan(items, target, { ...options, signal });
  const findings = [...drop.findings, ...withoutConsequences(plan.findings, drop.unfetched)];
  if (isJson) {
    printJson({ ...plan, findings });
  } else {
    // The command would ask other indexes than the named ones.
    tell(findingLines(findings).join("") + (indexes.length > 0 ? "" : missingLines(plan.missing)));
    print(planLines(plan));
  }
  return findings.some(isError) ? ERRORS : DONE;
}

async function press(line: CommandLine & { command: "press" }, signal: AbortSignal): Promise<number> {
  const output = await outputAt(line.output);
  const layer = line.layer === undefined ? undefined : await outputAt(line.layer);
  if (output.isStdout || layer?.isStdout) results = process.stderr;
  if (layer?.place === output.place) throw new UsageError("The output and the layer are one file", "Name two files");
  const outputs = layer ? [output, layer] : [output];
  return withPackager(line, signal, async (packager, { given, items, target, options, findings, unfetched }) => {
    if (options.split && !layer) {
      throw new UsageError(
        "The settings of the drop split off a layer, and there is no file for it",
        "Name the layer, as in --layer layer.zip",
      );
    }
    const wrong = findings.some(isError) && !options.allowErrors;
    for (const one of outputs) await one.refuseInputs(line.paths, given);
    let made: Package;
    try {
      if (wrong) {
        const plan = await packager.plan(items, target, { ...options, signal });
        return refused(
          new Error("What was stated or fetched has an error"),
          [...findings, ...withoutConsequences(plan.findings, unfetched)],
          line,
        );
      }
      made = await packager.pack(items, target, { ...options, signal });
      made = { ...made, findings: [...findings, ...made.findings] };
    } catch (error) {
      const { findings: found } = error as { findings?: Finding[] };
      if (!found) throw error;
      return refused(error, [...findings, ...found], line);
    }
    // There is no layer if there are no libraries.
    const files: [Output, Blob][] = [[output, made.zip]];
    if (layer && made.layer) files.push([layer, made.layer.zip]);
    try {
      for (const [file, zip] of files) await file.write(zip, signal);
      for (const [file] of files) await file.finish(signal);
    } finally {
      for (const [file] of files) await file.discard();
    }
    written(made, line);
    return DONE;
  });
}

function refused(error: unknown, findings: Finding[], { isJson, output }: CommandLine & { command: "press" }): number {
  if (isJson) {
    printJson({ error: errorMessage(error), findings });
    return ERRORS;
  }
  const count = findings.filter(isError).length;
  const message = `"${output}" is not written: there ${count === 1 ? "is an error" : `are ${count} errors`}`;
  tell(findingLines(findings).join(""));
  tell(faultLines("error", { message, hint: "Correct what is wrong, or write it all the same by --allow-errors" }));
  return ERRORS;
}

function written(made: Package, { isJson, output, layer }: CommandLine & { command: "press" }): void {
  if (isJson) {
    const { zip: _, layer: libraries, findings, ...sizes } = made;
    const { zip: __, ...ofLayer } = libraries ?? {};
    printJson({ output, ...sizes, ...(libraries && { layer: { output: layer, ...ofLayer } }), findings });
    return;
  }
  tell(findingLines(made.findings).join(""));
  print(packageLines(output, made));
  if (layer === undefined) return;
  print(made.layer ? packageLines(layer, made.layer) : `${layer}: not written, there are no libraries\n`);
}

const isError = ({ severity }: Finding) => severity === "error";

/** The findings without those about libraries for which an index has failed, which is reported already. */
function withoutConsequences(findings: Finding[], failures: Finding[] = []): Finding[] {
  const isKnown = (requirement: string) => {
    const [name] = /^[\w.-]*/.exec(requirement) ?? [];
    return failures.some(({ message }) => message.includes(`"${name}"`));
  };
  return findings.filter(
    ({ needs = [] }) => needs.length === 0 || !needs.every(({ requirement }) => isKnown(requirement)),
  );
}

async function main(args: string[]): Promise<number> {
  const interrupt = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(name, () => {
      interrupt.abort();
      // What the system does not end, such as the opening of a pipe without a reader, ends with the process.
      setTimeout(() => process.kill(process.pid, name), PATIENCE).unref();
    });
  }
  try {
    return await run(readCommandLine(args), interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) return INTERRUPTED;
    const { hint } = error as Fault;
    if (error instanceof FaultyError) {
      const { message, findings } = error;
      if (args.includes("--json")) printJson({ error: message, hint, findings });
      else tell(findingLines(findings).join("") + faultLines("error", { message, hint }));
      return ERRORS;
    }
    if (error instanceof UndecidedError) {
      const { message, candidates } = error;
      if (args.includes("--json")) printJson({ error: message, hint, functions: candidates });
      else tell(faultLines("error", { message, hint }) + candidateLines(candidates));
      return ERRORS;
    }
    tell(faultLines("error", { message: errorMessage(error), hint }));
    return UNDONE;
  }
}

// Errors are ignored, because the reader of the output may have closed it.
process.stdout.on("error", () => {});
process.exitCode = await main(process.argv.slice(2));
