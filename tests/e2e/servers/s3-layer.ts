/** Features that neither moto nor garage has: the time of signatures is checked, and If-None-Match (facts). */
import { refuse } from "./lambda-layer.ts";
import { type Answer, type Exchange, type Layer, OPEN } from "./proxy.ts";

/** Milliseconds. The limits are 15 minutes for S3 (RequestTimeTooSkewed) and 5 for Lambda ("- 5 min."). */
const MINUTE = 60_000;

const iso = (time: number) => new Date(time).toISOString().replace(/\.\d+/, "");
const basic = (time: number) => iso(time).replaceAll(/[-:]/g, "");

/** Features of S3 that garage lacks: it checks the time, and refuses to replace an object that should be new. */
export function s3Layer(): Layer {
  const objects = new Set<string>();
  const isStoring = ({ method, path }: Exchange) =>
    (method === "PUT" && !path.includes("?")) || (method === "POST" && path.includes("uploadId="));
  const objectOf = ({ path }: Exchange) => path.replace(/\?.*/, "");
  return {
    before(exchange) {
      const skewed = exchange.method === "OPTIONS" ? undefined : skewedS3(exchange);
      if (skewed) return skewed;
      const isTaken = objects.has(objectOf(exchange)) && exchange.headers["if-none-match"] === "*";
      if (isTaken && isStoring(exchange)) {
        const message = "At least one of the pre-conditions you specified did not hold";
        return refuseS3(412, "PreconditionFailed", message, "<Condition>If-None-Match</Condition>");
      }
      return undefined;
    },
    after(exchange, answer) {
      if (answer.status < 300 && isStoring(exchange)) objects.add(objectOf(exchange));
      return answer;
    },
  };
}

/** Returns S3's refusal of a request that was signed at another time, or undefined if the times agree. */
function skewedS3(exchange: Exchange): Answer | undefined {
  if (Math.abs(ahead(exchange)) <= 15 * MINUTE) return undefined;
  const message = "The difference between the request time and the current time is too large.";
  const times = `<ServerTime>${iso(Date.now())}</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>`;
  return refuseS3(403, "RequestTimeTooSkewed", message, times);
}

export function skewedLambda(exchange: Exchange): Answer | undefined {
  const by = ahead(exchange);
  if (Math.abs(by) <= 5 * MINUTE) return undefined;
  const now = Date.now();
  const [signed, server] = [basic(now + by), basic(now)];
  const message =
    by < 0
      ? `Signature expired: ${signed} is now earlier than ${basic(now - 5 * MINUTE)} (${server} - 5 min.)`
      : `Signature not yet current: ${signed} is still later than ${basic(now + 5 * MINUTE)} (${server} + 5 min.)`;
  return refuse(403, "InvalidSignatureException", message);
}

export function refuseS3(status: number, code: string, message: string, more = "", headers = {}): Answer {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;
  const body = Buffer.from(xml);
  return {
    status,
    headers: { ...OPEN, ...headers, "content-type": "application/xml", "content-length": body.length },
    body,
  };
}

/** Returns how many milliseconds a request was signed ahead of this clock, or 0 if it states no time. */
function ahead({ headers }: Exchange): number {
  const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers["x-amz-date"] ?? ""));
  if (!signed) return 0;
  const [, year, month, day, hour, minute, second] = signed.map(Number) as number[];
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) - Date.now();
}
