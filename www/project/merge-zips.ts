/** Merges zips into one, each in a folder of its own. Nothing is decompressed (APPNOTE 6.3.10). */

import { crc32 } from "./crc32";

/** A zip, and the folder that it is put into, with a trailing slash. */
export interface Part {
  folder: string;
  zip: Blob;
}

/** A file that is stored uncompressed. */
export interface Plain {
  path: string;
  text: string;
}

const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const MAX32 = 0xffffffff;
const MAX16 = 0xffff;
/** Lengths in bytes of the headers without names and extra fields (4.3.7, 4.3.12, 4.3.16). */
const LOCAL_LENGTH = 30;
const CENTRAL_LENGTH = 46;
const END_LENGTH = 22;
/** 1980-01-01, as in packages. */
const DATE = (1 << 5) | 1;
/** 4.4.4, bit 11: the name is UTF-8. */
const UTF8 = 1 << 11;

const encoder = new TextEncoder();

/** The values of a central directory header that are copied. */
interface Entry {
  name: Uint8Array<ArrayBuffer>;
  method: number;
  crc: number;
  compressed: number;
  size: number;
  attributes: number;
}

/** Writes entries one after another, and then the central directory. */
class ZipWriter {
  readonly #parts: BlobPart[] = [];
  readonly #central: Uint8Array<ArrayBuffer>[] = [];
  #offset = 0;

  add(entry: Entry, data: Uint8Array<ArrayBuffer>): void {
    const isLarge = entry.size >= MAX32 || entry.compressed >= MAX32;
    const local = header(LOCAL_LENGTH, entry, isLarge ? [entry.size, entry.compressed] : []);
    local.setUint32(0, LOCAL, true);
    common(local, 4, entry, isLarge);
    const isFar = this.#offset >= MAX32;
    const sizes = [...(isLarge ? [entry.size, entry.compressed] : []), ...(isFar ? [this.#offset] : [])];
    const central = header(CENTRAL_LENGTH, entry, sizes);
    central.setUint32(0, CENTRAL, true);
    // 4.4.2: made by Unix, so that the attributes are Unix modes.
    central.setUint16(4, (3 << 8) | 45, true);
    common(central, 6, entry, isLarge);
    central.setUint32(38, entry.attributes, true);
    central.setUint32(42, isFar ? MAX32 : this.#offset, true);
    this.#central.push(bytesOf(central));
    this.#parts.push(bytesOf(local), data);
    this.#offset += local.byteLength + data.byteLength;
  }

  /** Moves the bytes that were added so far into a blob, which the browser may keep on disk. */
  settle(): void {
    this.#parts.splice(0, this.#parts.length, new Blob(this.#parts));
  }

  end(): Blob {
    const count = this.#central.length;
    const size = this.#central.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const ends = count >= MAX16 || this.#offset + size >= MAX32 ? [this.#end64(count, size)] : [];
    const end = new DataView(new ArrayBuffer(END_LENGTH));
    end.setUint32(0, END, true);
    end.setUint16(8, Math.min(count, MAX16), true);
    end.setUint16(10, Math.min(count, MAX16), true);
    end.setUint32(12, Math.min(size, MAX32), true);
    end.setUint32(16, Math.min(this.#offset, MAX32), true);
    return new Blob([...this.#parts, ...this.#central, ...ends, end], { type: "application/zip" });
  }

  /** The zip64 end of central directory record and its locator (4.3.14 and 4.3.15). */
  #end64(count: number, size: number): DataView<ArrayBuffer> {
    const view = new DataView(new ArrayBuffer(76));
    const set = (at: number, value: number) => view.setBigUint64(at, BigInt(value), true);
    view.setUint32(0, END64, true);
    set(4, 44);
    view.setUint16(12, (3 << 8) | 45, true);
    view.setUint16(14, 45, true);
    set(24, count);
    set(32, count);
    set(40, size);
    set(48, this.#offset);
    view.setUint32(56, LOCATOR64, true);
    set(64, this.#offset + size);
    view.setUint32(72, 1, true);
    return view;
  }
}

/** A header with its name, and with a zip64 extra field (4.5.3) for these values. */
function header(length: number, { name }: Entry, large: number[]): DataView<ArrayBuffer> {
  const extra = large.length > 0 ? 4 + 8 * large.length : 0;
  const bytes = new Uint8Array(length + name.length + extra);
  bytes.set(name, length);
  const view = new DataView(bytes.buffer);
  view.setUint16(length === LOCAL_LENGTH ? 28 : 30, extra, true);
  if (extra > 0) {
    const at = length + name.length;
    view.setUint16(at, 1, true);
    view.setUint16(at + 2, extra - 4, true);
    for (const [index, value] of large.entries()) view.setBigUint64(at + 4 + 8 * index, BigInt(value), true);
  }
  return view;
}

/** Writes the fields that both headers have: 4.4.3 to 4.4.9, and the length of the name. */
function common(view: DataView, at: number, entry: Entry, isLarge: boolean): void {
  const isAscii = entry.name.every((byte) => byte < 0x80);
  view.setUint16(at, isLarge ? 45 : 20, true);
  view.setUint16(at + 2, isAscii ? 0 : UTF8, true);
  view.setUint16(at + 4, entry.method, true);
  view.setUint16(at + 8, DATE, true);
  view.setUint32(at + 10, entry.crc, true);
  view.setUint32(at + 14, isLarge ? MAX32 : entry.compressed, true);
  view.setUint32(at + 18, isLarge ? MAX32 : entry.size, true);
  view.setUint16(at + 22, entry.name.length, true);
}

const bytesOf = ({ buffer }: DataView<ArrayBuffer>) => new Uint8Array(buffer);

/** Merges zips that the packager made. Each is read completely, one after another. */
export async function mergeZips(parts: Part[], files: Plain[]): Promise<Blob> {
  const writer = new ZipWriter();
  for (const { path, text } of files) {
    const data = encoder.encode(text);
    const size = data.length;
    const attributes = ((0o100644 << 16) >>> 0) as number;
    writer.add({ name: encoder.encode(path), method: 0, crc: crc32(data), compressed: size, size, attributes }, data);
  }
  for (const { folder, zip } of parts) {
    copy(writer, folder, new DataView(await zip.arrayBuffer()));
    writer.settle();
  }
  return writer.end();
}

function copy(writer: ZipWriter, folder: string, zip: DataView<ArrayBuffer>): void {
  const prefix = encoder.encode(folder);
  let { at, count } = directoryOf(zip);
  for (; count > 0; count--) {
    const [nameLength, extraLength] = [zip.getUint16(at + 28, true), zip.getUint16(at + 30, true)];
    const own = new Uint8Array(zip.buffer, at + CENTRAL_LENGTH, nameLength);
    const name = new Uint8Array(prefix.length + nameLength);
    name.set(prefix);
    name.set(own, prefix.length);
    const [compressed, size, local] = [20, 24, 42].map((field) => zip.getUint32(at + field, true)) as [
      number,
      number,
      number,
    ];
    const data = local + LOCAL_LENGTH + zip.getUint16(local + 26, true) + zip.getUint16(local + 28, true);
    const [method, crc] = [zip.getUint16(at + 10, true), zip.getUint32(at + 16, true)];
    const attributes = zip.getUint32(at + 38, true);
    writer.add({ name, method, crc, compressed, size, attributes }, new Uint8Array(zip.buffer, data, compressed));
    at += CENTRAL_LENGTH + nameLength + extraLength + zip.getUint16(at + 32, true);
  }
}

/**
 * The offset of the central directory and the number of its entries. Packages have no comment, and are smaller than 4
 * GiB.
 */
function directoryOf(zip: DataView): { at: number; count: number } {
  const end = zip.byteLength - END_LENGTH;
  const count = zip.getUint16(end + 10, true);
  if (count !== MAX16) return { at: zip.getUint32(end + 16, true), count };
  const end64 = Number(zip.getBigUint64(end - 12, true));
  return { at: Number(zip.getBigUint64(end64 + 48, true)), count: Number(zip.getBigUint64(end64 + 32, true)) };
}
