import assert from "node:assert/strict";
import { test } from "node:test";
import type { EndpointConfig, FunctionConfiguration } from "../aws-types";
import type { AwsClient } from "../client";
import { DeployError } from "../error";
import type { Lambda } from "../lambda";
import { fetchLayers } from "./open-layers";

const arn = (name: string) => `arn:aws:lambda:eu-west-1:210987654321:layer:${name}:3`;

test("layers are asked for by their ARN and number, and one that fails leaves the others", async (context) => {
  const asked: unknown[] = [];
  const layers = ["here", "closed", "refused", "changed", "none"].map((name) => ({ arn: arn(name), codeSize: 5 }));
  // The bytes of each layer are its name; their hash is the text itself.
  const aws = {
    async call(name: string, _hash: unknown, bytes: Uint8Array) {
      if (name === "pushHash") hashed += new TextDecoder().decode(bytes);
      if (name === "beginHash") hashed = "";
      return name === "endHash" ? hashed : bytes;
    },
  } as unknown as AwsClient;
  let hashed = "";
  const lambda = {
    aws,
    async run(_: string, action: { layerName: string; versionNumber: number }) {
      asked.push(action);
      const name = action.layerName.split(":").pop() ?? "";
      if (name === "refused") throw new DeployError({ code: "aws", message: "no" });
      const codeSha256 = name === "changed" ? "another" : name;
      return { codeSha256, ...(name !== "none" && { codeLocation: `https://bucket.example/${name}` }) };
    },
  } as unknown as Lambda;
  context.mock.method(globalThis, "fetch", async (url: string) => {
    const name = url.split("/").pop() ?? "";
    if (name === "closed") throw new TypeError("Failed to fetch");
    return new Response(name);
  });
  const place = { region: "eu-west-1" } as EndpointConfig;
  const brought = await fetchLayers(lambda, place, { layers } as FunctionConfiguration);
  assert.deepEqual(asked[0], { op: "GetLayerVersion", layerName: arn("here").slice(0, -2), versionNumber: 3 });
  assert.deepEqual(
    brought.map(({ file, url, problem }) => file?.name ?? url ?? problem?.code),
    ["here-3.zip", "https://bucket.example/closed", "aws", "code-differs", "code-missing"],
  );
});
