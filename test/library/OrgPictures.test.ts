import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { MediaId, type OrgId, UploadId } from "@callsheet/domain/Ids"
import type { MediaKind } from "@callsheet/domain/library/LibraryMedia"
import * as LocalLibrary from "@callsheet/library/LocalLibrary"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { Pictures } from "@callsheet/studio/render/pictures/Pictures"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Payer } from "@callsheet/studio/spending/Payer"
import * as OrgPictures from "@callsheet/worker/library/OrgPictures"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, layer } from "@effect/vitest"
import { createCanvas } from "@napi-rs/canvas"
import { Effect, Layer } from "effect"
import { createHash, randomBytes } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { newOrgId } from "../support/Fixtures.ts"
import { freshDatabase } from "../support/Postgres.ts"

const png = (): Uint8Array => {
  const canvas = createCanvas(240, 320)
  const context = canvas.getContext("2d")
  context.fillStyle = `#${randomBytes(3).toString("hex")}`
  context.fillRect(0, 0, 240, 320)
  return new Uint8Array(canvas.toBuffer("image/png"))
}

let folder = ""
const stage = Layer.unwrapScoped(Effect.gen(function*() {
  folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-org-pictures-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true }))
  )
  const config = Layer.succeed(RenderConfig, {
    folder: join(folder, "render"),
    concurrency: 1,
    music: "none",
    effects: false
  })
  return OrgPictures.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(LibraryIndex.layer, LocalLibrary.layer(join(folder, "library")), config))
  )
})).pipe(Layer.provideMerge(freshDatabase({ migrate })), Layer.provideMerge(NodeContext.layer))

/** A picture in the org's library, taken in as an upload brings it. */
const brought = (
  orgId: OrgId,
  more: { name: string; tags?: ReadonlyArray<string>; words?: string; kind?: MediaKind }
) =>
  Effect.gen(function*() {
    const index = yield* LibraryIndex
    const library = yield* MediaLibrary
    const bytes = png()
    const sha256 = createHash("sha256").update(bytes).digest("hex") as never
    const upload = UploadId.make(`upl_${"0".repeat(26)}`)
    yield* library.write(upload, 0, bytes)
    const id = MediaId.make(newOrgId().replace("org_", "med_"))
    const file = { orgId, sha256, form: "png" as const }
    return yield* index.take(upload, {
      id,
      ...file,
      kind: "image",
      bytes: bytes.length,
      width: 240,
      height: 320,
      durationMillis: null,
      tags: [],
      words: "",
      licence: "CC0",
      author: "Ana",
      source: null,
      by: "t",
      ...more
    }, library.keep(upload, file))
  })

const wish = (orgId: OrgId, shows: { file?: string; wish?: string }, taken: ReadonlyArray<string> = []) =>
  Effect.flatMap(
    Pictures,
    (pictures) => pictures.find({ shows: { kind: "picture", ...shows } as never, language: "en", taken })
  ).pipe(
    Effect.provideService(Payer, {
      id: "1",
      token: 1,
      kind: "render",
      orgId,
      planId: `pln_${"0".repeat(26)}`,
      traceId: null
    })
  )

layer(stage, { excludeTestServices: true, timeout: "60 seconds" })("Pictures of an org", (it) => {
  it.effect("are found by tags and text in its own library only, never twice, and the plan is noted as their user", () =>
    Effect.gen(function*() {
      const index = yield* LibraryIndex
      const [orgId, stranger] = [newOrgId(), newOrgId()]
      const crane = yield* brought(orgId, {
        name: "IMG_1.png",
        tags: ["crane"],
        words: "a crane on one leg in the water"
      })
      const logo = yield* brought(orgId, { name: "crane-logo.png", tags: ["crane"], kind: "logo" })
      yield* brought(stranger, { name: "crane.png", tags: ["crane", "water"] })
      const answer = yield* wish(orgId, { wish: "crane in water" })
      assert.deepInclude(answer.found, { id: crane.sha256, kind: "photo", width: 240, height: 320 })
      assert.deepInclude("origin" in answer ? answer.origin : {}, { licence: "CC0", author: "Ana", source: "library" })
      assert.deepStrictEqual((yield* index.byHash(orgId, crane.sha256)).pipe((row) => row._tag), "Some")
      const [used] = yield* index.list(orgId, { all: ["img_1"], limit: 1 })
      assert.deepStrictEqual(used?.usedBy, [`pln_${"0".repeat(26)}`])
      const again = yield* wish(orgId, { wish: "crane in water" }, [crane.sha256])
      assert.strictEqual(again.found, null)
      assert.strictEqual((yield* wish(orgId, { wish: "a red car" })).found, null)
      assert.strictEqual((yield* wish(orgId, { file: crane.sha256 })).found?.id, crane.sha256)
      assert.strictEqual((yield* wish(orgId, { file: "IMG_1" })).found?.id, crane.sha256)
      assert.notStrictEqual((yield* wish(orgId, { wish: "crane" })).found?.id, logo.sha256)
    }))

  it.effect("in the folder of earlier releases are still found", () =>
    Effect.gen(function*() {
      mkdirSync(join(folder, "library"), { recursive: true })
      writeFileSync(join(folder, "library", "old-lighthouse.png"), png())
      const answer = yield* wish(newOrgId(), { wish: "old lighthouse" })
      assert.strictEqual(answer.found?.path, join(folder, "library", "old-lighthouse.png"))
    }))
})
