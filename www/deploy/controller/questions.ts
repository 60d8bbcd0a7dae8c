import type { DeployStore, Question } from "../deploy-state";
import { DeployError } from "../error";
import type { DifferencesAnswer, FunctionDifferences } from "../progress";

/** The error if a deploy is cancelled while it waits for an answer. */
const CANCELLED = { code: "cancelled-unsent", message: "The deploy was cancelled", hint: "Nothing was sent" };

/** What is remembered of a function that the user was asked about. */
const keyOf = ({ id, differences }: FunctionDifferences) =>
  [id, ...differences.map(({ message }) => message)].join("\n");

/** Asks the user about the functions of a running deploy. */
export class Questions {
  readonly #store: DeployStore;
  /** Functions for which "code-only" was answered: they are not asked about again, for example by "Deploy on change". */
  readonly #settled = new Set<string>();
  #resolve: ((answer: DifferencesAnswer) => void) | undefined;

  constructor(store: DeployStore) {
    this.#store = store;
    // Other credentials may be of another account, whose function only has the same name.
    store.subscribe((state, previous) => {
      if (state.session !== previous.session) this.#settled.clear();
    });
  }

  /** Shows a question, and waits for its answer. Rejects when `signal` is aborted. */
  async ask(question: Question, signal: AbortSignal): Promise<DifferencesAnswer> {
    const keys = question.functions.map(keyOf);
    if (keys.every((key) => this.#settled.has(key))) return "code-only";
    const { dispatch } = this.#store;
    const listening = new AbortController();
    try {
      const answer = await new Promise<DifferencesAnswer>((resolve, reject) => {
        signal.throwIfAborted();
        const cancel = () => reject(new DeployError(CANCELLED));
        signal.addEventListener("abort", cancel, { once: true, signal: listening.signal });
        this.#resolve = resolve;
        dispatch({ type: "asked", question });
        // A closed card would hide the question.
        dispatch({ type: "toggled", isOpen: true });
      });
      if (answer === "code-only") for (const key of keys) this.#settled.add(key);
      return answer;
    } finally {
      listening.abort();
      dispatch({ type: "asked", question: null });
    }
  }

  /** Answers the question that is shown. */
  answer(answer: DifferencesAnswer): void {
    this.#resolve?.(answer);
  }
}
