/** Deploys all packages of a repository: into a bucket, and to existing functions. */

import { LIMITS } from "../../common/facts";
import { detailsOf, functionRow, newRow } from "../deploy-row";
import { DeployError } from "../error";
import { forEachLimited } from "../for-each-limited";
import { type DeployForm, endpointOf } from "../form";
import { deployFunctions } from "../function/deploy-functions";
import type { FunctionDeploy } from "../function/function-deploy";
import { expectFunctions } from "../function-ref";
import { type Deployment, reportDone, uploadOptions } from "../goal";
import type { Services } from "../services";
import type { ProjectPart, ProjectRequest } from "./project-request";

/** Number of uploads at the same time. Browsers keep only a few connections to a server. */
const CONCURRENCY = 3;

/** Prepares the deploy. Throws a DeployError if there is nothing to do, or no bucket. */
export function prepareProject(request: ProjectRequest, form: DeployForm, services: Services): Deployment {
  return request.step === "upload" ? prepareUploads(request, form, services) : prepareUpdates(request, form, services);
}

/** Uploads the packages that the bucket does not have. Functions with the same package share one object. */
function prepareUploads({ parts, bucket }: ProjectRequest, form: DeployForm, { s3, session }: Services): Deployment {
  if (!bucket) {
    throw new DeployError({ code: "bucket-unnamed", message: "No bucket is named", hint: "Name the bucket" });
  }
  const place = endpointOf(form);
  const byKey = new Map(parts.map((part) => [part.key, part]));
  return {
    rows: [...byKey.values()].map(({ key, zip }) => newRow(key, `s3://${bucket}/${key}`, form.region, zip)),
    async run(rows, reports) {
      await session.use(() =>
        forEachLimited(rows, CONCURRENCY, async ({ id: key }) => {
          const part = byKey.get(key);
          if (!part) return;
          const { zip } = part;
          try {
            const destination = { place, bucket, key };
            const held = await s3.find(zip, destination, reports.signal);
            const uploaded = held ?? (await s3.upload(zip, destination, uploadOptions(reports, key)));
            const verified = held ? "It was there already" : uploaded.verified;
            const { codeSha256 } = zip;
            reportDone(reports, key, detailsOf({ Key: key, Size: zip.blob.size, codeSha256, Verified: verified }));
          } catch (error) {
            reports.row(key).onError(error);
          }
        }),
      );
    },
  };
}

/** Updates the functions, each with its own package. */
function prepareUpdates(request: ProjectRequest, form: DeployForm, services: Services): Deployment {
  const named = request.parts.flatMap((part) => {
    const [target] = expectFunctions(part.functionName ?? "", form.region);
    return target ? [{ part, target }] : [];
  });
  if (named.length === 0) {
    const hint = "Write one line for each: the name in the template, an equals sign, the name of the function";
    throw new DeployError({ code: "function-unnamed", message: "No function is named", hint });
  }
  const deploys = named.map(({ part, target }) => ({ target, deploy: deployOf(part, request, form) }));
  return {
    rows: named.map(({ part, target }) => ({ ...functionRow(target, part.zip), target })),
    run: (rows, reports) => deployFunctions(deploys, rows, reports, services),
  };
}

function deployOf({ zip, key }: ProjectPart, { bucket }: ProjectRequest, form: DeployForm): FunctionDeploy {
  const { unzippedSize, runtime, architecture, handler } = zip;
  const { publish, dryRun, configure, guard } = form;
  return {
    ...{ zip, unzippedSize, runtime, architecture, publish, dryRun, configure, guard, key },
    ...(handler && { handler }),
    place: endpointOf(form),
    // A package that is small enough is sent in the request.
    ...(bucket && zip.blob.size > LIMITS.directUpload && { bucket }),
  };
}
