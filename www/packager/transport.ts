/**
 * Requests to indexes and to the hosts that they link to. They are repeated after failures, and are never sent to a
 * host that was not allowed.
 */

import { errorMessage } from "../common/error-message";
import { abortError } from "./errors";
import type { Login } from "./types";

/** Maximum number of attempts without progress. */
const ATTEMPTS = 4;
/** Milliseconds before the second attempt; doubled before each further one. */
const FIRST_PAUSE = 400;
/** Maximum pause that a server may request, in milliseconds. */
const MAX_PAUSE_MS = 30_000;
/** Milliseconds without a byte after which a request is cancelled. */
const PATIENCE = 30_000;
/** Maximum number of redirects per request. */
const MAX_REDIRECTS = 10;

/** Status codes of redirects (RFC 9110, 15.4). */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Status codes of failures that may be temporary: too many requests, and server errors. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** A request to a server. */
export interface Wanted {
  url: string;
  /** The index that named the address; empty for an address that a file states. */
  index: string;
  method?: "GET" | "HEAD";
  accept?: string | undefined;
  /** Maximum number of attempts; four by default. */
  attempts?: number;
  /** The offset of the first byte, and the offset after the last. */
  range?: { start: number; end?: number };
}

/** The options of the call that a transport uses. */
export interface TransportOptions {
  fetch: typeof globalThis.fetch;
  signal?: AbortSignal | undefined;
  /** The logins, each with its index. */
  logins: Login[];
  /** Whether requests may be sent to a host other than the index's own. */
  allowHost(host: string, index: string): boolean | Promise<boolean>;
  /**
   * Whether a redirect of this host may be followed. The browser reveals its destination only after it has followed it.
   */
  allowRedirect(host: string, index: string): boolean | Promise<boolean>;
  /** Waits; by default with `setTimeout`. */
  pause?(milliseconds: number): Promise<void>;
}

/** The error of a request that failed for a reason that another attempt would not fix, or after all attempts. */
export class TransportError extends Error {}

/** Sends requests. */
export class Transport {
  readonly #options: TransportOptions;
  /** The user's answers, one per question. */
  readonly #allowed = new Map<string, Promise<boolean>>();
  /** Origins whose last request ended without a response after all attempts. */
  readonly #unreachable = new Set<string>();

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /**
   * Sends a request. Calls `take` with the response, whatever its status, as soon as it begins, and with the address
   * after redirects; `take` then reads the body. After a failure the request is sent again, and `take` is called with
   * the next response. `hasProgressed` returns whether a failed attempt has made progress. There is only one attempt if
   * the origin did not respond to all attempts of an earlier request. Otherwise a chain of requests that are answered
   * from a cache would wait for every attempt of every request.
   *
   * Rejects with a `TransportError`, and with an `AbortError`.
   */
  async send<T>(
    wanted: () => Wanted,
    take: (response: Response, alive: () => void, url: string) => Promise<T>,
    hasProgressed: () => boolean = () => false,
  ): Promise<T> {
    for (let attempt = 1; ; ) {
      const request = wanted();
      await this.#check(request);
      const { origin } = new URL(request.url);
      const attempts = this.#unreachable.has(origin) ? 1 : (request.attempts ?? ATTEMPTS);
      let pause = FIRST_PAUSE * 2 ** (attempt - 1);
      let fault: string;
      let hasResponse = false;
      const timer = new Deadline(this.#options.signal);
      try {
        const { response, url } = await this.#ask(request, timer);
        hasResponse = true;
        this.#unreachable.delete(origin);
        if (!PASSING.has(response.status) || attempt >= attempts) return await take(response, timer.extend, url);
        pause = retryAfter(response.headers.get("Retry-After")) ?? pause;
        fault = `its status is ${response.status}`;
        await response.body?.cancel().catch(() => {});
      } catch (error) {
        if (this.#options.signal?.aborted) throw abortError();
        if (error instanceof TransportError) throw error;
        fault = timer.isOver ? "nothing came for 30 seconds" : errorMessage(error);
      } finally {
        timer.end();
      }
      if (hasProgressed()) attempt = 1;
      else if (attempt++ >= attempts) {
        if (!hasResponse && attempts > 1) this.#unreachable.add(origin);
        throw new TransportError(fault);
      }
      await this.#pause(Math.min(pause, MAX_PAUSE_MS));
    }
  }

  /** The bytes of a response. Rejects with a `TransportError` if there are more than `longest`. */
  async bytes(response: Response, longest: number, alive: () => void): Promise<ArrayBuffer> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    await eachChunk(response, (chunk) => {
      alive();
      size += chunk.byteLength;
      if (size > longest) throw new TransportError(`it is longer than ${longest} bytes`);
      chunks.push(chunk);
    });
    return new Blob(chunks).arrayBuffer();
  }

  /** The response after redirects. A redirect to a host that was not allowed is not followed. */
  async #ask(request: Wanted, timer: Deadline): Promise<{ response: Response; url: string }> {
    let wanted = request;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await this.#options.fetch(wanted.url, this.#init(wanted, "manual", timer.signal));
      // A page cannot see where the redirect leads (Fetch, "opaque-redirect filtered response").
      if (response.type === "opaqueredirect") return this.#follow(wanted, timer);
      const location = REDIRECTS.has(response.status) ? response.headers.get("Location") : null;
      if (location === null) return { response, url: response.url || wanted.url };
      await response.body?.cancel().catch(() => {});
      wanted = { ...wanted, url: redirected(wanted.url, location) };
      await timer.without(() => this.#check(wanted));
    }
    throw new TransportError(`it leads on more than ${MAX_REDIRECTS} times`);
  }

  /**
   * Lets the browser follow redirects. The final address is known only afterwards: the response of a host that was not
   * allowed is not read.
   */
  async #follow(wanted: Wanted, timer: Deadline): Promise<{ response: Response; url: string }> {
    const { url, index } = wanted;
    const { host } = new URL(url);
    const allows = () => this.#once(`${index} from ${host}`, () => this.#options.allowRedirect(host, index));
    if (!(await timer.without(allows))) {
      throw new TransportError(`"${host}" leads to another address, which was not allowed`);
    }
    const response = await this.#options.fetch(url, this.#init(wanted, "follow", timer.signal));
    try {
      if (response.url) await timer.without(() => this.#check({ url: response.url, index }));
      return { response, url: response.url || url };
    } catch (error) {
      await response.body?.cancel().catch(() => {});
      throw error;
    }
  }

  async #check({ url, index }: Pick<Wanted, "url" | "index">): Promise<void> {
    const { host } = new URL(url);
    if (index && new URL(index).host === host) return;
    const isAllowed = await this.#once(`${index} ${host}`, () => this.#options.allowHost(host, index));
    if (!isAllowed) throw new TransportError(`the host "${host}" was not allowed`);
  }

  #once(question: string, ask: () => boolean | Promise<boolean>): Promise<boolean> {
    let answer = this.#allowed.get(question);
    if (!answer) {
      answer = Promise.resolve(ask());
      this.#allowed.set(question, answer);
    }
    return answer;
  }

  #init(wanted: Wanted, redirect: RequestRedirect, signal: AbortSignal): RequestInit {
    const { url, index, method = "GET", accept, range } = wanted;
    const headers: Record<string, string> = {};
    if (accept) headers.Accept = accept;
    if (range) headers.Range = `bytes=${range.start}-${range.end === undefined ? "" : range.end - 1}`;
    const login = this.#options.logins.find((login) => isOf(url, index, login));
    if (login) headers.Authorization = `Basic ${base64(`${login.user}:${login.password}`)}`;
    // Without cookies, which an index does not need, and revalidated, because the browser's HTTP cache may be out of
    // date.
    const quiet = { credentials: "omit", cache: "no-cache", referrerPolicy: "no-referrer" } as const;
    return { method, headers, redirect, signal, ...quiet };
  }

  async #pause(milliseconds: number): Promise<void> {
    const pause = this.#options.pause ?? ((time) => new Promise<void>((resolve) => setTimeout(resolve, time)));
    await pause(milliseconds);
    if (this.#options.signal?.aborted) throw abortError();
  }
}

/** The address that a redirect leads to. */
function redirected(url: string, location: string): string {
  const to = URL.canParse(location, url) ? new URL(location, url) : null;
  const isSafe = to?.protocol === "https:" || (to?.protocol === "http:" && url.startsWith("http:"));
  if (!to || !isSafe) throw new TransportError("it leads to an address that is not asked");
  to.hash = "";
  return to.href;
}

/**
 * Whether a login applies to a request. It applies to its index, or to a file with that address, and is never sent to
 * another origin.
 */
function isOf(url: string, index: string, login: Login): boolean {
  if (!URL.canParse(login.index)) return false;
  const isSame = [url, index].some((address) => address && plainAddress(address) === plainAddress(login.index));
  return isSame && new URL(url).origin === new URL(login.index).origin;
}

/**
 * An address without the parts that are not sent, and without a trailing slash, which the address of an index may or
 * may not have.
 */
function plainAddress(address: string): string {
  const { origin, pathname, search } = new URL(address);
  return origin + pathname.replace(/\/$/, "") + search;
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Milliseconds that a server requests to wait (RFC 9110, 10.2.3), from a number of seconds or a date. */
export function retryAfter(value: string | null, now = Date.now()): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Passes the chunks of a body to `take` as they arrive. */
export async function eachChunk(
  response: Response,
  take: (chunk: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      await take(value as Uint8Array<ArrayBuffer>);
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    throw error;
  }
}

/** A signal that is aborted with another one, or when nothing has arrived for a while. */
class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  isOver = false;

  constructor(outer: AbortSignal | undefined) {
    this.#outer = outer;
    if (outer?.aborted) this.#controller.abort();
    outer?.addEventListener("abort", this.#abort);
    this.extend();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly extend = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#controller.abort();
    }, PATIENCE);
  };

  /** Runs an action without time limit, such as asking the user. */
  async without<T>(action: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    try {
      return await action();
    } finally {
      this.extend();
    }
  }

  readonly #abort = () => this.#controller.abort();

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#abort);
  }
}
