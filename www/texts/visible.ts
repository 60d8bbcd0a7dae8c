/** Control characters, those that turn the order of others around, and those that are not seen (Unicode, UAX #9, UAX #44). */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u200b\u2060\ufeff]/gu;

/** A name from a file, as it can be shown: "a\u202eb" for what would be read as another name. */
export function visible(name: string): string {
  return name.replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
