import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createStore } from "../../common/store";
import type { AwsClient } from "../client";
import type { ControllerContext } from "../controller/context";
import { packageActions } from "../controller/package-actions";
import type { DeployPackage, DeployRequest } from "../deploy-request";
import { initialDeploy, reduceDeploy } from "../deploy-state";
import { initialForm } from "../form";
import { makeOfflineKit, powershellFile, shFile } from "./offline-kit";

test("the script for sh runs in its own folder, and ends with the failure of a command", async () => {
  const root = await mkdtemp(join(tmpdir(), "kit-"));
  try {
    const folder = join(root, "a kit");
    await mkdir(folder);
    await writeFile(join(folder, "function.zip"), "zip");
    const check = async (script: string, status: number, out: string) => {
      await writeFile(join(folder, "deploy.sh"), shFile(script));
      const run = spawnSync("sh", ["a kit/deploy.sh"], { cwd: root, encoding: "utf8" });
      assert.deepEqual([run.status, run.stdout], [status, out], script);
    };
    await check("cat function.zip", 0, "zip");
    await check("false &&\necho no", 1, "");
    await check("X=$(false) &&\necho no", 1, "");
    await check(
      "if X=$(false); then\n  echo yes\nelse\n  echo no &&\n  echo created\nfi &&\necho end",
      0,
      "no\ncreated\nend\n",
    );
  } finally {
    await rm(root, { recursive: true });
  }
});

test("the script for PowerShell does the same", () => {
  assert.equal(
    powershellFile("aws a\nif ($LASTEXITCODE -eq 0) { aws b }"),
    [
      "$ErrorActionPreference = 'Stop'",
      "$PSNativeCommandUseErrorActionPreference = $false",
      "Set-Location -LiteralPath $PSScriptRoot",
      "aws a",
      "if ($LASTEXITCODE -eq 0) { aws b }",
      "exit $LASTEXITCODE",
      "",
    ].join("\r\n"),
  );
});

const zip = { name: "f.zip", blob: new Blob(["zip"]), codeSha256: "h" } as DeployPackage;
const call = async (name: string) => (name === "commandScript" ? "aws a" : ["aws a"]);
const aws = { call } as unknown as AwsClient;

test("there is no kit without commands, and the card says why", async () => {
  const request = (functions: string): DeployRequest => ({ zip, form: { ...initialForm, functions } });
  await assert.rejects(makeOfflineKit(request(""), aws, new Blob()), { code: "function-unnamed" });
  const { name } = await makeOfflineKit(request("hello"), aws, new Blob());
  assert.equal(name, "f-kit.zip");

  const store = createStore(initialDeploy, reduceDeploy);
  const page = { packages: () => [zip], manifestOf: async () => new Blob() };
  const context = { store, page, services: { aws } } as unknown as ControllerContext;
  packageActions(context).kit();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual([store.state.problem?.code, store.state.kit], ["function-unnamed", null]);
});
