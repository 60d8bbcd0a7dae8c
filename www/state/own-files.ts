/** The user's own text files, which can be edited on the page. */

import type { Item, Plan } from "../packager/types";
import { t } from "../texts/language";
import { editedFolder } from "./existing-package";

/** Maximum total bytes of files that can be edited, as in Lambda's console. */
export const EDITABLE = 3 * 1024 * 1024;

/** A file that can be edited. */
export interface OwnFile {
  /** Its path as dropped. */
  path: string;
  file: Blob;
}

/** Extensions of text files. */
const TEXT =
  /\.(?:cfg|conf|csv|css|env|graphql|html?|in|ini|j2|jinja2?|js|json|jsonl|lock|md|mjs|py|pyi|rst|sh|sql|tmpl|toml|tsv|txt|xml|ya?ml)$/i;
/** Names of text files without such an extension. */
const TEXT_NAMES =
  /(?:^|\/)(?:\.lambdaignore|\.gitignore|\.python-version|Dockerfile|LICENSE|Makefile|Pipfile|README)$/;

/** Whether a file is text, according to its path. */
const isText = (path: string) => TEXT.test(path) || TEXT_NAMES.test(path);

/** The files that can be edited, sorted by path. From the file on with which they exceed the limit, all are omitted. */
export function ownFiles(items: Item[], plan: Pick<Plan, "sources"> | null): { files: OwnFile[]; hasMore: boolean } {
  const libraries = (plan?.sources ?? [])
    .filter(({ kind, path }) => path !== "" && (kind === "virtualenv" || kind === "target-tree"))
    .map(({ path }) => `${path}/`);
  const isOwn = (path: string) => !libraries.some((folder) => path.startsWith(folder));
  const all = items.filter(({ path }) => isText(path) && isOwn(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  let left = EDITABLE;
  const files = all.filter(({ file }) => {
    left -= file.size;
    return left >= 0;
  });
  return { files, hasMore: files.length < all.length };
}

/** A text file in a dropped zip. */
export interface ZippedFile {
  /** The path of its edited copy. */
  path: string;
  /** Its path in the package. */
  entry: string;
}

/**
 * The user's own text files in an existing package that are not edited yet, by path. From the file on with which they
 * exceed the limit, all are omitted.
 */
export function zippedFiles(items: Item[], plan: Pick<Plan, "sources" | "entries"> | null): ZippedFile[] {
  const zip = plan?.sources.find(({ kind }) => kind === "archive")?.path;
  if (!plan || zip === undefined || !items.some(({ path }) => path === zip)) return [];
  const name = editedFolder(zip, items);
  const edited = new Set(items.map(({ path }) => path));
  let left = EDITABLE;
  return plan.entries.flatMap(({ path, from, size, distribution }) => {
    const isOwn = from === zip && distribution === undefined && isText(path);
    if (!isOwn || edited.has(`${name}/${path}`)) return [];
    left -= size;
    return left >= 0 ? [{ path: `${name}/${path}`, entry: path }] : [];
  });
}

/** Why a path cannot be used for a new file; null if it can. */
export function pathProblem(path: string, items: Item[]): string | null {
  if (path === "") return t("Write a path");
  if (/^\/|\/$|\/\/|\\/.test(path)) return t("Write names with single slashes between");
  if (path.split("/").some((name) => name === "." || name === "..")) return t('"." and ".." are no names here');
  if (items.some((item) => item.path === path)) return t('There is "{path}" already', { path });
  if (items.some((item) => item.path.startsWith(`${path}/`))) return t('"{path}" is a folder', { path });
  return null;
}
