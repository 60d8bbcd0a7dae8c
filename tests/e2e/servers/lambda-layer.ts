/** Features of Lambda that moto lacks (facts: limits, revisions, updates in progress, architectures, CORS). */
import { createHash, randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { type Answer, type Exchange, type Layer, OPEN } from "./proxy.ts";

const DIRECT_LIMIT = 52_428_800;
const REQUEST_LIMIT = 70_167_211;

interface Held {
  revision: string;
  architectures: string[];
  /** The number of looks at the function until an update is over. */
  inProgress: number;
  /** Whether the function is changed right after the next look at it. */
  changedAfterLook?: boolean;
  /** A CodeSha256 that is reported instead of the true one. */
  lie?: string | undefined;
  /** The code that can be downloaded, and whether pages of other origins may download it. */
  zip?: { bytes: Buffer; isOpen: boolean } | undefined;
  /** How the code is stored (FunctionCodeLocation). An update that does not repeat it resets it to the default. */
  code: { SourceKMSKeyArn?: string; ResolvedS3Object?: { S3Bucket: string; S3Key: string } };
  /** The ARN of the capacity provider, for managed instances. */
  capacityProvider?: string;
  /** The targets that versions were published to. */
  published: string[];
  /** The layer versions of the function. */
  layers: { Arn: string; CodeSize: number }[];
}

export interface LambdaLayer extends Layer {
  /** Returns the function by name and region. It is made at the first call. */
  of(functionName: string, region?: string): Held;
  /**
   * Gives a function code that can be downloaded. `isOpen`: by pages of other origins, too. If `zip` is undefined, the
   * code stays.
   */
  serve(functionName: string, zip: Buffer | undefined, isOpen: boolean): void;
  /** Gives a function a layer version and returns its ARN. `isOpen`: pages of other origins may download the zip. */
  serveLayer(functionName: string, layer: string, zip: Buffer, isOpen: boolean): string;
  /** Additional headers that pages of other origins may read, where a server allows it. */
  exposes?: string;
}

export function lambdaLayer(): LambdaLayer {
  const functions = new Map<string, Held>();
  const of = (name: string, region = "us-east-1") => {
    const key = `${region} ${name}`;
    let held = functions.get(key);
    if (!held) {
      held = { revision: randomUUID(), architectures: ["x86_64"], inProgress: 0, code: {}, published: [], layers: [] };
      functions.set(key, held);
    }
    return held;
  };

  const named = ({ path, headers }: Exchange) => {
    const name = /\/functions\/([^/?]+)/.exec(path)?.[1];
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1];
    return name === undefined
      ? undefined
      : { name: decodeURIComponent(name), held: of(decodeURIComponent(name), region) };
  };

  const layer: LambdaLayer = {
    of,
    serve(name, zip, isOpen) {
      const held = of(name);
      const bytes = zip ?? held.zip?.bytes ?? Buffer.alloc(0);
      held.zip = { bytes, isOpen };
      held.lie = createHash("sha256").update(bytes).digest("base64");
    },
    serveLayer(functionName, name, bytes, isOpen) {
      const Arn = `arn:aws:lambda:us-east-1:123456789012:layer:${name}:1`;
      layer.serve(name, bytes, isOpen);
      of(functionName).layers.push({ Arn, CodeSize: bytes.length });
      return Arn;
    },
    before(exchange) {
      const { method, path, body } = exchange;
      const version = /^\/2018-10-31\/layers\/(.*:layer:([^/:]+))\/versions\/1$/.exec(decodeURIComponent(path));
      const zip = version && of(version[2] ?? "").zip;
      if (method === "GET" && version && zip) {
        const CodeSha256 = createHash("sha256").update(zip.bytes).digest("base64");
        const Location = `http://${exchange.headers.host}/snapshots/${version[2]}?X-Amz-Signature=0`;
        const Content = { CodeSha256, CodeSize: zip.bytes.length, Location };
        const value = { LayerArn: version[1], LayerVersionArn: `${version[1]}:1`, Version: 1, Content };
        return { status: 200, headers: { ...OPEN }, body: Buffer.from(JSON.stringify(value)) };
      }
      const served = /^\/snapshots\/([^?]+)\?X-Amz-Signature=/.exec(path)?.[1];
      if (served !== undefined) return codeAnswer(of(decodeURIComponent(served)));
      if (method === "OPTIONS") return preflight(exchange);
      const found = named(exchange);
      const isCode = method === "PUT" && path.endsWith("/code");
      const isUpdate = method === "PUT" && /\/(code|configuration)$/.test(path);
      const isLayer = method === "POST" && path.includes("/layers/");
      if (isCode || isLayer || (method === "POST" && path.endsWith("/functions"))) {
        if (body.length > REQUEST_LIMIT) {
          const operation = isCode ? "UpdateFunctionCode" : "CreateFunction";
          const message = `Request must be smaller than ${REQUEST_LIMIT} bytes for the ${operation} operation`;
          return refuse(413, "RequestEntityTooLargeException", message);
        }
        if (zipSize(body) >= DIRECT_LIMIT) {
          const message = `Zipped size must be smaller than ${DIRECT_LIMIT} bytes`;
          return refuse(413, "RequestEntityTooLargeException", message);
        }
      }
      if (found && method === "POST" && path.endsWith("/versions")) {
        found.held.published.push(wantedOf(exchange).PublishTo ?? "a number");
      }
      if (method === "POST" && path.endsWith("/functions")) {
        const { FunctionName = "", Code = {}, CapacityProviderConfig: capacity } = wantedOf(exchange);
        const held = of(FunctionName);
        held.code = codeOf(Code);
        const arn = capacity?.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn;
        if (arn) held.capacityProvider = arn;
      }
      if (!found || !isUpdate) return undefined;
      const { name, held } = found;
      if (held.inProgress > 0) {
        const arn = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
        const message = `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`;
        advance(held);
        return refuse(409, "ResourceConflictException", message);
      }
      const wanted = wantedOf(exchange);
      if (wanted.RevisionId !== undefined && wanted.RevisionId !== held.revision) {
        const message =
          "The Revision Id provided does not match the latest Revision Id. " +
          "Call the GetFunction/GetAlias API to retrieve the latest Revision Id";
        return refuse(412, "PreconditionFailedException", message);
      }
      return undefined;
    },
    after(exchange, answer) {
      const headers: OutgoingHttpHeaders = { ...answer.headers, ...OPEN };
      if (layer.exposes) headers["access-control-expose-headers"] += `,${layer.exposes}`;
      const found = named(exchange);
      if (!found || answer.status >= 300 || !/\/functions\/[^/]+(\/(code|configuration))?$/.test(exchange.path)) {
        return { ...answer, headers };
      }
      const { held } = found;
      const { Architectures, DryRun } = exchange.method === "PUT" ? wantedOf(exchange) : {};
      if (exchange.method === "PUT" && !DryRun) {
        held.revision = randomUUID();
        if (Architectures) held.architectures = Architectures;
        if (exchange.path.endsWith("/code")) held.code = codeOf(wantedOf(exchange));
        // An update replaces the code that could be downloaded.
        if (exchange.path.endsWith("/code") && held.zip) held.lie = held.zip = undefined;
        held.inProgress = 1;
      }
      const value = JSON.parse(answer.body.toString()) as Record<string, Record<string, unknown>>;
      const configuration = value.Configuration ?? value;
      const isLooking = exchange.method === "GET";
      Object.assign(configuration, {
        RevisionId: held.revision,
        Architectures: held.architectures,
        State: "Active",
        LastUpdateStatus: held.inProgress > 0 ? "InProgress" : "Successful",
      });
      if (value.Code) Object.assign(value.Code, held.code);
      if (held.layers.length > 0) Object.assign(configuration, { Layers: held.layers });
      if (value.Code && held.zip) {
        const Location = `http://${exchange.headers.host}/snapshots/${found.name}?X-Amz-Signature=0`;
        Object.assign(value.Code, { Location });
      }
      if (held.capacityProvider) {
        const CapacityProviderArn = held.capacityProvider;
        const LambdaManagedInstancesCapacityProviderConfig = { CapacityProviderArn };
        Object.assign(configuration, { CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig } });
      }
      if (held.lie && exchange.method !== "FAULT") Object.assign(configuration, { CodeSha256: held.lie });
      if (isLooking) advance(held);
      if (isLooking && held.changedAfterLook) {
        held.changedAfterLook = false;
        held.revision = randomUUID();
      }
      const body = Buffer.from(JSON.stringify(value));
      return { status: answer.status, headers: { ...headers, "content-length": body.length }, body };
    },
  };
  return layer;
}

interface Wanted extends CodeWanted {
  RevisionId?: string;
  Architectures?: string[];
  DryRun?: boolean;
  PublishTo?: string;
  FunctionName?: string;
  Code?: CodeWanted;
  CapacityProviderConfig?: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: string } };
}

interface CodeWanted {
  S3Bucket?: string;
  S3Key?: string;
  S3ObjectStorageMode?: string;
  SourceKMSKeyArn?: string;
}

/** Returns how Lambda stores the code of a request. */
function codeOf({ S3Bucket = "", S3Key = "", S3ObjectStorageMode, SourceKMSKeyArn }: CodeWanted): Held["code"] {
  return {
    ...(SourceKMSKeyArn && { SourceKMSKeyArn }),
    ...(S3ObjectStorageMode === "REFERENCE" && { ResolvedS3Object: { S3Bucket, S3Key } }),
  };
}

/** Returns the code as Lambda's bucket provides it. */
function codeAnswer({ zip }: Held): Answer {
  const body = zip?.bytes ?? Buffer.alloc(0);
  const headers = { "content-type": "application/zip", "content-length": body.length };
  return { status: zip ? 200 : 404, headers: { ...headers, ...(zip?.isOpen && OPEN) }, body };
}

const wantedOf = ({ body }: Exchange) => JSON.parse(body.toString()) as Wanted;

/** Counts one look at the function. At the end of an update, the function gets a new revision, as at AWS. */
function advance(held: Held): void {
  if (held.inProgress === 0) return;
  held.inProgress--;
  if (held.inProgress === 0) held.revision = randomUUID();
}

/** Answers a preflight of a page as Lambda does. */
function preflight({ headers }: Exchange): Answer {
  return {
    status: 200,
    headers: {
      ...OPEN,
      "access-control-allow-methods": "GET,POST,PUT,DELETE,OPTIONS",
      "access-control-allow-headers": headers["access-control-request-headers"] ?? "",
      "access-control-max-age": "172800",
    },
    body: Buffer.alloc(0),
  };
}

export function refuse(status: number, type: string, message: string): Answer {
  const body = Buffer.from(JSON.stringify({ Type: "User", message }));
  const headers = {
    ...OPEN,
    "content-type": "application/json",
    "x-amzn-ErrorType": type,
    "content-length": body.length,
  };
  return { status, headers, body };
}

/** Size of the zip in a JSON body in bytes, computed from the length of its base64. */
function zipSize(body: Buffer): number {
  const start = body.indexOf('"ZipFile":"');
  if (start < 0) return 0;
  const from = start + '"ZipFile":"'.length;
  const end = body.indexOf('"', from);
  return Math.floor(((end - from) * 3) / 4);
}
