/** The function that is pressed, if files among the paths state functions: templates, serverless.yml and others. */

import type { BuildDefinition, Finding, Item, Packager, PlanOptions, Project, Target } from "wheelpress/node";
import { addDroppedWheels, isWheel } from "../../common/add-dropped-wheels";
import { nearest } from "../../common/nearest";

/** A function or layer that a file states, as the input of a plan. */
export interface StatedFunction {
  id: string;
  /** The path of the file. */
  file: string;
  /** The folder of its files, as dropped. */
  folder: string;
  /** Its files, and the zips of its layers that the same file states. */
  items: Item[];
  target: Target;
  options: PlanOptions;
  /** The findings about its statement. */
  findings: Finding[];
}

/** A function to choose, as it is listed. */
export interface Candidate {
  id: string;
  file: string;
  kind: Target["kind"];
  handler?: string | undefined;
  runtime: string;
}

/** The error that it is not known which function is meant. */
export class UndecidedError extends Error {
  readonly hint: string;
  readonly candidates: Candidate[];

  constructor(message: string, hint: string, candidates: Candidate[]) {
    super(message);
    this.hint = hint;
    this.candidates = candidates;
  }
}

/** What files state. */
export interface Statement {
  /** The function or layer to press; null if the paths are pressed as they are. */
  of: StatedFunction | null;
  /** The findings about files that state nothing to press. */
  findings: Finding[];
}

/** The error that the function that is meant has faults, which the findings are about. */
export class FaultyError extends Error {
  readonly hint: string;
  readonly findings: Finding[];

  constructor(message: string, hint: string, findings: Finding[]) {
    super(message);
    this.hint = hint;
    this.findings = findings;
  }
}

/** The assumed size of layers of others. Missing imports may be in them, so they are no error. */
const SOME_BYTES = 1;

interface Stated {
  project: Project;
  definition: BuildDefinition;
}

/**
 * The function or layer of this id; without an id, the only function. None if no file states any, and none is named.
 *
 * Rejects with an `UndecidedError` or a `FaultyError`.
 */
export async function statedFunction(
  packager: Packager,
  items: Item[],
  id: string | undefined,
  signal: AbortSignal,
): Promise<Statement> {
  const projects = await packager.projects(items, { signal });
  // Folders with a handler each may be parts of one function.
  const stating = projects.filter(({ statement }) => id !== undefined || statement !== "folders");
  const all = stating.flatMap((project) => project.definitions.map((definition) => ({ project, definition })));
  if (id === undefined) {
    const one = chosen(all, id);
    if (!one) return { of: null, findings: stating.flatMap(findingsOf) };
    refuseFaulty(stating.filter((project) => project === one.project || isOuter(project)));
    return { of: await inputOf(packager, one, signal), findings: [] };
  }
  refuseNamed(stating, all, id);
  const one = chosen(all, id);
  return { of: one && (await inputOf(packager, one, signal)), findings: [] };
}

/** Whether a file lies in the outermost folder: those in inner ones may be examples. */
const isOuter = ({ file }: Project) => file.split("/").length <= 2;

/**
 * The findings about a file that states nothing to press, and about what is left alone. Those about files in inner
 * folders are warnings.
 */
function findingsOf(project: Project): Finding[] {
  const { file, skipped, findings } = project;
  if (!isOuter(project)) return findings.filter(isError).map(asWarning);
  const left = skipped.map(
    ({ id, why, line }): Finding => ({
      code: "statement-unread",
      severity: "warning",
      path: file,
      line,
      message: `"${id}" of "${file}" is not packaged: ${why}`,
      hint: "The paths are packed as they are; give the folder of its code alone if that is meant",
    }),
  );
  return [...findings, ...left];
}

const isError = ({ severity }: Finding) => severity === "error";

const asWarning = <F extends Finding>(finding: F): F => ({ ...finding, severity: "warning" });

/** The errors about functions and layers that a file states, but that cannot be packaged. */
function faultsOf({ definitions, findings }: Project) {
  const stated = new Set(definitions.map(({ id }) => id));
  return findings.filter((finding) => isError(finding) && finding.id !== undefined && !stated.has(finding.id));
}

/** Rejects functions beside the others that cannot be packaged, because such a one may be meant. */
function refuseFaulty(projects: Project[]): void {
  for (const project of projects) {
    const faults = project.definitions.length > 0 ? faultsOf(project) : [];
    const [first] = faults;
    if (!first) continue;
    const hint = "Correct what is wrong, or name another function by --function ID";
    throw new FaultyError(`"${first.id}" of "${project.file}" cannot be packaged`, hint, faults);
  }
}

/** Rejects the named function if it cannot be packaged, and files that may state it but cannot be read. */
function refuseNamed(stating: Project[], all: Stated[], id: string): void {
  const named = all.filter((one) => isNamed(id, one.project.file, one.definition.id));
  for (const project of stating) {
    const { file, skipped, definitions } = project;
    const isHere = (one: string) => isNamed(id, file, one) && !definitions.some((definition) => definition.id === one);
    const left = skipped.find((one) => isHere(one.id));
    const faults = faultsOf(project).filter((finding) => isHere(finding.id ?? ""));
    if (!left && faults.length === 0) continue;
    if (named.length > 0)
      throw new UndecidedError(`Several files state "${id}"`, withFile(named, id), named.map(candidate));
    if (left) {
      const hint = "Name another function, or give the folder of its code instead";
      throw new FaultyError(`"${left.id}" of "${file}" is not packaged: ${left.why}`, hint, []);
    }
    throw new FaultyError(`"${faults[0]?.id}" of "${file}" cannot be packaged`, "Correct what is wrong", faults);
  }
  if (named.length > 0) return;
  const unread = stating.flatMap(({ findings }) => findings.filter((one) => isError(one) && one.id === undefined));
  if (unread.length === 0) return;
  throw new FaultyError(`No file among the paths that can be read states "${id}"`, "Correct what is wrong", unread);
}

const isNamed = (id: string, file: string, one: string) => id === one || id === `${file}:${one}`;

const withFile = ([first]: Stated[], id: string) =>
  `Say it with its file, as in --function ${first?.project.file}:${id}`;

function chosen(all: Stated[], id: string | undefined): Stated | null {
  if (id === undefined) {
    const functions = all.filter(({ definition }) => definition.target.kind === "function");
    const [first, ...others] = functions.length > 0 ? functions : all;
    if (others.length === 0) return first ?? null;
    const kind = functions.length > 0 ? "functions" : "layers";
    throw new UndecidedError(
      `The paths state ${others.length + 1} ${kind}, and a package is for one`,
      "Name one by --function ID, or give the folder of one function instead",
      [first, ...others].flatMap((one) => (one ? [candidate(one)] : [])),
    );
  }
  const named = all.filter(({ project, definition }) => isNamed(id, project.file, definition.id));
  const [first, ...others] = named;
  if (first && others.length === 0) return first;
  if (first) {
    throw new UndecidedError(`Several files state "${id}"`, withFile(named, id), named.map(candidate));
  }
  const ids = all.map(({ definition }) => definition.id);
  const meant = nearest(id, ids);
  throw new UndecidedError(
    `No file among the paths states "${id}"`,
    meant
      ? `Say --function ${meant}`
      : ids.length > 0
        ? "Name one of those that are stated"
        : "Leave out --function, or give the folder with the template, serverless.yml or other file",
    all.map(candidate),
  );
}

function candidate({ project: { file }, definition: { id, target } }: Stated): Candidate {
  const { kind, handler, runtime } = target;
  return { id, file, kind, ...(handler !== undefined && { handler }), runtime };
}

async function inputOf(
  packager: Packager,
  { project, definition }: Stated,
  signal: AbortSignal,
): Promise<StatedFunction> {
  const { id, folder, items, otherLayers } = definition;
  const layers: Item[] = [];
  const unpacked: Finding[] = [];
  for (const name of definition.layers) {
    const layer = project.definitions.find((one) => one.id === name && one.target.kind === "layer");
    const zip = layer && (await pressed(packager, layer, signal));
    // Imports are checked against layers, which do not ship.
    if (zip) layers.push({ path: `${name}.zip`, file: zip, role: "layer" });
    else if (layer) unpacked.push(unpackedLayer(project.file, name));
  }
  const isAbout = (finding: Project["findings"][number]) => finding.id === undefined || finding.id === id;
  // A layer that cannot be packaged is among the layers of others.
  const faults = otherLayers > 0 ? faultsOf(project).map(asWarning) : [];
  return {
    id,
    file: project.file,
    folder,
    items: [...items, ...layers],
    target: { ...definition.target, ...(otherLayers > 0 && { layersUnzippedSize: SOME_BYTES }) },
    options: optionsOf(definition),
    findings: [...project.findings.filter(isAbout), ...faults, ...unpacked],
  };
}

/**
 * Adds the given wheels that the function imports and nothing requires. `given` are the files of the given paths.
 */
export async function withGivenWheels(
  packager: Packager,
  folder: string,
  inputs: { items: Item[]; target: Target; options: PlanOptions },
  given: Item[],
  signal: AbortSignal,
): Promise<{ items: Item[]; options: PlanOptions }> {
  const { items, target, options } = inputs;
  const wheels = given.filter(({ path, role }) => role !== "layer" && isWheel(path));
  if (wheels.length === 0) return { items, options };
  const plan = await packager.plan(items, target, { ...options, signal });
  const own = items.filter(({ role }) => role !== "layer");
  const addition = plan.findings.some(isError) ? await addDroppedWheels({ folder, items: own }, plan, wheels) : null;
  if (!addition) return { items, options };
  const requirements = [...(options.requirements ?? []), ...addition.requirements];
  return {
    items: [...addition.items, ...items.filter(({ role }) => role === "layer")],
    options: { ...options, requirements },
  };
}

const unpackedLayer = (file: string, name: string): Finding => ({
  code: "statement-unread",
  severity: "warning",
  path: file,
  message: `The layer "${name}" has errors and is not packaged, so that its libraries are missing here`,
  hint: `To see its errors, say --function ${name}`,
});

/** The zip of a layer. One with errors is missing, so that what it has is reported as missing. */
async function pressed(packager: Packager, layer: BuildDefinition, signal: AbortSignal): Promise<Blob | undefined> {
  try {
    return (await packager.pack(layer.items, layer.target, { ...optionsOf(layer), signal })).zip;
  } catch (error) {
    if ((error as { findings?: unknown }).findings) return undefined;
    throw error;
  }
}

/** The options that a statement implies. */
function optionsOf({ leaveOut, keepPaths }: BuildDefinition): PlanOptions {
  return {
    ...(leaveOut.length > 0 && { leaveOut: { distributions: leaveOut } }),
    keepPaths,
  };
}
