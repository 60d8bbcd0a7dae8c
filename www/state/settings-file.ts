/** The drop's wheelpress.toml: what it says counts while it is there, and what is chosen now is written as one. */

import { statedOptions } from "../common/project-settings";
import { parseSize } from "../common/size";
import type { ProjectSettings, SettingsFile, SlimmingSetting } from "../packager/types";
import type { Overrides } from "./fix";
import { type Compression, initialOptions, type Options } from "./options";
import type { TargetChoice } from "./target-choice";

/** What of the page such a file can say. */
interface Said extends Pick<TargetChoice, "target" | "byHand" | "inLayer"> {
  overrides: Overrides;
  /** As the user has written it; null while it follows what was dropped. */
  handler: string | null;
  /** The unzipped size of the layers that the function already has, as the user has written it. */
  layers: string;
  options: Options;
  compression: Compression;
  /** The address of the index that is asked where files name none. */
  index: string;
}

/** What is settled by a file, or by hand. */
export interface Settled extends Said, Omit<TargetChoice, "settings"> {
  /** The file that counts, and what was before it; null if there is none. */
  settings: { file: SettingsFile; before: Said } | null;
}

/** The state with what another file says; with what was before, if there is none any more. */
export function withFile<State extends Settled>(state: State, file: SettingsFile | null): State {
  const { target, byHand, inLayer, overrides, handler, layers, options, compression, index } = state;
  const now: Said = { target, byHand, inLayer, overrides, handler, layers, options, compression, index };
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

/** What is chosen now, for a file. What is as it would be without one is left out. */
export function settingsToWrite(
  state: Settled,
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
