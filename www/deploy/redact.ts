import type { Failure, SignedRequest } from "./boundary";

/** Parameters of a URL that let whoever has them act in its maker's name. */
const PARAMETERS = ["x-amz-security-token", "x-amz-signature", "signature"];

/** A failure without what its request was authorised by, should an answer or a proxy repeat it. */
export function withoutSecrets(failure: Failure, request: Pick<SignedRequest, "url" | "headers">): Failure {
  const secrets = secretsOf(request);
  const cut = (text: string) => secrets.reduce((text, secret) => text.replaceAll(secret, "…"), text);
  return { ...failure, code: cut(failure.code), message: cut(failure.message), hint: cut(failure.hint) };
}

function secretsOf({ url, headers }: Pick<SignedRequest, "url" | "headers">): string[] {
  const named = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const parameters = [...new URL(url).searchParams].filter(([name]) => PARAMETERS.includes(name.toLowerCase()));
  const found = [
    named("x-amz-security-token"),
    /Signature=(\w+)/.exec(named("authorization") ?? "")?.[1],
    ...parameters.map(([, value]) => value),
  ].filter((secret): secret is string => !!secret);
  return found.flatMap((secret) => [secret, encodeURIComponent(secret)]);
}
