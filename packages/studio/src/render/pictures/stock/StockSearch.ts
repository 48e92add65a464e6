import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Clock, Data, Effect, Redacted, Schema } from "effect"
import { Purchases } from "../../../spending/Purchases.ts"
import { Candidate, type StockQuery, type StockSource, usable } from "./Stock.ts"

const LIMIT = "20 seconds"

/** Why a source gave no list of candidates, in words for the plan. */
export class SearchFailed extends Data.TaggedError("SearchFailed")<{ readonly reason: string }> {}

const unusable = ({ name }: StockSource) => new SearchFailed({ reason: `${name} gave no usable answer` })

const Found = Schema.parseJson(Schema.Array(Candidate))

/** A search is asked once a month; what was found then is what is found again after a crash. */
const monthOf = (millis: number): string => new Date(millis).toISOString().slice(0, 7)

const ask = (client: HttpClient.HttpClient, source: StockSource, { headers, path, query }: StockQuery) =>
  HttpClientRequest.get(`${source.url}${path}`).pipe(
    HttpClientRequest.setUrlParams(query),
    HttpClientRequest.setHeaders(headers),
    client.execute,
    Effect.filterOrFail(
      ({ status }) => status === 200,
      ({ status }) => new SearchFailed({ reason: `${source.name} answered ${status}` })
    ),
    Effect.flatMap(({ json }) => json),
    Effect.flatMap(source.read),
    Effect.scoped,
    Effect.timeoutFail({
      duration: LIMIT,
      onTimeout: () => new SearchFailed({ reason: `${source.name} did not answer within ${LIMIT}` })
    }),
    Effect.mapError((error) => error instanceof SearchFailed ? error : unusable(source))
  )

/** What a source offers for a wish: asked once in an org, no matter who wishes. Keys are no part of what is stored. */
export const searchStock = Effect.fnUntraced(
  function*(source: StockSource, key: Redacted.Redacted, wish: string, language: string) {
    const client = yield* HttpClient.HttpClient
    const purchases = yield* Purchases
    const month = monthOf(yield* Clock.currentTimeMillis)
    const answers = Effect.forEach(
      source.questions(wish, language, Redacted.value(key)),
      (question) => ask(client, source, question)
    )
    const { answer } = yield* purchases.buy({
      provider: "stock",
      content: { source: source.name, url: source.url, wish, language, month },
      estimate: { _tag: "Pictures", count: 0 },
      call: () =>
        answers.pipe(
          Effect.flatMap((found) => Effect.orDie(Schema.encode(Found)(found.flat()))),
          Effect.map((json) => new TextEncoder().encode(json))
        ),
      used: () => ({ _tag: "Pictures", count: 0 }),
      nothingBought: () => true
    })
    return usable(
      yield* Effect.mapError(Schema.decode(Found)(new TextDecoder().decode(answer)), () => unusable(source))
    )
  }
)
