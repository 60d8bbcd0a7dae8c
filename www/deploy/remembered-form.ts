/** Where the last deploy went, kept in the browser for the next visit: names and addresses, never credentials. */

import type { DeployForm } from "./form";

const KEY = "wheelpress-deploy";

/** The fields that are kept. */
const TEXTS = [
  "region",
  "functions",
  "bucket",
  "key",
  "layerName",
  "lambdaEndpoint",
  "s3Endpoint",
  "logsEndpoint",
] as const satisfies readonly (keyof DeployForm)[];

/** A user name or password in an address. */
const WITH_USER = /\/\/[^/]*@/;

/** Texts that look like a key or a signed URL that was pasted into the wrong field. */
const OF_CREDENTIALS = [
  /(AKIA|ASIA)[A-Z0-9]{16}/,
  /^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z0-9/+]{40}$/,
  /X-Amz-Signature=|X-Amz-Security-Token=/i,
  /^[A-Za-z0-9/+=]{100,}$/,
];

const isKept = (text: string) => text && !WITH_USER.test(text) && !OF_CREDENTIALS.some((form) => form.test(text));

/** Keeps the fields of a deploy that starts. Does nothing if the browser forbids storage. */
export function rememberForm(form: DeployForm): void {
  const kept = TEXTS.flatMap((name) => (isKept(form[name]) ? [[name, form[name]]] : []));
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...Object.fromEntries(kept), pathStyle: form.pathStyle }));
  } catch {}
}

/** The fields of the last deploy. Unknown members, written by another version, are ignored. */
export function recallForm(): Partial<DeployForm> {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, unknown>;
    const texts = TEXTS.flatMap((name) => (typeof stored[name] === "string" ? [[name, stored[name]]] : []));
    return { ...Object.fromEntries(texts), ...(stored.pathStyle === true && { pathStyle: true }) };
  } catch {
    return {};
  }
}
