/** A proxy in front of a server. Answers pass through it, except for the faults that it is told to make. */
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A fault for matching requests. It is used up after `times` requests. */
export interface Fault {
  /** Matched against "PUT /path?query". */
  match: RegExp;
  times: number;
  /** The number of matching requests that pass first. */
  after?: number;
  /** Waits until the server has answered one request that matches each of these. */
  behind?: RegExp[];
  /** Runs before the request is answered. */
  meanwhile?: () => Promise<void>;
  do:
    | { kind: "drop-before" }
    /** The server processes the request, and the answer is lost. */
    | { kind: "drop-after" }
    | { kind: "truncate" }
    | { kind: "delay"; milliseconds: number }
    | { kind: "answer"; status: number; headers?: OutgoingHttpHeaders; body: string };
}

export interface Exchange {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

export interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** A layer between page and server. It may answer a request itself, or change the server's answer. */
export interface Layer {
  before?(exchange: Exchange): Answer | undefined;
  after?(exchange: Exchange, answer: Answer): Answer;
}

export interface FaultyProxy {
  url: string;
  faults: Fault[];
  /** "PUT /path" of all requests except preflights. */
  asked: string[];
  /** All requests as text without bodies, which tests search for secrets. */
  heard: string[];
  stop(): Promise<void>;
}

export async function startProxy(target: string, layer: Layer = {}): Promise<FaultyProxy> {
  const faults: Fault[] = [];
  const asked: string[] = [];
  const heard: string[] = [];
  const answered: string[] = [];

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = "GET", url = "/", headers } = incoming;
    const exchange: Exchange = { method, path: url, headers, body: Buffer.concat(chunks) };
    const line = `${method} ${url}`;
    if (method !== "OPTIONS") {
      asked.push(line);
      heard.push(`${line}\n${JSON.stringify(headers)}\n${exchange.body.subarray(0, 2000).toString("latin1")}`);
    }
    const fault = method === "OPTIONS" ? undefined : faults.find((one) => isDue(one, line));
    if (fault) fault.times--;
    const what = fault?.do;
    for (const wanted of fault?.behind ?? []) {
      while (!answered.some((one) => wanted.test(one))) await new Promise((done) => setTimeout(done, 10));
    }
    await fault?.meanwhile?.();
    if (what?.kind === "drop-before") return void incoming.socket.destroy();
    if (what?.kind === "delay") await new Promise((done) => setTimeout(done, what.milliseconds));
    let answer: Answer;
    if (what?.kind === "answer") {
      const { status, headers = {}, body } = what;
      const text = Buffer.from(body);
      const refused = { status, headers: { ...OPEN, ...headers, "content-length": text.length }, body: text };
      answer = layer.after?.({ ...exchange, method: "FAULT" }, refused) ?? refused;
    } else {
      const own = layer.before?.(exchange);
      answer = own ?? (await forward(target, exchange));
      answer = own ?? layer.after?.(exchange, answer) ?? answer;
    }
    if (what?.kind === "drop-after") return void incoming.socket.destroy();
    if (what?.kind === "truncate") {
      response.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length + 100 });
      response.write(answer.body.subarray(0, answer.body.length / 2));
      setTimeout(() => incoming.socket.destroy(), 20);
      return;
    }
    response.writeHead(answer.status, answer.headers).end(answer.body, () => answered.push(line));
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    asked,
    heard,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Whether the fault is due for a request. Counts the requests that pass first. */
function isDue(fault: Fault, line: string): boolean {
  if (fault.times <= 0 || !fault.match.test(line)) return false;
  if (!fault.after) return true;
  fault.after--;
  return false;
}

/** Headers that a server adds if it allows all pages. */
export const OPEN: OutgoingHttpHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers":
    "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date,Retry-After,ETag,x-amz-checksum-sha256",
};

/** Forwards a request with its Host header, because this header is signed. */
function forward(target: string, { method, path, headers, body }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target);
    const outgoing = request(
      { hostname, port, method, path, headers: { ...headers, connection: "close" } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const { "transfer-encoding": _, connection: __, ...rest } = answer.headers;
          const body = Buffer.concat(chunks);
          const length = method === "HEAD" ? {} : { "content-length": body.length };
          resolve({ status: answer.statusCode ?? 502, headers: { ...rest, ...length }, body });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
