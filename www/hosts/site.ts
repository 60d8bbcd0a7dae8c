import { createPackager, loadWasm } from "wheelpress";
import { type Beginning, start } from "../app";
import { offlineBy } from "./offline";
import { partsBesidePage } from "./parts";
import { takeShared } from "./shared-files";

/** The script of a worker: a copy of it is a blob, once it has been fetched. */
class WorkerScript {
  #source: string;
  #copied: Promise<void> | undefined;

  constructor(file: string) {
    this.#source = new URL(file, import.meta.url).href;
  }

  /**
   * Fetches it, once. Workers end when work is cancelled and when credentials are locked; the next ones must start without
   * a network, whatever the server says about caches.
   */
  fetch(): Promise<void> {
    this.#copied ??= this.#copy().catch(() => {
      // Without the copy, workers start from the address.
      this.#copied = undefined;
    });
    return this.#copied;
  }

  /** The script is fetched with the first worker, if not before. */
  start(): Worker {
    void this.fetch();
    return new Worker(this.#source, { type: "module" });
  }

  async #copy(): Promise<void> {
    const response = await fetch(this.#source);
    if (response.ok) this.#source = URL.createObjectURL(await response.blob());
  }
}

// Everything is a file beside the page. The build says where.
const plan = new WorkerScript(FILES.planWorker);
const press = new WorkerScript(FILES.pressWorker);
const project = new WorkerScript(FILES.projectWorker);
const indexes = new WorkerScript(FILES.indexesWorker);
const deploy = new WorkerScript(FILES.deployWorker);

/** What the address asks for: shortcuts of the installed page, and files that were shared with it. */
function beginning(): Beginning {
  const asked = new URLSearchParams(location.search);
  // A reload is a page of its own.
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
      // The next drop may be a repository, have settings or a method of compression that is seldom.
      for (const file of [FILES.deploy, FILES.project, FILES.indexes, FILES.codecs]) module(file).catch(() => {});
    },
  },
  partsBesidePage,
  offlineBy(new URL("service-worker.js", import.meta.url)),
  beginning(),
);
