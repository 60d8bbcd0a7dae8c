/** moto: Lambda and IAM, which verify signatures and policies. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository, tools } from "../tools.ts";
import { freePort, start } from "./process.ts";

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface Moto {
  url: string;
  /** May do everything with Lambda. */
  keys: Keys;
  /** May only look. */
  readOnly: Keys;
  role: string;
  stop(): Promise<void>;
}

/** Functions "hello", "other" and "third" with python3.13 on x86_64, in us-east-1 and eu-west-1. */
export async function startMoto(): Promise<Moto> {
  const { moto } = tools;
  const servers = join(repository, "tests/e2e/servers");
  if (!moto) throw new Error("No moto: run `cargo xtask setup`");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await start(
    moto,
    [join(servers, "moto_server.py"), "-H", "127.0.0.1", "-p", String(port)],
    async () => (await fetch(`${url}/moto-api/data.json`)).ok,
  );
  const { stdout } = await promisify(execFile)(moto, [join(servers, "moto_fixture.py"), url]);
  const made = JSON.parse(stdout) as Pick<Moto, "keys" | "readOnly" | "role">;
  // From here on signatures and policies count.
  await fetch(`${url}/moto-api/reset-auth`, { method: "POST", body: "0" });
  return { url, ...made, stop: () => server.stop() };
}
