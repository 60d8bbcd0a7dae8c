/** The user's own text files: those that can be edited here. */

import type { Item, Plan } from "./packager/types";

/** So many bytes in all can be edited, as in Lambda's console. */
export const EDITABLE = 3 * 1024 * 1024;

/** A file that can be edited. */
export interface OwnFile {
  /** As dropped. */
  path: string;
  file: Blob;
}

/** Files whose names end so are text. */
const TEXT =
  /\.(?:cfg|conf|csv|css|env|graphql|html?|in|ini|j2|jinja2?|js|json|jsonl|lock|md|mjs|py|pyi|rst|sh|sql|tmpl|toml|tsv|txt|xml|ya?ml)$/i;
/** Files of these names are text, too. */
const TEXT_NAMES =
  /(?:^|\/)(?:\.lambdaignore|\.gitignore|\.python-version|Dockerfile|LICENSE|Makefile|Pipfile|README)$/;

/** The files that can be edited, by path; those that are too large in all are left out from the end. */
export function ownFiles(items: Item[], plan: Pick<Plan, "sources"> | null): { files: OwnFile[]; hasMore: boolean } {
  const libraries = (plan?.sources ?? [])
    .filter(({ kind, path }) => path !== "" && (kind === "virtualenv" || kind === "target-tree"))
    .map(({ path }) => `${path}/`);
  const isOwn = (path: string) => !libraries.some((folder) => path.startsWith(folder));
  const all = items
    .filter(({ path }) => (TEXT.test(path) || TEXT_NAMES.test(path)) && isOwn(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  let left = EDITABLE;
  const files = all.filter(({ file }) => {
    left -= file.size;
    return left >= 0;
  });
  return { files, hasMore: files.length < all.length };
}

/** Why a path cannot be that of a new file; null if it can. */
export function pathProblem(path: string, items: Item[]): string | null {
  if (path === "") return "Write a path";
  if (/^\/|\/$|\/\/|\\/.test(path)) return "Write names with single slashes between";
  if (path.split("/").some((name) => name === "." || name === "..")) return '"." and ".." are no names here';
  if (items.some((item) => item.path === path)) return `There is "${path}" already`;
  if (items.some((item) => item.path.startsWith(`${path}/`))) return `"${path}" is a folder`;
  return null;
}
