/** An index on loopback with the wheels of the tests, in all modes of tests/support/index_server.py. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { newestPython, pythonOf, repository, tools } from "../tools.ts";

export interface WheelIndex {
  /** `http://127.0.0.1:port` */
  origin: string;
  /** The address of the index that answers in this mode: "json", "html", "broken/hash". */
  address(mode: string): string;
  /** The requests so far: the host, the path, the range, and the header "Authorization". */
  asked(): Promise<[host: string, path: string, range: string, login: string][]>;
  stop(): Promise<void>;
}

export async function startWheelIndex(): Promise<WheelIndex> {
  const script = join(repository, "tests/support/index_server.py");
  const { python } = pythonOf(newestPython());
  const child = spawn(python, [script, tools.wheels], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = new Promise<void>((done) => child.on("exit", () => done()));
  const port = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the index ended with code ${code}`)));
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    asked: async () => (await fetch(`${origin}/asked`)).json(),
    address: (mode) => `${origin}/${mode}/simple/`,
    async stop() {
      child.kill("SIGTERM");
      await exit;
    },
  };
}
