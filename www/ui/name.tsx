import { t } from "../texts/language";
import { visible } from "../texts/visible";
import { formatSize } from "./format";

/**
 * A name from a file. It is isolated from the direction of the surrounding text, and invisible characters are shown as
 * escapes.
 */
export function Name({ text, class: className }: { text: string; class?: string }) {
  return <bdi class={className}>{visible(text)}</bdi>;
}

/** A message. Its names are in quotes, and its sizes are shown in readable units. */
export function Message({ text }: { text: string }) {
  const message = t(text);
  const sizes = sizesOf(message);
  // Splitting by a pattern with one group returns the text between matches and the matches alternately.
  const inUnits = (part: string, at: number) => {
    const size = at % 2 === 1 && sizes.get(part);
    return size ? <data title={part}>{size}</data> : part;
  };
  const parts = message.split(/"([^"]*)"/);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? ['"', <Name key={index} text={part} />, '"'] : part.split(BYTES).map(inUnits),
      )}
    </>
  );
}

/** A size of about a mebibyte or more in bytes, in English or German notation. */
const BYTES = /(\d[\d.,]{8,} [Bb]ytes?)/g;

/**
 * The exact sizes of a message, with their readable forms. Empty if two of them would look the same: then the message
 * is about their difference.
 */
export function sizesOf(message: string): Map<string, string> {
  const bytes = (exact: string) => Number(exact.replace(/\D/g, ""));
  const sizes = new Map([...message.matchAll(BYTES)].map(([exact]) => [exact, formatSize(bytes(exact))]));
  return new Set(sizes.values()).size < sizes.size ? new Map() : sizes;
}
