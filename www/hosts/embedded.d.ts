/** Strings that the build embeds into the single file. */
declare module "virtual:embedded" {
  /** WebAssembly modules: their gzipped bytes in base64. */
  export const plan: string;
  export const press: string;
  export const project: string;
  export const codecs: string;
  export const indexes: string;
  export const deploy: string;
  /** The scripts of the modules' workers. */
  export const planWorker: string;
  export const pressWorker: string;
  export const projectWorker: string;
  export const indexesWorker: string;
  export const deployWorker: string;
  /** The explanation of every finding, as HTML. */
  export const guide: string;
}
