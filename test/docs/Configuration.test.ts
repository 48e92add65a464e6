import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { configurationMarkdown } from "./Configuration.ts"

it("docs/configuration.md says what the registry of settings says (npm run docs writes it)", () => {
  const written = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8")
  assert.strictEqual(written, configurationMarkdown())
})
