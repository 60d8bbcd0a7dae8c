/** Pictures of the page, by `cargo xtask pictures`. They are looked at, not compared. */
import { defineConfig } from "@playwright/test";
import journeys from "../playwright.config.ts";

export default defineConfig(journeys, {
  testDir: ".",
  testMatch: "*.pictures.ts",
  outputDir: "../../../test-results",
  retries: 0,
});
