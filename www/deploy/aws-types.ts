/** The types of what WebAssembly offers for deploying: requests, answers, uploads, commands. Only types. */

export type * from "./boundary";
