/** Uses dist/npm in a blank page, as a host page does: `import { createPackager } from "wheelpress"`. */
import type { Page } from "@playwright/test";
import type { Entry, Finding, PlanOptions, Target } from "../../www/packager/types.ts";

/** A dropped file: its bytes, or the address from which the page can fetch them. */
export type NpmItem = { path: string; url: string } | { path: string; data: Buffer | string };

export interface NpmRequest {
  items: NpmItem[];
  target: Target;
  options?: PlanOptions;
  workers?: number;
}

export interface Rejection {
  name: string;
  code?: string;
  message: string;
  path?: string;
  hint?: string;
  findings?: Finding[];
}

export interface NpmAnswer {
  plan?: { entries: Entry[]; findings: Finding[] };
  package?: { codeSha256: string; size: number; unzippedSize: number; findings: Finding[] };
  /** SHA-256 of the zip's bytes in base64, computed by the browser. */
  sha256?: string;
  rejection?: Rejection;
}

/** Plans and packs. Returns the result, or the reason why it was refused. */
export async function press(page: Page, { items, target, options, workers }: NpmRequest): Promise<NpmAnswer> {
  return page.evaluate(pressInPage, { items: items.map(portable), target, options, workers });
}

/** The data that `press` passes to the page. Also for a page that Playwright does not drive. */
export interface PortableRequest extends Omit<NpmRequest, "items"> {
  items: ({ path: string; url: string } | { path: string; base64: string })[];
}

export function portable(item: NpmItem): PortableRequest["items"][number] {
  if ("url" in item) return item;
  return { path: item.path, base64: Buffer.from(item.data).toString("base64") };
}

/** Runs in the page, so it must not use anything outside itself. */
export async function pressInPage({ items, target, options, workers }: PortableRequest): Promise<NpmAnswer> {
  const address = "/wheelpress/index.js";
  const { createPackager } = (await import(address)) as typeof import("../../www/packager/index.ts");
  const packager = await createPackager(workers === undefined ? {} : { workers });
  const given = await Promise.all(
    items.map(async (item) => {
      const name = item.path.slice(item.path.lastIndexOf("/") + 1);
      const address = "url" in item ? item.url : `data:;base64,${item.base64}`;
      return { path: item.path, file: new File([await (await fetch(address)).blob()], name) };
    }),
  );
  const answer: NpmAnswer = {};
  try {
    const { entries, findings } = await packager.plan(given, target, options);
    answer.plan = { entries, findings };
    const { zip, ...rest } = await packager.pack(given, target, options);
    answer.package = rest;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await zip.arrayBuffer()));
    answer.sha256 = btoa(String.fromCharCode(...digest));
  } catch (error) {
    const { name, code, message, path, hint, findings } = error as Rejection;
    answer.rejection = { name, code, message, path, hint, findings };
  } finally {
    packager.close();
  }
  return answer;
}
