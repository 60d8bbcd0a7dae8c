import type { Failure } from "./aws-types";

interface Waiter {
  resolve(): void;
}

/** Lets requests wait for new credentials. If one request is aborted, the others keep waiting. */
export class CredentialRenewal {
  readonly #onChange: (failure: Failure | null) => void;
  readonly #waiters = new Set<Waiter>();

  /** `onChange` receives the failure of the first waiting request, and null when no request is waiting any more. */
  constructor(onChange: (failure: Failure | null) => void) {
    this.#onChange = onChange;
  }

  /** Resolves when there are new credentials. Rejects with the signal's reason when `signal` is aborted. */
  wait(failure: Failure, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const giveUp = () => {
        this.#waiters.delete(waiter);
        if (this.#waiters.size === 0) this.#onChange(null);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        resolve: () => {
          signal?.removeEventListener("abort", giveUp);
          resolve();
        },
      };
      this.#waiters.add(waiter);
      signal?.addEventListener("abort", giveUp, { once: true });
      if (this.#waiters.size === 1) this.#onChange(failure);
    });
  }

  /** Resumes all waiting requests, as there are new credentials. */
  renewed(): void {
    if (this.#waiters.size === 0) return;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    this.#onChange(null);
    for (const { resolve } of waiters) resolve();
  }
}
