import { BrandKits } from "@callsheet/database/library/BrandKits"
import type { MediaRefused } from "@callsheet/domain/library/LibraryMedia"
import { Uploads } from "@callsheet/server/library/Uploads"
import { asset } from "@callsheet/studio/Assets"
import { Renderer, type RenderRequest } from "@callsheet/studio/render/Renderer"
import { Payer } from "@callsheet/studio/spending/Payer"
import * as BrandedRenderer from "@callsheet/worker/library/BrandedRenderer"
import { assert, layer } from "@effect/vitest"
import { createCanvas } from "@napi-rs/canvas"
import { Effect, Layer } from "effect"
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { script } from "../studio/render/Studio.ts"
import { apiClient, ApiStage, newKey, newOrg } from "../support/ApiStage.ts"

const logo = (): Uint8Array => {
  const canvas = createCanvas(400, 200)
  const context = canvas.getContext("2d")
  context.fillStyle = "#e0218a"
  context.fillRect(40, 40, 320, 120)
  return new Uint8Array(canvas.toBuffer("image/png"))
}

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const uploads = yield* Uploads
  const { orgId, owner } = yield* newOrg()
  const add = (bytes: Uint8Array, more: object = {}) =>
    Effect.gen(function*() {
      const sha256 = createHash("sha256").update(bytes).digest("hex") as never
      const { upload } = yield* client(
        "media.create",
        { orgId, name: "f", bytes: bytes.length, sha256, ...more },
        owner
      )
      yield* uploads.write(upload!.id, 0, bytes.length, bytes)
      return yield* client("media.finish", { id: upload!.id }, owner)
    })
  return { client, orgId, owner, add }
})

layer(ApiStage, { excludeTestServices: true, timeout: "120 seconds" })("The brand kit", (it) => {
  it.scoped("is kept version by version, holds its files, and nobody overwrites what they did not see", () =>
    Effect.gen(function*() {
      const { add, client, orgId: id, owner } = yield* desk
      assert.deepInclude(yield* client("org.brand", { id }, owner), { version: 0, by: null })
      const sign = yield* add(logo(), { logo: true })
      const font = yield* add(new Uint8Array(readFileSync(asset("fonts", "Anton_400Regular.ttf"))))
      const kit = { ground: "#101828", accent: "#E0218A", logo: sign.id, displayFont: font.id, outro: "Made in Graz" }
      const first = yield* client("org.setBrand", { id, kit, version: 0 }, owner)
      assert.deepStrictEqual([first.version, first.kit], [1, kit])
      assert.deepStrictEqual((yield* client("media.show", { id: sign.id }, owner)).usedBy, ["brand"])
      const held = (yield* Effect.flip(client("media.remove", { id: sign.id }, owner))) as MediaRefused
      assert.strictEqual(held.problem, "InUse")
      const stale = yield* Effect.flip(client("org.setBrand", { id, kit: {}, version: 0 }, owner))
      assert.strictEqual(stale._tag, "Refused")
      const both = yield* Effect.all(
        ["A", "B"].map((outro) => Effect.either(client("org.setBrand", { id, kit: { outro }, version: 1 }, owner))),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(both.map(({ _tag }) => _tag).toSorted(), ["Left", "Right"])
      assert.strictEqual((yield* client("org.brand", { id }, owner)).version, 2)
      assert.deepStrictEqual((yield* client("org.brand", { id, version: 1 }, owner)).kit, kit)
      yield* client("media.remove", { id: sign.id }, owner)
    }))

  it.scoped("takes only files of this org's library of the right kind, colours that are colours, and owners' words", () =>
    Effect.gen(function*() {
      const { add, client, orgId: id, owner } = yield* desk
      const sign = yield* add(logo(), { logo: true })
      const stranger = yield* newOrg()
      const refused = (kit: object, org = id, key: typeof owner = owner) =>
        Effect.map(Effect.flip(client("org.setBrand", { id: org, kit }, key)), ({ _tag }) => _tag)
      assert.strictEqual(yield* refused({ displayFont: sign.id }), "InvalidInput")
      assert.strictEqual(yield* refused({ logo: sign.id }, stranger.orgId, stranger.owner), "InvalidInput")
      assert.strictEqual(yield* refused({}, id, stranger.owner), "NotFound")
      assert.strictEqual(yield* refused({}, id, yield* newKey(id, "editor")), "Forbidden")
    }))

  it.scoped("is what the renderer is given: files by their place and hash, and the plan says which version", () =>
    Effect.gen(function*() {
      const { add, client, orgId: id, owner } = yield* desk
      const seen: Array<RenderRequest> = []
      const recording = Layer.succeed(Renderer, {
        voices: () => Effect.dieMessage("unasked"),
        render: (request) => {
          seen.push(request)
          return Effect.succeed({ provenance: [] } as never)
        }
      })
      const render = Effect.gen(function*() {
        const renderer = yield* Renderer
        const payer = Payer.of({ id: "1", token: 1, kind: "render", orgId: id, planId: null, traceId: null })
        return yield* renderer.render({ script, handle: "@account" }, () => Effect.void).pipe(
          Effect.provideService(Payer, payer)
        )
      }).pipe(Effect.provide(BrandedRenderer.layer.pipe(Layer.provide(recording), Layer.provide(BrandKits.layer))))
      const plain = yield* render
      assert.deepStrictEqual([seen[0]?.brand, plain.provenance.length], [undefined, 0])

      const sign = yield* add(logo(), { logo: true })
      yield* client(
        "org.setBrand",
        { id, kit: { accent: "#E0218A", logo: sign.id, handle: "brand", outro: "Bye" } },
        owner
      )
      const made = yield* render
      const brand = seen[1]?.brand
      assert.deepInclude(brand, { hot: "#E0218A", handle: "@brand", outro: "Bye" })
      assert.deepInclude(brand?.logo, { id: sign.sha256, width: 400, height: 200 })
      assert.isTrue(existsSync(brand?.logo?.path ?? ""))
      assert.strictEqual(seen[1]?.handle, "@brand")
      assert.deepInclude(made.provenance.at(-1), { engine: "Brand kit", note: "version 1" })
    }))
})
