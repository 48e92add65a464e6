import { availableParallelism } from "node:os"
import { configDefaults, defineConfig } from "vitest/config"
import { pureTests, unitTests } from "./test/support/Tiers.ts"

const conditions = ["callsheet-source"]

/**
 * `unit`: what gets along with this process alone, which `npm run check` runs too. `stage`: what needs a PostgreSQL, an ffmpeg,
 * other processes or minutes. Without a tier, every file.
 */
const tier = process.env["CALLSHEET_TEST_TIER"]
const units = tier === undefined ? [] : unitTests(import.meta.dirname)
const pure = pureTests(units)

/** Tests of functions alone share the modules they load; every other file gets a process of its own. */
const unitProjects = [
  { extends: true as const, test: { name: "pure", include: pure, isolate: false } },
  { extends: true as const, test: { name: "unit", include: units.filter((file) => !pure.includes(file)) } }
]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    ...(tier === "unit" ? { projects: unitProjects } : { include: ["test/**/*.test.ts"] }),
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
