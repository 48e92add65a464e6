import { asset, studioRoot } from "@callsheet/studio/Assets"
import { assert, it } from "@effect/vitest"
import { existsSync } from "node:fs"
import { join } from "node:path"

it("the worker finds the files it was shipped with from where its code lies", () => {
  assert.isTrue(existsSync(join(studioRoot, "package.json")))
  assert.strictEqual(asset("fonts", "x.ttf"), join(studioRoot, "assets", "fonts", "x.ttf"))
})
