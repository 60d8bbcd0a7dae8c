import { batches, each, words } from "./batches";
import type { Files } from "./files";
import type { Reads } from "./reads";

/** What planning knows of a file before it asks for more. */
export interface Description {
  size: number;
  /** The first four bytes, little-endian; not asked for yet where it is missing. */
  head?: number;
  /** The engine's words when it could not read the file. */
  unreadable?: string;
}

const HEAD = 4;
/** Files read together, and such reads under way at once. */
const BATCH = 64;
const AT_ONCE = 16;

/** Up to this size a file is read whole: cutting its head off costs more than reading it (measured). */
const WHOLE = 128 * 1024;

/** Describes files; with their heads if those are wanted. */
export async function describe(
  ids: number[],
  withHeads: boolean,
  files: Files,
  reading: Reads,
  stopped: () => boolean,
): Promise<Map<number, Description>> {
  const descriptions = new Map<number, Description>();
  const sizeOf = (id: number) => descriptions.get(id)?.size ?? 0;
  for (const id of ids) {
    try {
      descriptions.set(id, { size: files.size(id) });
    } catch (error) {
      descriptions.set(id, { size: 0, unreadable: words(error) });
    }
  }
  if (!withHeads) return descriptions;

  const lengthOf = (id: number) => Math.min(sizeOf(id), sizeOf(id) > WHOLE ? HEAD : WHOLE);
  const describeBatch = async (batch: number[]): Promise<void> => {
    if (stopped()) return;
    try {
      const ranges = batch.map((id) => {
        const file = files.get(id) as Blob;
        return sizeOf(id) > WHOLE ? { file, start: 0, end: HEAD } : { file };
      });
      const bytes = new Uint8Array(await reading.read(ranges));
      if (bytes.length !== batch.reduce((sum, id) => sum + lengthOf(id), 0)) throw new Error("a file changed");
      let at = 0;
      for (const id of batch) {
        descriptions.set(id, { size: sizeOf(id), head: headOf(bytes.subarray(at, at + lengthOf(id))) });
        at += lengthOf(id);
      }
    } catch (error) {
      // One file spoils its batch: find out which.
      const [only] = batch;
      if (only === undefined) return;
      if (batch.length === 1) descriptions.set(only, { size: 0, unreadable: words(error) });
      else for (const id of batch) await describeBatch([id]);
    }
  };
  await each(batches(ids, BATCH), AT_ONCE, describeBatch);
  return descriptions;
}

function headOf(bytes: Uint8Array): number {
  let head = 0;
  for (let at = 0; at < Math.min(HEAD, bytes.length); at++) head |= (bytes[at] as number) << (8 * at);
  return head >>> 0;
}
