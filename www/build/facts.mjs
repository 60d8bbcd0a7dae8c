// Writes the tables of the crate that the page shows or checks, as www/generated/facts.ts.

import { writeFile } from "node:fs/promises";
import { wasm } from "./packager.mjs";
import { generated } from "./paths.mjs";

export async function writeFacts() {
  const { facts, initSync } = await import(new URL("plan.js", generated));
  initSync({ module: await wasm("plan") });
  const { statements, handlers } = await patterns();
  const { runtimes, architectures, limits, findingCodes } = facts();
  const constant = (name, value) => `export const ${name} = ${JSON.stringify(value)} as const;\n`;
  const text = [
    "/** Tables of the crate, written by the build. */\n\n",
    constant("RUNTIMES", runtimes),
    constant("ARCHITECTURES", architectures),
    constant("LIMITS", limits),
    constant("FINDING_CODES", findingCodes),
    constant("STATEMENTS", statements),
    constant("HANDLERS", handlers),
  ];
  await writeFile(new URL("facts.ts", generated), text.join(""));
}

/** The patterns of the files that the module for repositories wants to read. */
async function patterns() {
  const { initSync, statements, handlers } = await import(new URL("project.js", generated));
  initSync({ module: await wasm("project") });
  return { statements: statements(), handlers: handlers() };
}
