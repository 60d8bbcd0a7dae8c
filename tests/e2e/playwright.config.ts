import { defineConfig } from "@playwright/test";
import { chromiumFlags, tools } from "./tools.ts";

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // One more chance on machines nobody watches; what needed it is listed as flaky, to be looked into.
  retries: process.env.CI ? 1 : 0,
  // Two browsers, Python and wasm share what may be two cores: a limit for hanging, not for slowness.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    acceptDownloads: true,
    // Filling its cache takes a twelfth of the processor's time (measured: 138 s of it and not 150 for 24 tests). Tests of
    // what works without a network allow it.
    serviceWorkers: "block",
    launchOptions: { executablePath: tools.headlessChromium, args: chromiumFlags },
    // To record every test takes a quarter of the processor's time (measured: 121 s of it and not 90 for 22 tests), and what
    // a test failed at is told by the picture of the page in error-context.md. By hand: --trace=retain-on-failure.
    trace: "on-first-retry",
  },
});
