/** garage: a real S3 server, one node with sqlite. Signature v4, bucket CORS, multipart. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository, tools } from "../tools.ts";
import type { Keys } from "./moto.ts";
import { freePort, start } from "./process.ts";

export interface Garage {
  url: string;
  keys: Keys;
  /** Saves the bytes of an object to a file, by boto3. */
  get(bucket: string, key: string, to: string): Promise<void>;
  put(bucket: string, key: string, from: string): Promise<void>;
  stop(): Promise<void>;
}

/** The region garage signs for. */
export const GARAGE_REGION = "garage";

/** Starts it with the buckets "packages", which allows all pages, and "closed", which has no CORS configuration. */
export async function startGarage(): Promise<Garage> {
  const { garage, moto } = tools;
  if (!garage || !moto) throw new Error("No garage: run `cargo xtask setup`");
  const directory = await mkdtemp(join(tmpdir(), "wheelpress-garage-"));
  const [s3, rpc] = [await freePort(), await freePort()];
  const secret = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  const configuration = join(directory, "garage.toml");
  await writeFile(
    configuration,
    `metadata_dir = "${directory}/meta"
data_dir = "${directory}/data"
db_engine = "sqlite"
replication_factor = 1
rpc_bind_addr = "127.0.0.1:${rpc}"
rpc_public_addr = "127.0.0.1:${rpc}"
rpc_secret = "${secret}"

[s3_api]
s3_region = "${GARAGE_REGION}"
api_bind_addr = "127.0.0.1:${s3}"
root_domain = ".s3.invalid"
`,
  );
  const url = `http://127.0.0.1:${s3}`;
  const call = async (...args: string[]) =>
    (await promisify(execFile)(garage, ["-c", configuration, ...args], { env: { ...process.env, RUST_LOG: "error" } }))
      .stdout;
  const server = await start(
    garage,
    ["-c", configuration, "server"],
    async () => {
      await call("status");
      return true;
    },
    { RUST_LOG: "warn" },
  );
  const node = (await call("node", "id", "-q")).split("@")[0] ?? "";
  await call("layout", "assign", "-z", "here", "-c", "4G", node);
  await call("layout", "apply", "--version", "1");
  const made = await call("key", "create", "tests");
  const field = (name: RegExp) => name.exec(made)?.[1] ?? "";
  const keys = { accessKeyId: field(/Key ID:\s+(\S+)/), secretAccessKey: field(/Secret key:\s+(\S+)/) };
  for (const bucket of ["packages", "closed"]) {
    await call("bucket", "create", bucket);
    await call("bucket", "allow", "--read", "--write", "--owner", bucket, "--key", keys.accessKeyId);
  }
  const script = join(repository, "tests/e2e/servers/s3.py");
  const s3py = async (...args: string[]) =>
    (await promisify(execFile)(moto, [script, url, GARAGE_REGION, keys.accessKeyId, keys.secretAccessKey, ...args]))
      .stdout;
  await s3py("cors", "packages");
  return {
    url,
    keys,
    get: async (bucket, key, to) => void (await s3py("get", bucket, key, to)),
    put: async (bucket, key, from) => void (await s3py("put", bucket, key, from)),
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
