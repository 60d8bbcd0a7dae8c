/** Servers of other projects, as child processes on free loopback ports. */
import { type ChildProcess, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

export interface Running {
  stop(): Promise<void>;
}

/** Starts a program, and waits until `isUp`. If the program ends before, the error contains its output. */
export async function start(
  program: string,
  args: string[],
  isUp: () => Promise<boolean>,
  env: Record<string, string> = {},
): Promise<Running> {
  const child: ChildProcess = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let printed = "";
  const keep = (text: Buffer) => {
    printed = (printed + text).slice(-4000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  let ended = false;
  const exit = new Promise<void>((done) => {
    child.on("error", (error) => {
      printed += String(error);
      ended = true;
      done();
    });
    child.on("exit", () => {
      ended = true;
      done();
    });
  });
  for (let tries = 0; !(await isUp().catch(() => false)); tries++) {
    if (ended || tries > 600) throw new Error(`"${program}" did not come up:\n${printed}`);
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    async stop() {
      child.kill("SIGTERM");
      await exit;
    },
  };
}
