/**
 * Test events, kept in the browser under the names of their functions. Events that may contain a secret are not kept.
 */

const KEY = "wheelpress-events";
/** Maximum number of functions whose events are kept; the oldest events are removed. */
const MAX_EVENTS = 50;
/** Maximum number of characters of an event that is kept. */
const MAX_EVENT_LENGTH = 20_000;

/** Patterns of secrets in JSON, one kind per line. */
const SECRETS: RegExp[] = [
  // A member with a name of this kind and a text as value.
  /"[^"]*(?:secret|passw|passphrase|token|credential|authorization|api[-_ ]?key|private[-_ ]?key|cookie)[^"]*"\s*:\s*"[^"]+/i,
  // Access key IDs of AWS.
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  // JSON web tokens.
  /\beyJ[\w-]{8,}\.[\w-]{8,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // Tokens of GitHub, GitLab and Slack.
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-)[\w-]{10,}/,
  // URLs with a password or a signature in them.
  /:\/\/[^/\s"@]+:[^/\s"@]+@/,
  /[?&](?:x-amz-signature|signature|sig|token)=/i,
];

/** A long text without spaces that may be generated: with letters of both cases and digits. */
const LONG_WORD = /[A-Za-z0-9+/_=-]{32,}/g;

/** Whether an event may contain a secret. In case of doubt the answer is true: the event is then only not kept. */
export function mayHaveSecret(event: string): boolean {
  const isMixed = (word: string) => /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word);
  return SECRETS.some((secret) => secret.test(event)) || (event.match(LONG_WORD) ?? []).some(isMixed);
}

/** The event that is kept for a function. */
export function savedEvent(functionName: string, storage = browserStorage()): string | undefined {
  return read(storage).find(([name]) => name === functionName)?.[1];
}

/**
 * Keeps the event of a function. "secret": the event is not kept. "full": the browser stores nothing, or the event is
 * too long.
 */
export function saveEvent(functionName: string, event: string, storage = browserStorage()): "kept" | "secret" | "full" {
  const others = read(storage).filter(([name]) => name !== functionName);
  const isSecret = mayHaveSecret(event);
  const isKept = !isSecret && event.length <= MAX_EVENT_LENGTH;
  // An older event of the function is removed too, because it is not the last one that was sent.
  const events = isKept ? [[functionName, event], ...others].slice(0, MAX_EVENTS) : others;
  try {
    if (!storage) return "full";
    storage.setItem(KEY, JSON.stringify(events));
  } catch {
    return "full";
  }
  if (isSecret) return "secret";
  return isKept ? "kept" : "full";
}

function read(storage: Pick<Storage, "getItem"> | undefined): [name: string, event: string][] {
  try {
    const events: unknown = JSON.parse(storage?.getItem(KEY) ?? "[]");
    if (!Array.isArray(events)) return [];
    return events.filter(
      (one) => Array.isArray(one) && one.length === 2 && one.every((text) => typeof text === "string"),
    );
  } catch {
    return [];
  }
}

/** The browser's local storage; undefined if it is forbidden. */
function browserStorage(): Pick<Storage, "getItem" | "setItem"> | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
