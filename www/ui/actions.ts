import type { Problem } from "../common/problem";
import type { Fix, LeaveOut, Target } from "../packager/types";
import type { Edit } from "../state/edits";
import type { Architecture, Compression, Download, Options } from "../state/page";
import type { Language } from "../texts/language";

/** The examples. */
export type ExampleName = "alone" | "library" | "broken";

/** What a user can do. Components only call it; its effect is visible in the state. */
export interface Actions {
  /** Adds what was dropped. */
  drop(transfer: DataTransfer): void;
  /** Adds what was picked. */
  pick(files: FileList): void;
  /** Adds a folder that the user picks, by its handle. Absent where the browser has no handles. */
  pickFolder?: () => void;
  /** Reads the folders of the last visit anew. The browser asks for permission. */
  openAgain(): void;
  /** Looks at the folders again and again, and takes what has changed. */
  watch(on: boolean): void;
  /** Removes a dropped file or folder. */
  remove(name: string): void;
  /** Says whether a dropped file or folder is in a layer that the function has: then it does not ship. */
  inLayer(name: string, isIn: boolean): void;
  /** Takes nothing of what is being listed. */
  stopListing(): void;
  /** Stops the plan that is being made. */
  stopPlanning(): void;
  /** Makes the plan that was stopped. */
  planAgain(): void;
  /** Removes everything that was dropped. */
  clear(): void;
  /** Replaces everything by an example, and presses it unless it is the broken one. */
  example(name: ExampleName): void;
  /** Changes the target. */
  target(change: Partial<Pick<Target, "kind" | "runtime" | "architecture">>): void;
  handler(handler: string): void;
  /** Changes the unzipped size of the layers, as text. */
  layers(layers: string): void;
  /** Changes options. */
  option(change: Partial<Options>): void;
  compression(compression: Compression): void;
  allowErrors(allowErrors: boolean): void;
  /** Whether to press whenever a plan has no error. */
  pressesItself(pressesItself: boolean): void;
  /** Chooses the language of the page. */
  language(language: Language): void;
  /** Takes back what was said instead of a requirement. */
  require(name: string): void;
  /** Does what a finding offers. */
  fix(fix: Fix): void;
  /** Undoes the last fix. */
  undo(): void;
  /**
   * The bytes of the package with the best compression, its layer included: it is pressed so, and forgotten. Null once it was
   * aborted.
   */
  bestSize(architecture: Architecture, signal: AbortSignal): Promise<number | Problem | null>;
  /** Presses a package for the target. */
  press(): void;
  /** Presses a package for each architecture. */
  pressBoth(): void;
  /** Cancels pressing. */
  cancel(): void;
  /** Compares with a zip, a manifest or a CodeSha256. `called`: what the page calls it, instead of its name. */
  compare(download: Download, other: File | string, called?: string): void;
  /** Gives a path another file; it is new if there is none. */
  write(path: string, file: File): void;
  renameFile(from: string, to: string): void;
  removeFile(path: string): void;
  undoEdit(edit: Edit): void;
  /** Writes a file back to the disk. Resolves with what went wrong, or null; with "cancelled" if the user did not want to. */
  save(path: string): Promise<Problem | "cancelled" | null>;
  /** Reads a file of the package. */
  read(path: string, signal: AbortSignal): Promise<{ file: Blob } | { problem: Problem }>;
  /** Leaves out distributions, and files and folders by their path in the package. */
  leaveOut(names: LeaveOut): void;
  /** Puts back what was left out, named as it is in the options. */
  putBack(names: LeaveOut): void;
  /** Saves what is chosen as a wheelpress.toml. Resolves with what went wrong, or null. */
  saveSettings(): Promise<Problem | null>;
  /** Opens the newer version of the page. What was dropped is gone then. */
  reload(): void;
  /** Makes and downloads the manifest. Resolves with what went wrong, or null. */
  manifest(download: Download): Promise<Problem | null>;
}
