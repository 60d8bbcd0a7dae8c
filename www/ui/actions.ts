import type { Problem } from "../common/problem";
import type { Fix, LeaveOut, Target } from "../packager/types";
import type { Edit } from "../state/edits";
import type { Architecture, Compression, Download, Options } from "../state/page";
import type { Language } from "../texts/language";

/** The names of the examples. */
export type ExampleName = "alone" | "library" | "broken";

/** What a user can do. Components only call these functions; their effect is visible in the state. */
export interface Actions {
  /** Adds what was dropped. */
  drop(transfer: DataTransfer): void;
  /** Adds what was picked. */
  pick(files: FileList): void;
  /** Adds a folder that the user picks, by its handle. Absent if the browser has no handles. */
  pickFolder?: () => void;
  /** Reads the folders of the last visit again. The browser asks for permission. */
  openAgain(): void;
  /** Starts or stops watching the folders for changes. */
  watch(on: boolean): void;
  /** Removes a dropped file or folder. */
  remove(name: string): void;
  /** Sets whether a dropped file or folder is in a layer of the function; then it does not ship. */
  inLayer(name: string, isIn: boolean): void;
  /** Discards the drops that are being listed. */
  stopListing(): void;
  /** Stops the current planning. */
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
  /** Changes the unzipped size of the layers, given as text. */
  layers(layers: string): void;
  /** Changes options. */
  option(change: Partial<Options>): void;
  compression(compression: Compression): void;
  allowErrors(allowErrors: boolean): void;
  /** Sets whether to press automatically whenever a plan has no errors. */
  pressesItself(pressesItself: boolean): void;
  /** Chooses the language of the page. */
  language(language: Language): void;
  /** Removes the override of a requirement. */
  require(name: string): void;
  /** Applies the fix of a finding. */
  fix(fix: Fix): void;
  /** Undoes the last fix. */
  undo(): void;
  /** Brings back the edits that were lost. */
  restoreEdits(): void;
  /**
   * Determines the bytes of the package with the best compression, including its layer: it is pressed and then
   * discarded. Null if it was aborted.
   */
  bestSize(architecture: Architecture, signal: AbortSignal): Promise<number | Problem | null>;
  /** Presses a package for the target. */
  press(): void;
  /** Presses a package for each architecture. */
  pressBoth(): void;
  /** Cancels pressing. */
  cancel(): void;
  /** Compares with a zip, a manifest or a CodeSha256. `called` is shown instead of its name. */
  compare(download: Download, other: File | string, called?: string): void;
  /** Sets the file at a path; adds it if there is none. */
  write(path: string, file: File): void;
  renameFile(from: string, to: string): void;
  removeFile(path: string): void;
  undoEdit(edit: Edit): void;
  /** Writes a file back to the disk. Resolves with what went wrong, or null; with "cancelled" if the user cancelled. */
  save(path: string): Promise<Problem | "cancelled" | null>;
  /** Reads a file of the package. */
  read(path: string, signal: AbortSignal): Promise<{ file: Blob } | { problem: Problem }>;
  /** Excludes distributions, and files and folders by their path in the package. */
  leaveOut(names: LeaveOut): void;
  /** Removes exclusions. `names` are in the form of the options. */
  putBack(names: LeaveOut): void;
  /** Saves the current choices as a wheelpress.toml. Resolves with what went wrong, or null. */
  saveSettings(): Promise<Problem | null>;
  /** Opens the newer version of the page. What was dropped is lost. */
  reload(): void;
  /** Makes and downloads the manifest. Resolves with what went wrong, or null. */
  manifest(download: Download): Promise<Problem | null>;
}
