/** How the bytes of a file are shown. */

/** Types of images that browsers show, by file extension. SVG is excluded: it is text, and can contain scripts. */
const IMAGES: Record<string, string> = {
  avif: "image/avif",
  bmp: "image/bmp",
  gif: "image/gif",
  ico: "image/x-icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
};

/** Maximum bytes of a text that are shown. */
export const SHOWN = 256 * 1024;
/** Maximum bytes of a binary file that are shown. */
const SHOWN_BINARY = 256;
/** Maximum bytes of an image that is shown. */
const MAX_IMAGE_SIZE = 16 * 1024 * 1024;

/** What is shown of a file. */
export type Content =
  | { kind: "text"; text: string; isWhole: boolean }
  | { kind: "image"; blob: Blob }
  | { kind: "binary"; hex: string };

/** The image type that a file of this name and size is shown as; null if it is not shown as an image. */
export function imageType(path: string, size: number): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const end = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return size <= MAX_IMAGE_SIZE && Object.hasOwn(IMAGES, end) ? (IMAGES[end] ?? null) : null;
}

/** Determines how a file is shown. */
export async function contentOf(path: string, file: Blob): Promise<Content> {
  const type = imageType(path, file.size);
  // The type that a dropped file states is replaced.
  if (type) return { kind: "image", blob: file.slice(0, file.size, type) };
  const bytes = new Uint8Array(await file.slice(0, SHOWN).arrayBuffer());
  const isWhole = file.size <= SHOWN;
  const text = textOf(bytes, isWhole);
  return text === null
    ? { kind: "binary", hex: hexOf(bytes.subarray(0, SHOWN_BINARY)) }
    : { kind: "text", text, isWhole };
}

/** The bytes as text; null if they are not text. If `isWhole` is false, they may end within a character. */
export function textOf(bytes: Uint8Array, isWhole: boolean): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !isWhole });
  } catch {
    return null;
  }
}

/** A hex dump with sixteen bytes per line: the offset, the bytes, and the ASCII characters among them. */
export function hexOf(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const sixteen = [...bytes.subarray(at, at + 16)];
    const hex = sixteen.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = sixteen.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."));
    lines.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(47)}  ${ascii.join("")}`);
  }
  return lines.join("\n");
}
