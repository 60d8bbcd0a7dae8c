/**
 * The types of the WebAssembly functions for deploying: requests, answers, uploads, commands. This file has only types.
 * Rust declares those that cross the boundary (src/aws/, src/wasm/aws/), and the build writes them to www/generated/.
 */

import type * as wasm from "../generated/deploy";
import type { Operation, S3Action, Values } from "../generated/deploy";

export type * from "../generated/deploy";

/** The actions that a presigned URL can be made for. */
export type PresignAction = Exclude<S3Action, { op: "CreateMultipartUpload" }>;

/** The outcome of an operation. */
export type Outcome<Op extends Operation> = wasm.Outcome<Values[Op]>;

/** The functions that need no credentials. */
export type AwsFunctions = Pick<
  typeof wasm,
  | "blockedFailure"
  | "cliCommands"
  | "commandScript"
  | "compareFunction"
  | "corsCommand"
  | "corsConfiguration"
  | "directUploadLimit"
  | "endpoints"
  | "functionCommands"
  | "iamPolicy"
  | "layerCommands"
  | "networkFailure"
  | "partPlan"
  | "profiles"
  | "readAnswer"
  | "readUpload"
  | "retryDelay"
  | "ticketRequest"
  | "uploadRequest"
  | "waiter"
>;
