// The folders that the build reads and writes.

export const root = new URL("../../", import.meta.url);
export const generated = new URL("www/generated/", root);
export const dist = new URL("dist/", root);
export const npm = new URL("npm/", dist);
export const site = new URL("site/", dist);
