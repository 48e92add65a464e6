import { defineConfig } from "vitest/config"

const conditions = ["callsheet-source"]

/** `npm run panel:shots` and `npm run panel:budgets`: what looks at the panel without holding it to a test. */
export default defineConfig({
  root: new URL("../../..", import.meta.url).pathname,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/panel/tools/*.run.ts"],
    globalSetup: ["test/support/globalSetup.ts"],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    pool: "forks",
    maxWorkers: 1,
    minWorkers: 1
  }
})
