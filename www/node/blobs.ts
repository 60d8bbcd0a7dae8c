/**
 * Blobs in messages to a thread. A thread gets their size and time, and asks for their bytes: so one way of reading
 * serves all blobs, and no runtime need be able to clone them.
 */

/** What stands for a blob in a message. Other objects of messages have no key like it. */
interface BlobFacts {
  "wheelpress:blob": { size: number; name?: string; lastModified?: number };
}

const KEY = "wheelpress:blob";

/** A message in which facts stand for blobs. */
export function withoutBytes(value: unknown): unknown {
  return mapped(value, (object) => {
    if (!(object instanceof Blob)) return undefined;
    const { size } = object;
    const facts = object instanceof File ? { size, name: object.name, lastModified: object.lastModified } : { size };
    return { [KEY]: facts } satisfies BlobFacts;
  });
}

/** The message in the thread: the blobs in it have a size and a time, and cannot be read. */
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

/** A copy of plain objects and lists; everything else is what `replace` makes of it, or itself. */
function mapped(value: unknown, replace: (object: object) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((one) => mapped(one, replace));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, replace)]));
}
