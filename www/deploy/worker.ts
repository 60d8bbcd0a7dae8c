/**
 * The worker that calls WebAssembly for deploying. It holds the credentials, and only signatures leave it. It sends no
 * requests itself.
 */

import { errorMessage } from "../common/error-message";
import * as aws from "../generated/deploy";
import type { Refusal, Session, Sha256, ZipFileBody } from "./aws-types";
import type { Call, Calls, FromWorker, ToWorker } from "./protocol";

declare const self: DedicatedWorkerGlobalScope;

const bodies = new Map<number, ZipFileBody>();
let nextBody = 0;
const hashes = new Map<number, Sha256>();
let nextHash = 0;
let session: Session | undefined;
/** Pasted text with several profiles, until one of them is chosen. */
let pasted: string | undefined;

const LOCKED: Refusal = {
  code: "session-locked",
  message: "The credentials are locked",
  hint: "Paste credentials again",
};

/** Keeps a session, and drops the previous one. */
function open(opened: Session) {
  session?.free();
  session = opened;
  pasted = undefined;
  return opened.info();
}

function requireSession(): Session {
  if (!session) throw LOCKED;
  return session;
}

function body(number: number): ZipFileBody {
  const body = bodies.get(number);
  if (!body) throw new Error(`the body ${number} does not exist`);
  return body;
}

function hash(number: number): Sha256 {
  const hash = hashes.get(number);
  if (!hash) throw new Error(`the hash ${number} does not exist`);
  return hash;
}

const calls: Calls = {
  open: (text) => open(new aws.Session(text)),
  openFields: (id, secret, token) => open(aws.Session.fromFields(id, secret, token)),
  openProfile(profile) {
    if (pasted === undefined) throw LOCKED;
    return open(new aws.Session(pasted, profile));
  },
  profiles(text) {
    const names = aws.profiles(text);
    pasted = names.length > 1 ? text : undefined;
    return names;
  },
  sign: (place, action, now, body) => requireSession().sign(place, action, now, body),
  presign: (place, action, now, expiresIn) => requireSession().presign(place, action, now, expiresIn),
  ticket: (place, request, now) => requireSession().ticket(place, request, now),
  postForm: (place, request, now) => requireSession().postForm(place, request, now),
  readAnswer: (op, answer, isPresigned) => aws.readAnswer(op, answer, isPresigned),
  networkFailure: (url, origin, isOnline) => aws.networkFailure(url, origin, isOnline),
  blockedFailure: (url) => aws.blockedFailure(url),
  readUpload: (text, context) => aws.readUpload(text, context),
  uploadRequest: (url, context) => aws.uploadRequest(url, context),
  ticketRequest: (ticket, step) => aws.ticketRequest(ticket, step),
  partPlan: (size) => aws.partPlan(size),
  retryDelay: (failure, attempt, random) => aws.retryDelay(failure, attempt, random),
  waiter: (kind, configuration, polls) => aws.waiter(kind, configuration, polls),
  compareFunction: (configuration, pressed) => aws.compareFunction(configuration, pressed),
  endpoints: (place, bucket) => aws.endpoints(place, bucket),
  corsConfiguration: (origin) => aws.corsConfiguration(origin),
  corsCommand: (place, bucket, origin, shell) => aws.corsCommand(place, bucket, origin, shell),
  cliCommands: (request) => aws.cliCommands(request),
  commandScript: (commands, shell) => aws.commandScript(commands, shell),
  functionCommands: (request) => aws.functionCommands(request),
  iamPolicy: (options) => aws.iamPolicy(options),
  layerCommands: (request) => aws.layerCommands(request),
  directUploadLimit: () => aws.directUploadLimit(),
  beginBody(action) {
    bodies.set(nextBody, new aws.ZipFileBody(action));
    return nextBody++;
  },
  pushBody: (number, bytes) => body(number).push(bytes),
  endBody(number) {
    const finished = body(number);
    bodies.delete(number);
    return finished.finish();
  },
  beginHash() {
    hashes.set(nextHash, new aws.Sha256());
    return nextHash++;
  },
  pushHash(number, bytes) {
    hash(number).push(bytes);
    return bytes;
  },
  endHash(number) {
    const finished = hash(number);
    hashes.delete(number);
    return finished.finish().base64;
  },
  sha256(bytes) {
    const hash = new aws.Sha256();
    hash.push(bytes);
    return hash.finish().base64;
  },
};

const isRefusal = (error: unknown): error is Refusal =>
  typeof error === "object" && error !== null && !(error instanceof Error) && "code" in error;

/** Runs a call. */
function answer(id: number, call: Call, args: unknown[]): FromWorker {
  try {
    return { id, value: (calls[call] as (...args: unknown[]) => unknown)(...args) };
  } catch (error) {
    if (isRefusal(error)) return { id, refusal: { code: error.code, message: error.message, hint: error.hint } };
    return { id, trap: errorMessage(error) };
  }
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "start") {
    aws.initSync({ module: data.module });
    return;
  }
  const message = answer(data.id, data.call, data.args);
  const transferred = "value" in message && message.value instanceof Uint8Array ? [message.value.buffer] : [];
  self.postMessage(message, transferred as Transferable[]);
};
