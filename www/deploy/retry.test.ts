import assert from "node:assert/strict";
import { test } from "node:test";
import type { EndpointConfig, Failure, Outcome, SignedRequest } from "./aws-types";
import type { AwsClient } from "./client";
import { DeployError } from "./error";
import { failure } from "./fake-lambda";
import { withoutSecrets } from "./redact";
import { RequestSender } from "./retry";

Object.assign(globalThis, { location: { origin: "http://page.example" } });
// Newer versions of Node have `navigator` already.
if (!("navigator" in globalThis)) Object.assign(globalThis, { navigator: { onLine: true } });

const TOKEN = "TOKEN/+=";

/** A sender whose requests get these answers, in order. It records the time and the region that each was signed for. */
function rig(answers: (Failure | "ok")[], renewals: string[] = []) {
  const sent: { url: string; at: number; region: string }[] = [];
  const read: boolean[] = [];
  let generation = 0;
  const aws = {
    call: async (call: string, ...args: unknown[]): Promise<unknown> => {
      if (call === "retryDelay") return (args[0] as Failure).retryable ? 0 : undefined;
      if (call !== "readAnswer") throw new Error(`no ${call}`);
      read.push(args[2] as boolean);
      const next = answers.shift() ?? "ok";
      return next === "ok" ? { ok: true, value: {} } : ({ ok: false, failure: next } satisfies Outcome<"PutObject">);
    },
  } as unknown as AwsClient;
  const sender = new RequestSender(aws, {
    generation: () => generation,
    renewed: async ({ message }) => {
      generation++;
      renewals.push(message);
    },
  });
  const run = (url: string, { s3Endpoint, bucket, signed = true }: RunOptions = {}) => {
    const make = async (at: number, place: EndpointConfig): Promise<SignedRequest> => {
      const headers: [string, string][] = signed
        ? [
            ["authorization", "AWS4-HMAC-SHA256 Credential=A, Signature=abcdef"],
            ["X-Amz-Security-Token", TOKEN],
          ]
        : [];
      latest = { url, at, region: place.region };
      return { op: "PutObject", method: "PUT", url, headers, body: { kind: "none" }, isRepeatable: true };
    };
    let latest = { url, at: 0, region: "" };
    const send = async () => {
      sent.push(latest);
      return { answer: { status: 200, headers: [], body: "" } };
    };
    const place = { region: "us-east-1", ...(s3Endpoint && { s3Endpoint }) };
    return sender.run("PutObject", { make, place, send }, bucket);
  };
  return { sender, run, sent, read, renewals };
}

interface RunOptions {
  s3Endpoint?: string;
  bucket?: string;
  signed?: boolean;
}

const HOUR = 3_600_000;
const skew = () => failure("skew", { retryable: true, serverTime: Date.now() + HOUR });
const isHourAhead = (at = 0) => Math.abs(at - Date.now() - HOUR) < 60_000;

test("a host's clock is that host's alone", async () => {
  const { sender, run, sent } = rig([skew()]);
  await run("https://a.example/k");
  await run("https://b.example/k");
  await run("https://a.example/k");
  assert.deepEqual(
    sent.map(({ at }) => isHourAhead(at)),
    [false, true, false, true],
  );
  assert.equal(isHourAhead(sender.clock.now("https://a.example/other")), true);
  assert.equal(isHourAhead(sender.clock.now()), false);
});

test("what a host's clock told is forgotten once this computer's is set", async (t) => {
  const { sender, run } = rig([skew()]);
  const url = "https://a.example/k";
  await run(url);
  const real = Date.now;
  t.mock.method(Date, "now", () => real() + 1_000);
  assert.deepEqual([sender.clock.knows(url), isHourAhead(sender.clock.now(url))], [true, true]);
  t.mock.method(Date, "now", () => real() + HOUR);
  assert.deepEqual([sender.clock.knows(url), isHourAhead(sender.clock.now(url))], [false, false]);
});

test("a URL that has expired by its server's clock tells the time", async () => {
  const { sender, run } = rig([failure("expired-url", { serverTime: Date.now() + HOUR })]);
  const url = "https://a.example/k?X-Amz-Signature=ab";
  assert.equal(sender.clock.knows(url), false);
  await assert.rejects(run(url, { signed: false }));
  assert.deepEqual([sender.clock.knows(url), isHourAhead(sender.clock.now(url))], [true, true]);
});

test("a bucket's region is one server's", async () => {
  const moved = failure("region", { retryable: true, region: "eu-west-3" });
  const { sender, run, sent } = rig([moved]);
  await run("https://a.example/b/k", { s3Endpoint: "https://a.example", bucket: "b" });
  await run("https://c.example/b/k", { s3Endpoint: "https://c.example", bucket: "b" });
  await run("https://a.example/b/k", { s3Endpoint: "https://a.example", bucket: "b" });
  assert.deepEqual(
    sent.map(({ region }) => region),
    ["us-east-1", "eu-west-3", "us-east-1", "eu-west-3"],
  );
  const regionAt = (s3Endpoint: string) => sender.placeOfBucket("b", { region: "us-east-1", s3Endpoint }).region;
  assert.deepEqual([regionAt("https://a.example"), regionAt("https://c.example")], ["eu-west-3", "us-east-1"]);
});

test("expired credentials are waited for", async () => {
  const { run, sent, renewals, read } = rig([failure("expired-credentials"), failure("expired-credentials")]);
  await run("https://a.example/k");
  assert.deepEqual([sent.length, renewals.length], [3, 2]);
  assert.deepEqual(read, [false, false, false]);
});

test("what somebody else signed is read as such, and stops", async () => {
  const { run, sent, renewals, read } = rig([failure("expired-url")]);
  await assert.rejects(run("https://a.example/k?X-Amz-Signature=ab", { signed: false }), { code: "aws-expired-url" });
  assert.deepEqual([sent.length, renewals.length, read], [1, 0, [true]]);
});

test("no refusal repeats what the request was authorised by", async () => {
  const check = async (url: string, signed: boolean, message: string) => {
    const { run } = rig([failure("denied", { message, hint: message, code: message })]);
    const error = await run(url, { signed }).catch((error) => error);
    assert.ok(error instanceof DeployError);
    const shown = JSON.stringify([error.message, error.hint, error.failure]);
    for (const secret of [TOKEN, encodeURIComponent(TOKEN), "abcdef"]) assert.ok(!shown.includes(secret), shown);
    assert.ok(shown.includes("before"), shown);
  };
  await check("https://a.example/k", true, `before ${TOKEN} and abcdef`);
  const url = `https://a.example/k?X-Amz-Security-Token=${encodeURIComponent(TOKEN)}&X-Amz-Signature=abcdef`;
  await check(url, false, `before ${url} after`);
});

test("what authorised a request is found as servers write it, and where it is cut short", () => {
  const token = "FwoGZXIvYXdzEJr//+/wEaDH8kP3vQ==";
  const request = {
    url: `https://a.example/k?X-Amz-Signature=${"0123456789abcdef".repeat(4)}`,
    headers: [
      ["X-Amz-Security-Token", token],
      ["x-amz-server-side-encryption-customer-key", "a2V5IG9mIHRoZSBjdXN0b21lcg=="],
    ] as [string, string][],
  };
  const fields: [string, string][] = [
    ["key", "packages/function.zip"],
    ["Policy", "eyJleHBpcmF0aW9uIjoi"],
    ["x-amz-signature", "fedcba9876543210".repeat(4)],
  ];
  const written = (escaped: (c: string) => string) => token.replace(/[^\w]/g, escaped);
  const hex = (c: string) => c.charCodeAt(0).toString(16);
  const check = (text: string, expected: string) => {
    const { message, requestId } = withoutSecrets(
      failure("denied", { message: text, requestId: text }),
      request,
      fields,
    );
    assert.deepEqual([message, requestId], [expected, expected]);
  };
  check(`got ${token}.`, "got ….");
  check(`got ${encodeURIComponent(token)}.`, "got ….");
  check(`got ${written((c) => `%${hex(c)}`)}.`, "got ….");
  check(`got ${written((c) => `&#${c.charCodeAt(0)};`)}.`, "got ….");
  check(`got ${written((c) => `&#x${hex(c).toUpperCase()};`)}.`, "got ….");
  check(`got "${written((c) => `\\u00${hex(c)}`)}".`, 'got "…".');
  check(`got "${written((c) => `\\${c}`)}".`, 'got "…".');
  check(`a ${token} b ${token} c ${token.slice(0, 20)}`, "a … b … c …");
  check("the signature 0123456789abcdef0123 and fedcba9876543210fedc", "the signature … and …");
  check("policy eyJleHBpcmF0aW9uIjoi of a2V5IG9mIHRoZSBjdXN0b21lcg==", "policy … of …");
  check("100% of packages/function.zip &amp; \\n FwoGZXIv", "100% of packages/function.zip &amp; \\n FwoGZXIv");
});

test("whether a server lets this page ask is known by bucket", async () => {
  const origins: string[] = [];
  const aws = {
    call: async (call: string, ...args: unknown[]): Promise<unknown> => {
      if (call === "readAnswer") return { ok: true, value: {} };
      if (call === "networkFailure") origins.push(args[1] as string);
      return call === "retryDelay" ? undefined : failure("cors");
    },
  } as unknown as AwsClient;
  const sender = new RequestSender(aws, { generation: () => 0, renewed: async () => {} });
  const ask = (url: string, isAnswered: boolean, about: { bucket?: string; linkedBucket?: string } = {}) => {
    const make = async (): Promise<SignedRequest> => ({
      op: "PutObject",
      method: "PUT",
      url,
      headers: [],
      body: { kind: "none" },
      isRepeatable: true,
    });
    const { bucket, linkedBucket } = about;
    const send = async () =>
      isAnswered ? { answer: { status: 200, headers: [], body: "" } } : ({ lost: true } as const);
    const options = { make, place: { region: "" }, send, ...(linkedBucket && { linkedBucket }) };
    return sender.run("PutObject", options, bucket).catch(() => undefined);
  };
  const page = "http://page.example";
  const own = "https://s3.example";
  await ask(`${own}/a/k`, true, { bucket: "a" });
  await ask(`${own}/a/other`, false, { bucket: "a" });
  await ask(`${own}/b/k`, false, { bucket: "b" });
  await ask(`${own}/b/k`, false, { linkedBucket: "b" });
  await ask(`${own}/a/k`, false, { linkedBucket: "a" });
  assert.deepEqual(origins.splice(0), [own, page, page, own]);
  // Without a bucket, the CORS configuration is that of the host.
  await ask("https://lambda.example/2015-03-31/functions/a", true);
  await ask("https://lambda.example/2018-10-31/layers/b/versions", false);
  await ask("https://other.example/2015-03-31/functions/a", false);
  assert.deepEqual(origins, ["https://lambda.example", page]);
});
