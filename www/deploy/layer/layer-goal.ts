import type { AwsClient } from "../client";
import type { DeployRequest } from "../deploy-request";
import { detailsOf, functionRow, newRow } from "../deploy-row";
import { bucketIn, type DeployForm, endpointOf, type Shell } from "../form";
import { forEachFunction } from "../function/function-runs";
import { expectFunctions, type FunctionRef } from "../function-ref";
import { type Deployment, type DeploymentReports, type Goal, reportDone, uploadOptions } from "../goal";
import type { Services } from "../services";
import { attachLayer, expectSameRegion } from "./attach-layer";
import { publishLayer } from "./publish-layer";

/** Publishes a layer version, and attaches it to functions. */
export const layerGoal: Goal = { prepare, commands };

const LAYER_ROW = "layer";

function prepare(request: DeployRequest, services: Services): Deployment {
  const { form, zip } = request;
  const targets = attachTargets(form);
  // Set once the layer version is published. If attaching fails, a retry attaches the same version.
  let layerVersionArn: string | undefined;
  return {
    rows: [newRow(LAYER_ROW, form.layerName, form.region, zip), ...targets.map((target) => functionRow(target, zip))],
    async run(rows, reports) {
      if (rows.some(({ id }) => id === LAYER_ROW)) layerVersionArn = await publish(request, services, reports);
      if (!layerVersionArn) return;
      const attachment = { layerVersionArn, place: endpointOf(form), guard: form.guard };
      await services.session.use(() =>
        forEachFunction(targets, rows, reports, (target, { onProgress, ...options }) =>
          attachLayer(attachment, target, services.lambda, onProgress, options),
        ),
      );
    },
  };
}

/** Publishes the layer version and returns its ARN. */
async function publish(
  { form, zip }: DeployRequest,
  { lambda, s3, session }: Services,
  reports: DeploymentReports,
): Promise<string> {
  const { layerName, bucket, key } = form;
  const { runtime, architecture } = zip;
  const layer = { layerName, runtime, architecture, key, ...(bucket && { bucket }) };
  const options = uploadOptions(reports, LAYER_ROW);
  const version = await session.use(() => publishLayer(lambda, s3, zip, endpointOf(form), layer, options));
  const details = detailsOf({
    LayerArn: version.layerArn,
    LayerVersionArn: version.layerVersionArn,
    Version: version.version,
    CodeSize: version.codeSize,
    CodeSha256: version.codeSha256,
  });
  reportDone(reports, LAYER_ROW, details);
  return version.layerVersionArn;
}

async function commands({ form, zip }: DeployRequest, aws: AwsClient, shell: Shell): Promise<string[]> {
  const { layerName, key, region } = form;
  const { runtime, architecture } = zip;
  const code = form.bucket ? { bucket: bucketIn(form, region), key } : ({ zipFile: true } as const);
  const targets = attachTargets(form);
  for (const target of targets) expectSameRegion(target, region);
  const attachTo = targets.map(({ functionName }) => functionName);
  const layer = { layerName, code, runtime, architecture, attachTo, place: endpointOf(form) };
  return aws.call("layerCommands", { zip: zip.name, size: zip.blob.size, shell, ...layer });
}

const attachTargets = ({ attachTo, region }: DeployForm): FunctionRef[] => expectFunctions(attachTo, region);
