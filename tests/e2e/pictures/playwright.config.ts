/** Pictures of the page, made by `cargo xtask pictures`. People look at them. They are not compared. */
import { defineConfig } from "@playwright/test";
import journeys from "../playwright.config.ts";

export default defineConfig(journeys, {
  testDir: ".",
  testMatch: "*.pictures.ts",
  outputDir: "../../../test-results",
  retries: 0,
});
