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
  /** Keys that may do everything with Lambda. */
  keys: Keys;
  /** Keys that may only read. */
  readOnly: Keys;
  role: string;
  /** Makes a user who may do only what an IAM policy allows. */
  user(policy: string): Promise<Keys>;
  stop(): Promise<void>;
}

/**
 * Starts it with the functions "hello", "other", "third" and "Function0" to "Function9" with python3.13 on x86_64, in
 * us-east-1 and eu-west-1.
 */
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
  // After this number of requests, signatures and policies are checked.
  const trust = (requests: number) => fetch(`${url}/moto-api/reset-auth`, { method: "POST", body: String(requests) });
  await trust(0);
  const user = async (policy: string): Promise<Keys> => {
    // moto cannot verify the signatures of IAM's own requests.
    await trust(3);
    const made = promisify(execFile)(moto, [join(servers, "moto_user.py"), url]);
    made.child.stdin?.end(policy);
    return JSON.parse((await made).stdout);
  };
  return { url, ...made, user, stop: () => server.stop() };
}
