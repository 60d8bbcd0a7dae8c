/** The settings that the page keeps from visit to visit: how packages are made. No files, no names, no credentials. */

import { ARCHITECTURES, RUNTIMES } from "../common/facts";
import { LANGUAGES, type Language } from "../texts/language";
import type { Compression, Options, PageState, TargetKind } from "./page";

/** The settings in the form in which they are stored. */
export interface Settings {
  kind: TargetKind;
  runtime: string;
  architecture: string;
  compression: Compression;
  excludeRuntime: boolean;
  bytecode: boolean;
  split: boolean;
  pressesItself: boolean;
  /** The language that the user has chosen; null for the browser's language. */
  language: Language | null;
  slim: Options["slim"];
  /** The address of an index, without a user name or password. */
  index: string;
}

const LANGUAGE_NAMES = Object.keys(LANGUAGES) as Language[];
const KINDS: readonly TargetKind[] = ["function", "layer"];
const COMPRESSIONS: readonly Compression[] = ["fast", "default", "best"];

/** The settings of a page. */
export function settingsOf({
  target,
  chosen,
  compression,
  options,
  index,
  pressesItself,
  language,
}: PageState): Settings {
  const { kind } = target;
  // A target that a drop states applies only to that drop.
  const { runtime, architecture } = chosen;
  const { excludeRuntime, bytecode, split, slim } = options;
  const own = { kind, runtime, architecture, compression, excludeRuntime, bytecode, split, pressesItself, slim };
  return { ...own, language, index: withoutLogin(index) };
}

/** The page with stored settings. Unknown values, written by another version, are ignored. */
export function withSettings(page: PageState, stored: unknown): PageState {
  if (typeof stored !== "object" || stored === null) return page;
  const settings = stored as Partial<Record<keyof Settings, unknown>>;
  const one = <T, O>(known: readonly T[], value: unknown, otherwise: O) =>
    known.includes(value as T) ? (value as T) : otherwise;
  const is = (value: unknown, otherwise: boolean) => (typeof value === "boolean" ? value : otherwise);
  const { target, options } = page;
  const names = RUNTIMES.map(({ name }) => name);
  const slim = Object.entries(options.slim).map(([name, off]) => {
    const chosen = (settings.slim as Record<string, unknown> | undefined)?.[name];
    return [name, is(chosen, off)];
  });
  const chosen = {
    runtime: one(names, settings.runtime, target.runtime),
    architecture: one(ARCHITECTURES, settings.architecture, target.architecture),
  };
  return {
    ...page,
    target: { ...target, ...chosen, kind: one(KINDS, settings.kind, target.kind) },
    chosen,
    compression: one(COMPRESSIONS, settings.compression, page.compression),
    language: one(LANGUAGE_NAMES, settings.language, page.language),
    pressesItself: is(settings.pressesItself, page.pressesItself),
    index: typeof settings.index === "string" && settings.index !== "" ? settings.index : page.index,
    options: {
      ...options,
      excludeRuntime: is(settings.excludeRuntime, options.excludeRuntime),
      bytecode: is(settings.bytecode, options.bytecode),
      split: is(settings.split, options.split),
      slim: Object.fromEntries(slim) as Options["slim"],
    },
  };
}

/** The address without user name and password, so that it may be stored; empty if it is not a valid address. */
function withoutLogin(index: string): string {
  if (!URL.canParse(index)) return "";
  const url = new URL(index);
  [url.username, url.password] = ["", ""];
  return url.href;
}
