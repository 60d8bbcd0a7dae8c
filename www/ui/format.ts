import { formatCount, formatDecimal, language, locale, plural } from "../texts/language";

export { formatCount };

/** Formats a number with a noun, such as "1 entry" or "4,043 entries". */
export function formatNoun(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${plural(value, one, many)}`;
}

/** Formats a size, such as "1.5 MiB", in binary units, because Lambda's limits are whole numbers of them. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return formatNoun(bytes, "byte");
  const units = ["KiB", "MiB", "GiB"];
  let value = bytes / 1024;
  let unit = 0;
  // 1023.95 KiB would be rounded to "1024.0 KiB".
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${formatDecimal(value, 1)} ${units[unit]}`;
}

/** Formats a limit that is a whole number of MiB, without decimals, such as "250 MiB". */
export function formatLimit(bytes: number): string {
  return `${bytes / 1024 ** 2} MiB`;
}

/** Formats a duration, such as "12 ms" or "1.5 s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.max(1, Math.round(milliseconds))} ms`;
  return `${formatDecimal(milliseconds / 1000, 1)} s`;
}

/** Formats a point in time, in milliseconds since 1970, in the user's locale and time zone. */
export function formatTime(time: number): string {
  const isOwn = navigator.language.startsWith(language());
  return new Date(time).toLocaleString(isOwn ? navigator.language : locale());
}

/** Formats the permission bits of a Unix mode, such as "0644". */
export function formatMode(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}
