import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSize } from "./size";

test("sizes as people write them", () => {
  const sizes: [string, number | null][] = [
    ["", 0],
    ["  ", 0],
    ["31457280", 31_457_280],
    ["31,457,280 bytes", 31_457_280],
    ["1 byte", 1],
    ["30 MiB", 31_457_280],
    ["30mb", 30_000_000],
    ["1.5 GB", 1_500_000_000],
    ["0.5 KiB", 512],
    ["12 parsecs", null],
    ["-1", null],
    ["1,2", null],
    ["1.2.3", null],
    ["MB", null],
    ["9".repeat(20), null],
  ];
  for (const [text, bytes] of sizes) assert.equal(parseSize(text), bytes, JSON.stringify(text));
});
