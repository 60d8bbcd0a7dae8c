import type { AwsClient } from "../client";
import type { DeployRequest } from "../deploy-request";
import { DeployError } from "../error";
import { bucketIn, type DeployForm, endpointOf, type Shell } from "../form";
import { expectFunctions, type FunctionRef } from "../function-ref";
import { storedAs } from "./function-deploy";

/** The functions of the form, of which there must be one. */
export function namedFunctions({ functions, region }: DeployForm): FunctionRef[] {
  const named = expectFunctions(functions, region);
  if (named.length > 0) return named;
  const hint = "Write one function a line";
  throw new DeployError({ code: "function-unnamed", message: "No function is named", hint });
}

/** The commands that deploy the package to the functions of the form. */
export async function functionCommands({ form, zip }: DeployRequest, aws: AwsClient, shell: Shell): Promise<string[]> {
  const { key, publish, dryRun, configure, guard, codeKey, byReference, capacityProvider } = form;
  const { runtime, architecture, handler, codeSha256 } = zip;
  const lines: string[] = [];
  for (const { functionName, region, alias } of namedFunctions(form)) {
    const request = {
      ...{ zip: zip.name, size: zip.blob.size, shell },
      place: endpointOf(form, region),
      functionName,
      code: storedAs(
        form.bucket ? { bucket: bucketIn(form, region), key } : { zipFile: true },
        form.create && byReference,
      ),
      ...{ codeSha256, runtime, architecture },
      ...{ publish, dryRun, configure, guard },
      ...(alias && { alias }),
      ...(handler && { handler }),
      ...(form.create && { role: form.role.trim() }),
      ...(form.create && codeKey && { sourceKmsKeyArn: codeKey.trim() }),
      ...(form.create && capacityProvider && { capacityProviderArn: capacityProvider.trim() }),
    };
    lines.push(...(await aws.call("functionCommands", request)));
  }
  return lines;
}

/** The commands that call the functions of the form with the test event. */
export async function functionTestCommands(
  { form, zip }: DeployRequest,
  aws: AwsClient,
  shell: Shell,
): Promise<string[]> {
  if (form.dryRun) return [];
  const payload = minified(form.event);
  const lines: string[] = [];
  for (const { functionName, region, alias } of namedFunctions(form)) {
    const qualifier = alias ? { qualifier: alias } : {};
    const action = { op: "Invoke", functionName, payload, ...qualifier } as const;
    const request = { place: endpointOf(form, region), action, zip: zip.name, size: zip.blob.size, shell };
    lines.push(...(await aws.call("cliCommands", request)));
  }
  return lines;
}

/** A test event on one line, since commands are one line each. Numbers and strings stay as they were written. */
export function minified(event: string): string {
  if (event.trim() === "") return "";
  try {
    JSON.parse(event);
  } catch {
    const hint = "Lambda takes one JSON value";
    throw new DeployError({ code: "event-invalid", message: "The test event is not JSON", hint });
  }
  return event.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
}
