import { LIMITS } from "../../common/facts";
import { type DeployRow, functionRowId } from "../deploy-row";
import { DeployError } from "../error";
import type { FunctionRef } from "../function-ref";
import type { DeploymentReports } from "../goal";
import type { DifferencesAnswer } from "../progress";
import type { Services } from "../services";
import { type CheckedFunction, checkFunction } from "./deploy-function";
import type { FunctionDeploy } from "./function-deploy";
import { forEachFunction } from "./function-runs";
import { SharedUploads } from "./shared-uploads";

/** A function, and what is deployed to it. */
interface FunctionAndDeploy {
  target: FunctionRef;
  deploy: FunctionDeploy;
}

/** The error if a deploy is cancelled before it has sent anything to a function. */
const UNSENT = { code: "cancelled-unsent", message: "The deploy was cancelled", hint: "Nothing was sent" };

/**
 * Deploys to functions. All are looked at before anything is sent, and the user is asked once about those that differ
 * from their package. Does not reject: a failure is reported in the row.
 */
export function deployFunctions(
  deploys: FunctionAndDeploy[],
  rows: DeployRow[],
  reports: DeploymentReports,
  { lambda, s3, session }: Pick<Services, "lambda" | "s3" | "session">,
): Promise<void> {
  const targets = deploys.map(({ target }) => target);
  const deployOf = new Map(deploys.map(({ target, deploy }) => [functionRowId(target), deploy]));
  const context = { lambda, uploads: new SharedUploads(s3), limit: LIMITS.directUpload };
  const checked = new Map<string, CheckedFunction>();
  return session.use(async () => {
    await forEachFunction(targets, rows, reports, async (target, { onProgress, ...options }) => {
      const id = functionRowId(target);
      const deploy = deployOf.get(id);
      if (!deploy) return;
      try {
        checked.set(id, await checkFunction(deploy, target, context, onProgress, options));
      } catch (error) {
        throw options.signal.aborted ? new DeployError(UNSENT) : error;
      }
    });
    let answer: DifferencesAnswer;
    try {
      answer = await answerTo(checked, (functions) => session.whileWaiting(() => reports.ask(functions)));
    } catch (error) {
      for (const id of checked.keys()) reports.row(id).onError(error);
      return;
    }
    // Only some are sent at the same time.
    for (const id of checked.keys()) reports.row(id).onProgress({ stage: "waiting" });
    await forEachFunction(targets, rows, reports, async (target, { signal }) => {
      const found = checked.get(functionRowId(target));
      if (found && signal.aborted) throw new DeployError(UNSENT);
      await found?.deploy(answer);
    });
  });
}

/** The answer about the functions that differ. They are not asked about if there are none. */
async function answerTo(
  checked: Map<string, CheckedFunction>,
  ask: DeploymentReports["ask"],
): Promise<DifferencesAnswer> {
  const functions = [...checked].map(([id, { differences }]) => ({ id, differences }));
  const differing = functions.filter(({ differences }) => differences.length > 0);
  return differing.length > 0 ? ask(differing) : "code-only";
}
