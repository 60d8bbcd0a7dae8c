/** How the clock of a host differs from this computer's. */
interface ClockOffset {
  /** Milliseconds that the host's clock is ahead; negative where it is behind. */
  ahead: number;
  /** This computer's time minus the time of its steady clock, when the offset was learned. */
  steadyDifference: number;
}

/** Milliseconds. If this computer's clock moves by more against the steady clock, then it was set. */
const CLOCK_WAS_SET = 60_000;

const steadyDifference = () => Date.now() - performance.now();

/** The clocks of hosts, as far as their answers have stated the time. Signatures must fit the clock of the host. */
export class ServerClock {
  readonly #offsets = new Map<string, ClockOffset>();

  /** The time at the host of `url`, in milliseconds since 1970; by this computer's clock where it is not known. */
  now(url?: string): number {
    return Date.now() + (this.#aheadOf(hostOf(url)) ?? 0);
  }

  /** Whether the host of `url` has stated its time. */
  knows(url: string): boolean {
    return this.#aheadOf(hostOf(url)) !== undefined;
  }

  /** Notes the time that the host of `url` has stated, in milliseconds since 1970. */
  learn(url: string, serverTime: number): void {
    this.#offsets.set(hostOf(url), { ahead: serverTime - Date.now(), steadyDifference: steadyDifference() });
  }

  #aheadOf(host: string): number | undefined {
    const offset = this.#offsets.get(host);
    if (!offset || Math.abs(steadyDifference() - offset.steadyDifference) < CLOCK_WAS_SET) return offset?.ahead;
    // This computer's clock was set, or the computer slept: the offset is no longer right.
    this.#offsets.delete(host);
    return undefined;
  }
}

/** The empty string for text that is no URL, as pasted text may be. */
const hostOf = (url = "") => (URL.canParse(url) ? new URL(url).host : "");
