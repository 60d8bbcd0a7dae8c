/** What dropped repositories state. The worker that reads them is started when there is something to read. */

import { breathe } from "../common/breathe";
import { HANDLERS, STATEMENTS } from "../common/facts";
import { abortable, Call } from "./call";
import type { PackagerHost } from "./host";
import { Pool } from "./pool";
import type { ProjectService } from "./protocol";
import { textOf } from "./text-of";
import type { AddedLayer, Item, Project, Relocation } from "./types";

const statement = new RegExp(STATEMENTS.join("|"));
const handler = new RegExp(HANDLERS);

/** Reads what is stated, and edits templates. */
export class Projects {
  readonly pool: Pool<ProjectService>;

  constructor(host: PackagerHost) {
    this.pool = new Pool(host, "project", 1);
  }

  async projects(items: Item[], { signal }: { signal?: AbortSignal } = {}): Promise<Project[]> {
    signal?.throwIfAborted();
    // What has found the files has taken its time of this task.
    await breathe();
    const stating = items.filter(({ path }) => statement.test(path));
    const handlers = items.filter(({ path }) => handler.test(path));
    // One function needs no statement, and is planned as it is.
    if (stating.length === 0 && foldersOf(handlers).size < 2) return [];
    // One that asks for nothing brings no wheels.
    const requirements = items.filter(({ path }) => path.split("/").pop() === "requirements.txt");
    const wanted = [...stating, ...handlers, ...requirements];
    const read = await Promise.all(wanted.map(textOf));
    const call = new Call();
    const task = { paths: items.map(({ path }) => path), texts: read.flat() };
    const answer = this.pool.start().then(() => this.pool.run("read", task, call));
    const projects = await abortable(signal, () => this.pool.cancel(call), answer);
    return projects.map((project) => ({
      ...project,
      stated: project.stated.map(({ files, written, ...stated }) => ({
        ...stated,
        items: [
          ...files.flatMap(({ index, path }) => {
            const item = items[index];
            return item ? [{ path, file: item.file }] : [];
          }),
          ...written.map(({ path, text }) => ({ path, file: new File([text], path, { lastModified: stampOf(text) }) })),
        ],
      })),
    }));
  }

  async relocate({ path, file }: Item, relocations: Relocation[], added: AddedLayer[] = []): Promise<string> {
    const text = await file.text();
    await this.pool.start();
    return this.pool.run("relocate", { path, text, relocations, layers: added }, new Call());
  }
}

/** A time for a text that no file has: another one for another text, so that changes are seen as those of files are. */
function stampOf(text: string): number {
  let stamp = 0;
  for (let at = 0; at < text.length; at++) stamp = (Math.imul(stamp, 31) + text.charCodeAt(at)) >>> 0;
  return stamp;
}

/** The folders of files. */
function foldersOf(items: Item[]): Set<string> {
  return new Set(items.map(({ path }) => path.slice(0, path.lastIndexOf("/") + 1)));
}
