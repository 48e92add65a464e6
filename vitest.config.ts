import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { conditions: ["callsheet-source"] },
  ssr: { resolve: { conditions: ["callsheet-source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    minWorkers: 1
  }
})
