/** Written by the build: what the single file carries inside. */
declare module "virtual:embedded" {
  /** Modules of WebAssembly: base64 of their gzipped bytes. */
  export const plan: string;
  export const press: string;
  export const project: string;
  export const codecs: string;
  export const indexes: string;
  export const deploy: string;
  /** The scripts of their workers. */
  export const planWorker: string;
  export const pressWorker: string;
  export const projectWorker: string;
  export const indexesWorker: string;
  export const deployWorker: string;
  /** HTML: what every finding means. */
  export const guide: string;
}
