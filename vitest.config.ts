import { availableParallelism } from "node:os"
import { configDefaults, defineConfig } from "vitest/config"
import { unitTests } from "./test/support/Tiers.ts"

const conditions = ["callsheet-source"]

/**
 * `unit`: what gets along with this process alone, which `npm run check` runs too. `stage`: what needs a PostgreSQL, an ffmpeg,
 * other processes or minutes. Without a tier, every file.
 */
const tier = process.env["CALLSHEET_TEST_TIER"]
const units = tier === undefined ? [] : unitTests(import.meta.dirname)

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: tier === "unit" ? units : ["test/**/*.test.ts"],
    // Units keep nothing outside themselves, and half their time would be loading the same modules again.
    isolate: tier !== "unit",
    exclude: [...configDefaults.exclude, ...(tier === "stage" ? units : [])],
    globalSetup: tier === "unit" ? [] : ["test/support/globalSetup.ts"],
    setupFiles: ["test/support/EachFile.ts"],
    // A test that passes has nothing to say; one that fails shows what its programs wrote.
    silent: "passed-only",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    pool: "forks",
    // Stages wait for processes, sockets and clocks a third of their time.
    maxWorkers: tier === "stage" ? availableParallelism() + 1 : availableParallelism(),
    minWorkers: 1
  }
})
