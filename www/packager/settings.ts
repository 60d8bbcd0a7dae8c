/**
 * Reads and writes the wheelpress.toml of a drop, in the worker for indexes, which is the only one that writes TOML.
 */

import { isSettingsFile } from "../common/project-settings";
import { abortable, Call } from "./call";
import { checkedItems, isBlob } from "./checked-items";
import { signalOf } from "./options";
import type { Pool } from "./pool";
import type { IndexService } from "./protocol";
import { invalid, isObject } from "./rules";
import { textOf } from "./text-of";
import type { Item, ProjectSettings, SettingsFile } from "./types";

/** The settings of the drop, with their findings; null if there is no such file. */
export async function readSettings(
  pool: Pool<IndexService>,
  items: Item[],
  options?: { signal?: AbortSignal },
): Promise<SettingsFile | null> {
  const signal = signalOf(options);
  signal?.throwIfAborted();
  // A file in a layer does not apply to the function.
  const files = checkedItems(items).filter(({ path, role }) => isSettingsFile(path) && role === undefined);
  if (files.length === 0) return null;
  const texts = (await Promise.all(files.map(textOf))).flat();
  const call = new Call();
  await abortable(signal, () => {}, pool.start());
  return (await abortable(signal, () => pool.forget(call), pool.run("readSettings", texts, call))) ?? null;
}

/** The text of a settings file with these settings. `over` is a file whose comments and order are preserved. */
export async function writeSettings(pool: Pool<IndexService>, settings: ProjectSettings, over?: Blob): Promise<string> {
  if (!isObject(settings)) throw invalid('"settings"', settings, "an object");
  if (over !== undefined && !isBlob(over)) throw invalid('"over"', over, "a Blob");
  await pool.start();
  return pool.run("writeSettings", { settings, ...(over && { over: await over.text() }) }, new Call());
}
