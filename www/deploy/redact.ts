/**
 * Removes the secrets that authorised a request from its failure. A server, or a proxy in front of it, may repeat them
 * in its answer.
 */

import type { Failure, SignedRequest } from "./aws-types";

/** Parameters of a URL, and fields of a form, that authorise whoever has them. */
const SECRET_NAMES = ["x-amz-security-token", "x-amz-s3session-token", "x-amz-signature", "signature", "policy"];

const SECRET_HEADERS = ["x-amz-security-token", "x-amz-server-side-encryption-customer-key"];

/**
 * Minimum number of characters of a secret that are recognised: an answer that is cut off may have only the beginning
 * of it.
 */
const MIN_SECRET_LENGTH = 12;

/** A character, plain or in an escaped form of URLs, HTML or JSON. */
const CHARACTER = /%([0-9a-f]{2})|&#x([0-9a-f]+);|&#(\d+);|\\u([0-9a-f]{4})|\\([^\s\w])|[\s\S]/gi;

/** The failure without the secrets of its request. `fields` are the fields of a form. */
export function withoutSecrets(
  failure: Failure,
  request: Pick<SignedRequest, "url" | "headers">,
  fields: [name: string, value: string][] = [],
): Failure {
  const secrets = [...secretsOf(request), ...fields.flatMap(([name, value]) => (isSecret(name) ? [value] : []))];
  const redact = (text: string) => redacted(text, secrets);
  const { code, message, hint, requestId } = failure;
  return {
    ...failure,
    code: redact(code),
    message: redact(message),
    hint: redact(hint),
    ...(requestId && { requestId: redact(requestId) }),
  };
}

const isSecret = (name: string) => SECRET_NAMES.includes(name.toLowerCase());

function secretsOf({ url, headers }: Pick<SignedRequest, "url" | "headers">): string[] {
  const ofHeaders = headers.flatMap(([name, value]) => {
    if (SECRET_HEADERS.includes(name.toLowerCase())) return [value];
    return name.toLowerCase() === "authorization" ? [/Signature=(\w+)/.exec(value)?.[1] ?? value] : [];
  });
  const parameters = [...new URL(url).searchParams].filter(([name]) => isSecret(name));
  return [...ofHeaders, ...parameters.map(([, value]) => value)].filter(Boolean);
}

/** The text with each secret replaced by an ellipsis, in any escaped form. */
function redacted(text: string, secrets: string[]): string {
  const units = [...text.matchAll(CHARACTER)];
  const plain = units.map(([unit, ...codes]) => characterOf(unit, codes)).join("");
  const isHidden = new Uint8Array(units.length);
  for (const secret of secrets) {
    const start = secret.slice(0, MIN_SECRET_LENGTH);
    for (let at = plain.indexOf(start); at >= 0; at = plain.indexOf(start, at + 1)) {
      let length = start.length;
      while (length < secret.length && plain[at + length] === secret[length]) length++;
      isHidden.fill(1, at, at + length);
    }
  }
  return units.map(([unit], at) => (isHidden[at] ? (isHidden[at - 1] ? "" : "…") : unit)).join("");
}

/** The character that an escaped form stands for. */
function characterOf(unit: string, [percent, hex, decimal, json, escaped]: (string | undefined)[]): string {
  const code = percent ?? hex ?? json;
  if (code) return String.fromCharCode(Number.parseInt(code, 16));
  if (decimal) return String.fromCharCode(Number(decimal));
  return escaped ?? unit;
}
