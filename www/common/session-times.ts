/** When credentials are wiped, those of AWS and those of indexes. */

/** Milliseconds without use after which they are. */
export const IDLE_TIMEOUT = 15 * 60_000;

/** Why they were. */
export type LockReason = "user" | "idle";
