// Runs the example `press`: the crate without a browser.

import { root, run } from "./common.mjs";

const target = ["--runtime", "python3.13", "--architecture", "x86_64"];

/** Builds the example. Returns a function that presses paths and returns the time in milliseconds. */
export async function nativePress(...options) {
  const build = ["build", "--quiet", "--release", "--example", "press", "--message-format", "json"];
  const { stdout } = await run("cargo", build, { cwd: root, maxBuffer: 64 << 20 });
  const artifacts = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const { executable } = artifacts.find(({ target, executable }) => target?.name === "press" && executable);
  return async (paths) => {
    const start = performance.now();
    await run(executable, [...target, ...options, ...paths], { maxBuffer: 64 << 20 });
    return performance.now() - start;
  };
}
