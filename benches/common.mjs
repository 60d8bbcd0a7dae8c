// Code that the benchmarks share, except the table.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" };

/** Runs a program and waits for its end. */
export const run = promisify(execFile);
