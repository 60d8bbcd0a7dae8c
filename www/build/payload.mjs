// payload.json says in which modules the crate is built.

import { readFile } from "node:fs/promises";

const table = JSON.parse(await readFile(new URL("payload.json", import.meta.url), "utf8"));

/** The modules: the name of each, and the features of the crate that it is built with. */
export const { modules } = table;
