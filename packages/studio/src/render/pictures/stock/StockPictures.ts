import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Path from "@effect/platform/Path"
import { Clock, Data, Effect, Layer, Redacted, Schema } from "effect"
import { createHash } from "node:crypto"
import { Purchases } from "../../../spending/Purchases.ts"
import { loadPainter } from "../../paint/Painter.ts"
import { RenderConfig } from "../../RenderConfig.ts"
import { readPicture } from "../LibraryPictures.ts"
import { type PictureAnswer, Pictures, type PictureWish } from "../Pictures.ts"
import { generatePicture, type ImageEndpoint } from "./ImageEndpoint.ts"
import { fetchPicture, isAllowed } from "./PictureDownload.ts"
import { PictureUses } from "./PictureUses.ts"
import { Candidate, type StockQuery, type StockSource, usable } from "./Stock.ts"
import { generateClip, type VideoEndpoint } from "./VideoEndpoint.ts"

/** Where pictures are bought: libraries of stock in the order in which they are asked, then endpoints that make them. */
export interface StockConfig {
  readonly sources: ReadonlyArray<{ readonly source: StockSource; readonly key: Redacted.Redacted }>
  readonly images: ImageEndpoint | null
  readonly videos: VideoEndpoint | null
}

const LIMIT = "20 seconds"
/** Candidates opened one after the other until one can be shown. */
const MOST_TRIED = 4

class SearchFailed extends Data.TaggedError("SearchFailed")<{ readonly reason: string }> {}

const Found = Schema.parseJson(Schema.Array(Candidate))

/** A search is asked once a month; what was found then is what is found again after a crash. */
const monthOf = (millis: number): string => new Date(millis).toISOString().slice(0, 7)

const make = (config: StockConfig) =>
  Effect.gen(function*() {
    const library = yield* Pictures
    const client = yield* HttpClient.HttpClient
    const purchases = yield* Purchases
    const uses = yield* PictureUses
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { folder } = yield* RenderConfig
    const painter = yield* Effect.cached(loadPainter)
    const bought = path.resolve(folder, "..", "pictures")
    const tools = Effect.provide(
      Layer.mergeAll(
        Layer.succeed(HttpClient.HttpClient, client),
        Layer.succeed(FileSystem.FileSystem, fs),
        Layer.succeed(Path.Path, path)
      )
    )

    const ask = (source: StockSource, { headers, path: at, query }: StockQuery) =>
      HttpClientRequest.get(`${source.url}${at}`).pipe(
        HttpClientRequest.setUrlParams(query),
        HttpClientRequest.setHeaders(headers),
        client.execute,
        Effect.filterOrFail(({ status }) => status === 200, ({ status }) =>
          new SearchFailed({ reason: `${source.name} answered ${status}` })),
        Effect.flatMap(({ json }) =>
          json
        ),
        Effect.flatMap(source.read),
        Effect.scoped,
        Effect.timeoutFail({
          duration: LIMIT,
          onTimeout: () => new SearchFailed({ reason: `${source.name} did not answer within ${LIMIT}` })
        }),
        Effect.mapError((error) =>
          error instanceof SearchFailed ? error : new SearchFailed({ reason: `${source.name} gave no usable answer` })
        )
      )

    /** What a source offers for a wish: asked once in an org, no matter who wishes. Keys are no part of what is stored. */
    const search = Effect.fnUntraced(
      function*(source: StockSource, key: Redacted.Redacted, wish: string, language: string) {
        const month = monthOf(yield* Clock.currentTimeMillis)
        const answers = Effect.forEach(source.questions(wish, language, Redacted.value(key)), (question) =>
          ask(source, question))
        const { answer } = yield* purchases.buy({
          provider: "stock",
          content: { source: source.name, url: source.url, wish, language, month },
          estimate: { _tag: "Pictures", count: 0 },
          call: () =>
            Effect.flatMap(answers, (found) =>
              Effect.orDie(Effect.map(Schema.encode(Found)(found.flat()), (json) =>
                new TextEncoder().encode(json)))),
          used: () => ({ _tag: "Pictures", count: 0 }),
          nothingBought: () =>
            true
        })
        return usable(
          yield* Effect.mapError(
            Schema.decode(Found)(new TextDecoder().decode(answer)),
            () =>
              new SearchFailed({ reason: `${source.name} gave no usable answer` })
          )
        )
      }
    )

    const show = Effect.fnUntraced(function*(source: StockSource, candidate: Candidate) {
      const stem = createHash("sha256").update(`${source.name} ${candidate.id} ${candidate.file}`).digest("hex").slice(
        0,
        32
      )
      if (!isAllowed(candidate.file, source.url, source.fileHosts)) {
        return null
      }
      const file = yield* fetchPicture(candidate.file, bought, stem).pipe(tools)
      const { address, author, form, height, id, width } = candidate
      const answer = yield* readPicture(fs, painter, {
        file,
        name: id,
        form,
        size: { width, height },
        origin: { source: source.name, licence: source.licence, author, address, synthetic: false }
      })
      return answer.found === null ? null : answer
    })

    /** The best of a source that the account has not shown lately; else why there is none. */
    const fromSource = Effect.fnUntraced(
      function*(source: StockSource, key: Redacted.Redacted, wish: string, { language, shows, taken }: PictureWish) {
        const candidates = yield* search(source, key, wish, language)
        // Another answer to a wish is a wish of its own: what the one before chose counts as shown.
        const named = shows.another === undefined ? wish : `${wish} #${shows.another}`
        const before = yield* uses.chosen(named)
        const recent = yield* uses.recent(named)
        const nameOf = ({ id }: Candidate) =>
          `${source.name} ${id}`
        const open = candidates.filter((candidate) => !recent.has(nameOf(candidate)))
        const ordered = [
          ...open.filter((candidate) => nameOf(candidate) === before),
          ...open.filter((candidate) => nameOf(candidate) !== before)
        ]
        for (const candidate of ordered.slice(0, MOST_TRIED)) {
          const answer = yield* Effect.catchTag(show(source, candidate), "PictureDownloadFailed", ({ reason }) =>
            Effect.as(Effect.logWarning(`${nameOf(candidate)} cannot be fetched: ${reason}.`), null))
          if (answer === null || taken.includes(answer.found.id)) {
            continue
          }
          yield* uses.choose(named, nameOf(candidate))
          return answer
        }
        return candidates.length === 0
          ? `${source.name} has nothing for it`
          : open.length === 0
          ? `${source.name} has only what was shown within 30 days`
          : `nothing of ${source.name} could be fetched`
      },
      Effect.catchTag("SearchFailed", ({ reason }) =>
        Effect.succeed(reason))
    )

    /** What an endpoint makes for a wish, or why it made nothing. */
    const generated = (
      made: ReturnType<typeof generatePicture> | ReturnType<typeof generateClip>,
      wish: string,
      { form, model, source }: { readonly form: "photo" | "clip"; readonly model: string; readonly source: string }
    ) =>
      made.pipe(
        Effect.flatMap((file) =>
          readPicture(fs, painter, {
            file,
            name: wish,
            form,
            origin: { source, licence: "made for this video", author: model, address: null, synthetic: true }
          })
        ),
        Effect.provideService(Purchases, purchases),
        tools,
        Effect.catchTags({
          GenerationFailed: ({ reason }) =>
            Effect.succeed<PictureAnswer>({ found: null, reason }),
          QuotaExceeded: ({ message }) =>
            Effect.succeed<PictureAnswer>({ found: null, reason: message })
        })
      )
    const madePicture = (wish: string, another?: number) =>
      config.images === null
        ? Effect.succeed(null)
        : generated(generatePicture(config.images, wish, bought, another), wish, {
          form: "photo",
          model: config.images.model,
          source: "images endpoint"
        })
    const madeClip = (wish: string, another?: number) =>
      config.videos === null
        ? Effect.succeed(null)
        : generated(generateClip(config.videos, wish, bought, another), wish, {
          form: "clip",
          model: config.videos.model,
          source: "video endpoint"
        })

    const find = Effect.fn("Pictures.stock")(function*(request: PictureWish) {
      const { shows: { file, wish } } = request
      const own = yield* library.find(request)
      if (own.found !== null || file !== undefined || wish === undefined) {
        return own
      }
      const reasons = [own.reason]
      for (const { key, source } of config.sources) {
        const answer = yield* fromSource(source, key, wish, request)
        if (typeof answer !== "string") {
          return answer
        }
        reasons.push(answer)
      }
      if (request.derived === true) return { found: null, reason: reasons.join("; ") }
      // A scene that is to move gets a clip where one can be had; any other gets a picture first.
      const makers = request.shows.moves === true ? [madeClip, madePicture] : [madePicture, madeClip]
      for (const made of makers) {
        const answer = yield* made(wish, request.shows.another)
        if (answer === null) continue
        if (answer.found !== null) return answer
        reasons.push(answer.reason)
      }
      return { found: null, reason: reasons.join("; ") }
    })
    return Pictures.of({ find, stocked: config.sources.length > 0 })
  })

/** The pictures of the layer below first; what it lacks is bought. Without sources and endpoint it is the layer below. */
export const layer = (
  config: StockConfig
): Layer.Layer<
  Pictures,
  never,
  Pictures | HttpClient.HttpClient | Purchases | PictureUses | RenderConfig | FileSystem.FileSystem | Path.Path
> => Layer.effect(Pictures, make(config))
