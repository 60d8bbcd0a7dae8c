/** Independent indexes with the wheels of the tests: pypiserver and simple-repository-server. */
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { tools } from "../tools.ts";
import { freePort, type Running, start } from "./process.ts";
import { OPEN, startProxy } from "./proxy.ts";

export interface OtherIndex {
  /** The address of the index itself. Pages cannot read its answers. */
  address: string;
  /** Its address behind a proxy that allows all pages. */
  open: string;
  stop(): Promise<void>;
}

/** pypiserver: only HTML with hashes. If it asks for a login, the user is "me" and the password is "secret". */
export async function startPypiserver(asksForLogin = false): Promise<OtherIndex> {
  const scratch = await mkdtemp(join(tmpdir(), "wheelpress-pypiserver-"));
  const port = await freePort();
  const passwords = join(scratch, "htpasswd");
  // SHA-1 of "secret", in the format of Apache's htpasswd.
  await writeFile(passwords, "me:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n");
  const login = asksForLogin ? ["-a", "list,download", "-P", passwords] : [];
  const args = ["run", "-i", "127.0.0.1", "--disable-fallback", "--hash-algo", "sha256", "-p", String(port), ...login];
  const program = join(dirname(interpreter()), "pypi-server");
  const server = await start(program, [...args, tools.wheels], () => isUp(port));
  return opened(port, server, scratch);
}

/** simple-repository-server: JSON with METADATA files, without hashes, for these projects. It does not follow links. */
export async function startSimpleRepository(projects: string[]): Promise<OtherIndex> {
  const scratch = await mkdtemp(join(tmpdir(), "wheelpress-simple-"));
  for (const project of projects) {
    await mkdir(join(scratch, project));
    const wheels = (await readdir(tools.wheels)).filter((name) => name.startsWith(`${project}-`));
    for (const wheel of wheels) await copyFile(join(tools.wheels, wheel), join(scratch, project, wheel));
  }
  const port = await freePort();
  const args = ["-m", "simple_repository_server", "--host", "127.0.0.1", "--port", String(port), scratch];
  const server = await start(interpreter(), args, () => isUp(port));
  return opened(port, server, scratch);
}

const isUp = async (port: number) => (await fetch(`http://127.0.0.1:${port}/simple/`)).status < 500;

function interpreter(): string {
  if (!tools.indexes) throw new Error("No indexes: run `cargo xtask setup`");
  return tools.indexes;
}

async function opened(port: number, server: Running, scratch: string): Promise<OtherIndex> {
  const address = `http://127.0.0.1:${port}`;
  const preflight = { ...OPEN, "access-control-allow-headers": "authorization, range", "content-length": 0 };
  const proxy = await startProxy(address, {
    before: ({ method }) =>
      method === "OPTIONS" ? { status: 204, headers: preflight, body: Buffer.alloc(0) } : undefined,
    after: (_, answer) => ({ ...answer, headers: { ...answer.headers, ...OPEN } }),
  });
  return {
    address: `${address}/simple/`,
    open: `${proxy.url}/simple/`,
    async stop() {
      await proxy.stop();
      await server.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
