/**
 * The drop's wheelpress.toml. It applies while it is in the drop, and the current choices can be written as such a
 * file.
 */

import { statedOptions } from "../common/project-settings";
import { parseSize } from "../common/size";
import type { ProjectSettings, SettingsFile, SlimmingSetting } from "../packager/types";
import type { Overrides } from "./fix";
import { type Compression, initialOptions, type Options } from "./options";
import type { TargetChoice } from "./target-choice";

/** The part of the page's state that such a file can set. */
interface SettingsFields extends Pick<TargetChoice, "target" | "byHand" | "inLayer"> {
  overrides: Overrides;
  /** The handler that the user has entered; null while it is derived from what was dropped. */
  handler: string | null;
  /** The unzipped size of the function's existing layers, as the user has entered it. */
  layers: string;
  options: Options;
  compression: Compression;
  /** The address of the index that is used where files name none. */
  index: string;
}

/** The state that a file or the user has set. */
export interface SettingsState extends SettingsFields, Omit<TargetChoice, "settings"> {
  /** The file that applies, and the state before it; null if there is none. */
  settings: { file: SettingsFile; before: SettingsFields } | null;
}

/** The state with the settings of a file. Without a file, the state before the last file is restored. */
export function withFile<State extends SettingsState>(state: State, file: SettingsFile | null): State {
  const { target, byHand, inLayer, overrides, handler, layers, options, compression, index } = state;
  const now: SettingsFields = { target, byHand, inLayer, overrides, handler, layers, options, compression, index };
  const before = state.settings?.before ?? now;
  if (!file) return state.settings ? { ...state, ...before, settings: null } : state;
  const { settings } = file;
  const stated = statedOptions(settings);
  const { compression: chosen = before.compression, overrides: replaced, slim, leaveOut, ...switches } = stated.options;
  const bytes = settings.layersUnzippedSize;
  return {
    ...state,
    settings: { file, before },
    target: { ...before.target, ...(settings.kind && { kind: settings.kind }) },
    byHand: {
      runtime: before.byHand.runtime && settings.runtime === undefined,
      architecture: before.byHand.architecture && settings.architecture === undefined,
    },
    inLayer: [...new Set([...before.inLayer, ...(settings.inLayer ?? [])])],
    overrides: { ...before.overrides, ...replaced },
    handler: settings.handler ?? before.handler,
    layers: bytes === undefined ? before.layers : `${bytes} bytes`,
    options: {
      ...before.options,
      ...switches,
      slim: slim ? { ...initialOptions.slim, ...slim } : before.options.slim,
      leaveOut: { ...before.options.leaveOut, ...leaveOut },
    },
    compression: chosen,
    index: settings.index ?? before.index,
  };
}

/** The current choices as settings for a file. Values that are the same without a file are omitted. */
export function settingsToWrite(
  state: SettingsState,
  deploy: { functions: string; region: string },
  servedIndex: string,
): ProjectSettings {
  const { target, inLayer, options, overrides, compression, index, layers } = state;
  const { kind, runtime, architecture, handler } = target;
  const { extras, groups, excludeRuntime, bytecode, split, stripRoot, leaveOut, layerModules, requirements } = options;
  const slim = Object.entries(options.slim).flatMap(([part, on]) => (on ? [part as SlimmingSetting] : []));
  const layersUnzippedSize = parseSize(layers);
  const [first = ""] = deploy.functions.split(/[\n,]/).map((name) => name.trim());
  return {
    kind,
    runtime,
    architecture,
    ...(handler && { handler }),
    ...(layersUnzippedSize && { layersUnzippedSize }),
    ...listed({ inLayer, layerModules, requirements, extras, groups, slim }),
    ...listed({ leaveOut: leaveOut.distributions, leaveOutPaths: leaveOut.paths }),
    ...(Object.keys(overrides).length > 0 && { overrides }),
    ...switched({ excludeRuntime, bytecode, split, stripRoot }),
    ...(compression !== "default" && { compression }),
    ...(index !== servedIndex && /^https?:\/\/[^@]+$/.test(index) && { index }),
    ...(first && { function: first, region: deploy.region }),
  };
}

/** The lists that are not empty. */
const listed = <T extends Record<string, unknown[]>>(lists: T): Partial<T> =>
  Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<T>;

/** The switches that are on. */
const switched = <T extends Record<string, boolean>>(switches: T): Partial<T> =>
  Object.fromEntries(Object.entries(switches).filter(([, on]) => on)) as Partial<T>;
