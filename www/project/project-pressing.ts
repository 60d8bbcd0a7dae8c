import { toProblem } from "../common/problem";
import type { ProjectStore } from "../state/project-state";
import type { Build } from "./inputs";
import type { PressReports } from "./press-project";
import type { ProjectPage } from "./project-page";
import { statedTemplate } from "./stated-template";

/** Presses the functions of a repository, and updates its state. */
export class ProjectPressing {
  readonly #store: ProjectStore;
  readonly #page: Pick<ProjectPage, "packager" | "items" | "work">;
  /** The last results, by the id of the function or layer. */
  readonly #last = new Map<string, Build>();
  #aborting = new AbortController();

  constructor(store: ProjectStore, page: Pick<ProjectPage, "packager" | "items" | "work">) {
    this.#store = store;
    this.#page = page;
  }

  async press(): Promise<void> {
    const { dispatch } = this.#store;
    this.#aborting = new AbortController();
    const { signal } = this.#aborting;
    const start = performance.now();
    dispatch({ type: "started" });
    try {
      const { rows, share } = this.#store.state;
      const definitions = rows.map((row) => row.definition);
      const { pressProject } = await this.#page.work();
      const reports: PressReports = {
        signal,
        onProgress: (progress) => !signal.aborted && dispatch({ type: "progressed", progress }),
        onRow: (id, change) => !signal.aborted && dispatch({ type: "row", id, change }),
        onShared: (layers) => !signal.aborted && dispatch({ type: "shared", layers }),
      };
      // Without a template, nothing can refer to a shared layer.
      const isShared = share && statedTemplate(this.#store, this.#page.items()) !== null;
      const choices = { share: isShared, dropped: this.#page.items() };
      await pressProject(await this.#page.packager, definitions, this.#last, reports, choices);
      dispatch({ type: "ended", took: performance.now() - start, problem: null });
    } catch (error) {
      if (!signal.aborted) dispatch({ type: "ended", took: null, problem: toProblem(error) });
    }
  }

  /** Ends pressing. */
  abort(): void {
    this.#aborting.abort();
  }

  /** Ends pressing, and shows this in the state. */
  cancel(): void {
    const { dispatch } = this.#store;
    this.abort();
    dispatch({ type: "ended", took: null, problem: null });
    for (const { definition, status } of this.#store.state.rows) {
      if (status === "pressing") dispatch({ type: "row", id: definition.id, change: { status: "waiting" } });
    }
  }
}
