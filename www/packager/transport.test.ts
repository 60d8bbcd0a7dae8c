import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfter, Transport, type TransportOptions } from "./transport";

const INDEX = "https://index.example/simple/";

/**
 * A transport whose servers answer with the result of `answer`, with the requests that it sent and the pauses that it
 * made.
 */
function transport(
  answer: (url: string, headers: Headers, number: number) => Response,
  options: Partial<TransportOptions> = {},
) {
  const sent: string[] = [];
  const pauses: number[] = [];
  const made = new Transport({
    fetch: async (url, init) => {
      const headers = new Headers(init?.headers);
      const shown = [...headers].map(([name, value]) => `${name}=${value}`);
      sent.push([String(url), ...shown].join(" "));
      return answer(String(url), headers, sent.length);
    },
    logins: [],
    allowHost: () => false,
    allowRedirect: () => false,
    pause: async (time) => {
      pauses.push(time);
    },
    ...options,
  });
  const get = (url: string, more: { range?: { start: number; end: number }; longest?: number } = {}) =>
    made.send(
      () => ({ url, index: INDEX, ...(more.range && { range: more.range }) }),
      async (response, alive) => {
        const bytes = await made.bytes(response, more.longest ?? 100, alive);
        return `${response.status} ${Buffer.from(bytes)}`;
      },
    );
  return { made, sent, pauses, get };
}

test("passing faults are tried again, as late as the server asks", async () => {
  const { get, sent, pauses } = transport((_, __, number) =>
    number <= 2 ? new Response("busy", { status: 429, headers: { "Retry-After": "7" } }) : new Response("six"),
  );
  assert.equal(await get(`${INDEX}six/`), "200 six");
  assert.deepEqual(pauses, [7000, 7000]);
  assert.equal(sent.length, 3);
  const patient = transport((_, __, number) =>
    number === 1 ? new Response("", { status: 503, headers: { "Retry-After": "86400" } }) : new Response("six"),
  );
  assert.equal(await patient.get(`${INDEX}six/`), "200 six");
  assert.deepEqual(patient.pauses, [30_000]);
});

test("what does not pass is told, and after four attempts everything", async () => {
  const missing = transport(() => new Response("", { status: 404 }));
  assert.equal(await missing.get(`${INDEX}six/`), "404 ");
  assert.equal(missing.sent.length, 1);
  const broken = transport(() => new Response("", { status: 503 }));
  assert.equal(await broken.get(`${INDEX}six/`), "503 ");
  assert.equal(broken.sent.length, 4);
  const offline = transport(() => {
    throw new TypeError("Failed to fetch");
  });
  await assert.rejects(offline.get(`${INDEX}six/`), /Failed to fetch/);
  assert.deepEqual(offline.pauses, [400, 800, 1600]);
});

test("a server that did not respond is requested once, until it responds", async () => {
  let isUp = false;
  const { get, sent, pauses } = transport(
    (url) => {
      if (isUp || url.startsWith("https://files.example/")) return new Response("x");
      throw new TypeError("Failed to fetch");
    },
    { allowHost: () => true },
  );
  await assert.rejects(get(`${INDEX}six/`), /Failed to fetch/);
  assert.equal(sent.length, 4);
  await assert.rejects(get(`${INDEX}idna/`), /Failed to fetch/);
  assert.equal(sent.length, 5);
  assert.equal(await get("https://files.example/a"), "200 x");
  isUp = true;
  assert.equal(await get(`${INDEX}idna/`), "200 x");
  isUp = false;
  await assert.rejects(get(`${INDEX}six/`), /Failed to fetch/);
  assert.equal(sent.length, 7 + 4);
  assert.deepEqual(pauses, [400, 800, 1600, 400, 800, 1600]);
});

test("a server that responds, but not well, is requested as often as before", async () => {
  const { get, sent } = transport(() => {
    const cut = new ReadableStream({ pull: (body) => body.error(new TypeError("network error")) });
    return new Response(cut);
  });
  for (const count of [4, 8]) {
    await assert.rejects(get(`${INDEX}six/`), /network error/);
    assert.equal(sent.length, count);
  }
});

test("no other host is asked that was not allowed, and each is asked about once", async () => {
  const asked: string[] = [];
  const options = {
    allowHost: (host: string) => {
      asked.push(host);
      return host === "files.example";
    },
  };
  const { get, sent } = transport(() => new Response("x"), options);
  await get("https://files.example/a");
  await get("https://files.example/b");
  await assert.rejects(get("https://other.example/a"), /the host "other.example" was not allowed/);
  assert.deepEqual(asked, ["files.example", "other.example"]);
  assert.equal(sent.length, 2);
});

/** A redirect to an address. */
const leadsTo = (location: string) => new Response(null, { status: 302, headers: { Location: location } });

test("a redirect is followed to its own host, and to another one when that was allowed", async () => {
  const logins = [{ index: INDEX, user: "me", password: "secret" }];
  const asked: string[] = [];
  const allowHost = (host: string) => {
    asked.push(host);
    return host === "files.example";
  };
  const hops: Record<string, string> = {
    [`${INDEX}a/`]: "../b/",
    [`${INDEX}b/`]: "https://files.example/c#part",
    [`${INDEX}d/`]: "https://other.example/c",
    [`${INDEX}e/`]: "http://index.example/simple/b/",
    [`${INDEX}f/`]: "/simple/f/",
    [`${INDEX}g/`]: "file:///etc/passwd",
  };
  const answer = (url: string) => (hops[url] ? leadsTo(hops[url]) : new Response("x"));
  const { get, sent } = transport(answer, { logins, allowHost });
  assert.equal(await get(`${INDEX}a/`), "200 x");
  const basic = `authorization=Basic ${btoa("me:secret")}`;
  assert.deepEqual(sent, [`${INDEX}a/ ${basic}`, `${INDEX}b/ ${basic}`, "https://files.example/c"]);
  await assert.rejects(get(`${INDEX}d/`), /the host "other.example" was not allowed/);
  assert.deepEqual(asked, ["files.example", "other.example"]);
  assert.ok(sent.every((request) => !request.startsWith("https://other.example")));
  await assert.rejects(get(`${INDEX}e/`), /an address that is not asked/);
  await assert.rejects(get(`${INDEX}g/`), /an address that is not asked/);
  await assert.rejects(get(`${INDEX}f/`), /more than 10 times/);
});

test("a login is for its index, with and without a slash at the end, or for a file of that address", async () => {
  const check = async (given: string, url: string, index: string, expected: boolean) => {
    const logins = [{ index: given, user: "me", password: "secret" }];
    const { made, sent } = transport(() => new Response("x"), { logins, allowHost: () => true });
    await made.send(
      () => ({ url, index }),
      async () => null,
    );
    assert.equal(sent[0]?.includes("authorization="), expected, `${given} ${url} ${index}`);
  };
  const file = "https://index.example/files/six.whl?a=b";
  await check(INDEX, `${INDEX}six/`, INDEX, true);
  await check(INDEX.slice(0, -1), `${INDEX}six/`, INDEX, true);
  await check(file, file, "", true);
  await check(`${file}#sha256=0`, file, INDEX, true);
  await check("https://index.example/files/six.whl", file, "", false);
  await check(file, `${INDEX}six/`, INDEX, false);
  await check("https://index.example/", `${INDEX}six/`, INDEX, false);
  await check(INDEX, "https://files.example/six.whl", INDEX, false);
  await check("no address", `${INDEX}six/`, INDEX, false);
});

test("where an engine hides a redirect, the user is asked first, and again once its host is seen", async () => {
  const opaque = Object.defineProperty(new Response(), "type", { value: "opaqueredirect" });
  const landed = (url: string) => Object.defineProperty(new Response("x"), "url", { value: url });
  const check = async (follows: boolean, host: string, expected: string | RegExp, questions: string[]) => {
    const asked: string[] = [];
    const modes: unknown[] = [];
    const made = new Transport({
      fetch: async (_, init) => {
        modes.push(init?.redirect);
        return init?.redirect === "manual" ? opaque : landed(`https://${host}/x`);
      },
      logins: [],
      allowHost: (host) => {
        asked.push(host);
        return host === "files.example";
      },
      allowRedirect: (host) => {
        asked.push(`from ${host}`);
        return follows;
      },
    });
    let wasRead = false;
    const get = made.send(
      () => ({ url: `${INDEX}six/`, index: INDEX }),
      async (response) => {
        wasRead = true;
        return response.text();
      },
    );
    if (typeof expected === "string") assert.equal(await get, expected);
    else await assert.rejects(get, expected);
    assert.equal(wasRead, typeof expected === "string");
    assert.deepEqual(asked, questions);
    assert.deepEqual(modes, follows ? ["manual", "follow"] : ["manual"]);
  };
  await check(false, "", /"index.example" leads to another address/, ["from index.example"]);
  await check(true, "index.example", "x", ["from index.example"]);
  await check(true, "files.example", "x", ["from index.example", "files.example"]);
  await check(true, "other.example", /the host "other.example" was not/, ["from index.example", "other.example"]);
});

test("a login goes to the origin of its index alone", async () => {
  const logins = [{ index: INDEX, user: "me", password: "pä" }];
  const { get, sent } = transport(() => new Response("x"), { logins, allowHost: () => true });
  await get(`${INDEX}six/`, { range: { start: 5, end: 9 } });
  await get("https://files.example/six");
  assert.deepEqual(sent, [
    `${INDEX}six/ authorization=Basic ${Buffer.from("me:pä").toString("base64")} range=bytes=5-8`,
    "https://files.example/six",
  ]);
});

test("a login of a file without an index goes to that file alone", async () => {
  const logins = [{ index: "https://files.example/a.whl", user: "me", password: "x" }];
  const { made, sent } = transport(() => new Response("x"), { logins, allowHost: () => true });
  for (const url of ["https://files.example/a.whl", "https://files.example/b.whl"])
    await made.send(
      () => ({ url, index: "" }),
      async () => null,
    );
  assert.deepEqual(sent, [
    `https://files.example/a.whl authorization=Basic ${btoa("me:x")}`,
    "https://files.example/b.whl",
  ]);
});

test("answers have a longest length", async () => {
  const { get, sent } = transport(() => new Response("x".repeat(101)));
  await assert.rejects(get(`${INDEX}six/`), /longer than 100 bytes/);
  assert.equal(sent.length, 1);
});

test("reads what Retry-After says", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(retryAfter(null), undefined);
  assert.equal(retryAfter("3"), 3000);
  assert.equal(retryAfter("Thu, 01 Jan 2026 00:00:05 GMT", now), 5000);
  assert.equal(retryAfter("Thu, 01 Jan 2025 00:00:05 GMT", now), 0);
  assert.equal(retryAfter("soon"), undefined);
});
