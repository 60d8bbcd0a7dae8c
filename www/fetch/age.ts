/** The minimum age of fetched files in days. It is kept for the next visit, if the browser allows that. */

const KEY = "wheelpress-fetch-age";

/** Maximum age that can be entered. */
export const MAX_DAYS = 3650;

/** The age of the last visit; 0 if there is none. */
export function recallAge(): number {
  try {
    return ageOf(localStorage.getItem(KEY) ?? "");
  } catch {
    return 0;
  }
}

/** Keeps the age for the next visit. */
export function rememberAge(days: number): void {
  try {
    localStorage.setItem(KEY, String(days));
  } catch {}
}

/** The entered text as a number of days; 0 if it is not a positive whole number. */
export function ageOf(text: string): number {
  const days = Number(text);
  return Number.isInteger(days) && days > 0 ? Math.min(days, MAX_DAYS) : 0;
}
