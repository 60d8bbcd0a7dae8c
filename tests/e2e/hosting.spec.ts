/** The site with the headers of dist/site/_headers, as static hosts send them. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PressPage } from "./press-page.ts";
import { serve } from "./server.ts";
import { expect, test } from "./test.ts";
import { dist } from "./tools.ts";

/** Returns the headers for a path: those of every rule that matches. */
async function rules(): Promise<(path: string) => Record<string, string>> {
  const blocks = new Map<string, Record<string, string>>();
  let block: Record<string, string> = {};
  for (const line of (await readFile(join(dist, "site/_headers"), "utf8")).split("\n")) {
    if (line.startsWith("/")) {
      block = {};
      blocks.set(line, block);
    } else if (line) {
      const [name = "", ...value] = line.trim().split(": ");
      block[name.toLowerCase()] = value.join(": ");
    }
  }
  return (path) => ({ ...blocks.get("/*"), ...blocks.get(path) });
}

test("with the headers of _headers it works, is kept, and may not be framed", async ({ page }) => {
  const server = await serve({ "/": join(dist, "site") }, await rules());
  const lifetimes = new Map<string, string>();
  page.on("response", async (response) => {
    lifetimes.set(new URL(response.url()).pathname, response.headers()["cache-control"] ?? "");
  });
  const answer = await page.goto(server.url);
  expect(answer?.headers()).toMatchObject({
    "content-security-policy": "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
  });
  await page.getByRole("button", { name: "With a library" }).click();
  await new PressPage(page).receipt();
  const hashed = [...lifetimes].filter(([path]) => /-[0-9a-f]{16}\./.test(path));
  expect(hashed.length).toBeGreaterThan(3);
  for (const [path, lifetime] of hashed) expect(lifetime, path).toContain("immutable");
  await server.close();
});

test("SHA256SUMS is of what is there", async () => {
  const lines = (await readFile(join(dist, "SHA256SUMS"), "utf8")).trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) {
    const [sum, name = ""] = line.split("  ");
    const hash = createHash("sha256").update(await readFile(join(dist, name)));
    expect(hash.digest("hex"), name).toBe(sum);
  }
});
