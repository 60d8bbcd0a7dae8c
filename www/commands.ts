/** What the deploy card asks for, as commands to copy. */

import type { AwsClient } from "./deploy/client";
import { type Form, functionsOf } from "./deploy-state";
import { attachedOf, bucketIn, placeOf, type Wish } from "./deploy-wish";

export type Shell = Form["shell"];

/** The commands that do what the form asks for; empty where something of it is not filled in yet. */
export async function commandsOf(aws: AwsClient, wish: Wish, shell: Shell): Promise<string[]> {
  const { form, chosen, runtime, architecture, handler } = wish;
  const { key, goal, region, layerName, publish, dryRun, configure, guard, ifNoneMatch } = form;
  const { name: zip } = chosen;
  const { size, codeSha256 } = chosen.zip;
  const codeIn = (region: string) =>
    form.bucket ? { bucket: bucketIn(form, region), key } : ({ zipFile: true } as const);
  const common = { zip, size, shell };
  if (goal === "layer") {
    const attachTo = attachedOf(form).map(({ functionName }) => functionName);
    const layer = { layerName, code: codeIn(region), runtime, architecture, attachTo };
    return aws.call("layerCommands", { ...common, ...layer, place: placeOf(form) });
  }
  if (goal !== "function") {
    const bucket = bucketIn(form, region);
    const action = { op: "PutObject", bucket, key, ...(ifNoneMatch && { ifNoneMatch }) } as const;
    return aws.call("cliCommands", { ...common, place: placeOf(form), action });
  }
  const lines: string[] = [];
  for (const { functionName, region, alias } of functionsOf(form)) {
    const wanted = {
      ...common,
      place: placeOf(form, region),
      functionName,
      code: codeIn(region),
      codeSha256,
      runtime,
      architecture,
      ...{ publish, dryRun, configure, guard },
      ...(alias && { alias }),
      ...(handler && { handler }),
      ...(form.create && { role: form.role }),
    };
    lines.push(...(await aws.call("functionCommands", wanted)));
  }
  return lines;
}

/** The commands that call the functions with the test event. */
export async function tryCommandsOf(aws: AwsClient, { form, chosen }: Wish, shell: Shell): Promise<string[]> {
  if (form.goal !== "function" || form.dryRun) return [];
  const lines: string[] = [];
  for (const { functionName, region, alias } of functionsOf(form)) {
    const qualifier = alias ? { qualifier: alias } : {};
    const action = { op: "Invoke", functionName, payload: form.event, ...qualifier } as const;
    const wish = { place: placeOf(form, region), action, zip: chosen.name, size: chosen.zip.size, shell };
    lines.push(...(await aws.call("cliCommands", wish)));
  }
  return lines;
}
