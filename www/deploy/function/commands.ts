import type { AwsClient } from "../client";
import type { DeployRequest } from "../deploy-request";
import { bucketIn, endpointOf, type Shell } from "../form";
import { parseFunctions } from "../function-ref";
import { storedAs } from "./function-deploy";

/** The commands that deploy the package to the functions of the form. */
export async function functionCommands({ form, zip }: DeployRequest, aws: AwsClient, shell: Shell): Promise<string[]> {
  const { key, publish, dryRun, configure, guard, codeKey, byReference, capacityProvider } = form;
  const { runtime, architecture, handler, codeSha256 } = zip;
  const lines: string[] = [];
  for (const { functionName, region, alias } of parseFunctions(form.functions, form.region)) {
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
      ...(form.create && { role: form.role }),
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
  const lines: string[] = [];
  for (const { functionName, region, alias } of parseFunctions(form.functions, form.region)) {
    const qualifier = alias ? { qualifier: alias } : {};
    const action = { op: "Invoke", functionName, payload: form.event, ...qualifier } as const;
    const request = { place: endpointOf(form, region), action, zip: zip.name, size: zip.blob.size, shell };
    lines.push(...(await aws.call("cliCommands", request)));
  }
  return lines;
}
