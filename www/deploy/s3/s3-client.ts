import type { EndpointConfig, ObjectName, Operation, Part, S3Action, Values } from "../aws-types";
import type { AwsClient } from "../client";
import { DeployError, isUploadGone } from "../error";
import type { RequestOptions, RequestSender } from "../retry";

/** Maximum milliseconds for aborting an upload after a cancellation. */
const ABORT_TIMEOUT = 20_000;

/** An object, and the server that has its bucket. */
export interface S3Location extends ObjectName {
  place: EndpointConfig;
}

/** The result of HeadObject. Without s3:ListBucket, S3 answers 403 even if there is no object: `unknown`. */
export type ObjectLookup = { found: Values["HeadObject"] } | { absent: true } | { unknown: unknown };

/** The operations of S3 that the steps of an upload share, signed with the user's credentials. */
export class S3Client {
  readonly sender: RequestSender;

  constructor(sender: RequestSender) {
    this.sender = sender;
  }

  /** The client that calls WebAssembly. */
  get aws(): AwsClient {
    return this.sender.aws;
  }

  /** Sends one action until it has a final answer. */
  run<Op extends S3Action["op"] & Operation>(
    op: Op,
    action: S3Action,
    place: EndpointConfig,
    options: Omit<RequestOptions, "make" | "place" | "signal" | "onRetry"> &
      Partial<Record<"signal" | "onRetry", unknown>>,
  ): Promise<Values[Op]> {
    const make = (now: number, place: EndpointConfig) => this.aws.call("sign", place, action, now);
    return this.sender.run(op, { ...(options as RequestOptions), make, place }, action.bucket);
  }

  /** Looks up an object. Rejects only if `signal` is aborted. */
  async look({ place, bucket, key }: S3Location, signal?: AbortSignal): Promise<ObjectLookup> {
    try {
      return { found: await this.run("HeadObject", { op: "HeadObject", bucket, key }, place, { signal }) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DeployError && error.failure?.kind === "not-found") return { absent: true };
      return { unknown: error };
    }
  }

  /** The parts of a multipart upload that S3 has. */
  async listParts({ place, bucket, key }: S3Location, uploadId: string, signal?: AbortSignal): Promise<Part[]> {
    const parts: Part[] = [];
    let partNumberMarker: number | undefined;
    do {
      const marker = partNumberMarker && { partNumberMarker };
      const action: S3Action = { op: "ListParts", bucket, key, uploadId, ...marker };
      const page: Values["ListParts"] = await this.run("ListParts", action, place, { signal });
      parts.push(...page.parts);
      partNumberMarker = page.nextMarker;
    } while (partNumberMarker);
    return parts;
  }

  /** Aborts a multipart upload. Returns `false` if it did not exist any more. */
  async abort({ place, bucket, key }: S3Location, uploadId: string): Promise<boolean> {
    const action: S3Action = { op: "AbortMultipartUpload", bucket, key, uploadId };
    const signal = AbortSignal.timeout(ABORT_TIMEOUT);
    try {
      await this.run("AbortMultipartUpload", action, place, { signal, unattended: true });
      return true;
    } catch (error) {
      if (isUploadGone(error)) return false;
      throw error;
    }
  }

  /**
   * Aborts a multipart upload. If that fails, returns an error that states what is left and the command that removes
   * it.
   */
  async tryAbort(location: S3Location, uploadId: string): Promise<{ wasThere: boolean } | { left: DeployError }> {
    try {
      return { wasThere: await this.abort(location, uploadId) };
    } catch (error) {
      const { bucket, key } = location;
      const command = await this.command(location, { op: "AbortMultipartUpload", bucket, key, uploadId });
      const why = error instanceof DeployError ? ` (${error.message})` : "";
      return {
        left: new DeployError({
          code: "upload-left",
          message: `The upload to "${key}" in "${bucket}" could not be ended${why}: its parts are still stored`,
          hint: `Clear them with: ${command}`,
        }),
      };
    }
  }

  /** The command of the AWS CLI that does the same. */
  async command({ place }: S3Location, action: S3Action): Promise<string> {
    const request = { place, action, zip: "function.zip", size: 0 };
    return (await this.aws.call("cliCommands", request)).join("; ");
  }
}
