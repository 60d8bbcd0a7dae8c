import type { Failure } from "./boundary";

interface Waiter {
  resolve(): void;
}

/** Those who wait for new credentials. Each gives up for itself; the others go on waiting. */
export class Renewal {
  readonly #onChange: (failure: Failure | null) => void;
  readonly #waiters = new Set<Waiter>();

  /** `onChange` is told when waiting begins, and why, and with null when nobody waits any more. */
  constructor(onChange: (failure: Failure | null) => void) {
    this.#onChange = onChange;
  }

  /** Resolves with new credentials; rejects when `signal` is aborted. */
  wait(failure: Failure, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const leave = () => {
        this.#waiters.delete(waiter);
        if (this.#waiters.size === 0) this.#onChange(null);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        resolve: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
      };
      this.#waiters.add(waiter);
      signal?.addEventListener("abort", leave, { once: true });
      if (this.#waiters.size === 1) this.#onChange(failure);
    });
  }

  /** There are new credentials. */
  renewed(): void {
    if (this.#waiters.size === 0) return;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    this.#onChange(null);
    for (const { resolve } of waiters) resolve();
  }
}
