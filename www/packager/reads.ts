/** The page reads for its workers: loose files in any case, and everything where workers cannot read. */

import type { Call } from "./call";
import { errorMessage } from "./errors";
import type { Part, ToWorker } from "./protocol";

/** Reads the parts of a call's files, one after another. The answer is for the worker, with what is handed over. */
export async function answerRead(
  request: number,
  parts: Part[],
  call: Call,
): Promise<[message: ToWorker, transfer: ArrayBuffer[]]> {
  try {
    const buffer = await joined(parts, call).arrayBuffer();
    return [{ type: "bytes", message: { request, buffer } }, [buffer]];
  } catch (error) {
    return [{ type: "unreadable", message: { request, message: errorMessage(error) } }, []];
  }
}

/** A blob of the parts: the engine reads its files in one go. */
function joined(parts: Part[], call: Call): Blob {
  return new Blob(
    parts.map(({ file, start, end, isWhole }) => {
      const blob = call.file(file);
      if (!blob) throw new Error(`the file ${file} is not here`);
      // Cutting a file takes the page longer than reading all of it.
      return isWhole ? blob : blob.slice(start, end);
    }),
  );
}
