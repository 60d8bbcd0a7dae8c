/** The difference between the clock of a host and this computer's clock. */
interface ClockOffset {
  /** Milliseconds by which the host's clock is ahead; negative if it is behind. */
  ahead: number;
  /** This computer's time minus its monotonic time, when the difference was determined. */
  steadyDifference: number;
}

/** Milliseconds. If this computer's clock moves by more than this against the monotonic clock, it was set. */
const CLOCK_WAS_SET = 60_000;

const steadyDifference = () => Date.now() - performance.now();

/** The clocks of hosts, as far as their answers have stated the time. Signatures must use the time of the host. */
export class ServerClock {
  readonly #offsets = new Map<string, ClockOffset>();

  /** The time at the host of `url`, in milliseconds since 1970; this computer's time if the host's is unknown. */
  now(url?: string): number {
    return Date.now() + (this.#aheadOf(hostOf(url)) ?? 0);
  }

  /** Whether the host of `url` has stated its time. */
  knows(url: string): boolean {
    return this.#aheadOf(hostOf(url)) !== undefined;
  }

  /** Records the time that the host of `url` has stated, in milliseconds since 1970. */
  learn(url: string, serverTime: number): void {
    this.#offsets.set(hostOf(url), { ahead: serverTime - Date.now(), steadyDifference: steadyDifference() });
  }

  #aheadOf(host: string): number | undefined {
    const offset = this.#offsets.get(host);
    if (!offset || Math.abs(steadyDifference() - offset.steadyDifference) < CLOCK_WAS_SET) return offset?.ahead;
    // This computer's clock was set, or the computer was asleep: the difference is no longer right.
    this.#offsets.delete(host);
    return undefined;
  }
}

/** The host of a URL; empty for text that is not a URL, such as pasted text. */
const hostOf = (url = "") => (URL.canParse(url) ? new URL(url).host : "");
