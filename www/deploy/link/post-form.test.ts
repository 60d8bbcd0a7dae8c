import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, Failure, Upload } from "../aws-types";
import type { AwsClient } from "../client";
import { failure } from "../fake-lambda";
import { initialForm } from "../form";
import { RequestSender } from "../retry";
import type { ObjectLookup } from "../s3/s3-client";
import type { LinkUpload } from "./link-sender";
import { placeOfObject } from "./place-of-object";
import { sendPostForm } from "./post-form";

Object.assign(globalThis, {
  location: { origin: "http://page.example" },
  document: { addEventListener: () => {}, removeEventListener: () => {} },
});

// Newer versions of Node have `navigator` already.
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: { onLine: true } });

const REGIONAL = "packages.s3.eu-west-2.amazonaws.com";

/** How the browser ends the request. */
type End = "redirect" | "error" | number;

/** Sends a form that redirects. Returns the outcome and how often it was sent. */
async function sent(end: End, host = REGIONAL, codes: string[] = [], looks: ObjectLookup[] = []) {
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
  const seen = [...looks];
  const look = looks.length > 0 ? async () => seen.shift() : undefined;
  const link = { upload, zip, sender, options: {}, context: () => ({}), look } as unknown as LinkUpload;
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
  // Without CORS, S3 has stored it nevertheless, but the page cannot read the answer.
  await check(sent("error"), "upload-unconfirmed");
  // A redirect of this host may lead to the bucket's own region.
  await check(sent("redirect", "packages.s3.amazonaws.com"), "upload-unconfirmed");
  await check(sent("redirect", "packages.s3.eu-west-1.amazonaws.com", ["url-region"]), "upload-unconfirmed");
});

test("with credentials, the object before and after tells whether it was stored", async () => {
  const stored = "stored";
  const left = "upload-not-stored";
  const unknown = "upload-unconfirmed";
  const found = (mark: object, size = 3): ObjectLookup => ({ found: { size, ...mark } });
  const absent: ObjectLookup = { absent: true };
  const hidden: ObjectLookup = { unknown: new Error("denied") };
  const monday = { lastModified: "Mon, 23 Nov 2026 08:00:00 GMT" };
  const tuesday = { lastModified: "Tue, 24 Nov 2026 08:00:00 GMT" };
  const cases: [before: ObjectLookup, after: ObjectLookup, expected: string][] = [
    [absent, found({}), stored],
    [absent, absent, left],
    [absent, hidden, unknown],
    [absent, found({}, 4), left],
    [found(monday, 9), found(tuesday), stored],
    [found(monday), found(monday), left],
    [found({ ...monday, etag: '"a"' }), found({ ...monday, etag: '"b"' }), stored],
    [found({ ...monday, versionId: "1" }), found({ ...monday, versionId: "2" }), stored],
    // The two objects cannot be distinguished.
    [found({}), found({}), unknown],
    [hidden, found(tuesday), unknown],
    [hidden, found({ checksumSha256: "x" }), stored],
    [hidden, found({ checksumSha256: "y" }), left],
  ];
  for (const [before, after, expected] of cases) {
    const [outcome, count] = await sent("error", REGIONAL, [], [before, after]);
    assert.deepEqual([outcome, count], [expected, 1], JSON.stringify([before, after]));
  }
});

test("credentials sign for AWS and for the server that the user has named, for no other", () => {
  const at = (host: string, s3Endpoint = "", more: object = {}) => {
    // As the form is read: `host` has no port; only the address has it.
    const post = { url: `http://${host}/packages`, fields: [] };
    const read = { kind: "post", post, host: host.replace(/:\d+$/, ""), bucket: "packages", key: "f.zip" };
    const upload = { ...read, region: "eu-west-2", ...more } as unknown as Upload;
    return placeOfObject(upload, { ...initialForm, s3Endpoint })?.place;
  };
  const aws = { region: "eu-west-2" };
  for (const host of [REGIONAL, "s3.amazonaws.com", "packages.s3.amazonaws.com", "s3-eu-west-2.amazonaws.com"]) {
    assert.deepEqual(at(host), aws, host);
  }
  assert.deepEqual(at("packages.s3.dualstack.eu-west-2.amazonaws.com"), aws);
  assert.deepEqual(at("packages.s3.cn-north-1.amazonaws.com.cn"), aws);
  for (const host of ["s3.evil.example", "s3.amazonaws.com.evil.example", "evils3.amazonaws.com", "localhost:9000"]) {
    assert.equal(at(host), undefined, host);
  }
  const own = "http://localhost:9000";
  assert.equal(at("localhost:9000", own)?.s3Endpoint, own);
  assert.equal(at("packages.localhost:9000", own)?.s3Endpoint, own);
  assert.equal(at("localhost:9001", own), undefined);
  assert.equal(at(REGIONAL, "", { bucket: undefined }), undefined);
});
