/** The options of the command line, one per line. */

import { ARCHITECTURES, DEFAULT_RUNTIME, RUNTIMES } from "../../common/facts";

/** The name of a command. */
export type CommandName = "press" | "plan";

/** An option. */
export interface Option {
  name: string;
  short?: string;
  /** The placeholder of its value in the help, in capitals; a switch has none. */
  value?: string;
  /** The possible values, if they are a fixed list. */
  choices?: readonly string[];
  /** Whether it can be given several times, or with values separated by commas. */
  isList?: boolean;
  /** The only command that has it; if absent, all commands have it. */
  only?: CommandName;
  help: string;
}

const RUNTIME_NAMES = RUNTIMES.map(({ name }) => name);

/** All options, in the order of the help. */
export const OPTIONS: Option[] = [
  {
    name: "output",
    short: "o",
    value: "FILE",
    only: "press",
    help: "the zip to write, or - for standard output; needed",
  },
  { name: "layer", value: "FILE", only: "press", help: "put the libraries into a layer, and write that zip here" },
  { name: "split", only: "plan", help: "plan a layer for the libraries" },
  {
    name: "function",
    value: "ID",
    help: "the function or layer to take of those that a template, serverless.yml or another file states",
  },
  { name: "kind", value: "KIND", choices: ["function", "layer"], help: "function, the default, or layer" },
  {
    name: "runtime",
    value: "NAME",
    choices: RUNTIME_NAMES,
    help: `${RUNTIME_NAMES[0]} to ${RUNTIME_NAMES.at(-1)}, by default ${DEFAULT_RUNTIME}`,
  },
  {
    name: "architecture",
    value: "NAME",
    choices: ARCHITECTURES,
    help: `${ARCHITECTURES.join(" or ")}, by default ${ARCHITECTURES[0]}`,
  },
  { name: "handler", value: "HANDLER", help: "module.function, to check that it is there" },
  { name: "layers-unzipped-size", value: "SIZE", help: "of the layers that the function has already, as in 30MiB" },
  {
    name: "in-layer",
    value: "PATH",
    isList: true,
    help: "a zip or folder of a layer that the function has; it does not ship",
  },
  { name: "extra", value: "NAME", isList: true, help: "an optional dependency of pyproject.toml" },
  { name: "group", value: "NAME", isList: true, help: "a dependency group of pyproject.toml" },
  {
    name: "override",
    value: "NAME[=VERSION]",
    isList: true,
    help: "leave a distribution out, or take this version of it",
  },
  {
    name: "index",
    value: "URL",
    isList: true,
    help: "fetch wheels that are missing; of several indexes the first that knows a name is asked",
  },
  { name: "exclude-runtime", help: "leave out what Lambda's runtime brings, such as boto3" },
  {
    name: "slim",
    value: "PARTS",
    choices: ["tests", "typing", "sources", "docs", "dist-info"],
    isList: true,
    help: "take out of libraries: tests, typing, sources, docs, dist-info",
  },
  { name: "bytecode", help: "keep bytecode that fits the runtime" },
  { name: "strip-root", help: "take away the one folder that everything in a zip lies in" },
  {
    name: "compression",
    value: "LEVEL",
    choices: ["fast", "default", "best"],
    only: "press",
    help: "fast, default, or best, which compresses again what wheels hold",
  },
  { name: "allow-errors", only: "press", help: "write the package although there are errors" },
  { name: "workers", value: "NUMBER", help: "how many threads press, by default one a core, at most 8" },
  { name: "json", help: "print the result and its findings as JSON" },
  { name: "help", short: "h", help: "print this" },
  { name: "version", help: "print the version" },
];

/** The options of a command. */
export const optionsOf = (command: CommandName) => OPTIONS.filter(({ only }) => !only || only === command);
