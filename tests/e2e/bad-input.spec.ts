/** Bad input: each case yields a named finding or a clear error, and the rest of the drop is not affected. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { drop } from "./drop.ts";
import { type NpmItem, press } from "./npm.ts";
import { PressPage } from "./press-page.ts";
import { expect, test } from "./test.ts";
import { cachedWheel, pillow } from "./tools.ts";
import { wheel, type ZipEntry, zip } from "./zip.ts";

const target = { kind: "function", runtime: "python3.13", architecture: "x86_64" } as const;
const six = cachedWheel("six-*");
const good: NpmItem[] = [
  { path: "lambda_function.py", data: "def lambda_handler(event, context):\n    return 1\n" },
  { path: basename(six), url: `/wheels/${basename(six)}` },
];
const goodPaths = ["lambda_function.py", "six.py"];

interface Case {
  title: string;
  item: NpmItem;
  code: string;
  /** The required text of the finding. */
  tells?: RegExp;
  hint?: RegExp;
  /** Entries that must not be in the package, even if errors are allowed. */
  keepsOut?: RegExp;
}

const demo = wheel();
const rename =
  (from: RegExp, to: string) =>
  (entries: ZipEntry[]): ZipEntry[] =>
    entries.map((entry) => ({ ...entry, name: entry.name.replace(from, to) }));
const named = ({ fileName, data }: { fileName: string; data: Buffer }): NpmItem => ({ path: fileName, data });

const cases: Case[] = [
  {
    title: "an empty file called .whl",
    item: { path: demo.fileName, data: "" },
    code: "wheel-unreadable",
    keepsOut: /demo/,
  },
  {
    title: "a truncated wheel",
    item: { path: demo.fileName, data: demo.data.subarray(0, demo.data.length / 2) },
    code: "wheel-unreadable",
    keepsOut: /demo/,
  },
  {
    title: "a file with the name of no wheel, and nothing of one in it",
    item: { path: "demo.whl", data: "<html>404</html>" },
    code: "wheel-filename-invalid",
  },
  {
    title: "a wheel with a wrong hash in RECORD",
    item: named(
      wheel({
        damage: (entries) =>
          entries.map((entry) => (entry.name === "demo.py" ? { ...entry, data: "value = 666\n" } : entry)),
      }),
    ),
    code: "record-mismatch",
    tells: /demo\.py.*sha256=uy9x.*RECORD.*sha256=/,
  },
  {
    title: "a wheel with a file that RECORD does not list",
    item: named(wheel({ damage: (entries) => [{ name: "unlisted.py", data: "" }, ...entries] })),
    code: "record-unlisted-file",
    tells: /unlisted\.py/,
  },
  {
    title: "a wheel without a file that RECORD lists",
    item: named(wheel({ damage: (entries) => entries.slice(1) })),
    code: "record-missing-file",
    tells: /demo\.py/,
  },
  {
    title: "a wheel with two dist-info directories",
    item: named(wheel({ damage: (entries) => [...entries, { name: "other-2.0.dist-info/METADATA", data: "" }] })),
    code: "wheel-dist-info",
    tells: /other-2\.0/,
  },
  {
    title: "a wheel without a dist-info directory",
    item: named(wheel({ damage: rename(/^demo-1\.0\.dist-info/, "demo-info") })),
    code: "wheel-dist-info",
  },
  {
    title: "a wheel for another Python",
    item: { path: "demo-1.0-cp312-cp312-manylinux_2_17_x86_64.whl", data: demo.data },
    code: "wheel-incompatible",
    tells: /cp313/,
  },
  {
    title: "an encrypted zip",
    item: { path: "existing.zip", data: zip([{ name: "secret.py", data: "x = 1\n", encrypted: true }]) },
    code: "entry-encrypted",
    tells: /secret\.py/,
    keepsOut: /secret/,
  },
  ...["../evil.py", "a/../../evil.py", "/etc/evil.py", "C:\\evil.py", "a\\..\\evil.py", "a\0evil.py"].map((name) => ({
    title: `a zip that slips with ${JSON.stringify(name)}`,
    item: { path: "existing.zip", data: zip([{ name: "fine.py" }, { name, data: "x = 1\n" }]) },
    code: "path-unsafe",
    keepsOut: /(^|\/)\.\.(\/|$)|^\/|\\|:|\0/,
  })),
  {
    title: "a wheel that slips",
    item: named(wheel({ files: [{ name: "demo.py" }, { name: "../../evil.py", data: "x = 1\n" }] })),
    code: "path-unsafe",
    keepsOut: /\.\.|^evil/,
  },
  {
    title: "an sdist",
    item: { path: "demo-1.0.tar.gz", data: gzipSync(Buffer.alloc(10_240)) },
    code: "sdist",
    hint: /wheel/,
  },
  {
    title: "an empty zip file",
    item: { path: "existing.zip", data: "" },
    code: "archive-unreadable",
  },
  {
    title: "a zip that is none",
    item: { path: "existing.zip", data: "<html>404</html>" },
    code: "archive-unreadable",
  },
];

test.describe("a finding", () => {
  test.beforeEach(({ page, bench }) => page.goto(bench.url));

  for (const { title, item, code, tells, hint, keepsOut } of cases) {
    test(title, async ({ page }) => {
      const items = [...good, item];
      const refused = await press(page, { items, target });
      expect(refused.package, "an error finding refuses the package").toBeUndefined();
      expect(refused.rejection).toMatchObject({ name: "PackagerError", message: /\S/ });
      const refusal = refused.rejection?.findings?.find((finding) => finding.code === code);
      expect(refusal, JSON.stringify(refused.rejection?.findings)).toMatchObject({ severity: "error", code });
      expect(`${refusal?.message} ${refusal?.path}`).toContain(item.path.split("-")[0]);
      if (tells) expect(`${refusal?.message} ${refusal?.path} ${refusal?.hint}`).toMatch(tells);
      if (hint) expect(refusal?.hint).toMatch(hint);

      const allowed = await press(page, { items, target, options: { allowErrors: true } });
      expect(allowed.rejection).toBeUndefined();
      expect(allowed.package?.findings.map((finding) => finding.code)).toContain(code);
      const paths = allowed.plan?.entries.map((entry) => entry.path) ?? [];
      expect(paths).toEqual(expect.arrayContaining(goodPaths));
      if (keepsOut) expect(paths.filter((path) => keepsOut.test(path))).toEqual([]);
    });
  }

  test("a wheel under a name that is not one", async ({ page }) => {
    const { package: made, plan } = await press(page, {
      items: [...good, { path: "demo.whl", data: demo.data }],
      target,
    });
    expect(made?.findings.map((finding) => finding.code)).toContain("wheel-renamed");
    expect(plan?.entries.map((entry) => entry.path)).toContain("demo.py");
  });

  test("all of a wheel's faults at once", async ({ page }) => {
    const files = ["a", "b", "c"].map((name) => ({ name: `${name}.py`, data: "right\n" }));
    const damage = (entries: ZipEntry[]) =>
      entries.map((entry) => (entry.name.endsWith(".py") ? { ...entry, data: "wrong\n" } : entry));
    const answer = await press(page, { items: [...good, named(wheel({ files, damage }))], target });
    const mismatches = answer.rejection?.findings?.filter((finding) => finding.code === "record-mismatch");
    expect(mismatches).toHaveLength(3);
  });

  test("a cause is told before what it leads to", async ({ page }) => {
    const items = [
      { path: "lambda_function.py", data: "import demo\n\n\ndef lambda_handler(event, context):\n    return demo\n" },
      { path: demo.fileName, data: demo.data.subarray(0, demo.data.length / 2) },
    ];
    const { rejection, plan } = await press(page, { items, target });
    expect(rejection).toMatchObject({ code: "wheel-unreadable", path: demo.fileName });
    const codes = rejection?.findings?.map(({ code }) => code);
    expect(codes).toContain("import-missing");
    expect(codes).toEqual(plan?.findings.map(({ code }) => code));
  });

  test("an empty file is told, and packed", async ({ page }) => {
    const items = [...good, { path: "empty.py", data: "" }, { path: "package/__init__.py", data: "" }];
    const answer = await press(page, { items, target });
    const empty = answer.package?.findings.filter((finding) => finding.code === "file-empty");
    expect(empty).toEqual([expect.objectContaining({ severity: "warning", path: "empty.py" })]);
    expect(answer.plan?.entries).toContainEqual(expect.objectContaining({ path: "empty.py", size: 0 }));
  });

  test("backslashes of an old archiver are repaired", async ({ page }) => {
    const data = zip([{ name: "package\\module.py", data: "x = 1\n" }]);
    const answer = await press(page, { items: [...good, { path: "existing.zip", data }], target });
    expect(answer.package?.findings).toContainEqual(expect.objectContaining({ code: "path-repaired" }));
    expect(answer.plan?.entries).toContainEqual(expect.objectContaining({ path: "package/module.py" }));
  });

  test("nothing at all", async ({ page }) => {
    const answer = await press(page, { items: [], target });
    expect(answer.plan?.findings).toEqual([expect.objectContaining({ severity: "error", code: "package-empty" })]);
    expect(answer.rejection?.name).toBe("PackagerError");
  });
});

test.describe("in the page", () => {
  let pressPage: PressPage;
  let file: string;
  test.beforeEach(async ({ page, site, scratch }) => {
    await page.goto(site.url);
    pressPage = new PressPage(page);
    file = join(scratch, "lambda_function.py");
    await writeFile(file, "def lambda_handler(event, context):\n    return 1\n");
  });

  test("a finding is shown, and removing its source lets the rest through", async ({ page, scratch }) => {
    const sdist = join(scratch, "demo-1.0.tar.gz");
    await writeFile(sdist, gzipSync(Buffer.alloc(10_240)));
    await pressPage.drop(file, six, sdist);
    const region = page.getByRole("region", { name: /^Findings/ });
    await expect(region.getByRole("listitem").filter({ hasText: "sdist" })).toContainText(/wheel/);
    await page.getByRole("button", { name: "Remove demo-1.0.tar.gz" }).click();
    const { unzippedSize } = await pressPage.pressAndDownload(scratch);
    expect(unzippedSize).toBeGreaterThan(30_000);
  });

  test("a wheel deleted between drop and press", async ({ page, scratch }) => {
    const { fileName, data } = wheel({
      files: [{ name: "demo.py", data: `x = "${"y".repeat(5_000_000)}"\n`, stored: true }],
    });
    const path = join(scratch, fileName);
    await writeFile(path, data);
    await pressPage.drop(file, six, path);
    await expect(page.getByTestId("entries-count")).not.toHaveText("0");
    await rm(path);
    await pressPage.press.click();
    await expect(page.getByRole("main")).toContainText("file-unreadable");
    await expect(page.getByRole("main")).toContainText(fileName);
    await page.getByRole("button", { name: `Remove ${fileName}` }).click();
    await pressPage.pressAndDownload(scratch);
  });

  test("a file deleted right after the drop", async ({ page, scratch }) => {
    const other = join(scratch, "other.py");
    await writeFile(other, "x = 1\n");
    await pressPage.drop(file, other);
    await expect(page.getByTestId("entries-count")).toHaveText("2");
    await rm(other);
    await pressPage.press.click();
    // Either the page has already read the file, or it reports which file it cannot read.
    const refused = page.getByRole("main").filter({ hasText: "file-unreadable" });
    await expect(pressPage.download.or(refused).first()).toBeVisible();
    if (await refused.isVisible()) {
      await expect(refused).toContainText("other.py");
      await page.getByRole("button", { name: "Remove other.py" }).click();
    }
    await pressPage.pressAndDownload(scratch);
  });

  test("an empty folder, and nothing but it", async ({ page, scratch }) => {
    const folder = join(scratch, "hollow");
    await mkdir(folder);
    await drop(page.getByRole("main"), [folder]);
    await expect(page.getByRole("main")).toContainText("hollow");
    await pressPage.drop(file);
    await pressPage.pressAndDownload(scratch);
  });

  test("cancelled half-way, and pressed again", async ({ page, site, scratch }) => {
    const folder = join(scratch, "big");
    await writeBigFolder(folder);
    const inputs = [file, folder, pillow("3.13")];
    await pressPage.drop(...inputs);
    await pressPage.press.click();
    await expect.poll(() => pressPage.progress.evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(0);
    await pressPage.cancel.click();
    await expect(pressPage.cancel).toBeHidden();
    await expect(pressPage.press).toBeEnabled();
    await expect(pressPage.download).toBeHidden();
    const again = await pressPage.pressAndDownload(scratch);

    await page.goto(site.url);
    await pressPage.drop(...inputs);
    const undisturbed = await pressPage.pressAndDownload(scratch);
    expect(again.codeSha256).toBe(undisturbed.codeSha256);
  });
});

/** Writes about 60 MB that take seconds to compress, so that a test can interrupt it. */
async function writeBigFolder(folder: string): Promise<void> {
  await mkdir(folder);
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 8;
  };
  const words = Array.from({ length: 4096 }, () => random().toString(36));
  for (let n = 0; n < 60; n++) {
    const text = Array.from({ length: 180_000 }, () => words[random() % words.length]).join(" ");
    await writeFile(join(folder, `f${n}.txt`), text);
  }
}
