/** Reads what dropped repositories state. The worker is started when there is something to read. */

import { HANDLERS, STATEMENTS } from "../common/facts";
import { textStamp } from "../common/text-stamp";
import { yieldToPage } from "../common/yield-to-page";
import { abortable, Call } from "./call";
import { checkedItem, checkedItems } from "./checked-items";
import type { PackagerHost } from "./host";
import { signalOf } from "./options";
import { Pool } from "./pool";
import type { IndexService, ProjectService, ReadAnswer, ReadTask, RelocateAnswer } from "./protocol";
import { invalid } from "./rules";
import { textOf } from "./text-of";
import type { AddedLayer, Item, Project, Relocation } from "./types";

const statement = new RegExp(STATEMENTS.join("|"));
const handler = new RegExp(HANDLERS);

/** Reads the statements of repositories, and edits templates. */
export class Projects {
  readonly pool: Pool<ProjectService>;
  /** The worker for indexes, which also reads TOML for other workers. */
  readonly #toml: Pool<IndexService>;

  constructor(host: PackagerHost, toml: Pool<IndexService>) {
    this.#toml = toml;
    this.pool = new Pool(host, "project", 1);
  }

  async projects(given: Item[], options?: { signal?: AbortSignal }): Promise<Project[]> {
    const [items, signal] = [checkedItems(given), signalOf(options)];
    signal?.throwIfAborted();
    // Starts a new task, because the caller has already used time of this one to find the files.
    await yieldToPage();
    const stating = items.filter(({ path }) => statement.test(path));
    const handlers = items.filter(({ path }) => handler.test(path));
    // A single function needs no statement, and is planned as it is.
    if (stating.length === 0 && foldersOf(handlers).size < 2) return [];
    // Requirements files are read, because a function without requirements gets no wheels.
    const requirements = items.filter(({ path }) => path.split("/").pop() === "requirements.txt");
    const wanted = [...stating, ...handlers, ...requirements];
    const task: ReadTask = { paths: items.map(({ path }) => path), texts: [] };
    const { projects } = await this.#read(items, wanted, task, signal);
    return projects.map((project) => ({
      ...project,
      definitions: project.definitions.map(({ files, written, ...definition }) => ({
        ...definition,
        // Only folders that no tool packages are laid out as an installer would do.
        keepPaths: project.statement !== "folders",
        items: [
          ...files.flatMap(({ index, path, forRequirements }): Item[] => {
            const item = items[index];
            return item ? [{ path, file: item.file, ...(forRequirements && { role: "requirements" }) }] : [];
          }),
          ...written.map(({ path, text }) => ({
            path,
            file: new File([text], path, { lastModified: textStamp(text) }),
          })),
        ],
      })),
    }));
  }

  /** Reads the statements, and then the files that they name. */
  async #read(items: Item[], wanted: Item[], task: ReadTask, signal?: AbortSignal): Promise<ReadAnswer> {
    const texts = (await Promise.all(wanted.map(textOf))).flat();
    for (const text of texts) if (text.path.endsWith("samconfig.toml")) text.text = await this.#asJson(text.text);
    task.texts.push(...texts);
    const call = new Call();
    const run = this.pool.start().then(() => this.pool.run("read", task, call));
    const answer = await abortable(signal, () => this.pool.cancel(call), run);
    const more = items.filter(({ path }) => answer.wanted.includes(path));
    // If none of the files can be read, there is nothing more to read.
    return more.length > 0 && texts.length > 0 ? this.#read(items, more, task, signal) : answer;
  }

  /**
   * Converts TOML to JSON. The worker is not started for settings that state nothing about a template. If its module
   * cannot be fetched, the settings count as empty, and the rest is still read.
   */
  async #asJson(toml: string): Promise<string> {
    if (!/template|parameter_overrides/.test(toml)) return "{}";
    const read = this.#toml.start().then(() => this.#toml.run("asJson", toml, new Call()));
    return read.catch(() => "{}");
  }

  async relocate(
    template: Item,
    relocations: Relocation[],
    added: AddedLayer[] = [],
    options: { back?: string } = {},
  ): Promise<string> {
    return (await this.#relocate(template, relocations, added, options)).text;
  }

  async remainingPaths(template: Item, relocations: Relocation[], added: AddedLayer[] = []): Promise<string[]> {
    return (await this.#relocate(template, relocations, added, {})).remainingPaths;
  }

  async #relocate(
    template: Item,
    relocations: Relocation[],
    layers: AddedLayer[],
    { back }: { back?: string },
  ): Promise<RelocateAnswer> {
    const { path, file } = checkedItem(template, "template");
    if (!Array.isArray(relocations)) throw invalid('"relocations"', relocations, "a list");
    const text = await file.text();
    await this.pool.start();
    return this.pool.run("relocate", { path, text, relocations, layers, ...(back && { back }) }, new Call());
  }
}

/** The folders of files. */
function foldersOf(items: Item[]): Set<string> {
  return new Set(items.map(({ path }) => path.slice(0, path.lastIndexOf("/") + 1)));
}
