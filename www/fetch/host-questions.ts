import type { Asked } from "../state/fetching";

/**
 * Asks the user whether files may be fetched from hosts that an index names. One question is shown at a time, and an
 * allowed host is asked about once per visit.
 */
export class HostQuestions {
  readonly #show: (asked: Asked) => void;
  #answer: ((isAllowed: boolean) => void) | undefined;
  /** What the user has allowed. */
  readonly #allowed = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  /** `show` shows a question, and `answer` answers it. */
  constructor(show: (asked: Asked) => void) {
    this.#show = show;
  }

  /**
   * Whether requests of the index may go to that host. After an abort the result is false, and the next call asks
   * again.
   */
  allow(index: string, asked: Asked, signal: AbortSignal): Promise<boolean> {
    const key = JSON.stringify([index, asked]);
    const answered = this.#last.then(async () => {
      if (this.#allowed.has(key)) return true;
      const isAllowed = await this.#ask(asked, signal);
      if (isAllowed) this.#allowed.add(key);
      return isAllowed;
    });
    this.#last = answered;
    return answered;
  }

  /** Answers the shown question. */
  answer(isAllowed: boolean): void {
    this.#answer?.(isAllowed);
  }

  #ask(asked: Asked, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(false);
      signal.addEventListener("abort", () => resolve(false), { once: true });
      this.#answer = resolve;
      this.#show(asked);
    });
  }
}
