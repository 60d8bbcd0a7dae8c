import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, Failure, Upload } from "../aws-types";
import type { AwsClient } from "../client";
import { failure } from "../fake-lambda";
import { RequestSender } from "../retry";
import type { LinkUpload } from "./link-sender";
import { sendPostForm } from "./post-form";

Object.assign(globalThis, {
  location: { origin: "http://page.example" },
  document: { addEventListener: () => {}, removeEventListener: () => {} },
});

// Newer versions of Node have their own.
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: { onLine: true } });

/** How the browser ends the request. */
type End = "redirect" | "error" | number;

/** Sends a form that redirects, and gives what became of it and how often it was sent. */
async function sent(end: End, host = "packages.s3.eu-west-2.amazonaws.com", codes: string[] = []) {
  let count = 0;
  const redirects: unknown[] = [];
  Object.assign(globalThis, {
    fetch: async (_: string, { redirect }: RequestInit) => {
      count++;
      redirects.push(redirect);
      if (end === "error") throw new TypeError("Failed to fetch");
      if (end === "redirect") return { type: "opaqueredirect", status: 0 };
      return new Response("", { status: end });
    },
  });
  const aws = {
    call: async (call: string, ...args: unknown[]): Promise<unknown> => {
      if (call === "networkFailure") return failure("cors", { retryable: true });
      if (call === "retryDelay") return (args[0] as Failure).retryable ? 0 : undefined;
      const { status } = args[1] as Answer;
      return status < 300 ? { ok: true, value: {} } : { ok: false, failure: failure("denied") };
    },
  } as unknown as AwsClient;
  const sender = new RequestSender(aws, { generation: () => 0, renewed: async () => {} });
  const upload = {
    kind: "post",
    host,
    bucket: "packages",
    key: "f.zip",
    post: { url: `https://${host}/`, fields: [["key", "f.zip"]] },
    findings: ["form-redirect", ...codes].map((code) => ({ code, severity: "warning", message: "" })),
  } as unknown as Upload;
  const zip = { blob: new Blob(["zip"]), codeSha256: "x" };
  const link = { upload, zip, sender, options: {}, context: () => ({}) } as unknown as LinkUpload;
  const outcome = await sendPostForm(link).then(
    () => "stored",
    ({ code }) => code as string,
  );
  assert.ok(redirects.every((redirect) => redirect === "manual"));
  return [outcome, count];
}

test("a form that sends the browser on is sent once, and what became of it is not guessed", async () => {
  const check = async (run: ReturnType<typeof sent>, expected: string) => assert.deepEqual(await run, [expected, 1]);
  await check(sent("redirect"), "stored");
  await check(sent("redirect", "s3.example.com"), "stored");
  await check(sent(201), "stored");
  await check(sent(403), "aws-denied");
  // Without CORS S3 has stored it all the same, and the page sees nothing.
  await check(sent("error"), "upload-unconfirmed");
  // That redirect may lead to the bucket's own region.
  await check(sent("redirect", "packages.s3.amazonaws.com"), "upload-unconfirmed");
  await check(sent("redirect", "packages.s3.eu-west-1.amazonaws.com", ["url-region"]), "upload-unconfirmed");
});
