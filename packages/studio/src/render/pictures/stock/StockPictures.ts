import * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Path from "@effect/platform/Path"
import { type Context, Effect, Layer, type Redacted } from "effect"
import { createHash } from "node:crypto"
import type { Purchases } from "../../../spending/Purchases.ts"
import { loadPainter, type Painter } from "../../paint/Painter.ts"
import { RenderConfig } from "../../RenderConfig.ts"
import { type PictureFile, readPicture } from "../LibraryPictures.ts"
import { type PictureAnswer, Pictures, type PictureWish } from "../Pictures.ts"
import { generatePicture, type ImageEndpoint } from "./ImageEndpoint.ts"
import { fetchPicture, isAllowed } from "./PictureDownload.ts"
import { PictureUses } from "./PictureUses.ts"
import type { Candidate, StockSource } from "./Stock.ts"
import { searchStock } from "./StockSearch.ts"
import { generateClip, type VideoEndpoint } from "./VideoEndpoint.ts"

interface KeyedSource {
  readonly source: StockSource
  readonly key: Redacted.Redacted
}

/** Where pictures are bought: libraries of stock in the order in which they are asked, then endpoints that make them. */
export interface StockConfig {
  readonly sources: ReadonlyArray<KeyedSource>
  readonly images: ImageEndpoint | null
  readonly videos: VideoEndpoint | null
}

/** Candidates opened one after the other until one can be shown. */
const MOST_TRIED = 4

/** What the steps of a find share. */
interface Shop {
  readonly config: StockConfig
  readonly library: Context.Tag.Service<Pictures>
  readonly uses: Context.Tag.Service<PictureUses>
  readonly painter: Effect.Effect<Painter>
  /** Where files that were bought lie. */
  readonly folder: string
}

const read = ({ painter }: Shop, file: PictureFile) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => readPicture(fs, painter, file))

const nameOf = (source: StockSource, { id }: Candidate) => `${source.name} ${id}`

/** The file of a candidate; null where its source may not send us there, or it cannot be shown. */
const fetchCandidate = Effect.fnUntraced(function*(shop: Shop, source: StockSource, candidate: Candidate) {
  const { address, author, file, form, height, id, width } = candidate
  if (!isAllowed(file, source.url, source.fileHosts)) return null
  const stem = createHash("sha256").update(`${nameOf(source, candidate)} ${file}`).digest("hex").slice(0, 32)
  const answer = yield* read(shop, {
    file: yield* fetchPicture(file, shop.folder, stem),
    name: id,
    form,
    size: { width, height },
    origin: { source: source.name, licence: source.licence, author, address, synthetic: false }
  })
  return answer.found === null ? null : answer
})

/** What the account has not shown lately, this plan's own earlier choice first. */
const openCandidates = Effect.fnUntraced(
  function*({ uses }: Shop, source: StockSource, candidates: ReadonlyArray<Candidate>, wish: string) {
    const before = yield* uses.chosen(wish)
    const recent = yield* uses.recent(wish)
    const open = candidates.filter((candidate) => !recent.has(nameOf(source, candidate)))
    return [
      ...open.filter((candidate) => nameOf(source, candidate) === before),
      ...open.filter((candidate) => nameOf(source, candidate) !== before)
    ]
  }
)

/** The best of a source that the account has not shown lately; else why there is none. */
const fromSource = Effect.fnUntraced(
  function*(shop: Shop, { key, source }: KeyedSource, wish: string, { language, shows, taken }: PictureWish) {
    const candidates = yield* searchStock(source, key, wish, language)
    // Another answer to a wish is a wish of its own: what the one before chose counts as shown.
    const named = shows.another === undefined ? wish : `${wish} #${shows.another}`
    const open = yield* openCandidates(shop, source, candidates, named)
    for (const candidate of open.slice(0, MOST_TRIED)) {
      const answer = yield* Effect.catchTag(
        fetchCandidate(shop, source, candidate),
        "PictureDownloadFailed",
        ({ reason }) => Effect.as(Effect.logWarning(`${nameOf(source, candidate)} cannot be fetched: ${reason}.`), null)
      )
      if (answer === null || taken.includes(answer.found.id)) continue
      yield* shop.uses.choose(named, nameOf(source, candidate))
      return answer
    }
    return candidates.length === 0
      ? `${source.name} has nothing for it`
      : open.length === 0
      ? `${source.name} has only what was shown within 30 days`
      : `nothing of ${source.name} could be fetched`
  },
  Effect.catchTag("SearchFailed", ({ reason }) => Effect.succeed(reason))
)

/** What an endpoint makes for a wish, or why it made nothing. */
const generated = (
  shop: Shop,
  made: ReturnType<typeof generatePicture> | ReturnType<typeof generateClip>,
  wish: string,
  { form, model, source }: { readonly form: "photo" | "clip"; readonly model: string; readonly source: string }
) =>
  made.pipe(
    Effect.flatMap((file) =>
      read(shop, {
        file,
        name: wish,
        form,
        origin: { source, licence: "made for this video", author: model, address: null, synthetic: true }
      })
    ),
    Effect.catchTags({
      GenerationFailed: ({ reason }) => Effect.succeed<PictureAnswer>({ found: null, reason }),
      QuotaExceeded: ({ message }) => Effect.succeed<PictureAnswer>({ found: null, reason: message })
    })
  )

const madePicture = (shop: Shop, wish: string, another?: number) => {
  const { config: { images }, folder } = shop
  return images === null ? Effect.succeed(null) : generated(
    shop,
    generatePicture(images, wish, folder, another),
    wish,
    { form: "photo", model: images.model, source: "images endpoint" }
  )
}

const madeClip = (shop: Shop, wish: string, another?: number) => {
  const { config: { videos }, folder } = shop
  return videos === null ? Effect.succeed(null) : generated(
    shop,
    generateClip(videos, wish, folder, another),
    wish,
    { form: "clip", model: videos.model, source: "video endpoint" }
  )
}

/** The org's own first, then stock in the order of the sources, then what is made; with all reasons where there is none. */
const find = Effect.fnUntraced(function*(shop: Shop, request: PictureWish) {
  const { derived, shows: { another, file, moves, wish } } = request
  const own = yield* shop.library.find(request)
  if (own.found !== null || file !== undefined || wish === undefined) return own
  const reasons = [own.reason]
  for (const source of shop.config.sources) {
    const answer = yield* fromSource(shop, source, wish, request)
    if (typeof answer !== "string") return answer
    reasons.push(answer)
  }
  if (derived === true) return { found: null, reason: reasons.join("; ") }
  // A scene that is to move gets a clip where one can be had; any other gets a picture first.
  for (const make of moves === true ? [madeClip, madePicture] : [madePicture, madeClip]) {
    const answer = yield* make(shop, wish, another)
    if (answer === null) continue
    if (answer.found !== null) return answer
    reasons.push(answer.reason)
  }
  return { found: null, reason: reasons.join("; ") }
})

const make = (config: StockConfig) =>
  Effect.gen(function*() {
    const path = yield* Path.Path
    const { folder } = yield* RenderConfig
    const shop: Shop = {
      config,
      library: yield* Pictures,
      uses: yield* PictureUses,
      painter: yield* Effect.cached(loadPainter),
      folder: path.resolve(folder, "..", "pictures")
    }
    const tools = yield* Effect.context<HttpClient.HttpClient | Purchases | FileSystem.FileSystem | Path.Path>()
    return Pictures.of({
      find: Effect.fn("Pictures.stock")((request) => Effect.provide(find(shop, request), tools)),
      stocked: config.sources.length > 0
    })
  })

/** The pictures of the layer below first; what it lacks is bought. Without sources and endpoint it is the layer below. */
export const layer = (
  config: StockConfig
): Layer.Layer<
  Pictures,
  never,
  Pictures | HttpClient.HttpClient | Purchases | PictureUses | RenderConfig | FileSystem.FileSystem | Path.Path
> => Layer.effect(Pictures, make(config))
