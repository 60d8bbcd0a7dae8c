/** The drop's wheelpress.toml, read and written by the worker that asks indexes: only that one writes TOML. */

import { isSettingsFile } from "../common/project-settings";
import { abortable, Call } from "./call";
import type { Pool } from "./pool";
import type { IndexService } from "./protocol";
import { textOf } from "./text-of";
import type { Item, ProjectSettings, SettingsFile } from "./types";

/** What the drop says, and what is wrong with it; null if it has no such file. */
export async function readSettings(
  pool: Pool<IndexService>,
  items: Item[],
  { signal }: { signal?: AbortSignal } = {},
): Promise<SettingsFile | null> {
  signal?.throwIfAborted();
  // What lies in a layer says nothing of the function.
  const files = items.filter(({ path, role }) => isSettingsFile(path) && role === undefined);
  if (files.length === 0) return null;
  const texts = (await Promise.all(files.map(textOf))).flat();
  const call = new Call();
  await abortable(signal, () => {}, pool.start());
  return (await abortable(signal, () => pool.forget(call), pool.run("readSettings", texts, call))) ?? null;
}

/** The text of a file that says this. `over`: a file whose comments and order stay. */
export async function writeSettings(pool: Pool<IndexService>, settings: ProjectSettings, over?: Blob): Promise<string> {
  await pool.start();
  return pool.run("writeSettings", { settings, ...(over && { over: await over.text() }) }, new Call());
}
