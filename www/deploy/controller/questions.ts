import type { DeployStore, Question } from "../deploy-state";
import type { DifferencesAnswer } from "../progress";

/** Asks the user about the functions of running deploys, one after the other. */
export class Questions {
  readonly #store: DeployStore;
  /** The questions that were answered with "code-only": they are not asked again, for example by "Deploy on change". */
  readonly #settled = new Set<string>();
  #resolve: ((answer: DifferencesAnswer) => void) | undefined;

  constructor(store: DeployStore) {
    this.#store = store;
  }

  /** Shows a question, and waits for its answer. Rejects when `signal` is aborted. */
  async ask(question: Question, signal: AbortSignal): Promise<DifferencesAnswer> {
    const key = [question.id, ...question.differences.map(({ message }) => message)].join("\n");
    if (this.#settled.has(key)) return "code-only";
    const { dispatch } = this.#store;
    try {
      const answer = await new Promise<DifferencesAnswer>((resolve, reject) => {
        signal.throwIfAborted();
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        this.#resolve = resolve;
        dispatch({ type: "asked", question });
      });
      if (answer === "code-only") this.#settled.add(key);
      else dispatch({ type: "form", change: { configure: true } });
      return answer;
    } finally {
      dispatch({ type: "asked", question: null });
    }
  }

  /** Answers the question that is shown. */
  answer(answer: DifferencesAnswer): void {
    this.#resolve?.(answer);
  }
}
