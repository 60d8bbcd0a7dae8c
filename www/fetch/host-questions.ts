import type { Asked } from "../state/fetching";

/** Whether hosts that an index names may be fetched from: the user is asked one question at a time, and each once a visit. */
export class HostQuestions {
  readonly #show: (asked: Asked) => void;
  #answer: ((isAllowed: boolean) => void) | undefined;
  /** What the user has allowed. */
  readonly #allowed = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  /** `show` shows a question, which `answer` answers. */
  constructor(show: (asked: Asked) => void) {
    this.#show = show;
  }

  /** Whether the index may lead there. An abort is no answer: it may not, and is asked again. */
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

  /** Answers what is shown. */
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
