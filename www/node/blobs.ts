/**
 * Blobs in messages to a thread. A thread receives only their size and time, and requests their bytes. Thus all blobs
 * are read in the same way, and no runtime needs to be able to clone blobs.
 */

/** Represents a blob in a message. No other object of a message has this key. */
interface BlobFacts {
  "wheelpress:blob": { size: number; name?: string; lastModified?: number };
}

const KEY = "wheelpress:blob";

/** The message with each blob replaced by its size, name and time. */
export function withoutBytes(value: unknown): unknown {
  return mapped(value, (object) => {
    if (!(object instanceof Blob)) return undefined;
    const { size } = object;
    const facts = object instanceof File ? { size, name: object.name, lastModified: object.lastModified } : { size };
    return { [KEY]: facts } satisfies BlobFacts;
  });
}

/** The message as the thread sees it: its blobs have a size and a time, and cannot be read. */
export function withSizes(value: unknown): unknown {
  return mapped(value, (object) => {
    if (!(KEY in object)) return undefined;
    const { size, name, lastModified } = (object as BlobFacts)[KEY];
    const blob =
      name === undefined ? new Blob([]) : new File([], name, lastModified === undefined ? {} : { lastModified });
    const refuse = () => Promise.reject(new Error("threads do not read"));
    return Object.defineProperties(blob, { size: { value: size }, arrayBuffer: { value: refuse } });
  });
}

/**
 * Copies plain objects and lists. Every other value is replaced by the result of `replace`, or kept if that is
 * undefined.
 */
function mapped(value: unknown, replace: (object: object) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((one) => mapped(one, replace));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, replace)]));
}
