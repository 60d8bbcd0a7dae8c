import type { Finding } from "../packager/types";
import type { Architecture, CodeOrigin, FunctionConfiguration, Place } from "./boundary";
import { DeployError } from "./error";
import type { Lambda } from "./lambda";
import type { Watch, Zip } from "./parts";
import { LostOr } from "./retry";
import type { S3, Uploaded } from "./s3";

/** A function to deploy to, with its own region. */
export interface FunctionTarget {
  functionName: string;
  region: string;
  alias?: string;
}

/** What is deployed, and how. */
export interface Deploy {
  zip: Zip;
  unzippedSize: number;
  runtime: string;
  architecture: Architecture;
  handler?: string;
  place: Place;
  /** Through S3, where the package is too large for a request or the user wants it. */
  bucket?: string;
  key: string;
  ifNoneMatch?: boolean;
  publish: boolean;
  dryRun: boolean;
  /** Set the function's runtime and handler to the package's. */
  configure: boolean;
  /** Only if nobody changes the function between looking at it and sending. */
  guard: boolean;
  /** Make the function where it is not there. */
  create?: { role: string };
}

export type Stage = "waiting" | "checking" | "uploading" | "sending" | "updating" | "publishing" | "done" | "failed";

/** What a row of the result shows. */
export interface Told {
  stage: Stage;
  sent?: number;
  findings?: Finding[];
  configuration?: FunctionConfiguration;
  /** Lambda held these bytes before anything was sent. */
  wasDeployed?: boolean;
  wasDryRun?: boolean;
  alias?: string;
}

export type Tell = (told: Told) => void;

/** One upload a region, whoever needs it first. */
export class SharedUploads {
  readonly #s3: S3;
  readonly #uploads = new Map<string, Promise<Uploaded>>();

  constructor(s3: S3) {
    this.#s3 = s3;
  }

  of({ zip, key, ifNoneMatch }: Deploy, place: Place, bucket: string, watch: Watch): Promise<Uploaded> {
    const name = [place.s3Endpoint ?? place.region, bucket, key].join(" ");
    const known = this.#uploads.get(name);
    if (known) return known;
    const upload = this.#s3.upload(zip, { place, bucket, key, ...(ifNoneMatch && { ifNoneMatch }) }, watch);
    this.#uploads.set(name, upload);
    // A failed one is tried afresh by whoever asks next.
    upload.catch(() => this.#uploads.delete(name));
    return upload;
  }
}

/** Brings one function to hold exactly the package, and proves it. */
export async function deployFunction(
  deploy: Deploy,
  target: FunctionTarget,
  { lambda, uploads, limit }: { lambda: Lambda; uploads: SharedUploads; limit: number },
  tell: Tell,
  watch: Watch,
): Promise<void> {
  const { zip, create } = deploy;
  const { functionName } = target;
  const { signal } = watch;
  const place = { ...deploy.place, region: target.region };
  tell({ stage: "checking" });
  const found = await lambda.find(place, functionName, signal);
  if (!found && !create) {
    throw new DeployError({
      code: "function-missing",
      message: `There is no function "${functionName}" in "${target.region}"`,
      hint: "Correct its name or the region, or create it",
    });
  }
  const configuration = found && (await checked(deploy, found, lambda, place, tell, watch));
  const findings = configuration?.findings ?? [];
  let current = configuration?.function;
  if (current && current.codeSha256 === zip.codeSha256 && !deploy.dryRun) {
    current = await lambda.settled("updated", place, functionName, signal);
    await finish(
      deploy,
      target,
      lambda,
      place,
      { stage: "done", configuration: current, findings, wasDeployed: true },
      tell,
      signal,
    );
    return;
  }
  const code = await codeOf(deploy, place, uploads, limit, tell, watch);
  const upload: Watch = { ...watch, onProgress: (sent) => tell({ stage: "sending", sent, findings }) };
  tell({ stage: "sending", findings });
  if (!current) {
    const action = {
      op: "CreateFunction",
      functionName,
      code,
      role: create?.role ?? "",
      runtime: deploy.runtime,
      handler: deploy.handler ?? "",
      architecture: deploy.architecture,
    } as const;
    await settledByState(
      lambda.sendCode("CreateFunction", action, place, zip, upload),
      deploy,
      lambda,
      place,
      functionName,
      signal,
    );
    tell({ stage: "updating", findings });
    await lambda.settled("active", place, functionName, signal);
  } else {
    const action = {
      op: "UpdateFunctionCode",
      functionName,
      code,
      architecture: deploy.architecture,
      ...(deploy.guard && current.revisionId && { revisionId: current.revisionId }),
      ...(deploy.dryRun && { dryRun: true }),
    } as const;
    const sending = lambda.sendCode("UpdateFunctionCode", action, place, zip, upload);
    if (deploy.dryRun) {
      await sending;
      tell({ stage: "done", configuration: current, findings, wasDryRun: true });
      return;
    }
    await settledByState(sending, deploy, lambda, place, functionName, signal);
  }
  tell({ stage: "updating", findings });
  const after = await lambda.settled("updated", place, functionName, signal);
  expectSame(after, deploy);
  await finish(deploy, target, lambda, place, { stage: "done", configuration: after, findings }, tell, signal);
}

/** Compares the function with the package; sets its runtime and handler first where that is wished. */
async function checked(
  deploy: Deploy,
  found: FunctionConfiguration,
  lambda: Lambda,
  place: Place,
  tell: Tell,
  watch: Watch,
): Promise<{ function: FunctionConfiguration; findings: Finding[] }> {
  const { runtime, handler, architecture, unzippedSize, zip } = deploy;
  const { functionName } = found;
  const pressed = { runtime, architecture, unzippedSize, codeSha256: zip.codeSha256, ...(handler && { handler }) };
  const compare = (configuration: FunctionConfiguration) => lambda.compare(configuration, pressed);
  const differs = found.runtime !== runtime || (handler !== undefined && found.handler !== handler);
  if (deploy.configure && differs && !deploy.dryRun) {
    const action = { op: "UpdateFunctionConfiguration", functionName, runtime, ...(handler && { handler }) } as const;
    tell({ stage: "updating" });
    await lambda.run("UpdateFunctionConfiguration", action, place, watch.signal ? { signal: watch.signal } : {});
    found = await lambda.settled("updated", place, functionName, watch.signal);
  }
  const findings = await compare(found);
  tell({ stage: "checking", findings, configuration: found });
  const error = findings.find(({ severity }) => severity === "error");
  if (error) throw new DeployError(error);
  return { function: found, findings };
}

async function codeOf(
  deploy: Deploy,
  place: Place,
  uploads: SharedUploads,
  limit: number,
  tell: Tell,
  watch: Watch,
): Promise<CodeOrigin> {
  const { zip, bucket } = deploy;
  if (!bucket && zip.blob.size > limit) {
    throw new DeployError({
      code: "package-needs-bucket",
      message: `The package has ${zip.blob.size} bytes, and Lambda takes ${limit} in a request`,
      hint: "Name a bucket: the package then goes to Lambda through S3",
    });
  }
  if (!bucket) return { zipFile: true };
  tell({ stage: "uploading", sent: 0 });
  const onProgress = (sent: number) => tell({ stage: "uploading", sent });
  const named = bucket.replaceAll("{region}", place.region);
  return uploads.of(deploy, place, named, { ...watch, onProgress });
}

/** An answer that was lost, and what follows from that, is settled by asking what Lambda holds. */
async function settledByState(
  sending: Promise<unknown>,
  { zip }: Deploy,
  lambda: Lambda,
  place: Place,
  functionName: string,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await sending;
  } catch (error) {
    if (!(error instanceof LostOr && error.wasLost)) throw error;
    const now = await lambda.find(place, functionName, signal);
    if (now?.codeSha256 !== zip.codeSha256) throw error;
  }
}

function expectSame({ codeSha256, functionName }: FunctionConfiguration, { zip }: Deploy): void {
  if (codeSha256 === zip.codeSha256) return;
  throw new DeployError({
    code: "code-differs",
    message: `Lambda reports the CodeSha256 "${codeSha256}" for "${functionName}", and the package has "${zip.codeSha256}"`,
    hint: "The function does NOT run this package: someone else may have updated it, or a signer repacked it",
  });
}

async function finish(
  deploy: Deploy,
  target: FunctionTarget,
  lambda: Lambda,
  place: Place,
  told: Told & { configuration: FunctionConfiguration },
  tell: Tell,
  signal?: AbortSignal,
): Promise<void> {
  const { functionName, alias } = target;
  let { configuration } = told;
  if (deploy.publish || alias) {
    tell({ ...told, stage: "publishing" });
    const publish = { op: "PublishVersion", functionName, codeSha256: deploy.zip.codeSha256 } as const;
    // Lambda publishes no second version of unchanged code and configuration, so asking again is safe.
    const common = { mayRepeat: true, ...(signal && { signal }) };
    configuration = await lambda.run("PublishVersion", publish, place, common);
    expectSame(configuration, deploy);
    if (alias) await lambda.alias(place, functionName, alias, configuration.version, signal);
  }
  tell({ ...told, stage: "done", configuration, ...(alias && { alias }) });
}
