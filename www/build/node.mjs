// The part of dist/npm for Node, Deno and Bun.

import { addresses, script } from "./bundle.mjs";
import { hashed } from "./hashed.mjs";

const node = { platform: "node", target: "node20" };

/** The files for Node. The modules and the scripts of the workers lie beside them, under the names of `besideIt`. */
export async function bundleNode({ besideIt }, version) {
  const thread = hashed("thread.js", await script("www/node/thread.ts", node));
  const define = addresses({ ...besideIt, thread: `./${thread.name}` });
  const [entry, cli] = await Promise.all([
    script("www/node/index.ts", { ...node, define }),
    script("www/node/cli/main.ts", {
      ...node,
      banner: { js: "#!/usr/bin/env node" },
      define: { VERSION: JSON.stringify(version) },
      plugins: [besideEntry],
    }),
  ]);
  return [thread, { name: "node.js", contents: entry }, { name: "cli.js", contents: cli, mode: 0o755 }];
}

/** Leaves the packager in the file beside the command. */
const besideEntry = {
  name: "beside-entry",
  setup: (build) => build.onResolve({ filter: /^wheelpress\/node$/ }, () => ({ path: "./node.js", external: true })),
};
