/**
 * The addresses of the files of the build, relative to the script that uses them. Only the build knows them, since file
 * names carry a hash of their contents. It replaces each `FILES.key` by a string, so `FILES` does not exist at run
 * time.
 */
declare const FILES: Readonly<{
  /**
   * The WebAssembly modules for planning, pressing and reading repositories, used by the packager's entry point and by
   * the page.
   */
  plan: string;
  press: string;
  project: string;
  codecs: string;
  /** The module for indexes of wheels. */
  indexes: string;
  /** The scripts of the modules' workers, used by the packager's entry point and by the page. */
  planWorker: string;
  pressWorker: string;
  projectWorker: string;
  indexesWorker: string;
  /** The script that starts a thread of Node, used by the packager's entry point for Node. */
  thread: string;
  /** The module for deploying and the worker that signs, used by the page. */
  deploy: string;
  deployWorker: string;
  /** The scripts of the parts that the page fetches on first use. */
  compare: string;
  contents: string;
  deployCard: string;
  examples: string;
  editor: string;
  fetch: string;
  german: string;
  treemap: string;
  repository: string;
  /** Used by the service worker of the site: a JSON array of the site's files, and a hash of them all. */
  site: string;
  version: string;
}>;

/** A style sheet that a script imports as text; see `www/build/bundle.mjs`. */
declare module "*.css" {
  const text: string;
  export default text;
}
