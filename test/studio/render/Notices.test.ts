import { LookName, Mood } from "@callsheet/domain/asset/Script"
import { fontFiles } from "@callsheet/studio/render/text/Typesetter"
import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"

const assets = new URL("../../../packages/studio/assets/", import.meta.url)
const notice = readFileSync(new URL("NOTICE.md", assets), "utf8")
const files = readdirSync(assets, { recursive: true, encoding: "utf8" }).filter((file) => /\.[a-z]+$/.test(file))

describe("What is shipped to be drawn", () => {
  it("is named with its licence, file by file, and each font brings its licence's text", () => {
    const shipped = files.filter((file) => !/(?:NOTICE\.md|\.mjs|OFL-[\w-]+\.txt|LICENSE-\w+\.txt)$/.test(file))
    assert.isAbove(shipped.length, 15)
    const unnamed = shipped.filter((file) => !notice.includes(file.split("/").at(-1) ?? file))
    assert.deepEqual(unnamed, [])
    const texts = files.filter((file) => /OFL-[\w-]+\.txt$/.test(file)).map((file) =>
      file.replace(/.*OFL-|\.txt/g, "").replaceAll("-", "")
    )
    const families = new Set(fontFiles.map((file) => (file.split("_")[0] ?? file).toLowerCase()))
    assert.sameMembers([...families], texts)
  })

  it("has a sample of each look, in each of four scripts, and no mood without a name in the docs", () => {
    const scripts = new Set(readdirSync(new URL("../../../tools/samples/scripts/", import.meta.url)))
    const wanted = LookName.literals.flatMap((look) => ["en", "de", "ar", "ja"].map((tag) => `${look}-${tag}.json`))
    assert.deepEqual(wanted.filter((name) => !scripts.has(name)), [])
    const golden = JSON.parse(readFileSync(new URL("golden-looks.json", import.meta.url), "utf8")) as object
    assert.sameMembers(Object.keys(golden), [...LookName.literals])
    const docs = readFileSync(new URL("../../../docs/studio.md", import.meta.url), "utf8")
    assert.deepEqual(Mood.literals.filter((mood) => !docs.includes(`\`${mood}\``)), [])
  })
})
