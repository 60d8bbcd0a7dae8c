/**
 * The available tools: browsers, Pythons, the cached wheels. `cargo xtask test` states their paths in WHEELPRESS_TOOLS.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export interface Python {
  /** An interpreter with pip and venv. */
  python: string;
  /** An interpreter of the same version that has awslambdaric. */
  ricPython?: string;
}

export interface Tools {
  chromium: string;
  /** The same engine without windows and extensions. */
  headlessChromium: string;
  chromedriver?: string;
  firefox: string;
  geckodriver: string;
  /** The driver of WebKitGTK, and the X server that it needs. */
  webKitDriver?: string;
  xvfb?: string;
  /** The S3 server. */
  garage?: string;
  /** An interpreter with moto and boto3. */
  moto?: string;
  /** An interpreter with pypiserver and simple-repository-server. */
  indexes?: string;
  /** An interpreter with the tools for the tests of the crate. */
  python: string;
  pythons: Record<string, Python>;
  /** The directory in which answers of other programs are kept from run to run. */
  answers?: string;
  /** The directory of the wheels of tests/wheels.txt. */
  wheels: string;
}

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const dist = join(repository, "dist");

export const tools: Tools = read();

function read(): Tools {
  const file = process.env.WHEELPRESS_TOOLS;
  if (file === undefined) throw new Error("Run the tests with `cargo xtask test`, which sets up what they need");
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Chromium's flags for a machine without a display, a GPU or the outside network. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The newest Python that the tests may use, for example "3.13". */
export function newestPython(): string {
  const minor = (version: string) => Number(version.split(".")[1]);
  const newest = Object.keys(tools.pythons)
    .filter((version) => tools.pythons[version]?.ricPython)
    .filter((version) => wheelNamed(`pillow-*-cp${version.replace(".", "")}-*`) !== undefined)
    .sort((a, b) => minor(b) - minor(a))[0];
  if (newest === undefined) throw new Error("No Python for the tests: run them with `cargo xtask test`");
  return newest;
}

export function pythonOf(version: string): Required<Python> {
  const { python, ricPython } = tools.pythons[version] ?? {};
  if (!python || !ricPython) throw new Error(`No Python ${version} with awslambdaric: run \`cargo xtask setup\``);
  return { python, ricPython };
}

/** The built file whose path matches `pattern`, where `*` stands for the hash: "site/app-*.js". */
export function built(pattern: string): string {
  const expression = fitting(basename(pattern));
  const directory = join(dist, dirname(pattern));
  const name = readdirSync(directory).find((name) => expression.test(name));
  if (name === undefined) throw new Error(`No "${pattern}" in ${dist}`);
  return join(directory, name);
}

/** Returns an expression for whole texts that match `pattern`, where `*` stands for anything. */
export const fitting = (pattern: string) => new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);

/** The cached wheel whose file name matches `pattern`, where `*` stands for anything. */
export function cachedWheel(pattern: string): string {
  const name = wheelNamed(pattern);
  if (name === undefined) throw new Error(`No wheel "${pattern}" in tests/wheels.txt`);
  return join(tools.wheels, name);
}

/** Searches only the table, not the other files in the cache, because only the wheels in the table are pinned. */
function wheelNamed(pattern: string): string | undefined {
  const expression = fitting(`${pattern}.whl`);
  const table = readFileSync(join(repository, "tests/wheels.txt"), "utf8").split("\n");
  return table.map((line) => line.split(" ")[0] ?? "").find((name) => expression.test(name));
}

/** The Pillow wheel for a Python, for example "3.13". */
export const pillow = (python: string) => cachedWheel(`pillow-*-cp${python.replace(".", "")}-*x86_64`);
