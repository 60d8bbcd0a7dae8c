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

/**
 * Makes the offline kit: the package, its manifest and hash, and the commands for both shells. Rejects if there are no
 * commands for the form.
 */
export async function makeOfflineKit(request: DeployRequest, aws: AwsClient, manifest: Blob): Promise<OfflineKit> {
  const { name, blob: zip, codeSha256 } = request.zip;
  const goal = GOALS[request.form.goal];
  const sh = await aws.call("commandScript", await goal.commands(request, aws, "sh"), "sh");
  const powershell = await aws.call("commandScript", await goal.commands(request, aws, "powershell"), "powershell");
  const files = [
    { name, input: zip },
    { name: "deploy.sh", input: shFile(sh) },
    { name: "deploy.ps1", input: powershellFile(powershell) },
    { name: "manifest.cdx.json", input: manifest },
    { name: "codeSha256.txt", input: `${codeSha256}\n` },
  ];
  return { blob: await downloadZip(files).blob(), name: `${name.replace(/\.zip$/, "")}-kit.zip` };
}

/** A file for sh, which runs in its own folder: the commands name files beside it. */
export function shFile(script: string): string {
  return `#!/bin/sh\nset -e\nCDPATH= cd -- "$(dirname -- "$0")"\n${script}\n`;
}

/**
 * A file for PowerShell. The script looks at the exit code of each program itself, so a program that fails must not
 * end it (the default since PowerShell 7.4).
 */
export function powershellFile(script: string): string {
  const lines = [
    "$ErrorActionPreference = 'Stop'",
    "$PSNativeCommandUseErrorActionPreference = $false",
    "Set-Location -LiteralPath $PSScriptRoot",
    ...script.split("\n"),
    "exit $LASTEXITCODE",
    "",
  ];
  return lines.join("\r\n");
}
