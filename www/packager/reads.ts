/** The page reads for its workers: loose files in any case, and everything where workers cannot read. */

import { errorMessage } from "../common/error-message";
import type { Call } from "./call";
import type { ReadTogether } from "./host";
import type { Part, ToWorker } from "./protocol";

/** A blob of the files: the engine reads them in one go. */
export const readByEngine: ReadTogether = (files) => new Blob(files).arrayBuffer();

/** Reads the parts of a call's files, one after another. The answer is for the worker, with what is handed over. */
export async function answerRead(
  request: number,
  parts: Part[],
  call: Call,
  read: ReadTogether = readByEngine,
): Promise<[message: ToWorker, transfer: ArrayBuffer[]]> {
  try {
    const buffer = await read(sliced(parts, call));
    call.onRead?.(parts.length, buffer.byteLength);
    return [{ bytes: { request, buffer } }, [buffer]];
  } catch (error) {
    return [refused(request, errorMessage(error)), []];
  }
}

/** The answer that what was asked for cannot be had. */
export const refused = (request: number, message: string): ToWorker => ({ unavailable: { request, message } });

function sliced(parts: Part[], call: Call): Blob[] {
  return parts.map(({ file, start, end, isWhole }) => {
    const blob = call.file(file);
    if (!blob) throw new Error(`the file ${file} is not here`);
    // Cutting a file takes the page longer than reading all of it.
    return isWhole ? blob : blob.slice(start, end);
  });
}
