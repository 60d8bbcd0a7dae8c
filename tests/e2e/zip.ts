/** Writes small zips for the tests, including invalid ones. Each entry states what is to be wrong. */
import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";

export interface ZipEntry {
  name: string;
  data?: Buffer | string;
  /** Unix mode; 0o100644 when absent. */
  mode?: number;
  stored?: boolean;
  /** Sets general purpose bit 0, so that the entry counts as encrypted. */
  encrypted?: boolean;
}

/** APPNOTE 4.3: local headers with their data, the central directory, the end record. */
export function zip(entries: ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const data = Buffer.from(entry.data ?? "");
    const name = Buffer.from(entry.name);
    const packed = entry.stored ? data : deflateRawSync(data);
    const utf8 = 0x800;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed to extract
    common.writeUInt16LE((entry.encrypted ? 1 : 0) | utf8, 2);
    common.writeUInt16LE(entry.stored ? 0 : 8, 4);
    common.writeUInt16LE(0x6000, 6); // 12:00
    common.writeUInt16LE(0x5b76, 8); // 2025-11-22
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, packed]);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE((entry.mode ?? 0o100644) * 0x10000, 6);
    attributes.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 3]), common, attributes, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

export function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export interface WheelOptions {
  name?: string;
  version?: string;
  /** The tag in its filename, such as `py3-none-any`. */
  tag?: string;
  /** Additional lines of its METADATA. */
  metadata?: string;
  /** Its files other than the dist-info. One module if it is missing. */
  files?: ZipEntry[];
  /** The hash algorithm of its RECORD. */
  hash?: keyof typeof HASHES;
  /** Changes the entries, RECORD included, before they are zipped. */
  damage?: (entries: ZipEntry[]) => ZipEntry[];
}

/** OpenSSL's names of the algorithms that RECORD names. */
const HASHES = { sha256: "sha256", sha3_256: "sha3-256", blake2b: "blake2b512" };

/** A wheel without native code, with a correct RECORD unless `damage` changes it. */
export function wheel({
  name = "demo",
  version = "1.0",
  tag = "py3-none-any",
  metadata = "",
  files,
  hash = "sha256",
  damage = (entries) => entries,
}: WheelOptions = {}) {
  const info = `${name}-${version}.dist-info`;
  const entries: ZipEntry[] = [
    ...(files ?? [{ name: `${name}.py`, data: `value = "${name} ${version}"\n` }]),
    { name: `${info}/METADATA`, data: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${metadata}` },
    { name: `${info}/WHEEL`, data: `Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: ${tag}\n` },
  ];
  const lines = entries.map((entry) => {
    const data = Buffer.from(entry.data ?? "");
    return `${entry.name},${hash}=${createHash(HASHES[hash]).update(data).digest("base64url")},${data.length}`;
  });
  entries.push({ name: `${info}/RECORD`, data: `${[...lines, `${info}/RECORD,,`].join("\n")}\n` });
  return { fileName: `${name}-${version}-${tag}.whl`, data: zip(damage(entries)) };
}
