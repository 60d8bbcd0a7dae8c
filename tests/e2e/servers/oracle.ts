/** Reads by boto3 what the servers hold, independently of the code under test. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repository, tools } from "../tools.ts";
import { GARAGE_REGION, type Garage } from "./garage.ts";
import type { Moto } from "./moto.ts";

export interface Oracle {
  /** Base64 of the SHA-256 of an object's bytes, or null if it does not exist. */
  held(bucket: string, key: string): Promise<string | null>;
  put(bucket: string, key: string, text: string): Promise<void>;
  /** Ids of the unfinished multipart uploads to this key. */
  uploads(bucket: string, key: string): Promise<string[]>;
  begin(bucket: string, key: string): Promise<string>;
  abort(bucket: string, key: string, upload: string): Promise<void>;
  /** A presigned PUT. `expires` is in seconds, and `headers` has boto3's names of parameters. */
  presign(bucket: string, key: string, expires: number, headers: Record<string, string>): Promise<string>;
  /** The JSON of a POST form for at most `most` bytes. */
  form(bucket: string, key: string, most: number): Promise<{ url: string; fields: Record<string, string> }>;
  /** CodeSha256. */
  code(functionName: string): Promise<string>;
  stop(): Promise<void>;
}

/** `s3` is the server that presigned URLs point to, such as a proxy. */
export function startOracle(garage: Garage, s3 = garage.url, moto?: Moto): Oracle {
  const place = {
    s3: { url: s3, region: GARAGE_REGION, keys: garage.keys },
    lambda: moto ? { url: moto.url, region: "us-east-1", keys: moto.keys } : null,
  };
  const script = join(repository, "tests/e2e/servers/oracle.py");
  if (!tools.moto) throw new Error("No boto3: run `cargo xtask setup`");
  const child = spawn(tools.moto, [script, JSON.stringify(place)], { stdio: ["pipe", "pipe", "inherit"] });
  const exit = new Promise<void>((done) => child.on("exit", () => done()));
  const waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer = JSON.parse(line) as { value: unknown } | { error: string };
    const one = waiting.shift();
    if ("error" in answer) one?.reject(new Error(answer.error));
    else one?.resolve(answer.value);
  });
  void exit.then(() => {
    for (const { reject } of waiting) reject(new Error("The witness has ended"));
  });
  const ask = (name: string) =>
    ((...args: unknown[]) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify([name, ...args])}\n`);
      })) as never;
  return {
    held: ask("held"),
    put: ask("put"),
    uploads: ask("uploads"),
    begin: ask("begin"),
    abort: ask("abort"),
    presign: ask("presign"),
    form: ask("form"),
    code: ask("code"),
    async stop() {
      child.stdin.end();
      await exit;
    },
  };
}
