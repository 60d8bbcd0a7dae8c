/** When credentials of AWS and of indexes are wiped. */

/** Milliseconds without use after which credentials are wiped. */
export const IDLE_TIMEOUT = 15 * 60_000;

/** The reason why credentials were wiped. */
export type LockReason = "user" | "idle";
