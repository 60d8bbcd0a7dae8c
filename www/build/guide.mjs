// Turns docs/findings/*.md into the text that explains every finding.

import { readdir, readFile } from "node:fs/promises";
import { Marked } from "marked";
import { root } from "./paths.mjs";

const folder = new URL("docs/findings/", root);
// Links in the text lead to other findings or to other sites, never to files of the repository.
const markdown = new Marked({ gfm: true });

/** One family a file, one section a finding: `## code (severity)`. */
export async function guide() {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".md")).sort();
  const families = await Promise.all(
    names.map(async (name) => family(name, await readFile(new URL(name, folder), "utf8"))),
  );
  const contents = families.map(
    ({ title, sections }) =>
      `<div><dt>${title}</dt>${sections.map(({ code }) => `<dd><a href="#${code}">${code}</a></dd>`).join("")}</div>`,
  );
  const text = families.map(({ title, sections }) => `<h2>${title}</h2>${sections.map(({ html }) => html).join("")}`);
  return `<nav aria-label="All findings"><dl>${contents.join("")}</dl></nav>${text.join("")}`;
}

function family(name, text) {
  const [head, ...parts] = text.split(/^## /m);
  const title = /^# (.+)\n/.exec(head)?.[1];
  if (!title) throw new Error(`docs/findings/${name} must begin with the family's name: "# Name"`);
  return { title, sections: parts.map((part) => section(name, part)) };
}

function section(name, part) {
  const end = part.indexOf("\n");
  const heading = /^([a-z0-9-]+) \((error|warning|info)\)$/.exec(part.slice(0, end));
  if (!heading)
    throw new Error(`docs/findings/${name} has a heading that is not "code (severity)": "${part.slice(0, end)}"`);
  const [, code, severity] = heading;
  const title = `<h3>${code} <span class="severity ${severity}">${severity}</span></h3>`;
  return { code, html: `<section id="${code}" tabindex="-1">${title}${markdown.parse(part.slice(end))}</section>` };
}
