import { t } from "../texts/language";
import { visible } from "../texts/visible";
import { formatSize } from "./format";

/** A name that comes from a file: its letters do not mix with the text around it, and no character of it is unseen. */
export function Name({ text, class: className }: { text: string; class?: string }) {
  return <bdi class={className}>{visible(text)}</bdi>;
}

/** A message. The names in it stand in quotes, and its sizes are in units for people. */
export function Message({ text }: { text: string }) {
  const message = t(text);
  const sizes = sizesOf(message);
  // Patterns with one group give what is between them and what they find in turn.
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

/** A mebibyte and more, in English or in German. */
const BYTES = /(\d[\d.,]{8,} [Bb]ytes?)/g;

/**
 * The exact sizes of a message, and how people write them. None where two of them would look the same: then their difference
 * is what the message is about.
 */
export function sizesOf(message: string): Map<string, string> {
  const bytes = (exact: string) => Number(exact.replace(/\D/g, ""));
  const sizes = new Map([...message.matchAll(BYTES)].map(([exact]) => [exact, formatSize(bytes(exact))]));
  return new Set(sizes.values()).size < sizes.size ? new Map() : sizes;
}
