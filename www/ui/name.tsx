import { t } from "../texts/language";
import { visible } from "../texts/visible";

/** A name that comes from a file: its letters do not mix with the text around it, and no character of it is unseen. */
export function Name({ text, class: className }: { text: string; class?: string }) {
  return <bdi class={className}>{visible(text)}</bdi>;
}

/** A message. The names in it stand in quotes. */
export function Message({ text }: { text: string }) {
  // A pattern with one group gives texts and names in turn.
  const parts = t(text).split(/"([^"]*)"/);
  return <>{parts.map((part, index) => (index % 2 === 1 ? ['"', <Name key={index} text={part} />, '"'] : part))}</>;
}
