import type { ObjectName, Operation, Part, Place, S3Action, Values } from "./boundary";
import { DeployError } from "./error";
import { isGone } from "./parts";
import { LostOr, type Requests, type Trying } from "./retry";

/** Milliseconds for ending an upload after a cancellation: nobody is asked for anything meanwhile. */
const CLEARING = 20_000;

export interface Located extends ObjectName {
  place: Place;
}

/** What looking at an object says. Without s3:ListBucket, S3 answers 403 for what is not there too. */
export type Look = { held: Values["HeadObject"] } | { absent: true } | { unknown: unknown };

/** S3's operations with credentials, and what several steps of an upload need of them. */
export class S3Requests {
  readonly requests: Requests;

  constructor(requests: Requests) {
    this.requests = requests;
  }

  run<Op extends S3Action["op"] & Operation>(
    op: Op,
    action: S3Action,
    place: Place,
    trying: Omit<Trying, "make" | "place" | "signal" | "onFault"> & Partial<Record<"signal" | "onFault", unknown>>,
  ): Promise<Values[Op]> {
    const make = (now: number, place: Place) => this.requests.aws.call("sign", place, action, now);
    return this.requests.run(op, { ...(trying as Trying), make, place }, action.bucket);
  }

  async look({ place, bucket, key }: Located, signal?: AbortSignal): Promise<Look> {
    try {
      return { held: await this.run("HeadObject", { op: "HeadObject", bucket, key }, place, { signal }) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DeployError && error.failure?.kind === "not-found") return { absent: true };
      return { unknown: error };
    }
  }

  /** The parts that have arrived; of an upload that is gone, `isGone` fits the error. */
  async parts({ place, bucket, key }: Located, uploadId: string, signal?: AbortSignal): Promise<Part[]> {
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

  /** Ends an upload. `false`: there was none of that id any more. */
  async abort({ place, bucket, key }: Located, uploadId: string): Promise<boolean> {
    const action: S3Action = { op: "AbortMultipartUpload", bucket, key, uploadId };
    const signal = AbortSignal.timeout(CLEARING);
    try {
      await this.run("AbortMultipartUpload", action, place, { signal, unattended: true });
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  /** Ends an upload, or says what is left and how to clear it. */
  async cleared(to: Located, uploadId: string): Promise<{ wasThere: boolean } | { left: DeployError }> {
    try {
      return { wasThere: await this.abort(to, uploadId) };
    } catch (error) {
      const { bucket, key } = to;
      const command = await this.command(to, { op: "AbortMultipartUpload", bucket, key, uploadId });
      const why = error instanceof LostOr || error instanceof DeployError ? ` (${error.message})` : "";
      return {
        left: new DeployError({
          code: "upload-left",
          message: `The upload to "${key}" in "${bucket}" could not be ended${why}: its parts are still stored`,
          hint: `Clear them with: ${command}`,
        }),
      };
    }
  }

  /** The same by hand. */
  async command({ place }: Located, action: S3Action): Promise<string> {
    const wish = { place, action, zip: "function.zip", size: 0 };
    return (await this.requests.aws.call("cliCommands", wish)).join("; ");
  }
}

/** Whether an earlier attempt, or this very one, may have been carried out. */
export function mayBeOurs(error: unknown): error is LostOr {
  return error instanceof LostOr && error.wasLost;
}
