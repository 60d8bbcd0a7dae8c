/** A whole file, streamed and hashed as it passes; after a lost connection it goes on where it was. */

import { Call } from "./call";
import type { Pool } from "./pool";
import type { IndexService } from "./protocol";
import { eachChunk, type Transport, TransportError } from "./transport";

/** Bytes that are put together before they are hashed, and before the browser may keep them on the disk. */
const PIECE = 1 << 20;

/** What was fetched. */
export interface Downloaded {
  file: Blob;
  /** In hexadecimal. */
  sha256: string;
}

/** Where a file is, and what is known of it. */
export interface Remote {
  url: string;
  index: string;
  size?: number | undefined;
}

let nextHash = 0;

/** Fetches a file. Rejects as `Transport.send` does. */
export async function download(
  { url, index, size }: Remote,
  transport: Transport,
  pool: Pool<IndexService>,
  onBytes: (bytes: number) => void,
): Promise<Downloaded> {
  let hash = nextHash++;
  let parts: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let [got, pending, before] = [0, 0, 0];

  const flush = async () => {
    if (pending === 0) return;
    // A blob's bytes are the browser's, which may keep them on the disk.
    const piece = new Blob(waiting);
    [waiting, pending] = [[], 0];
    parts.push(piece);
    const buffer = await piece.arrayBuffer();
    await pool.hand("hash", () => [{ hash, buffer }, [buffer]], new Call());
  };

  const restart = () => {
    onBytes(-got);
    [hash, parts, waiting, got, pending] = [nextHash++, [], [], 0, 0];
  };

  const take = async (response: Response, alive: () => void) => {
    // Whoever does not know ranges begins again.
    if (got > 0 && response.status !== 206) restart();
    if (response.status !== 200 && response.status !== 206) {
      throw new TransportError(`its status is ${response.status}`);
    }
    await eachChunk(response, async (chunk) => {
      alive();
      got += chunk.byteLength;
      pending += chunk.byteLength;
      waiting.push(chunk);
      onBytes(chunk.byteLength);
      if (size !== undefined && got > size) {
        throw new TransportError(`it has more bytes than the ${size} that the index states`);
      }
      if (pending >= PIECE) await flush();
    });
    await flush();
    if (size !== undefined && got < size) throw new Error(`it ended after ${got} of ${size} bytes`);
  };

  const hasProgressed = () => {
    const progressed = got > before;
    before = got;
    return progressed;
  };

  await transport.send(
    () => ({ url, index, ...(got > 0 && { range: { start: got, ...(size !== undefined && { end: size }) } }) }),
    take,
    hasProgressed,
  );
  const sha256 = await pool.run("hashed", { hash }, new Call());
  return { file: new Blob(parts), sha256 };
}

/** The hash of a file that is here. */
export async function hashOf(file: Blob, pool: Pool<IndexService>): Promise<string> {
  const hash = nextHash++;
  for (let at = 0; at < file.size; at += PIECE) {
    const buffer = await file.slice(at, at + PIECE).arrayBuffer();
    await pool.hand("hash", () => [{ hash, buffer }, [buffer]], new Call());
  }
  return pool.run("hashed", { hash }, new Call());
}
