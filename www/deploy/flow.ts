import type { Finding } from "../packager/types";
import type { Architecture, CodeOrigin, FunctionConfiguration, Place } from "./boundary";
import { type Change, configure, isAs } from "./configure";
import { DeployError } from "./error";
import type { Lambda } from "./lambda";
import type { Watch, Zip } from "./parts";
import { LostOr } from "./retry";
import type { SharedUploads } from "./shared-uploads";

/** A function to deploy to, with its own region. */
export interface FunctionTarget {
  /** As it was given: the ARN of another account's function stays one. */
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

export type Stage =
  | "waiting"
  | "checking"
  | "uploading"
  | "sending"
  | "updating"
  | "configuring"
  | "publishing"
  | "done"
  | "failed";

/** What a row of the result shows. */
export interface Told {
  stage: Stage;
  sent?: number;
  findings?: Finding[];
  configuration?: FunctionConfiguration;
  /** Lambda held these bytes before anything was sent. */
  wasDeployed?: boolean;
  /** What was sent besides the code. */
  also?: ("configuration" | "version" | "alias")[];
  wasDryRun?: boolean;
  /** A dry run of a function that is not there. */
  wouldCreate?: boolean;
  alias?: string;
  /** The layer version that the function was given. */
  attached?: string;
}

export type Tell = (told: Told) => void;

export interface Context {
  lambda: Lambda;
  uploads: SharedUploads;
  /** Bytes of a zip that a request takes. */
  limit: number;
}

interface Job extends Context, FunctionTarget {
  deploy: Deploy;
  place: Place;
  tell: Tell;
  watch: Watch;
}

/**
 * Brings one function to hold exactly the package, and proves it. First everything that may fail without a trace:
 * looking, checking, uploading. Then the code, then the configuration that fits it, then version and alias: what
 * fails in between is found as it is and gone on from by the next deploy.
 */
export async function deployFunction(
  deploy: Deploy,
  target: FunctionTarget,
  context: Context,
  tell: Tell,
  watch: Watch,
): Promise<void> {
  const { lambda } = context;
  const { functionName, region } = target;
  const { signal } = watch;
  const place = { ...deploy.place, region };
  const job: Job = { ...context, ...target, deploy, place, tell, watch };
  tell({ stage: "checking" });
  const found = await lambda.find(place, functionName, signal);
  if (!found) {
    if (!deploy.create) throw missing(target);
    if (deploy.dryRun) return tryCreate(job);
    await create(job, deploy.create.role);
    const made = await settled(job);
    return finish(job, { stage: "done", configuration: made, also: [] });
  }
  const before = await quiet(job, found);
  const findings = await checked(job, before);
  if (deploy.dryRun) return tryUpdate(job, before, findings);
  // Of an update that failed, what is reported may not be what runs.
  const wasDeployed = holds(before, deploy) && before.lastUpdateStatus !== "Failed";
  let now = wasDeployed ? before : await update(job, before, findings);
  const also: Told["also"] = [];
  const change = changeOf(deploy);
  if (!isAs(now, change)) {
    tell({ stage: "configuring" });
    const revisionId = deploy.guard ? now.revisionId : undefined;
    now = await configure(lambda, place, functionName, change, revisionId, watch);
    expectSame(now, deploy);
    also.push("configuration");
  }
  await finish(job, { stage: "done", configuration: now, findings, also, ...(wasDeployed && { wasDeployed }) });
}

function missing({ functionName, region }: FunctionTarget): DeployError {
  return new DeployError({
    code: "function-missing",
    message: `There is no function "${functionName}" in "${region}"`,
    hint: "Correct its name or the region, or create it",
  });
}

/** A change under way gives the function another revision when it ends, so it is waited for before looking. */
async function quiet(job: Job, found: FunctionConfiguration): Promise<FunctionConfiguration> {
  const { lambda, place, functionName, tell, watch } = job;
  return lambda.quiet(found, place, functionName, () => tell({ stage: "updating" }), watch.signal);
}

/** Compares the function, as it will be configured, with the package. */
async function checked(job: Job, before: FunctionConfiguration): Promise<Finding[]> {
  const { deploy, lambda, tell } = job;
  const { runtime, handler, architecture, unzippedSize, zip } = deploy;
  const pressed = { runtime, architecture, unzippedSize, codeSha256: zip.codeSha256, ...(handler && { handler }) };
  const findings = await lambda.compare({ ...before, ...changeOf(deploy) }, pressed);
  tell({ stage: "checking", findings, configuration: before });
  const error = findings.find(({ severity }) => severity === "error");
  if (error) throw new DeployError(error);
  return findings;
}

function changeOf({ configure, runtime, handler }: Deploy): Omit<Change, "layers"> {
  return configure ? { runtime, ...(handler && { handler }) } : {};
}

/** Whether the function runs exactly this package, for the architecture it was pressed for. */
function holds({ codeSha256, architectures }: FunctionConfiguration, { zip, architecture }: Deploy): boolean {
  // "x86_64" where the answer has none: the default (API reference, Architectures).
  return codeSha256 === zip.codeSha256 && (architectures[0] ?? "x86_64") === architecture;
}

async function update(job: Job, before: FunctionConfiguration, findings: Finding[]): Promise<FunctionConfiguration> {
  const { deploy, lambda, place, functionName, tell, watch } = job;
  const code = await codeOf(job);
  tell({ stage: "sending", findings });
  try {
    const onProgress = (sent: number) => tell({ stage: "sending", sent, findings });
    const action = updateOf(job, before, code);
    await lambda.sendCode("UpdateFunctionCode", action, place, deploy.zip, { ...watch, onProgress });
  } catch (error) {
    // An answer that was lost, and what follows from that, is settled by asking what Lambda holds.
    if (!(error instanceof LostOr && error.wasLost)) throw error;
    const now = await lambda.find(place, functionName, watch.signal);
    if (!now || !holds(now, deploy)) throw error;
  }
  return settled(job);
}

function updateOf({ deploy, functionName }: Job, { revisionId }: FunctionConfiguration, code: CodeOrigin) {
  const { architecture, guard } = deploy;
  const guarded = guard && revisionId ? { revisionId } : {};
  return { op: "UpdateFunctionCode", functionName, code, architecture, ...guarded } as const;
}

/** Asks Lambda whether it would take the update; nothing is uploaded or changed. */
async function tryUpdate(job: Job, before: FunctionConfiguration, findings: Finding[]): Promise<void> {
  const { deploy, lambda, place, tell, watch } = job;
  expectTryable(job);
  const action = { ...updateOf(job, before, { zipFile: true }), dryRun: true };
  tell({ stage: "sending", findings });
  const onProgress = (sent: number) => tell({ stage: "sending", sent, findings });
  await lambda.sendCode("UpdateFunctionCode", action, place, deploy.zip, { ...watch, onProgress });
  tell({ stage: "done", configuration: before, findings, wasDryRun: true });
}

/** Lambda has no dry run of CreateFunction: it would make the function. */
function tryCreate({ deploy: { zip, bucket }, limit, tell }: Job): void {
  if (!bucket) expectDirect(zip, limit);
  tell({ stage: "done", wasDryRun: true, wouldCreate: true });
}

function expectTryable({ deploy: { zip, bucket }, limit }: Job): void {
  if (!bucket) expectDirect(zip, limit);
  if (zip.blob.size <= limit) return;
  throw new DeployError({
    code: "dry-run-needs-upload",
    message: `The package has ${zip.blob.size} bytes: Lambda could only try it after an upload to "${bucket}"`,
    hint: "Deploy it without a dry run, or only upload it",
  });
}

function expectDirect({ blob }: Zip, limit: number): void {
  if (blob.size <= limit) return;
  throw new DeployError({
    code: "package-needs-bucket",
    message: `The package has ${blob.size} bytes, and Lambda takes ${limit} in a request`,
    hint: "Name a bucket: the package then goes to Lambda through S3",
  });
}

async function create(job: Job, role: string): Promise<void> {
  const { deploy, lambda, place, functionName, tell, watch } = job;
  const { runtime, architecture, handler = "", zip } = deploy;
  const code = await codeOf(job);
  tell({ stage: "sending" });
  const action = { op: "CreateFunction", functionName, code, role, runtime, handler, architecture } as const;
  const onProgress = (sent: number) => tell({ stage: "sending", sent });
  await lambda.create(action, place, zip, (made) => holds(made, deploy), { ...watch, onProgress });
  tell({ stage: "updating" });
  await lambda.settled("active", place, functionName, watch.signal);
}

async function codeOf({ deploy, place, uploads, limit, tell, watch }: Job): Promise<CodeOrigin> {
  const { zip, bucket } = deploy;
  if (!bucket) {
    expectDirect(zip, limit);
    return { zipFile: true };
  }
  tell({ stage: "uploading", sent: 0 });
  const onProgress = (sent: number) => tell({ stage: "uploading", sent });
  const named = bucket.replaceAll("{region}", place.region);
  return uploads.of(deploy, place, named, { ...watch, onProgress });
}

/** The function after its update, with the package's bytes. */
async function settled({ deploy, lambda, place, functionName, tell, watch }: Job): Promise<FunctionConfiguration> {
  tell({ stage: "updating" });
  const after = await lambda.settled("updated", place, functionName, watch.signal);
  expectSame(after, deploy);
  return after;
}

function expectSame(after: FunctionConfiguration, { zip, architecture }: Deploy): void {
  const { codeSha256, functionName, architectures } = after;
  if (codeSha256 !== zip.codeSha256) {
    throw new DeployError({
      code: "code-differs",
      message: `Lambda reports the CodeSha256 "${codeSha256}" for "${functionName}", and the package has "${zip.codeSha256}"`,
      hint: "The function does NOT run this package: someone else may have updated it, or a signer repacked it",
    });
  }
  const [runs = architecture] = architectures;
  if (runs !== architecture) {
    throw new DeployError({
      code: "architecture-differs",
      message: `Lambda runs "${functionName}" on "${runs}", and the package is for "${architecture}"`,
      hint: "Someone else may have updated it meanwhile: look at the function, then deploy again",
    });
  }
}

async function finish(
  { deploy, lambda, place, functionName, alias, tell, watch: { signal } }: Job,
  told: Told & { configuration: FunctionConfiguration; also: NonNullable<Told["also"]> },
): Promise<void> {
  let { configuration } = told;
  const also = [...told.also];
  if (deploy.publish || alias) {
    tell({ ...told, stage: "publishing" });
    const publish = { op: "PublishVersion", functionName, codeSha256: deploy.zip.codeSha256 } as const;
    // Lambda publishes no second version of unchanged code and configuration, so asking again is safe.
    const common = { mayRepeat: true, ...(signal && { signal }) };
    configuration = await lambda.run("PublishVersion", publish, place, common);
    expectSame(configuration, deploy);
    also.push("version");
    if (alias) {
      await lambda.alias(place, functionName, alias, configuration.version, signal);
      also.push("alias");
    }
  }
  tell({ ...told, stage: "done", configuration, also, ...(alias && { alias }) });
}
