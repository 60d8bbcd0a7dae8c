/**
 * A package that was made. The next one mostly begins with the same bytes: SHA-256 goes on from a state behind them, and
 * they are not read again. Engines do not tell such states, so they are made once the package is there, while nothing else
 * is wanted.
 */

import { Call } from "./call";
import type { Pool } from "./pool";
import type { PlanService } from "./protocol";

/** SHA-256 after so many bytes. */
export interface HashState {
  at: number;
  state: Uint8Array<ArrayBuffer>;
}

/** A package that was made. */
export interface MadeZip {
  zip: Blob;
  /** Those that are known, the first bytes first. */
  states: HashState[];
  /** Where its runs of lines end. */
  ends: number[];
}

/** Bytes of a package that was made. */
export interface Stretch {
  of: MadeZip;
  start: number;
  end: number;
}

/** So many bytes are hashed at once: whoever then wants a plan waits for no more. */
const PIECE = 1 << 20;

/** The number of no draft. */
const NONE = 0;

/** Makes the states of a package that are missing, as long as it may. */
export async function hashAhead(made: MadeZip, planner: Pool<PlanService>, mayGoOn: () => boolean): Promise<void> {
  const { zip, states, ends } = made;
  const last = () => states.at(-1);
  for (const end of ends) {
    for (let at = last()?.at ?? 0; at < end; at = last()?.at ?? end) {
      if (!mayGoOn()) return;
      const next = Math.min(at + PIECE, end);
      const chunk = await zip.slice(at, next).arrayBuffer();
      const task = { draft: NONE, zip: 0, chunk, after: last()?.state };
      const state = await planner.hand("hash", () => [task, [chunk]], new Call());
      if (state) states.push({ at: next, state });
    }
  }
}
