/**
 * A time for a text that is in no file. It differs for different texts, so that changes are detected as those of files
 * are.
 */
export function textStamp(text: string): number {
  let stamp = 0;
  for (let at = 0; at < text.length; at++) stamp = (Math.imul(stamp, 31) + text.charCodeAt(at)) >>> 0;
  return stamp;
}
