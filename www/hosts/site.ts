import { createPackager, loadWasm } from "wheelpress";
import { type StartInput, start } from "../app";
import { scriptsBesidePage } from "./lazy-scripts";
import { offlineBy } from "./offline";
import { takeShared } from "./shared-files";

/** The script of a worker. Once it has been fetched, workers start from a copy in a blob. */
class WorkerScript {
  #source: string;
  #copied: Promise<void> | undefined;

  constructor(file: string) {
    this.#source = new URL(file, import.meta.url).href;
  }

  /**
   * Fetches the script once. Workers end when work is cancelled and when credentials are locked; the next ones must be
   * able to start without a network, whatever the server's cache headers are.
   */
  fetch(): Promise<void> {
    this.#copied ??= this.#copy().catch(() => {
      // Without the copy, workers start from the address.
      this.#copied = undefined;
    });
    return this.#copied;
  }

  /** Starts a worker. Also fetches the script, if that has not been done yet. */
  start(): Worker {
    void this.fetch();
    return new Worker(this.#source, { type: "module" });
  }

  async #copy(): Promise<void> {
    const response = await fetch(this.#source);
    if (response.ok) this.#source = URL.createObjectURL(await response.blob());
  }
}

// All modules and scripts are files beside the page. The build inserts their names.
const plan = new WorkerScript(FILES.planWorker);
const press = new WorkerScript(FILES.pressWorker);
const project = new WorkerScript(FILES.projectWorker);
const indexes = new WorkerScript(FILES.indexesWorker);
const deploy = new WorkerScript(FILES.deployWorker);

/** Reads the address of the page: shortcuts of the installed page, and files that were shared with it. */
function beginning(): StartInput {
  const asked = new URLSearchParams(location.search);
  // Removed from the address, so that a reload starts an empty page.
  if (location.search !== "") history.replaceState(null, "", location.pathname);
  return {
    ...(asked.has("example") && { example: "library" }),
    ...(asked.has("open") && { opensFunction: true }),
    ...(asked.has("shared") && { files: takeShared() }),
  };
}

const module = (file = FILES.deploy) => loadWasm(new URL(file, import.meta.url));

start(
  (options) =>
    createPackager({
      ...options,
      worker: {
        plan: () => plan.start(),
        press: () => press.start(),
        project: () => project.start(),
        indexes: () => indexes.start(),
      },
    }),
  { address: "findings.html" },
  {
    module: () => module(),
    worker: () => deploy.start(),
    prefetch() {
      for (const script of [deploy, project, indexes]) void script.fetch();
      // The next drop may be a repository, contain settings, or use a rare compression method.
      for (const file of [FILES.deploy, FILES.project, FILES.indexes, FILES.codecs]) module(file).catch(() => {});
    },
  },
  scriptsBesidePage,
  offlineBy(new URL("service-worker.js", import.meta.url)),
  beginning(),
);
