/** Reads files on the page for workers: loose files always, and everything if workers cannot read. */

import { errorMessage } from "../common/error-message";
import { yieldToPage } from "../common/yield-to-page";
import type { Call } from "./call";
import type { ReadTogether } from "./host";
import type { FileRange, ToWorker } from "./protocol";

/** Reads the files as one blob, so that the browser reads them in one go. */
export const readByEngine: ReadTogether = (files) => new Blob(files).arrayBuffer();

/**
 * Reads ranges of a call's files, one after another. Returns the message for the worker, with the buffers to transfer.
 * If the browser reads, `onRead` is called with a blob of all ranges if one of them is the start of its file; later
 * blocks of a file are not reported again.
 */
export async function answerRead(
  request: number,
  parts: FileRange[],
  call: Call,
  read?: ReadTogether,
  onRead?: (blob: Blob) => void,
): Promise<[message: ToWorker, transfer: ArrayBuffer[]]> {
  try {
    const known = await call.reads?.of(parts);
    for (const blob of known?.blobs ?? []) onRead?.(blob);
    const buffer = known?.buffer ?? (await readParts(parts, call, read, onRead));
    call.onRead?.(parts.length, buffer.byteLength);
    return [{ bytes: { request, buffer } }, [buffer]];
  } catch (error) {
    return [refused(request, errorMessage(error)), []];
  }
}

async function readParts(
  parts: FileRange[],
  call: Call,
  read: ReadTogether | undefined,
  onRead: ((blob: Blob) => void) | undefined,
): Promise<ArrayBuffer> {
  const blobs = await sliced(parts, call);
  if (read) return read(blobs);
  const together = new Blob(blobs);
  if (parts.some(({ start }) => start === 0)) onRead?.(together);
  const buffer = await together.arrayBuffer();
  call.reads?.keep?.(parts, together, buffer);
  return buffer;
}

/** The answer that the requested bytes are not available. */
export const refused = (request: number, message: string): ToWorker => ({ unavailable: { request, message } });

async function sliced(parts: FileRange[], call: Call): Promise<Blob[]> {
  const blobs: Blob[] = [];
  for (const { file, start, end, isWhole } of parts) {
    const blob = call.file(file);
    if (!blob) throw new Error(`the file ${file} is not here`);
    if (isWhole) {
      blobs.push(blob);
      continue;
    }
    // For each slice the page waits for the browser's process: a millisecond or more if that is busy (measured).
    blobs.push(blob.slice(start, end));
    await yieldToPage();
  }
  return blobs;
}
