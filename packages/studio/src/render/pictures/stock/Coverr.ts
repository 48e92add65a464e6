import { Effect, Schema } from "effect"
import type { Candidate, StockSource } from "./Stock.ts"

const Answer = Schema.Struct({
  hits: Schema.Array(Schema.Struct({
    id: Schema.String,
    slug: Schema.optional(Schema.String),
    max_width: Schema.Int,
    max_height: Schema.Int,
    duration: Schema.Union(Schema.Number, Schema.NumberFromString),
    urls: Schema.Struct({ mp4: Schema.String })
  }))
})

/** Coverr: clips only; the files' addresses are told on request. */
export const coverr = (
  url = "https://api.coverr.co",
  fileHosts: ReadonlyArray<string> = ["coverr.co"]
): StockSource => ({
  name: "coverr",
  url,
  licence: "Coverr License",
  fileHosts,
  questions: (wish, _, key) => [{
    path: "/videos",
    query: { query: wish, page_size: "20", urls: "true" },
    headers: { authorization: `Bearer ${key}` }
  }],
  read: Effect.fnUntraced(function*(answer) {
    const { hits } = yield* Schema.decodeUnknown(Answer)(answer)
    return hits.map(({ duration, id, max_height, max_width, slug, urls }): Candidate => ({
      id: `video ${id}`,
      form: "clip",
      file: urls.mp4,
      width: max_width,
      height: max_height,
      seconds: duration,
      author: null,
      address: slug === undefined ? null : `https://coverr.co/videos/${slug}`
    }))
  })
})
