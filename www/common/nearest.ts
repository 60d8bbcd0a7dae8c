/** Names that may be meant by a mistyped one. */

/** Maximum number of characters by which a name may differ, as for the names in a `wheelpress.toml`. */
const MAX_DISTANCE = 2;

/** The most similar name; undefined if none is similar. Upper and lower case count as the same. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const all = names.map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }));
  const [first] = all.sort((a, b) => a.distance - b.distance);
  return first && first.distance <= Math.min(MAX_DISTANCE, word.length - 1) ? first.name : undefined;
}

/** The number of characters to insert, remove or replace (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [line, char] of [...from].entries()) {
    const next = [line + 1];
    for (const [at, other] of [...to].entries()) {
      const [above = 0, left = 0, diagonal = 0] = [row[at + 1], next[at], row[at]];
      next.push(Math.min(above + 1, left + 1, diagonal + (char === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
