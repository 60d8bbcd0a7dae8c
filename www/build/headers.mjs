// Headers that a server should send with the files of dist/site, in the format that static hosts read: a path, then its
// headers.

/** Headers of all files. The page contains its own policy, but framing can be forbidden by a header only. */
const ALWAYS = {
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const FOR_EVER = "public, max-age=31536000, immutable";
const ASK = "no-cache";

/** The name of a file that carries the hash of its contents. */
const HASHED = /-[0-9a-f]{16}\.[a-z]+$/;

/** The text of the file `_headers`. `names`: the files of the site. */
export function headersFile(names) {
  const rules = names.map((name) => [`/${name}`, { "Cache-Control": HASHED.test(name) ? FOR_EVER : ASK }]);
  const all = [["/*", ALWAYS], ["/", { "Cache-Control": ASK }], ...rules];
  const lines = ([path, headers]) => [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)];
  return `${all.flatMap(lines).join("\n")}\n`;
}
