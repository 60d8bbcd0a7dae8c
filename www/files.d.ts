/**
 * Where the files of the build are, relative to the script that asks. The build knows: their names carry a hash of their
 * contents. It replaces each `FILES.key` by a string, so `FILES` itself is nothing at run time.
 */
declare const FILES: Readonly<{
  /** The modules of WebAssembly for planning, pressing and reading repositories, for the packager's entry point and the page. */
  plan: string;
  press: string;
  project: string;
  codecs: string;
  /** The module for indexes of wheels. */
  indexes: string;
  /** The scripts of their workers, for the packager's entry point and for the page. */
  planWorker: string;
  pressWorker: string;
  projectWorker: string;
  indexesWorker: string;
  /** What starts a thread of Node, for the packager's entry point there. */
  thread: string;
  /** The module for deploying, and the worker that signs, for the page. */
  deploy: string;
  deployWorker: string;
  /** The scripts of the parts that the page fetches when they are wanted. */
  compare: string;
  contents: string;
  deployCard: string;
  examples: string;
  editor: string;
  fetch: string;
  german: string;
  picture: string;
  repository: string;
  /** For the service worker of the site: a JSON array of the site's files, and a hash of them all. */
  site: string;
  version: string;
}>;

/** A style sheet that a script imports, as a text; see `www/build/bundle.mjs`. */
declare module "*.css" {
  const text: string;
  export default text;
}
