import { defineConfig } from "vitest/config"
import { unitTests } from "./test/support/Tiers.ts"

const conditions = ["callsheet-source"]

/** `npm run check` runs the tests that need nothing but this process; everything else runs in `npm test` too. */
const fast = process.env["CALLSHEET_TEST_TIER"] === "unit"

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: fast ? unitTests(import.meta.dirname) : ["test/**/*.test.ts"],
    globalSetup: fast ? [] : ["test/support/globalSetup.ts"],
    // A test that passes has nothing to say; one that fails shows what its programs wrote.
    silent: "passed-only",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    pool: "forks",
    maxWorkers: 2,
    minWorkers: 1
  }
})
