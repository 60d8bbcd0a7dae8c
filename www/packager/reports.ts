/** Manifests and comparisons. They read whole packages, in a worker that is started on first use. */

import { Call } from "./call";
import { checkedZip } from "./checked-items";
import type { FileIds } from "./file-ids";
import type { PackagerHost } from "./host";
import { checkedReport } from "./options";
import { Pool } from "./pool";
import type { PlanService, PressedWheel } from "./protocol";
import type { Comparable, Comparison, Target } from "./types";

/** What a zip was pressed from. */
export interface Origin {
  target: Target;
  wheels: PressedWheel[];
}

/** Makes manifests and compares packages. */
export class Reports {
  readonly pool: Pool<PlanService>;
  readonly #numbers: FileIds;
  readonly #origins = new WeakMap<Blob, Origin>();

  constructor(host: PackagerHost, numbers: FileIds) {
    this.pool = new Pool(host, "plan", 1);
    this.#numbers = numbers;
  }

  /** Remembers what a zip was pressed from. */
  remember(zip: Blob, origin: Origin): void {
    this.#origins.set(zip, origin);
  }

  async manifest(zip: Comparable, options?: { name?: string }): Promise<Blob> {
    const file = checkedZip(zip, "zip");
    const { name } = checkedReport(options);
    const { target, wheels = [] } = this.#origins.get(file) ?? {};
    const numbered = this.#numbered(file);
    const task = {
      zip: numbered,
      name: name ?? nameOf(file, `${target?.kind ?? "function"}.zip`),
      ...(target && { target }),
      wheels,
    };
    await this.pool.start();
    const call = new Call([numbered, ...wheels.map(({ file }) => file)]);
    const json = await this.pool.run("manifest", task, call);
    return new Blob([json], { type: "application/vnd.cyclonedx+json" });
  }

  async compare(zip: Comparable, other: Comparable | string): Promise<Comparison> {
    const file = checkedZip(zip, "zip");
    const task = { zip: this.#numbered(file), name: nameOf(file, "the package") };
    if (typeof other === "string") {
      await this.pool.start();
      return this.pool.run("compare", { ...task, other: { text: other } }, new Call([task.zip]));
    }
    const before = checkedZip(other, "other");
    await this.pool.start();
    const against = { file: this.#numbered(before), text: nameOf(before, "the other package") };
    return this.pool.run("compare", { ...task, other: against }, new Call([task.zip, against.file]));
  }

  #numbered(file: Blob) {
    return { id: this.#numbers.of(file), file };
  }
}

const nameOf = (file: Blob, otherwise: string) => (file instanceof File && file.name ? file.name : otherwise);
