import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { statesMarkdown } from "./States.ts"

it("F07: docs/states.md says what the tables say (npm run states writes it)", () => {
  assert.strictEqual(readFileSync(new URL("../../docs/states.md", import.meta.url), "utf8"), statesMarkdown())
})
