/** The worker that holds the credentials: they come in, and only signatures go out. It sends nothing itself. */

import { errorMessage } from "../error-message";
import * as wasm from "../generated/wheelpress";
import type { AwsBoundary, Refusal, Session, Sha256, ZipFileBody } from "./boundary";
import type { Call, Calls, FromWorker, ToWorker } from "./protocol";

declare const self: DedicatedWorkerGlobalScope;

const aws = wasm as unknown as AwsBoundary;
const bodies = new Map<number, ZipFileBody>();
let nextBody = 0;
const hashes = new Map<number, Sha256>();
let nextHash = 0;
let session: Session | undefined;

const locked: Refusal = {
  code: "session-locked",
  message: "The credentials are locked",
  hint: "Paste credentials again",
};

function open(fresh: Session) {
  session?.free();
  session = fresh;
  return fresh.info();
}

function opened(): Session {
  if (!session) throw locked;
  return session;
}

function body(number: number): ZipFileBody {
  const body = bodies.get(number);
  if (!body) throw new Error(`there is no body ${number}`);
  return body;
}

function hash(number: number): Sha256 {
  const hash = hashes.get(number);
  if (!hash) throw new Error(`there is no hash ${number}`);
  return hash;
}

const calls: Calls = {
  open: (text, profile) => open(new aws.Session(text, profile)),
  openFields: (id, secret, token) => open(aws.Session.fromFields(id, secret, token)),
  profiles: (text) => aws.profiles(text),
  sign: (place, action, now, body) => opened().sign(place, action, now, body),
  presign: (place, action, now, expiresIn) => opened().presign(place, action, now, expiresIn),
  ticket: (place, wanted, now) => opened().ticket(place, wanted, now),
  postForm: (place, wanted, now) => opened().postForm(place, wanted, now),
  readAnswer: (op, answer, isPresigned) => aws.readAnswer(op, answer, isPresigned),
  networkFailure: (url, origin, isOnline) => aws.networkFailure(url, origin, isOnline),
  blockedFailure: (url) => aws.blockedFailure(url),
  readUpload: (text, ask) => aws.readUpload(text, ask),
  uploadRequest: (url, ask) => aws.uploadRequest(url, ask),
  ticketRequest: (ticket, step) => aws.ticketRequest(ticket, step),
  partPlan: (size) => aws.partPlan(size),
  retryDelay: (failure, attempt, random) => aws.retryDelay(failure, attempt, random),
  waiter: (kind, configuration, polls) => aws.waiter(kind, configuration, polls),
  compareFunction: (configuration, pressed) => aws.compareFunction(configuration, pressed),
  corsConfiguration: (origin) => aws.corsConfiguration(origin),
  corsCommand: (place, bucket, origin, shell) => aws.corsCommand(place, bucket, origin, shell),
  cliCommands: (wish) => aws.cliCommands(wish),
  functionCommands: (wish) => aws.functionCommands(wish),
  layerCommands: (wish) => aws.layerCommands(wish),
  directUploadLimit: () => aws.directUploadLimit(),
  beginBody(action) {
    bodies.set(nextBody, new aws.ZipFileBody(action));
    return nextBody++;
  },
  pushBody: (number, bytes) => body(number).push(bytes),
  endBody(number) {
    const ended = body(number);
    bodies.delete(number);
    return ended.finish();
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
    const ended = hash(number);
    hashes.delete(number);
    return ended.finish().base64;
  },
  sha256(bytes) {
    const hash = new aws.Sha256();
    hash.push(bytes);
    return hash.finish().base64;
  },
};

const isRefusal = (error: unknown): error is Refusal =>
  typeof error === "object" && error !== null && !(error instanceof Error) && "code" in error;

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
    wasm.initSync({ module: data.module });
    return;
  }
  const message = answer(data.id, data.call, data.args);
  const made = "value" in message && message.value instanceof Uint8Array ? [message.value.buffer] : [];
  self.postMessage(message, made as Transferable[]);
};
