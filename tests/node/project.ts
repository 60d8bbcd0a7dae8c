/** Shared by the tests in Node, Deno and Bun: a project that has the package installed, and programs that run in it. */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../e2e/tools.ts";
import { install } from "../installed.ts";

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after the tests of a file. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wheelpress-node-"));
  folders.push(folder);
  return folder;
}

/** Makes a project that has the package installed. */
export async function project(): Promise<string> {
  const folder = await scratchFolder();
  await install(folder);
  return folder;
}

/** A program of an npm package of this repository. */
const program = (name: string) => join(repository, "node_modules/.bin", name);

/** How each runtime runs a script; Deno with no more permissions than it needs. */
export const RUNTIMES: Record<string, string[]> = {
  Node: [process.execPath],
  Deno: [program("deno"), "run", "--quiet", "--allow-read", "--allow-write"],
  Bun: [program("bun")],
};

/** The output of a program, and how it ended. */
export interface Ended {
  code: number | string;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, for at most `timeout` milliseconds. */
export async function run([file = "", ...args]: string[], cwd: string, timeout = 120_000): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(file, args, { cwd, timeout, maxBuffer: 64 << 20 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, signal, stdout, stderr } = error as Ended & { signal?: string };
    return { code: signal ?? code, stdout, stderr };
  }
}

const FIRST_BUILD = 600_000;

/** Returns the CodeSha256 of the package that the crate makes natively. */
export async function pressNatively(paths: string[], options: string[] = []): Promise<string> {
  const { code, stdout, stderr } = await run(
    ["cargo", "run", "--quiet", "--example", "press", "--", ...options, ...paths],
    repository,
    FIRST_BUILD,
  );
  const found = /^codeSha256 (\S+)$/m.exec(stdout)?.[1];
  if (code !== 0 || !found) throw new Error(`the crate did not pack: ${stderr}`);
  return found;
}
