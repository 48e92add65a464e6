import { Effect, Schema } from "effect"
import type { Candidate, StockSource } from "./Stock.ts"

const Photo = Schema.Struct({
  id: Schema.Number,
  pageURL: Schema.String,
  largeImageURL: Schema.String,
  imageWidth: Schema.Int,
  imageHeight: Schema.Int,
  user: Schema.String
})

const File = Schema.Struct({ url: Schema.String, width: Schema.Int, height: Schema.Int })
const Video = Schema.Struct({
  id: Schema.Number,
  pageURL: Schema.String,
  duration: Schema.Number,
  user: Schema.String,
  videos: Schema.Struct({ large: Schema.optional(File), medium: File })
})

const Answer = Schema.Struct({ hits: Schema.Array(Schema.Union(Photo, Video)) })

const SPOKEN = new Set("cs da de en es fr id it hu nl no pl pt ro sk fi sv tr vi th bg ru el ja ko zh".split(" "))
/** The longer side of its large photos. */
const LARGE = 1280
/** It refuses longer questions. */
const MOST_LETTERS = 100

/** Pixabay: the key stands in the question, photos and videos have addresses of their own. */
export const pixabay = (
  url = "https://pixabay.com",
  fileHosts: ReadonlyArray<string> = ["pixabay.com"]
): StockSource => ({
  name: "pixabay",
  url,
  licence: "Pixabay Content License",
  fileHosts,
  questions: (wish, language, key) => {
    const [primary = "en"] = language.toLowerCase().split("-")
    const query = {
      key,
      q: wish.slice(0, MOST_LETTERS),
      safesearch: "true",
      per_page: "20",
      ...(SPOKEN.has(primary) ? { lang: primary } : {})
    }
    return [
      { path: "/api/", query: { ...query, image_type: "photo", orientation: "vertical" }, headers: {} },
      { path: "/api/videos/", query, headers: {} }
    ]
  },
  read: Effect.fnUntraced(function*(answer) {
    const { hits } = yield* Schema.decodeUnknown(Answer)(answer)
    return hits.map((hit): Candidate => {
      if ("videos" in hit) {
        const { large, medium } = hit.videos
        const file = large !== undefined && large.url !== "" ? large : medium
        return {
          id: `video ${hit.id}`,
          form: "clip",
          file: file.url,
          width: file.width,
          height: file.height,
          seconds: hit.duration,
          author: hit.user,
          address: hit.pageURL
        }
      }
      const scale = Math.min(1, LARGE / Math.max(hit.imageWidth, hit.imageHeight))
      return {
        id: `photo ${hit.id}`,
        form: "photo",
        file: hit.largeImageURL,
        width: Math.round(hit.imageWidth * scale),
        height: Math.round(hit.imageHeight * scale),
        seconds: null,
        author: hit.user,
        address: hit.pageURL
      }
    })
  })
})
