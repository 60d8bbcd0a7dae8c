/**
 * Where the files of the build are, relative to the script that asks. The build knows: their names carry a hash of their
 * contents. It replaces each `FILES.key` by a string, so `FILES` itself is nothing at run time.
 */
declare const FILES: Readonly<{
  /** The WebAssembly module, for the packager's entry point. */
  wheelpress: string;
  /** The packager's worker, for the packager's entry point. */
  worker: string;
  /** The packager's worker, for the page. */
  packagerWorker: string;
  /** The worker that signs, for the page. */
  deployWorker: string;
}>;
