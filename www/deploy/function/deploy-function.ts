import type { Finding } from "../../packager/types";
import type { FunctionConfiguration } from "../aws-types";
import { DeployError } from "../error";
import type { FunctionRef } from "../function-ref";
import type { OnProgress } from "../progress";
import type { TransferOptions } from "../transfer";
import { type ConfigurationChange, configureFunction, isConfigured } from "./configure";
import { createFunction, tryCreate } from "./create";
import {
  expectPackage,
  type FunctionDeploy,
  type FunctionDeployContext,
  type FunctionJob,
  hasPackage,
} from "./function-deploy";
import { publishVersion } from "./publish";
import { tryUpdate, updateFunction } from "./update";

/**
 * Deploys the package to one function, and verifies that the function has it. The order of the steps: first those that
 * change nothing if they fail (looking, checking, uploading), then the code, then the configuration that fits it, then
 * version and alias. After a failure in between, the next deploy continues from the state that it finds.
 */
export async function deployFunction(
  deploy: FunctionDeploy,
  target: FunctionRef,
  context: FunctionDeployContext,
  onProgress: OnProgress,
  options: TransferOptions,
): Promise<void> {
  const { lambda } = context;
  const { functionName, region } = target;
  const place = { ...deploy.place, region };
  const job: FunctionJob = { ...context, ...target, deploy, place, onProgress, options };
  onProgress({ stage: "checking" });
  const found = await lambda.find(place, functionName, options.signal);
  if (!found) return deployNew(job);
  const before = await waitWhileChanging(job, found);
  const findings = await compareWithPackage(job, before);
  if (deploy.dryRun) return tryUpdate(job, before, findings);
  // After a failed update, the reported code may not be the code that runs.
  const wasDeployed = hasPackage(before, deploy) && before.lastUpdateStatus !== "Failed";
  const settled = wasDeployed ? { job, findings } : await settleDifferences(job, findings);
  const updated = wasDeployed ? before : await updateFunction(settled.job, before, settled.findings);
  const configured = await setConfiguration(settled.job, updated);
  await publishVersion(settled.job, {
    stage: "done",
    configuration: configured ?? updated,
    findings: settled.findings,
    also: configured ? ["configuration"] : [],
    ...(wasDeployed && { wasDeployed }),
  });
}

/** The findings about values of a function that a deploy can set to those of the package. */
const DIFFERENCES = new Set(["deploy-architecture", "deploy-runtime", "deploy-handler"]);

/** Asks what to do about differences, unless that was chosen before. With the findings that remain. */
async function settleDifferences(job: FunctionJob, findings: Finding[]) {
  const differences = findings.filter(({ code }) => DIFFERENCES.has(code));
  const { deploy, ask } = job;
  if (!ask || deploy.configure || differences.length === 0) return { job, findings };
  if ((await ask(differences)) === "code-only") return { job, findings };
  const remaining = findings.filter((finding) => !differences.includes(finding));
  return { job: { ...job, deploy: { ...deploy, configure: true } }, findings: remaining };
}

/** Deploys to a function that does not exist yet. */
async function deployNew(job: FunctionJob): Promise<void> {
  const { deploy, functionName, region } = job;
  if (!deploy.create) {
    throw new DeployError({
      code: "function-missing",
      message: `There is no function "${functionName}" in "${region}"`,
      hint: "Correct its name or the region, or create it",
    });
  }
  if (deploy.create.role === "") {
    throw new DeployError({
      code: "role-unnamed",
      message: `"${functionName}" does not exist, and no execution role is named to create it with`,
      hint: "Write the ARN of the role that the function is to run as",
    });
  }
  if (deploy.dryRun) return tryCreate(job);
  const configuration = await createFunction(job, deploy.create);
  await publishVersion(job, { stage: "done", configuration, also: [] });
}

/** Waits before reading the revision, because a change in progress gives the function another revision when it ends. */
async function waitWhileChanging(job: FunctionJob, found: FunctionConfiguration): Promise<FunctionConfiguration> {
  const { lambda, place, functionName, onProgress, options } = job;
  const onWait = () => onProgress({ stage: "updating" });
  return lambda.waitWhileChanging(found, place, functionName, onWait, options.signal);
}

/** Compares the package with the function as it will be configured. Throws if the package cannot work there. */
async function compareWithPackage(job: FunctionJob, before: FunctionConfiguration): Promise<Finding[]> {
  const { deploy, lambda, onProgress } = job;
  const { runtime, handler, architecture, unzippedSize, zip } = deploy;
  const { bucket, publish } = deploy;
  const pressed = {
    ...{ runtime, architecture, unzippedSize, codeSha256: zip.codeSha256, ...(handler && { handler }) },
    isInBucket: bucket !== undefined,
    isVersioned: publish || job.alias !== undefined,
  };
  const findings = await lambda.aws.call("compareFunction", { ...before, ...configurationOf(deploy) }, pressed);
  onProgress({ stage: "checking", findings, configuration: before });
  const error = findings.find(({ severity }) => severity === "error");
  if (error) throw new DeployError(error);
  return findings;
}

/** Sets runtime and handler if that is requested. Undefined if the function already has them. */
async function setConfiguration(
  job: FunctionJob,
  now: FunctionConfiguration,
): Promise<FunctionConfiguration | undefined> {
  const { deploy, lambda, place, functionName, onProgress, options } = job;
  const change = configurationOf(deploy);
  if (isConfigured(now, change)) return undefined;
  onProgress({ stage: "configuring" });
  const revisionId = deploy.guard ? now.revisionId : undefined;
  const configuration = await configureFunction(lambda, place, functionName, change, revisionId, options);
  expectPackage(configuration, deploy);
  return configuration;
}

function configurationOf({ configure, runtime, handler }: FunctionDeploy): Omit<ConfigurationChange, "layers"> {
  return configure ? { runtime, ...(handler && { handler }) } : {};
}
