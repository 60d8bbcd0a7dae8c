/** How old what is fetched must be, in days: it is remembered, if the browser allows that. */

const KEY = "wheelpress-fetch-age";

/** The most that may be said. */
export const MAX_DAYS = 3650;

/** That of the last visit; 0 if there is none. */
export function recallAge(): number {
  try {
    return ageOf(localStorage.getItem(KEY) ?? "");
  } catch {
    return 0;
  }
}

/** Keeps it for the next visit. */
export function rememberAge(days: number): void {
  try {
    localStorage.setItem(KEY, String(days));
  } catch {}
}

/** What was typed, as a number of days; 0 for what is none. */
export function ageOf(text: string): number {
  const days = Number(text);
  return Number.isInteger(days) && days > 0 ? Math.min(days, MAX_DAYS) : 0;
}
