import assert from "node:assert/strict";
import { test } from "node:test";
import type { AwsClient } from "../client";
import type { DeployRequest } from "../deploy-request";
import { initialForm } from "../form";
import { functionCommands, functionTestCommands, minified } from "./commands";

test("a test event becomes one line, and nothing in it changes", () => {
  const check = (event: string, expected: string) => assert.equal(minified(event), expected);
  check("{}", "{}");
  check('{\n  "a": 1,\r\n\t"b": [1, 2]\n}', '{"a":1,"b":[1,2]}');
  check('{ "a b": "c  d\\" e", "f": "\\\\" }', '{"a b":"c  d\\" e","f":"\\\\"}');
  // `JSON.parse` would round these.
  check("[ 12345678901234567890, 1.10 ]", "[12345678901234567890,1.10]");
  check(" ", "");
  assert.throws(() => minified("{a}"), { code: "event-invalid" });
});

/** The requests for commands that a form leads to. */
async function requests(change: Partial<typeof initialForm>, make: typeof functionCommands): Promise<unknown[]> {
  const calls: unknown[] = [];
  const call = async (_name: string, request: unknown) => {
    calls.push(request);
    return [];
  };
  const zip = { name: "f.zip", blob: new Blob(["zip"]), codeSha256: "h", runtime: "python3.13", architecture: "arm64" };
  const request = { form: { ...initialForm, ...change }, zip } as unknown as DeployRequest;
  await make(request, { call } as unknown as AwsClient, "sh");
  return calls;
}

test("commands are refused for the same names as a deploy", async () => {
  const check = (functions: string, code: string) =>
    assert.rejects(requests({ functions }, functionCommands), { code }, functions);
  await check("", "function-unnamed");
  await check("hello:3", "version-fixed");
  await check("hello\n..", "name-invalid");
  const [created] = await requests({ functions: "hello", create: true, role: " arn:r " }, functionCommands);
  assert.equal((created as { role: string }).role, "arn:r");
  const [called] = await requests({ functions: "hello:live", event: '{\n"a": 1\n}' }, functionTestCommands);
  assert.deepEqual((called as { action: unknown }).action, {
    op: "Invoke",
    functionName: "hello",
    payload: '{"a":1}',
    qualifier: "live",
  });
});
