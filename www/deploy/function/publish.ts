import type { EndpointConfig, FunctionConfiguration, Values } from "../aws-types";
import { DeployError, mayHaveSucceeded } from "../error";
import type { Lambda } from "../lambda";
import type { AlsoSent, DeployProgress } from "../progress";
import { expectPackage, type FunctionJob } from "./function-deploy";

/** The result of the previous steps. */
interface Result extends DeployProgress {
  configuration: FunctionConfiguration;
  also: AlsoSent[];
}

/** Ends a deploy: publishes a version and moves the alias if requested, and reports the result. */
export async function publishVersion(job: FunctionJob, result: Result): Promise<void> {
  const { deploy, lambda, place, functionName, alias, onProgress, options } = job;
  const { signal } = options;
  let { configuration } = result;
  const also = [...result.also];
  const isVersioned = deploy.publish || alias !== undefined;
  // On managed instances, calls without a version or alias run "$LATEST.PUBLISHED".
  const replaces = !isVersioned && configuration.capacityProviderConfig !== undefined;
  if (isVersioned || replaces) {
    onProgress({ ...result, stage: "publishing" });
    const to = replaces ? { publishTo: "LATEST_PUBLISHED" as const } : {};
    const action = { op: "PublishVersion", functionName, codeSha256: deploy.zip.codeSha256, ...to } as const;
    // Lambda publishes no second version of unchanged code and configuration, so repeating is safe.
    configuration = await lambda.run("PublishVersion", action, place, { mayRepeat: true, ...(signal && { signal }) });
    expectPackage(configuration, deploy);
    also.push("version");
    if (alias) {
      await moveAlias(lambda, place, functionName, alias, configuration.version, signal);
      also.push("alias");
    }
  }
  onProgress({ ...result, stage: "done", configuration, also, ...(alias && { alias }) });
}

/** Points an alias to a version. Creates the alias if it does not exist. */
async function moveAlias(
  lambda: Lambda,
  place: EndpointConfig,
  functionName: string,
  name: string,
  functionVersion: string,
  signal?: AbortSignal,
): Promise<Values["GetAlias"]> {
  const options = signal ? { signal } : {};
  const update = { op: "UpdateAlias", functionName, name, functionVersion } as const;
  try {
    return await lambda.run("UpdateAlias", update, place, options);
  } catch (error) {
    if (!(error instanceof DeployError && error.failure?.kind === "not-found")) throw error;
  }
  try {
    return await lambda.run("CreateAlias", { ...update, op: "CreateAlias" }, place, { ...options, mayRepeat: true });
  } catch (error) {
    // An attempt without an answer may have created it.
    if (!mayHaveSucceeded(error)) throw error;
    const alias = await lambda.run("GetAlias", { op: "GetAlias", functionName, name }, place, options);
    if (alias.functionVersion !== functionVersion) throw error;
    return alias;
  }
}
