/** Reads the command line. */

import { parseArgs } from "node:util";
import type { PlanOptions, Slimming, Target } from "wheelpress/node";
import { nearest } from "../../common/nearest";
import { parseSize } from "../../common/size";
import { type CommandName, OPTIONS, type Option, optionsOf } from "./options";

/** The command to run. */
export type CommandLine =
  | { command: "help"; of?: CommandName }
  | { command: "version" }
  | (Inputs & { command: "plan" })
  | (Inputs & { command: "press"; output: string; layer?: string });

/** The inputs of both commands. */
export interface Inputs {
  paths: string[];
  /** Zips and folders that are in layers of the function. */
  inLayer: string[];
  /** The values that the command line states. The others come from a wheelpress.toml, or are defaults. */
  target: Partial<Target>;
  options: PlanOptions;
  /** The indexes to fetch missing libraries from; if empty, no request is sent. */
  indexes: string[];
  /** The function or layer that the repository states, by its id; if absent, the only function. */
  of?: string;
  workers?: number;
  isJson: boolean;
}

/** An error for a command line that cannot be carried out. */
export class UsageError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Values by the names of their options; an empty list for a switch. */
type Given = Map<string, string[]>;

const COMMANDS: readonly string[] = ["press", "plan"] satisfies CommandName[];

/**
 * Reads the arguments after the program's name.
 *
 * Throws a `UsageError`.
 */
export function readCommandLine(args: string[]): CommandLine {
  const { tokens } = parseArgs({
    args,
    options: Object.fromEntries(OPTIONS.map(forParser)),
    strict: false,
    tokens: true,
  });
  const given: Given = new Map();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind === "option") note(token, given);
  }
  const [command, ...paths] = words;
  if (given.has("version")) return { command: "version" };
  if (command === undefined) {
    if (given.has("help")) return { command: "help" };
    throw new UsageError("There is no command", "Say press or plan; wheelpress --help explains them");
  }
  if (command === "help") return { command: "help" };
  if (!isCommand(command)) {
    throw new UsageError(`The command "${command}" is not known`, "Say press or plan; wheelpress --help explains them");
  }
  if (given.has("help")) return { command: "help", of: command };
  refuseOthers(command, given);
  if (paths.length === 0) throw new UsageError("There is no path", `Name what to ${command}: files, folders or wheels`);
  const inputs = inputsOf(paths, given);
  if (command === "plan") return { command, ...inputs };
  const [output, layer] = [one(given, "output"), one(given, "layer")];
  if (output === undefined) throw new UsageError("There is no output", "Name the zip to write, as in -o function.zip");
  return { command, ...inputs, output, ...(layer !== undefined && { layer }) };
}

const isCommand = (word: string): word is CommandName => COMMANDS.includes(word);

function forParser({ name, short, value }: Option) {
  return [name, { type: value ? "string" : "boolean", multiple: true, ...(short && { short }) }] as const;
}

interface OptionToken {
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

/** Adds an option to the given ones. */
function note({ name, rawName, value, inlineValue }: OptionToken, given: Given): void {
  const option = OPTIONS.find((option) => option.name === name);
  if (!option) {
    const meant =
      rawName.startsWith("--") &&
      nearest(
        name,
        OPTIONS.map(({ name }) => name),
      );
    const hint = meant
      ? `Say --${meant}; wheelpress COMMAND --help lists them`
      : "wheelpress COMMAND --help lists them";
    throw new UsageError(`The option "${rawName}" is not known`, hint);
  }
  if (!option.value) {
    if (inlineValue) throw new UsageError(`The option "${rawName}" takes no value`, `Leave out "=${value}"`);
    given.set(name, []);
    return;
  }
  if (value === undefined || (!inlineValue && value.startsWith("-") && value !== "-")) {
    throw new UsageError(`The option "${rawName}" has no value`, `Say ${rawName} ${option.value}`);
  }
  const before = given.get(name) ?? [];
  if (before.length > 0 && !option.isList) {
    throw new UsageError(`The option "${rawName}" is given twice`, "Give it once");
  }
  const values = option.isList ? value.split(",") : [value];
  for (const one of values) {
    if (one === "")
      throw new UsageError(`The option "${rawName}" has an empty value`, `Say ${rawName} ${option.value}`);
    if (option.choices && !option.choices.includes(one)) {
      throw new UsageError(`The option "${rawName}" cannot be "${one}"`, `Say one of ${option.choices.join(", ")}`);
    }
  }
  given.set(name, [...before, ...values]);
}

function refuseOthers(command: CommandName, given: Given): void {
  const known = optionsOf(command).map(({ name }) => name);
  for (const name of given.keys()) {
    if (known.includes(name)) continue;
    throw new UsageError(
      `The command "${command}" has no option "--${name}"`,
      `wheelpress ${command} --help lists them`,
    );
  }
}

const one = (given: Given, name: string) => given.get(name)?.[0];

function inputsOf(paths: string[], given: Given): Inputs {
  const [handler, layers, workers] = [one(given, "handler"), one(given, "layers-unzipped-size"), one(given, "workers")];
  const [kind, runtime, architecture] = [one(given, "kind"), one(given, "runtime"), one(given, "architecture")];
  const [extras, groups, overrides] = [given.get("extra"), given.get("group"), given.get("override")];
  const of = one(given, "function");
  const compression = one(given, "compression") as PlanOptions["compression"];
  const slim = given.get("slim")?.map((part) => [part === "dist-info" ? "distInfo" : (part as Slimming), true]);
  return {
    paths,
    inLayer: given.get("in-layer") ?? [],
    target: {
      ...(kind && { kind: kind as Target["kind"] }),
      ...(runtime && { runtime }),
      ...(architecture && { architecture: architecture as Target["architecture"] }),
      ...(handler !== undefined && { handler }),
      ...(layers !== undefined && { layersUnzippedSize: sizeOf(layers) }),
    },
    options: {
      ...(extras && { extras }),
      ...(groups && { groups }),
      ...(overrides && { overrides: Object.fromEntries(overrides.map(overrideOf)) }),
      ...(given.has("exclude-runtime") && { excludeRuntime: true }),
      ...(given.has("bytecode") && { bytecode: true }),
      ...((given.has("split") || given.has("layer")) && { split: true }),
      ...(given.has("strip-root") && { stripRoot: true }),
      ...(given.has("allow-errors") && { allowErrors: true }),
      ...(slim && { slim: Object.fromEntries(slim) }),
      ...(compression && { compression }),
    },
    indexes: (given.get("index") ?? []).map(addressOf),
    ...(workers !== undefined && { workers: countOf(workers) }),
    ...(of !== undefined && { of }),
    isJson: given.has("json"),
  };
}

function sizeOf(text: string): number {
  const bytes = parseSize(text);
  if (bytes !== null) return bytes;
  throw new UsageError(`The option "--layers-unzipped-size" cannot be "${text}"`, "Say bytes, or a size as in 30MiB");
}

/** Reads an override. `name` excludes the distribution; `name=version` selects that version. */
function overrideOf(text: string): [name: string, version: string | null] {
  const [name = "", version] = text.split(/==?/);
  return [name, version || null];
}

function addressOf(text: string): string {
  if (/^https?:/.test(text) && URL.canParse(text)) return text;
  throw new UsageError('The option "--index" must be an address', "Say one as in https://index.example.com/simple/");
}

function countOf(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1) return count;
  throw new UsageError(`The option "--workers" cannot be "${text}"`, "Say a whole number from 1");
}
