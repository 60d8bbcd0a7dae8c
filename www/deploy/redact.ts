import type { Failure, SignedRequest } from "./aws-types";

/** Parameters of a URL that authorise whoever has them. */
const SECRET_PARAMETERS = ["x-amz-security-token", "x-amz-signature", "signature"];

/** The failure without the secrets of its request, which a server or a proxy may repeat in its answer. */
export function withoutSecrets(failure: Failure, request: Pick<SignedRequest, "url" | "headers">): Failure {
  const secrets = secretsOf(request);
  const redact = (text: string) => secrets.reduce((text, secret) => text.replaceAll(secret, "…"), text);
  return { ...failure, code: redact(failure.code), message: redact(failure.message), hint: redact(failure.hint) };
}

function secretsOf({ url, headers }: Pick<SignedRequest, "url" | "headers">): string[] {
  const header = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const parameters = [...new URL(url).searchParams].filter(([name]) => SECRET_PARAMETERS.includes(name.toLowerCase()));
  const found = [
    header("x-amz-security-token"),
    /Signature=(\w+)/.exec(header("authorization") ?? "")?.[1],
    ...parameters.map(([, value]) => value),
  ].filter((secret): secret is string => !!secret);
  return found.flatMap((secret) => [secret, encodeURIComponent(secret)]);
}
