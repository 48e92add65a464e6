import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { auditMarkdown, heldBy, rows } from "./Audit.ts"

it("docs/audit.md says what the titles of the tests say (npm run docs writes it)", () => {
  assert.strictEqual(readFileSync(new URL("../../docs/audit.md", import.meta.url), "utf8"), auditMarkdown())
})

it("no test bears an id that the audit does not have", () => {
  assert.deepStrictEqual(heldBy().filter(({ row }) => !(row in rows)), [])
})
