/**
 * Faults at random points of two hundred deploys: each deploy ends in a success that the server confirms, or in a
 * correct error. FAULTS_SEED=n chooses other faults, FAULTS_RUNS=n sets the number of runs.
 */
import { type Run, runDeploy, serveDeployModule, startDeployer, type Verdict } from "./deploy-module.ts";
import { expect, test } from "./deploy-test.ts";
import { GARAGE_REGION } from "./servers/garage.ts";
import { lambdaLayer, refuse } from "./servers/lambda-layer.ts";
import { startOracle } from "./servers/oracle.ts";
import { type Answer, type Fault, startProxy } from "./servers/proxy.ts";
import { refuseS3, s3Layer, skewedLambda } from "./servers/s3-layer.ts";

const RUNS = Number(process.env.FAULTS_RUNS ?? 200);
const SEED = Number(process.env.FAULTS_SEED ?? 20_260_101);

/** mulberry32 */
function randomness(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  const chance = (share: number) => next() < share;
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  return { below, chance, one };
}

type Random = ReturnType<typeof randomness>;

/** An answer of AWS, in the wording of the service. */
const answered = ({ status, headers, body }: Answer): Fault["do"] => ({
  kind: "answer",
  status,
  headers,
  body: body.toString(),
});

const S3_ANSWERS = [
  refuseS3(503, "SlowDown", "Please reduce your request rate."),
  refuseS3(429, "TooManyRequests", "Slow down.", "", { "retry-after": "2" }),
  refuseS3(500, "InternalError", "We encountered an internal error. Please try again."),
  refuseS3(503, "ServiceUnavailable", "Please try again."),
];
const EXPIRED = refuseS3(400, "ExpiredToken", "The provided token has expired.");
const LAMBDA_ANSWERS = [
  refuse(500, "ServiceException", "An error occurred."),
  refuse(503, "ServiceUnavailableException", "Please try again."),
  refuse(403, "ExpiredTokenException", "The security token included in the request is expired"),
];
const THROTTLED = refuse(429, "TooManyRequestsException", "Rate exceeded");

function faultOf(random: Random, run: Run, match: RegExp): Fault {
  const isLambda = run.way.kind === "function";
  const throttled = { ...THROTTLED, headers: { ...THROTTLED.headers, "retry-after": "1" } };
  const answers = isLambda ? [...LAMBDA_ANSWERS, throttled] : [...S3_ANSWERS, EXPIRED];
  // A presigned URL has no credentials that could be renewed.
  const own = run.way.kind === "share" ? S3_ANSWERS : answers;
  const what = random.one<() => Fault["do"]>([
    () => ({ kind: "drop-before" }),
    () => ({ kind: "drop-after" }),
    () => ({ kind: "drop-after" }),
    () => ({ kind: "truncate" }),
    () => ({ kind: "delay", milliseconds: 50 + random.below(400) }),
    () => answered(random.one(own)),
    () => answered(random.one(own)),
  ])();
  return { match, after: random.below(6), times: 1 + random.below(2), do: what };
}

/**
 * The errors that may end a run that was not cancelled: the fault occurred more often than requests are repeated, and
 * the error names it.
 */
const TRUE_ERRORS = new Set([
  "aws-cors",
  "aws-network",
  "aws-service",
  "aws-throttled",
  "completion-unknown",
  "upload-perhaps-left",
  "upload-undecided",
]);

test(`${RUNS} deploys with faults at random points never end in a wrong "done"`, async ({ page, s3, lambda }) => {
  test.setTimeout(600_000);
  console.log(`FAULTS_SEED=${SEED}`);
  const random = randomness(SEED);
  const { garage } = s3;
  const { moto } = lambda;
  const functions = lambdaLayer();
  const proxies = {
    s3: await startProxy(garage.url, s3Layer()),
    lambda: await startProxy(moto.url, {
      ...functions,
      before: (exchange) =>
        (exchange.method === "OPTIONS" ? undefined : skewedLambda(exchange)) ?? functions.before?.(exchange),
    }),
  };
  const oracle = startOracle(garage, proxies.s3.url, moto);
  const module = await serveDeployModule();
  const counts: Record<string, number> = {};
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  try {
    await page.goto(module.url);
    await startDeployer(page, garage.keys, moto.keys);
    const s3Place = { region: GARAGE_REGION, s3Endpoint: proxies.s3.url };
    const lambdaPlace = { region: "us-east-1", lambdaEndpoint: proxies.lambda.url };

    for (let n = 0; n < RUNS; n++) {
      const key = `run-${SEED}-${n}.zip`;
      const kind = random.one(["object", "object", "parts", "parts", "function", "share"] as const);
      const as = random.one(["url", "form", "ticket"] as const);
      const isLarge = kind === "parts" || (kind === "share" && as === "ticket");
      const run: Run = {
        seed: SEED + n,
        size: isLarge ? 11_000_000 + random.below(7_000_000) : 1_000 + random.below(200_000),
        // The time in the signature of a presigned URL is the time of the person who made it.
        ahead: kind !== "share" && random.chance(0.2) ? random.one([-90, -20, 20, 90]) * 60_000 : 0,
        place: kind === "function" ? lambdaPlace : s3Place,
        way:
          kind === "function"
            ? { kind, functionName: random.one(["hello", "other", "third"]) }
            : kind === "share"
              ? { kind, as, bucket: "packages", key }
              : { kind: "object", bucket: "packages", key, ifNoneMatch: random.chance(0.5) },
      };
      if (random.chance(0.3)) run.cancelAfter = random.below(isLarge ? 700 : 150);
      const isTaken = run.way.kind === "object" && run.way.ifNoneMatch && random.chance(0.5);
      if (isTaken) await oracle.put("packages", key, "someone else's");
      const before = run.way.kind === "function" ? await oracle.code(run.way.functionName) : null;
      if (run.way.kind === "function" && random.chance(0.3)) functions.of(run.way.functionName).inProgress = 2;

      const proxy = kind === "function" ? proxies.lambda : proxies.s3;
      const match = kind === "function" ? /\/functions\// : new RegExp(`${key}|^POST /packages/?$`);
      proxy.faults.length = 0;
      // The upload of a ticket begins before its faults occur: these are faults of uploading.
      for (let faults = random.below(4); faults > 0; faults--) {
        const of = kind === "share" ? /partNumber=|uploadId=|^PUT |^POST \/packages\/?$/ : match;
        proxy.faults.push({ ...faultOf(random, run, of), ...(kind === "share" && { after: random.below(2) }) });
      }
      // Making the ticket is not tested here.
      if (kind === "share" && as === "ticket")
        for (const fault of proxy.faults) fault.match = /partNumber=|^(POST|DELETE) .*uploadId=/;
      const what = `run ${n} of FAULTS_SEED=${SEED}: ${JSON.stringify({ ...run, faults: proxy.faults.map((fault) => ({ ...fault, match: String(fault.match) })) })}`;

      const verdict = await runDeploy(page, run);
      proxy.faults.length = 0;
      const said = `${what}\n${JSON.stringify(verdict)}\n${proxy.asked.slice(-14).join("\n")}`;

      const isHindered = isTaken || run.cancelAfter !== undefined;
      if (!isHindered) count(verdict.done ? "mended" : "not mended");

      // Compares what the server holds with what was reported.
      const holds = async () =>
        run.way.kind === "function" ? oracle.code(run.way.functionName) : oracle.held("packages", key);
      const now = await holds();
      if (verdict.done) {
        count("done");
        expect(now, said).toBe(verdict.codeSha256);
      } else {
        tellsTruly(verdict, said);
        if (run.cancelAfter === undefined) {
          count(verdict.error?.code ?? "none");
          if (isTaken) expect(["aws-exists", ...TRUE_ERRORS], said).toContain(verdict.error?.code);
          else expect([...TRUE_ERRORS], said).toContain(verdict.error?.code);
        } else count(`cancelled: ${verdict.error?.code ?? verdict.error?.name}`);
        if (isTaken) expect(now, said).not.toBe(verdict.codeSha256);
        // The server holds either the old bytes or the bytes that were sent.
        else if (now !== before) expect(now, said).toBe(verdict.codeSha256);
      }
      if (run.way.kind === "function") continue;

      const left = await oracle.uploads("packages", key);
      const mayBeLeft = ["upload-left", "upload-perhaps-left"].includes(verdict.error?.code ?? "");
      const isTold = verdict.done
        ? verdict.done.note !== undefined
        : mayBeLeft || verdict.error?.hint?.includes("may be left") === true;
      if (verdict.done || run.cancelAfter !== undefined) {
        if (!isTold) expect(left, said).toEqual([]);
        if (left.length > 0) count("left and told");
      } else if (!isTaken && kind !== "share") {
        // A failed deploy continues when it is tried again, and then leaves nothing behind.
        const again = await runDeploy(page, run);
        expect(again.done, `${said}\nagain: ${JSON.stringify(again)}`).toBeDefined();
        expect(await holds(), said).toBe(verdict.codeSha256);
        if (!mayBeLeft) expect(await oracle.uploads("packages", key), said).toEqual([]);
      }
    }
    console.log(JSON.stringify(counts));
    // Most faults must be recovered from: refusing everything would also be correct.
    expect(counts.mended ?? 0).toBeGreaterThan(9 * (counts["not mended"] ?? 0));
  } finally {
    await oracle.stop();
    await module.close();
    await proxies.s3.stop();
    await proxies.lambda.stop();
  }
});

/** Checks that the error is a cancellation, or says what is wrong and what to do. */
function tellsTruly({ error }: Verdict, said: string) {
  expect(error, said).toBeDefined();
  if (error?.name === "AbortError") return;
  expect(error?.name, said).toBe("DeployError");
  expect(error?.message, said).toMatch(/\w.*[^.]$/);
  expect(error?.hint ?? "", said).toMatch(/\w.*[^.]$/);
}
