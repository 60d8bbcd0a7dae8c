import type { Target } from "../packager/types";
import type { Problem } from "../problem";
import type { Compression, Download, Options } from "../state";

/** What a user can do. The composition root supplies it; components only call it. */
export interface Actions {
  drop(transfer: DataTransfer): void;
  pick(files: FileList): void;
  remove(name: string): void;
  clear(): void;
  example(): void;
  target(change: Partial<Pick<Target, "kind" | "runtime" | "architecture">>): void;
  handler(handler: string): void;
  layers(layers: string): void;
  option(change: Partial<Options>): void;
  compression(compression: Compression): void;
  allowErrors(allowErrors: boolean): void;
  press(): void;
  pressBoth(): void;
  cancel(): void;
  /** With an older zip, a manifest, or a CodeSha256; `called` stands for its name. */
  compare(download: Download, other: File | string, called?: string): void;
  /** Downloads the manifest; the answer is what kept it from being made. */
  manifest(download: Download): Promise<Problem | null>;
}
