import { defineConfig } from "@playwright/test";
import { chromiumFlags, tools } from "./tools.ts";

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // One retry in CI. A test that needed it is listed as flaky, so that it can be examined.
  retries: process.env.CI ? 1 : 0,
  // Two browsers, Python and wasm may share two cores. This is a limit for tests that hang, not for slow ones.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    acceptDownloads: true,
    // Filling its cache takes a twelfth of the processor's time (measured for 24 tests: 138 s without, 150 s with).
    // Tests of the page without a network allow it.
    serviceWorkers: "block",
    launchOptions: { executablePath: tools.headlessChromium, args: chromiumFlags },
    // Recording every test takes a quarter of the processor's time (measured for 22 tests: 90 s without, 121 s with).
    // The snapshot of the page in error-context.md shows where a test failed. By hand: --trace=retain-on-failure.
    trace: "on-first-retry",
  },
});
