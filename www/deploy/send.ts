import type { Answer, SignedRequest } from "./aws-types";

/** Milliseconds without progress after which a request is cancelled. */
const SILENCE_TIMEOUT = 120_000;

/** The inputs of a request apart from the request itself. */
export interface SendOptions {
  /** The package, for bodies of the kinds "package" and "slice". */
  zip?: Blob;
  /** The body of the kind "zip-file". */
  body?: Blob;
  /** Called with the bytes sent so far. */
  onProgress?: (sent: number) => void;
  signal?: AbortSignal;
  /** Milliseconds without progress after which the request is cancelled; by default two minutes. */
  patience?: number;
}

/** The result of sending a request once. */
export type SendResult =
  | { answer: Answer }
  /**
   * There is no answer. `blocked`: the Content-Security-Policy of the page forbids the request, so nothing was sent.
   */
  | { lost: true; blocked?: boolean };

/**
 * Sends a request once. Rejects only with the reason of `signal`: for all other errors, the browser reveals only that
 * there is no answer.
 */
export function send(request: SignedRequest, options: SendOptions): Promise<SendResult> {
  return sendBody(request.method, request.url, request.headers, bodyOf(request, options), options);
}

function bodyOf({ body }: SignedRequest, { zip, body: zipFileBody }: SendOptions): Blob | string | null {
  switch (body.kind) {
    case "none":
      return null;
    case "text":
      // As bytes: for a string, the browser would add a Content-Type header, which is not signed.
      return new Blob([body.text]);
    case "package":
      return zip?.slice() ?? null;
    case "slice":
      return zip?.slice(body.start, body.end) ?? null;
    case "zip-file":
      return zipFileBody ?? null;
  }
}

/**
 * Waits for the report of a violation. The browser reports a violation of the policy after the error event that it
 * causes.
 */
const afterViolation = (then: () => void) => setTimeout(then, 0);

/** Watches whether the policy of the page forbids requests to a URL. */
function watchViolations(url: string) {
  let isBlocked = false;
  // Compared without the query, because a report about another origin may omit it.
  const { origin, pathname } = new URL(url);
  const onViolation = ({ blockedURI, disposition }: SecurityPolicyViolationEvent) => {
    const isThis = blockedURI === url || blockedURI === origin || blockedURI.startsWith(`${origin}${pathname}`);
    if (isThis && disposition === "enforce") isBlocked = true;
  };
  document.addEventListener("securitypolicyviolation", onViolation);
  return {
    isBlocked: () => isBlocked,
    stop: () => document.removeEventListener("securitypolicyviolation", onViolation),
  };
}

/**
 * Sends a form once, and does not follow a redirect, as the page may not have access to its destination. Only `fetch`
 * can do this, and it reports no progress.
 */
export async function sendUnfollowed(
  url: string,
  body: FormData,
  { signal }: Pick<SendOptions, "signal">,
): Promise<SendResult | { redirected: true }> {
  const violations = watchViolations(url);
  try {
    const more = signal ? { signal } : {};
    const response = await fetch(url, { method: "POST", body, redirect: "manual", credentials: "omit", ...more });
    if (response.type === "opaqueredirect") return { redirected: true };
    const { status, headers } = response;
    return { answer: { status, headers: [...headers], body: await response.text() } };
  } catch {
    signal?.throwIfAborted();
    await new Promise<void>((resolve) => afterViolation(resolve));
    return { lost: true, blocked: violations.isBlocked() };
  } finally {
    violations.stop();
  }
}

/** Sends a body by XMLHttpRequest, because fetch does not report the progress of an upload. */
export function sendBody(
  method: string,
  url: string,
  headers: [string, string][],
  body: XMLHttpRequestBodyInit | null,
  { onProgress, signal, patience = SILENCE_TIMEOUT }: Pick<SendOptions, "onProgress" | "signal" | "patience">,
): Promise<SendResult> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let timeout: ReturnType<typeof setTimeout> | undefined;
    const restartTimeout = () => {
      clearTimeout(timeout);
      timeout = setTimeout(() => xhr.abort(), patience);
    };
    const abort = () => xhr.abort();
    const violations = watchViolations(url);
    const end = (result: SendResult) => {
      violations.stop();
      clearTimeout(timeout);
      signal?.removeEventListener("abort", abort);
      if (signal?.aborted) reject(signal.reason);
      else resolve(result);
    };
    xhr.onload = () =>
      end({
        answer: { status: xhr.status, headers: readHeaders(xhr.getAllResponseHeaders()), body: xhr.responseText },
      });
    xhr.onerror = () => afterViolation(() => end({ lost: true, blocked: violations.isBlocked() }));
    xhr.onabort = () => end({ lost: true });
    xhr.onprogress = restartTimeout;
    // With a listener here, the browser sends a CORS preflight even where it would not do so otherwise.
    if (onProgress) {
      xhr.upload.onprogress = ({ loaded }) => {
        restartTimeout();
        onProgress(loaded);
      };
    }
    if (signal?.aborted) return end({ lost: true });
    signal?.addEventListener("abort", abort, { once: true });
    try {
      xhr.open(method, url);
      for (const [name, value] of headers) xhr.setRequestHeader(name, value);
      restartTimeout();
      xhr.send(body);
    } catch {
      // The policy of the page forbids the request, or the browser rejects the address.
      afterViolation(() => end({ lost: true, blocked: violations.isBlocked() }));
    }
  });
}

/** The headers of an answer as pairs of name and value, from a text with one `name: value` per line. */
function readHeaders(text: string): [string, string][] {
  const lines = text.trim().split(/\r?\n/).filter(Boolean);
  return lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
}
