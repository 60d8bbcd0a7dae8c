import { downloadZip } from "client-zip";
import type { AwsClient } from "../client";
import type { DeployRequest } from "../deploy-request";
import { GOALS } from "../goals";

/** A zip with everything that a deploy on another computer needs. */
export interface OfflineKit {
  blob: Blob;
  /** The file name. */
  name: string;
}

/** Makes the offline kit: the package, its manifest and hash, and the commands for both shells. */
export async function makeOfflineKit(request: DeployRequest, aws: AwsClient, manifest: Blob): Promise<OfflineKit> {
  const { name, blob: zip, codeSha256 } = request.zip;
  const goal = GOALS[request.form.goal];
  const sh = await goal.commands(request, aws, "sh").catch(() => []);
  const powershell = await goal.commands(request, aws, "powershell").catch(() => []);
  const files = [
    { name, input: zip },
    { name: "deploy.sh", input: `#!/bin/sh\nset -e\n${sh.join("\n")}\n` },
    { name: "deploy.ps1", input: `${powershell.join("\r\n")}\r\n` },
    { name: "manifest.cdx.json", input: manifest },
    { name: "codeSha256.txt", input: `${codeSha256}\n` },
  ];
  return { blob: await downloadZip(files).blob(), name: `${name.replace(/\.zip$/, "")}-kit.zip` };
}
