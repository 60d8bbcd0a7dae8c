import { LIMITS } from "../facts";
import { type Attach, attachLayer } from "./attach";
import type {
  Action,
  Architecture,
  Failure,
  Place,
  PresignAction,
  SessionInfo,
  Ticket,
  Upload,
  Values,
} from "./boundary";
import { AwsClient, type Host } from "./client";
import { DeployError } from "./error";
import { type Deploy, deployFunction, type FunctionTarget, type Tell } from "./flow";
import { forEachLimited } from "./for-each-limited";
import { Lambda } from "./lambda";
import type { Watch, Zip } from "./parts";
import { type Headers, Presigned } from "./presigned";
import { Renewal } from "./renewal";
import { type Pause, Requests, type Wait } from "./retry";
import { S3, type Uploaded } from "./s3";
import { SharedUploads } from "./shared-uploads";

/** Functions deployed at the same time. */
const WIDTH = 3;

/** Milliseconds without use after which credentials are wiped. */
const IDLE = 15 * 60_000;

export interface DeployerEvents {
  /** Credentials are gone, and why. */
  locked(why: "user" | "idle"): void;
  /** Work waits for new credentials, or no longer does. */
  paused(failure: Failure | null): void;
}

/** A function, and who is told what becomes of it. */
export interface Watched {
  target: FunctionTarget;
  tell: Tell;
  failed(error: unknown): void;
  onFault(failure: Failure): void;
}

export interface LayerWish {
  layerName: string;
  runtime: string;
  architecture: Architecture;
  bucket?: string;
  key: string;
}

export interface DeployerOptions {
  /** How time passes between attempts, and between looks at what Lambda is doing. */
  wait?: Wait;
  /** Bytes from which packages go in parts. */
  multipartFrom?: number;
}

/** Everything that leaves the page leaves through here. */
export class Deployer {
  readonly aws: AwsClient;
  readonly presigned: Presigned;
  readonly #events: DeployerEvents;
  readonly #requests: Requests;
  readonly #lambda: Lambda;
  readonly #s3: S3;
  #generation = 0;
  readonly #renewal: Renewal;
  #isOpen = false;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #running = 0;

  constructor(host: Host, events: DeployerEvents, options: DeployerOptions = {}) {
    this.#events = events;
    this.aws = new AwsClient(host);
    this.#renewal = new Renewal((failure) => events.paused(failure));
    const pause: Pause = {
      generation: () => this.#generation,
      renewed: (failure, signal) => this.#renewal.wait(failure, signal),
    };
    this.#requests = new Requests(this.aws, pause, options.wait);
    this.presigned = new Presigned(this.#requests);
    this.#lambda = new Lambda(this.#requests);
    this.#s3 = new S3(this.#requests, options);
  }

  async unlock(text: string, profile?: string): Promise<SessionInfo> {
    return this.#opened(await this.aws.call("open", text, profile));
  }

  async unlockFields(id: string, secret: string, token?: string): Promise<SessionInfo> {
    return this.#opened(await this.aws.call("openFields", id, secret, token));
  }

  /** The profiles in what was pasted. */
  profiles(text: string): Promise<string[]> {
    this.#used();
    return this.aws.call("profiles", text);
  }

  /** Ends the worker with all it holds. What is under way waits for new credentials. */
  lock(why: "user" | "idle" = "user"): void {
    clearTimeout(this.#idle);
    this.aws.lock();
    // A worker that only looked at what was pasted is ended without a word.
    if (this.#isOpen) this.#events.locked(why);
    this.#isOpen = false;
  }

  /** Resolves when each function is told about; never rejects for one of them. */
  async deploy(deploy: Deploy, targets: Watched[], signal: AbortSignal): Promise<void> {
    await this.#busy(async () => {
      const context = { lambda: this.#lambda, uploads: new SharedUploads(this.#s3), limit: LIMITS.directUpload };
      await forEachLimited(targets, WIDTH, async ({ target, tell, failed, onFault }) => {
        try {
          await deployFunction(deploy, target, context, tell, { signal, onFault });
        } catch (error) {
          failed(error);
        }
      });
    });
  }

  upload(zip: Zip, place: Place, bucket: string, key: string, ifNoneMatch: boolean, watch: Watch): Promise<Uploaded> {
    const destination = { place, bucket: bucket.replaceAll("{region}", place.region), key, ifNoneMatch };
    return this.#busy(() => this.#s3.upload(zip, destination, watch));
  }

  uploadByLink(text: string, zip: Zip, watch: Watch, headers?: Headers): Promise<Upload> {
    return this.#busy(() => this.presigned.upload(text, zip, watch, headers));
  }

  async publishLayer(zip: Zip, place: Place, wish: LayerWish, watch: Watch): Promise<Values["PublishLayerVersion"]> {
    const { layerName, runtime, architecture, bucket, key } = wish;
    return this.#busy(async () => {
      const limit = LIMITS.directUpload;
      if (!bucket && zip.blob.size > limit) {
        throw new DeployError({
          code: "package-needs-bucket",
          message: `The layer has ${zip.blob.size} bytes, and Lambda takes ${limit} in a request`,
          hint: "Name a bucket: the layer then goes to Lambda through S3",
        });
      }
      const named = bucket?.replaceAll("{region}", place.region);
      const code = named
        ? await this.#s3.upload(zip, { place, bucket: named, key }, watch)
        : ({ zipFile: true } as const);
      const action = {
        op: "PublishLayerVersion" as const,
        layerName,
        code,
        runtimes: [runtime],
        architectures: [architecture],
      } satisfies Action;
      const made = await this.#lambda.publishLayer(action, place, zip, watch);
      if (made.codeSha256 !== zip.codeSha256) {
        throw new DeployError({
          code: "code-differs",
          message: `Lambda reports the CodeSha256 "${made.codeSha256}" for the layer, and it has "${zip.codeSha256}"`,
          hint: "The layer version does NOT hold these bytes: delete it and look who repacked it",
        });
      }
      return made;
    });
  }

  /** Gives functions a layer version. Resolves when each is told about; never rejects for one of them. */
  async attach(attach: Attach, targets: Watched[], signal: AbortSignal): Promise<void> {
    await this.#busy(() =>
      forEachLimited(targets, WIDTH, async ({ target, tell, failed, onFault }) => {
        try {
          await attachLayer(attach, target, this.#lambda, tell, { signal, onFault });
        } catch (error) {
          failed(error);
        }
      }),
    );
  }

  /** Calls a function, or what an alias of it points at. */
  invoke(
    place: Place,
    { functionName, alias }: Pick<FunctionTarget, "functionName" | "alias">,
    payload: string,
    signal: AbortSignal,
  ): Promise<Values["Invoke"]> {
    const qualifier = alias ? { qualifier: alias } : {};
    const action = { op: "Invoke", functionName, payload, logTail: true, ...qualifier } as const;
    return this.#busy(() => this.#lambda.run("Invoke", action, place, { signal }));
  }

  /** A presigned PUT for someone without credentials. `expiresIn`: seconds. */
  async makeUrl(place: Place, bucket: string, key: string, expiresIn: number): Promise<string> {
    this.#used();
    const action: PresignAction = { op: "PutObject", bucket, key };
    const make = (now: number) =>
      this.aws.call("presign", this.#requests.placeOf(bucket, place), action, now, expiresIn);
    return (await this.#requests.timed(make)).url;
  }

  async makeForm(place: Place, bucket: string, key: string, expiresIn: number, maximumSize: number): Promise<string> {
    this.#used();
    const wish = { bucket, key, expiresIn, maximumSize };
    const make = (now: number) => this.aws.call("postForm", this.#requests.placeOf(bucket, place), wish, now);
    const { url, fields } = await this.#requests.timed(make);
    // As AWS's own libraries write it.
    return JSON.stringify({ url, fields: Object.fromEntries(fields) }, null, 2);
  }

  async makeTicket(place: Place, bucket: string, key: string, expiresIn: number, maximumSize: number): Promise<string> {
    const ticket = await this.#busy(async (): Promise<Ticket> => {
      const make = async (uploadId: string) => {
        const wish = { bucket, key, uploadId, expiresIn, maximumSize };
        const { ticket } = await this.#requests.timed(async (now) => {
          const ticket = await this.aws.call("ticket", this.#requests.placeOf(bucket, place), wish, now);
          return { url: ticket.complete, ticket };
        });
        return ticket;
      };
      // What is refused is refused before anything has begun.
      await make("trial");
      const uploadId = await this.#s3.begin({ place, bucket, key });
      try {
        // Now that the bucket's region is known, in that, and by its server's clock.
        return await make(uploadId);
      } catch (error) {
        await this.#s3.abort({ place, bucket, key }, uploadId);
        throw error;
      }
    });
    return JSON.stringify(ticket, null, 2);
  }

  #opened(info: SessionInfo): SessionInfo {
    this.#generation++;
    this.#isOpen = true;
    this.#used();
    this.#renewal.renewed();
    return info;
  }

  async #busy<T>(work: () => Promise<T>): Promise<T> {
    this.#running++;
    this.#used();
    try {
      return await work();
    } finally {
      this.#running--;
      this.#used();
    }
  }

  #used(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => (this.#running > 0 ? this.#used() : this.lock("idle")), IDLE);
  }
}
