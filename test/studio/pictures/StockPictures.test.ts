import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { type PictureAnswer, Pictures } from "@callsheet/studio/render/pictures/Pictures"
import { coverr } from "@callsheet/studio/render/pictures/stock/Coverr"
import { pexels } from "@callsheet/studio/render/pictures/stock/Pexels"
import { isAllowed } from "@callsheet/studio/render/pictures/stock/PictureDownload"
import { PictureUses } from "@callsheet/studio/render/pictures/stock/PictureUses"
import { pixabay } from "@callsheet/studio/render/pictures/stock/Pixabay"
import { fitness } from "@callsheet/studio/render/pictures/stock/Stock"
import * as StockPictures from "@callsheet/studio/render/pictures/stock/StockPictures"
import { wishOf } from "@callsheet/studio/render/pictures/Wishes"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Payer } from "@callsheet/studio/spending/Payer"
import { Purchases } from "@callsheet/studio/spending/Purchases"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { join } from "node:path"
import { StockShop } from "../../support/StockShop.ts"
import { place } from "../render/Studio.ts"

/** A ledger that keeps what was bought, by what was asked for. */
const ledger = () => {
  const answers = new Map<string, Uint8Array>()
  return Layer.succeed(
    Purchases,
    Purchases.of({
      buy: ({ call, content, provider }) =>
        Effect.gen(function*() {
          const requestId = `${provider} ${JSON.stringify(content)}`
          const known = answers.get(requestId)
          const answer = known ?? (yield* call("id-1"))
          answers.set(requestId, answer)
          return { answer, requestId, fresh: known === undefined }
        })
    })
  )
}

const payer = Payer.of({ id: "1", token: 1, kind: "render", orgId: "org_test", planId: "pln_test", traceId: null })

/** A shop on loopback, and pictures bought there. */
const shop = Effect.acquireRelease(
  Effect.promise(() => StockShop.open()),
  (shop) => Effect.promise(() => shop.close())
)

const stocked = (folder: string, { url }: StockShop, images = false) =>
  StockPictures.layer({
    sources: [pexels(url), pixabay(url), coverr(url)].map((source) => ({ source, key: Redacted.make("key") })),
    images: images ? { url: `${url}/v1`, key: Option.some(Redacted.make("key")), model: "painter" } : null,
    videos: null
  }).pipe(
    Layer.provideMerge(LibraryPictures.layer),
    Layer.provideMerge(Layer.mergeAll(
      Layer.succeed(RenderConfig, { folder: join(folder, "stages"), concurrency: 1, music: "none", effects: false }),
      PictureUses.layerMemory,
      ledger(),
      NodeHttpClient.layerUndici
    )),
    Layer.provideMerge(NodeContext.layer)
  )

const find = (wish: string, taken: ReadonlyArray<string> = [], derived = false) =>
  Effect.flatMap(
    Pictures,
    (pictures) => pictures.find({ shows: { kind: "picture", wish }, language: "de-DE", taken, derived })
  ).pipe(Effect.provideService(Payer, payer))

const foundIn = (answer: PictureAnswer) => {
  if (answer.found === null) return assert.fail(answer.reason)
  return answer
}

describe("Stock pictures", () => {
  it.scoped(
    "are searched in the script's language, kept with licence, author and address, and asked for once",
    () =>
      Effect.gen(function*() {
        const [folder, open] = [yield* place, yield* shop]
        open.offers.pexels = [{ id: 1, tall: true }, { id: 2, tall: true }]
        yield* Effect.gen(function*() {
          const first = foundIn(yield* find("Messer"))
          assert.deepInclude(first.origin, {
            source: "pexels",
            licence: "Pexels License",
            author: "Ada 1",
            address: "https://www.pexels.com/photo/1",
            synthetic: false
          })
          assert.deepInclude(first.found, { kind: "photo", width: 600, height: 900 })
          const again = foundIn(yield* find("Messer"))
          assert.strictEqual(again.found.id, first.found.id)
        }).pipe(Effect.provide(stocked(folder, open)))
        const searches = open.asked.filter(({ path }) => path === "/v1/search")
        assert.lengthOf(searches, 1)
        assert.deepInclude(searches[0]?.query, { query: "Messer", orientation: "portrait", locale: "de-DE" })
        assert.strictEqual(searches[0]?.authorization, "key")
        assert.lengthOf(open.asked.filter(({ path }) => path.startsWith("/file/")), 1)
      }),
    60_000
  )

  it.scoped(
    "are never shown twice: the next wish gets the next picture, then the next source, then a reason",
    () =>
      Effect.gen(function*() {
        const [folder, open] = [yield* place, yield* shop]
        open.offers.pexels = [{ id: 1, tall: true }]
        open.offers.pixabay = [{ id: 7, tall: false }]
        yield* Effect.gen(function*() {
          const first = foundIn(yield* find("Messer"))
          const second = foundIn(yield* find("Küche", [first.found.id]))
          assert.strictEqual(second.origin.source, "pixabay")
          assert.notStrictEqual(second.found.id, first.found.id)
          const third = yield* find("Herd", [first.found.id, second.found.id])
          assert.isNull(third.found)
          if (third.found !== null) return
          assert.include(third.reason, "pexels has only what was shown within 30 days")
          assert.include(third.reason, "coverr has nothing for it")
        }).pipe(Effect.provide(stocked(folder, open)))
      }),
    60_000
  )

  it.scoped("that cannot be had fail no video: the plan gets the reason", () =>
    Effect.gen(function*() {
      const [folder, open] = [yield* place, yield* shop]
      open.status = 500
      const answer = yield* Effect.provide(find("Messer"), stocked(folder, open))
      assert.isNull(answer.found)
      if (answer.found === null) assert.include(answer.reason, "pexels answered 500")
    }), 60_000)

  it.scoped(
    "are made by an endpoint where stock has none and the script asks, and paid for once",
    () =>
      Effect.gen(function*() {
        const [folder, open] = [yield* place, yield* shop]
        yield* Effect.gen(function*() {
          const made = foundIn(yield* find("A knife on a table"))
          assert.deepInclude(made.origin, { source: "images endpoint", author: "painter", synthetic: true })
          assert.strictEqual(foundIn(yield* find("A knife on a table")).found.id, made.found.id)
          assert.isNull((yield* find("said by the way", [], true)).found)
        }).pipe(Effect.provide(stocked(folder, open, true)))
        const calls = open.asked.filter(({ path }) => path === "/v1/images/generations")
        assert.lengthOf(calls, 1)
        assert.strictEqual(calls[0]?.authorization, "Bearer key")
      }),
    60_000
  )

  it("come only from the source's own hosts, by TLS", () => {
    const allowed = (file: string) => isAllowed(file, "https://api.pexels.com", ["pexels.com"])
    assert.isTrue(allowed("https://images.pexels.com/photos/1.jpeg"))
    assert.isFalse(allowed("http://images.pexels.com/photos/1.jpeg"))
    assert.isFalse(allowed("https://pexels.com.evil.example/1.jpeg"))
    assert.isFalse(allowed("https://notpexels.com/1.jpeg"))
    assert.isFalse(allowed("http://127.0.0.1:5432/"))
    assert.isFalse(allowed("file:///etc/passwd"))
  })

  it("that stand upright and fill the frame come first", () => {
    const sized = (width: number, height: number) =>
      fitness({ id: "1", form: "photo", file: "", width, height, seconds: null, author: null, address: null })
    assert.isAbove(sized(1080, 1920), sized(1920, 1080))
    assert.isAbove(sized(1080, 1920), sized(540, 960))
  })

  it("are wished for by the words of a line: marked ones first, few of them", () => {
    const wish = (text: string, language: string) => wishOf({ line: { text } as never }, undefined, language)
    assert.strictEqual(wish("Whet the *knife* before you cut the tomato", "en"), "knife whet cut tomato")
    assert.strictEqual(wish("包丁は*手で*洗う", "ja"), "手で")
    assert.isNull(wish("And so it is", "en"))
  })
})
