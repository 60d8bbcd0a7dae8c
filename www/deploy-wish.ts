/** What the deploy card's form asks for: places, rows, deploys, and what is shown of their results. */

import type { FunctionConfiguration, Place } from "./deploy/boundary";
import type { Deploy } from "./deploy/flow";
import type { Zip } from "./deploy/parts";
import { type Form, functionsOf, type Named, type Row } from "./deploy-state";
import type { Architecture, Download, State } from "./state";

/** What a deploy was started with: whatever changes on the page meanwhile, a retry is of this. */
export interface Wish {
  form: Form;
  runtime: string;
  handler?: string;
  architecture: Architecture;
  chosen: Download;
}

export function wishOf(form: Form, state: State, chosen: Download): Wish {
  const { handler, runtime } = state.target;
  return { form, runtime, ...(handler && { handler }), architecture: architectureOf(state, chosen), chosen };
}

export const zipOf = ({ zip, name }: Download): Zip => ({ blob: zip.zip, codeSha256: zip.codeSha256, name });

function architectureOf({ pressing, target }: State, chosen: Download): Architecture {
  const outcomes = pressing.status === "pressed" ? pressing.outcomes : [];
  const of = outcomes.find((one) => "downloads" in one && one.downloads.includes(chosen));
  return of?.architecture ?? target.architecture;
}

export function placeOf(form: Form, region = form.region): Place {
  const { lambdaEndpoint, s3Endpoint, pathStyle } = form;
  return {
    region,
    ...(lambdaEndpoint && { lambdaEndpoint }),
    ...(s3Endpoint && { s3Endpoint }),
    ...(pathStyle && { pathStyle }),
  };
}

/** The bucket's name in a region. */
export const bucketIn = ({ bucket }: Form, region: string): string => bucket.replaceAll("{region}", region);

export function deployOf({ form, runtime, handler, architecture, chosen }: Wish): Deploy {
  const { bucket, key, ifNoneMatch, publish, dryRun, configure, guard } = form;
  return {
    zip: zipOf(chosen),
    unzippedSize: chosen.zip.unzippedSize,
    runtime,
    architecture,
    ...(handler && { handler }),
    place: placeOf(form),
    ...(bucket && { bucket }),
    key,
    ifNoneMatch,
    publish,
    dryRun,
    configure,
    guard,
    ...(form.create && { create: { role: form.role } }),
  };
}

/** The functions that a published layer version is attached to. */
export const attachedOf = ({ attachTo, region }: Form): Named[] => functionsOf({ functions: attachTo, region });

export const idOf = ({ functionName, region, alias }: Named): string => [functionName, alias ?? "", region].join(" ");

export function rowsOf({ form, chosen }: Wish): Row[] {
  const row = (id: string, label: string, region: string): Row => ({
    id,
    label,
    region,
    size: chosen.zip.size,
    told: { stage: "waiting" },
    fault: null,
    problem: null,
    facts: [],
  });
  const functionRow = (target: Named) =>
    row(idOf(target), target.alias ? `${target.functionName}:${target.alias}` : target.functionName, target.region);
  if (form.way === "link") return [row("link", chosen.name, "")];
  if (form.goal === "object") return [row("object", `s3://${bucketIn(form, form.region)}/${form.key}`, form.region)];
  if (form.goal === "layer") return [row("layer", form.layerName, form.region), ...attachedOf(form).map(functionRow)];
  return functionsOf(form).map(functionRow);
}

export function factsOf(of: FunctionConfiguration, alias?: string): [string, string][] {
  return present({
    FunctionName: of.functionName,
    FunctionArn: of.functionArn,
    Runtime: of.runtime,
    Handler: of.handler,
    Architectures: of.architectures.join(", "),
    CodeSize: of.codeSize,
    CodeSha256: of.codeSha256,
    Layers: of.layers.map(({ arn }) => arn).join(", "),
    Version: of.version,
    Alias: alias,
    LastModified: of.lastModified,
    RevisionId: of.revisionId,
  });
}

export function present(facts: Record<string, string | number | undefined>): [string, string][] {
  return Object.entries(facts).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
}
