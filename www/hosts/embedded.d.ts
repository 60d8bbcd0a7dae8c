/** Written by the build: what the single file carries inside. */
declare module "virtual:embedded" {
  /** Base64 of the gzipped WebAssembly module. */
  export const wasm: string;
  export const workerSource: string;
  /** HTML: what every finding means. */
  export const guide: string;
  export const deployWorkerSource: string;
}
