/** Requests to indexes and the hosts that they link to: tried again, in pieces, and never to a host that nobody allowed. */

import { errorMessage } from "../common/error-message";
import { abortError } from "./errors";
import type { Login } from "./types";

/** How often a request is tried that brings nothing new. */
const ATTEMPTS = 4;
/** Milliseconds before the second attempt; twice as long before each further one. */
const FIRST_PAUSE = 400;
/** The longest pause that a server may ask for, in milliseconds. */
const MAX_PAUSE_MS = 30_000;
/** Milliseconds without a byte after which a request is given up. */
const PATIENCE = 30_000;
/** Redirects that are followed for one answer. */
const MAX_REDIRECTS = 10;

/** Answers that say where else to ask (RFC 9110, 15.4). */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Too many requests, and faults of servers that may be over soon. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** What is asked of a server. */
export interface Wanted {
  url: string;
  /** The index that led there; empty for an address that a file states. */
  index: string;
  method?: "GET" | "HEAD";
  accept?: string | undefined;
  /** How often it is tried; by default four times. */
  attempts?: number;
  /** The first byte, and the one behind the last. */
  range?: { start: number; end?: number };
}

/** What a transport needs from its call. */
export interface TransportOptions {
  fetch: typeof globalThis.fetch;
  signal?: AbortSignal | undefined;
  /** By index. */
  logins: Login[];
  /** Whether a host may be asked that is not the index's own. */
  allowHost(host: string, index: string): boolean | Promise<boolean>;
  /** Whether an answer of this host may lead to another address, which the engine tells only once it has asked there. */
  allowRedirect(host: string, index: string): boolean | Promise<boolean>;
  /** By default, `setTimeout`. */
  pause?(milliseconds: number): Promise<void>;
}

/** No answer came, for a reason that another attempt would not mend. */
export class TransportError extends Error {}

/** Sends requests. */
export class Transport {
  readonly #options: TransportOptions;
  /** Answers of the user, one for each question. */
  readonly #allowed = new Map<string, Promise<boolean>>();

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /**
   * The answer, whatever its status, once it begins, with the address that redirects led to; `take` then reads its body.
   * What fails is tried again, and `take` is called again with the next answer. `hasProgressed` tells whether an attempt
   * that failed has brought anything new.
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
      const attempts = request.attempts ?? ATTEMPTS;
      let pause = FIRST_PAUSE * 2 ** (attempt - 1);
      let fault: string;
      const timer = new Deadline(this.#options.signal);
      try {
        const { response, url } = await this.#ask(request, timer);
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
      else if (attempt++ >= attempts) throw new TransportError(fault);
      await this.#pause(Math.min(pause, MAX_PAUSE_MS));
    }
  }

  /** The bytes of an answer that must not be longer. */
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

  /** The answer, where redirects lead: to no host that was not allowed. */
  async #ask(request: Wanted, timer: Deadline): Promise<{ response: Response; url: string }> {
    let wanted = request;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await this.#options.fetch(wanted.url, this.#init(wanted, "manual", timer.signal));
      // Pages may not see where it leads (Fetch, "opaque-redirect filtered response").
      if (response.type === "opaqueredirect") return this.#follow(wanted, timer);
      const location = REDIRECTS.has(response.status) ? response.headers.get("Location") : null;
      if (location === null) return { response, url: response.url || wanted.url };
      await response.body?.cancel().catch(() => {});
      wanted = { ...wanted, url: redirected(wanted.url, location) };
      await timer.without(() => this.#check(wanted));
    }
    throw new TransportError(`it leads on more than ${MAX_REDIRECTS} times`);
  }

  /** Lets the engine follow. Where it has been led is seen afterwards: what a host says that was not allowed is not read. */
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
    // Cookies are no business of an index, and what a cache of the browser has may be old.
    const quiet = { credentials: "omit", cache: "no-cache", referrerPolicy: "no-referrer" } as const;
    return { method, headers, redirect, signal, ...quiet };
  }

  async #pause(milliseconds: number): Promise<void> {
    const pause = this.#options.pause ?? ((time) => new Promise<void>((resolve) => setTimeout(resolve, time)));
    await pause(milliseconds);
    if (this.#options.signal?.aborted) throw abortError();
  }
}

/** Where an answer leads. */
function redirected(url: string, location: string): string {
  const to = URL.canParse(location, url) ? new URL(location, url) : null;
  const isSafe = to?.protocol === "https:" || (to?.protocol === "http:" && url.startsWith("http:"));
  if (!to || !isSafe) throw new TransportError("it leads to an address that is not asked");
  to.hash = "";
  return to.href;
}

/** A login is for its index, or for a file of that address, and goes to no other origin. */
function isOf(url: string, index: string, login: Login): boolean {
  if (!URL.canParse(login.index)) return false;
  const isSame = [url, index].some((address) => address && plainAddress(address) === plainAddress(login.index));
  return isSame && new URL(url).origin === new URL(login.index).origin;
}

/** An address without what is not sent, and without the slash at the end that an index may be given with. */
function plainAddress(address: string): string {
  const { origin, pathname, search } = new URL(address);
  return origin + pathname.replace(/\/$/, "") + search;
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Milliseconds that a server asks to wait (RFC 9110, 10.2.3): seconds, or a date. */
export function retryAfter(value: string | null, now = Date.now()): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Hands over the pieces of a body as they come. */
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

/** A signal that aborts with another one, or when nothing came for a while. */
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

  /** Does what may take any time, such as asking the user. */
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
