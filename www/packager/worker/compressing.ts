import { Compressor } from "../../generated/wheelpress";
import type { LooseFile, Shard, Task } from "../protocol";
import { words } from "./batches";
import type { Reading } from "./reading";

/** Small files are read together in groups of about this many bytes, all groups at once. */
const GROUP = 512 * 1024;
/** Larger files are read in blocks of this many bytes, the next one ahead. */
const BLOCK = 2 << 20;

interface Group {
  files: LooseFile[];
  bytes: number;
}

/** Compresses loose files into one shard. `take` gets its bytes, `report` the bytes read. */
export async function compress(
  { compression, loose, files }: Task<"compress">,
  reading: Reading,
  take: (chunk: Uint8Array<ArrayBuffer>) => void,
  report: (done: number) => void,
): Promise<Shard> {
  const blobs = new Map(files.map(({ id, file }) => [id, file]));
  const blob = ({ file }: LooseFile) => blobs.get(file) as Blob;
  const readAhead = groups(loose).map(({ files: group }) => ({
    group,
    bytes: isLarge(group) ? undefined : settled(reading.read(group.map((file) => ({ file: blob(file) })))),
  }));
  const compressor = new Compressor(compression, take);
  const begin = ({ line, size, from, header }: LooseFile) =>
    compressor.begin(line, size, from, header && Uint8Array.from(header));

  const whole = (file: LooseFile, bytes: Uint8Array) => {
    begin(file);
    compressor.write(bytes);
    compressor.end();
    report(file.size);
  };

  const inBlocks = async (file: LooseFile) => {
    begin(file);
    try {
      let next = block(file, 0);
      for (let at = 0; at < file.size; at += BLOCK) {
        const bytes = next;
        next = block(file, at + BLOCK);
        compressor.write(new Uint8Array(await bytes));
        report(Math.min(BLOCK, file.size - at));
      }
      await next;
    } catch (error) {
      compressor.fail(words(error));
      return;
    }
    compressor.end();
  };

  const block = (file: LooseFile, start: number): Promise<ArrayBuffer> => {
    if (start >= file.size) return Promise.resolve(new ArrayBuffer(0));
    const bytes = reading.read([{ file: blob(file), start, end: start + BLOCK }]);
    // Whoever awaits it later hears of a failure; until then it is not unhandled.
    bytes.catch(() => {});
    return bytes;
  };

  const oneByOne = async (group: LooseFile[]) => {
    for (const file of group) {
      const bytes = await settled(reading.read([{ file: blob(file) }]));
      if (bytes.buffer) whole(file, new Uint8Array(bytes.buffer));
      else {
        begin(file);
        compressor.fail(bytes.error);
      }
    }
  };

  for (const { group, bytes } of readAhead) {
    const [first] = group;
    if (bytes === undefined) {
      if (first) await inBlocks(first);
      continue;
    }
    const { buffer } = await bytes;
    if (!buffer || buffer.byteLength !== total(group)) {
      // A file that is gone or has changed spoils its group: find out which.
      await oneByOne(group);
      continue;
    }
    let at = 0;
    for (const file of group) {
      whole(file, new Uint8Array(buffer, at, file.size));
      at += file.size;
    }
  }
  return compressor.finish() as Shard;
}

const isLarge = (group: LooseFile[]) => group.length === 1 && total(group) > BLOCK;

const total = (files: LooseFile[]) => files.reduce((sum, { size }) => sum + size, 0);

type Settled = { buffer: ArrayBuffer; error?: never } | { buffer?: never; error: string };

const settled = (bytes: Promise<ArrayBuffer>): Promise<Settled> =>
  bytes.then(
    (buffer) => ({ buffer }),
    (error) => ({ error: words(error) }),
  );

/** Neighbours that are read together; large files stay alone. */
function groups(loose: LooseFile[]): Group[] {
  const groups: Group[] = [];
  for (const file of loose) {
    const last = groups.at(-1);
    if (last && last.bytes + file.size <= GROUP) {
      last.files.push(file);
      last.bytes += file.size;
    } else {
      groups.push({ files: [file], bytes: file.size });
    }
  }
  return groups;
}
