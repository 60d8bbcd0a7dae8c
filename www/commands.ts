/** What the deploy card asks for, as commands to copy. */

import type { Upload } from "./deploy/boundary";
import type { AwsClient } from "./deploy/client";
import { type Cors, type Form, functionsOf } from "./deploy-state";
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

/** What the bucket must say to let this page in; `upload` is what was pasted instead of a bucket. */
export async function corsOf(aws: AwsClient, form: Form, upload: Upload | null): Promise<Cors> {
  // Of a page on file:// the location says "null" or "file://", by browser.
  const origin = location.protocol === "file:" ? "null" : location.origin;
  const isLink = form.way === "link";
  const bucket = (isLink ? upload?.bucket : bucketIn(form, form.region)) || "YOUR-BUCKET";
  const place = isLink ? { region: upload?.region || form.region } : placeOf(form);
  const json = await aws.call("corsConfiguration", origin);
  const command = await aws.call("corsCommand", place, bucket, origin, form.shell);
  return { json, command: command.join("\n") };
}
