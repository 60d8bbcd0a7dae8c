import assert from "node:assert/strict";
import { test } from "node:test";
import { type DeployForm, initialForm } from "./form";
import { recallForm, rememberForm } from "./remembered-form";

const stored = new Map<string, string>();
Object.assign(globalThis, {
  localStorage: {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => stored.set(name, value),
  },
});

/** What is kept of a text, in any of the fields. */
function kept(text: string): string[] {
  const fields = ["region", "functions", "bucket", "key", "layerName", "lambdaEndpoint", "s3Endpoint"] as const;
  return fields.flatMap((name) => {
    rememberForm({ ...initialForm, region: "", key: "", [name]: text } satisfies DeployForm);
    const value = recallForm()[name];
    return value ? [value] : [];
  });
}

test("names and addresses are kept", () => {
  for (const text of [
    "eu-west-1",
    "my-function",
    "packages/2f1d2c7a9b3e4f5061728394a5b6c7d8e9f00112.zip",
    "arn:aws:lambda:eu-west-1:123456789012:function:orders",
    "https://s3.internal.example/AKIA",
    "abcdefghijklmnopqrstuvwxyz01234567890123",
  ]) {
    assert.deepEqual(new Set(kept(text)), new Set([text]), text);
  }
});

test("what was pasted into the wrong field is not kept", () => {
  const secret = "Xq7ZkP2vLmN9/0193756284+RtYbWcDfGhJkQsV8";
  for (const text of [
    secret,
    "AKIAQWERTYUIOP234567",
    `export AWS_ACCESS_KEY_ID=ASIAQWERTYUIOP234567 AWS_SECRET_ACCESS_KEY=${secret}`,
    `https://b.s3.amazonaws.com/k?x-amz-signature=${"a".repeat(64)}`,
    "https://me:word@s3.internal.example",
    `FwoGZXIvYXdzEJr${"/".repeat(90)}wEaDH8kP3vQ==`,
  ]) {
    assert.deepEqual(kept(text), [], text);
  }
});
