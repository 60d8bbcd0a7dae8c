import type { Item } from "wheelpress/node";

/** A place for a zip. Rejects with a `UsageError` if it cannot be used, and with an `AbortError`. */
export interface Output {
  /** Whether the zip goes to standard output, so that nothing else may. */
  readonly isStdout: boolean;
  /** The file, device or pipe. */
  readonly place: string;
  /** Checks that no input is overwritten, and that the output is no input of the next run. */
  refuseInputs(paths: string[], items: Item[]): Promise<void>;
  /** Writes the zip, in a way that can be undone. */
  write(zip: Blob, signal: AbortSignal): Promise<void>;
  /** Makes the zip available. */
  finish(signal: AbortSignal): Promise<void>;
  /** Removes what is unfinished. */
  discard(): Promise<void>;
}
