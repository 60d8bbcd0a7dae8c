import type { Answer, SignedRequest } from "./boundary";

/** Milliseconds without a sign of life after which a request counts as lost. */
const SILENCE = 120_000;

export interface Sending {
  /** What a `package` or a `slice` body is made of. */
  zip?: Blob;
  /** What a `zip-file` body is. */
  body?: Blob;
  onProgress?: (sent: number) => void;
  signal?: AbortSignal;
}

export type Sent =
  | { answer: Answer }
  /** `blocked`: by the page's own Content-Security-Policy, so nothing was sent. */
  | { lost: true; blocked?: boolean };

function bodyOf({ body }: SignedRequest, { zip, body: made }: Sending): Blob | string | null {
  switch (body.kind) {
    case "none":
      return null;
    case "text":
      // As bytes: a string would be given a Content-Type, which is not signed.
      return new Blob([body.text]);
    case "package":
      return zip?.slice() ?? null;
    case "slice":
      return zip?.slice(body.start, body.end) ?? null;
    case "zip-file":
      return made ?? null;
  }
}

/**
 * By XMLHttpRequest, because fetch does not tell the progress of an upload. Rejects with AbortError only;
 * the browser says of all other faults no more than that there is no answer.
 */
export function send(request: SignedRequest, sending: Sending): Promise<Sent> {
  return transmit(request.method, request.url, request.headers, bodyOf(request, sending), sending);
}

/** A violation of the policy is told after the fault it causes. */
const whenTold = (then: () => void) => setTimeout(then, 0);

export function transmit(
  method: string,
  url: string,
  headers: [string, string][],
  body: XMLHttpRequestBodyInit | null,
  { onProgress, signal }: Pick<Sending, "onProgress" | "signal">,
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => xhr.abort(), SILENCE);
    };
    const abort = () => xhr.abort();
    let isBlocked = false;
    // What was asked for, without the query: that is all a violation tells of other origins at times.
    const { origin, pathname } = new URL(url);
    const violated = ({ blockedURI, disposition }: SecurityPolicyViolationEvent) => {
      const isThis = blockedURI === url || blockedURI === origin || blockedURI.startsWith(`${origin}${pathname}`);
      if (isThis && disposition === "enforce") isBlocked = true;
    };
    document.addEventListener("securitypolicyviolation", violated);
    const end = (sent: Sent) => {
      document.removeEventListener("securitypolicyviolation", violated);
      clearTimeout(silence);
      signal?.removeEventListener("abort", abort);
      if (signal?.aborted) reject(signal.reason);
      else resolve(sent);
    };
    xhr.onload = () => {
      const lines = xhr.getAllResponseHeaders().trim().split(/\r?\n/);
      const headers = lines.filter(Boolean).map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
      });
      end({ answer: { status: xhr.status, headers, body: xhr.responseText } });
    };
    xhr.onerror = () => whenTold(() => end({ lost: true, blocked: isBlocked }));
    xhr.onabort = () => end({ lost: true });
    xhr.onprogress = heard;
    // A listener here makes the browser ask beforehand (CORS) also where it otherwise would not.
    if (onProgress) {
      xhr.upload.onprogress = ({ loaded }) => {
        heard();
        onProgress(loaded);
      };
    }
    if (signal?.aborted) return end({ lost: true });
    signal?.addEventListener("abort", abort, { once: true });
    try {
      xhr.open(method, url);
      for (const [name, value] of headers) xhr.setRequestHeader(name, value);
      heard();
      xhr.send(body);
    } catch {
      // The policy of the page, or an address the browser does not take.
      whenTold(() => end({ lost: true, blocked: isBlocked }));
    }
  });
}
