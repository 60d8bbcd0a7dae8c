/** The function that is pressed, if files among the paths state functions: templates, serverless.yml and others. */

import type { BuildDefinition, Finding, Item, Packager, PlanOptions, Project, Target } from "wheelpress/node";
import { addDroppedWheels, isWheel } from "../../common/add-dropped-wheels";
import { nearest } from "../../common/nearest";

/** A function or layer that a file states, as the input of a plan. */
export interface StatedFunction {
  id: string;
  /** The path of the file. */
  file: string;
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
  refuseFaulty(stating, all, id);
  const one = chosen(all, id);
  if (!one) return { of: null, findings: stating.filter(isOuter).flatMap(findingsOf) };
  return { of: await inputOf(packager, one, items.filter(isDroppedWheel), signal), findings: [] };
}

/** Whether a file lies in the outermost folder: those in inner ones may be examples. */
const isOuter = ({ file }: Project) => file.split("/").length <= 2;

const isDroppedWheel = ({ path, role }: Item) => role !== "layer" && isWheel(path);

/** The findings about a file that states nothing to press, and about what is left alone. */
function findingsOf({ file, skipped, findings }: Project): Finding[] {
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

/**
 * Rejects functions that cannot be packaged as they are stated: the named one, or without a name any beside the others,
 * because that one may be meant.
 */
function refuseFaulty(stating: Project[], all: Stated[], id: string | undefined): void {
  const isStated = (one: string) => all.some(({ definition }) => definition.id === one);
  for (const project of stating) {
    const { file, skipped, definitions } = project;
    const isNamed = (one: string) => id === one || id === `${file}:${one}`;
    const left = skipped.find((one) => isNamed(one.id) && !isStated(one.id));
    if (left) {
      const hint = "Name another function, or give the folder of its code instead";
      throw new FaultyError(`"${left.id}" of "${file}" is not packaged: ${left.why}`, hint, []);
    }
    const faults = project.findings.filter(
      ({ id: of, severity }) =>
        severity === "error" &&
        of !== undefined &&
        !isStated(of) &&
        (id === undefined ? definitions.length > 0 : isNamed(of)),
    );
    const [first] = faults;
    if (!first) continue;
    const hint =
      id === undefined ? "Correct what is wrong, or name another function by --function ID" : "Correct what is wrong";
    throw new FaultyError(`"${first.id}" of "${file}" cannot be packaged`, hint, faults);
  }
}

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
  const named = all.filter(({ project, definition }) =>
    [definition.id, `${project.file}:${definition.id}`].includes(id),
  );
  const [first, ...others] = named;
  if (first && others.length === 0) return first;
  if (first) {
    const hint = `Say it with its file, as in --function ${first.project.file}:${id}`;
    throw new UndecidedError(`Several files state "${id}"`, hint, named.map(candidate));
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
  wheels: Item[],
  signal: AbortSignal,
): Promise<StatedFunction> {
  const { id, items, otherLayers } = definition;
  const layers: Item[] = [];
  for (const name of definition.layers) {
    const layer = project.definitions.find((one) => one.id === name && one.target.kind === "layer");
    const zip = layer && (await pressed(packager, layer, signal));
    // Imports are checked against layers, which do not ship.
    if (zip) layers.push({ path: `${name}.zip`, file: zip, role: "layer" });
  }
  const isAbout = (finding: Project["findings"][number]) => finding.id === undefined || finding.id === id;
  const target = { ...definition.target, ...(otherLayers > 0 && { layersUnzippedSize: SOME_BYTES }) };
  const options = optionsOf(definition);
  const addition =
    wheels.length > 0
      ? await addDroppedWheels(
          definition,
          await packager.plan([...items, ...layers], target, { ...options, signal }),
          wheels,
        )
      : null;
  return {
    id,
    file: project.file,
    items: [...(addition?.items ?? items), ...layers],
    target,
    options: { ...options, ...(addition && { requirements: addition.requirements }) },
    findings: project.findings.filter(isAbout),
  };
}

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
