/** The number of bytes of each unit, by its name in lower case. A number without a unit is in bytes. */
const UNITS = new Map([
  ["", 1],
  ["b", 1],
  ["byte", 1],
  ["bytes", 1],
  ["kb", 1e3],
  ["mb", 1e6],
  ["gb", 1e9],
  ["kib", 1024],
  ["mib", 1024 ** 2],
  ["gib", 1024 ** 3],
]);

/**
 * The number of bytes that "31457280", "31,457,280" or "30 MiB" means; 0 for an empty text, null for any other text.
 */
export function parseSize(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return 0;
  const found = /^(\d+(?:,\d{3})*(?:\.\d+)?)\s*([a-z]*)$/i.exec(trimmed);
  const unit = UNITS.get(found?.[2]?.toLowerCase() ?? "");
  if (!found?.[1] || unit === undefined) return null;
  const bytes = Math.round(Number(found[1].replaceAll(",", "")) * unit);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
