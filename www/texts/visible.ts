/**
 * Control characters, characters that change the direction of text, and invisible characters (Unicode, UAX #9, UAX
 * #44).
 */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u200b\u2060\ufeff]/gu;

/**
 * A name from a file in a form that can be shown, such as "a\u202eb" for a name that would otherwise be displayed as
 * another one.
 */
export function visible(name: string): string {
  return name.replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
