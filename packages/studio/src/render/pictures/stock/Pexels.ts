import { Effect, Schema } from "effect"
import type { Candidate, StockSource } from "./Stock.ts"

const Photos = Schema.Struct({
  photos: Schema.Array(Schema.Struct({
    id: Schema.Number,
    width: Schema.Int,
    height: Schema.Int,
    url: Schema.String,
    photographer: Schema.String,
    src: Schema.Struct({ original: Schema.String })
  }))
})

const Videos = Schema.Struct({
  videos: Schema.Array(Schema.Struct({
    id: Schema.Number,
    url: Schema.String,
    duration: Schema.Number,
    user: Schema.Struct({ name: Schema.String }),
    video_files: Schema.Array(Schema.Struct({
      link: Schema.String,
      width: Schema.NullOr(Schema.Int),
      height: Schema.NullOr(Schema.Int),
      file_type: Schema.String
    }))
  }))
})

const LOCALES: Readonly<Record<string, string>> = {
  en: "en-US",
  de: "de-DE",
  es: "es-ES",
  fr: "fr-FR",
  it: "it-IT",
  pt: "pt-BR",
  nl: "nl-NL",
  pl: "pl-PL",
  sv: "sv-SE",
  tr: "tr-TR",
  ru: "ru-RU",
  ja: "ja-JP",
  ko: "ko-KR",
  zh: "zh-CN",
  id: "id-ID",
  vi: "vi-VN"
}

/** A file of 1080 pixels where there is one, else the largest: more is cut down again for a phone. */
const fileOf = (files: typeof Videos.Type["videos"][number]["video_files"]) =>
  files.filter(({ file_type, height, width }) => file_type === "video/mp4" && width !== null && height !== null)
    .toSorted((a, b) =>
      Math.abs(Math.min(a.width ?? 0, a.height ?? 0) - 1080) - Math.abs(Math.min(b.width ?? 0, b.height ?? 0) - 1080)
    )[0]

/** Pexels: the key goes into the header `Authorization`, photos and videos are searched apart. */
export const pexels = (
  url = "https://api.pexels.com",
  fileHosts: ReadonlyArray<string> = ["pexels.com"]
): StockSource => ({
  name: "pexels",
  url,
  licence: "Pexels License",
  fileHosts,
  questions: (wish, language, key) => {
    const locale = LOCALES[language.toLowerCase().split("-")[0] ?? ""]
    const query = { query: wish, orientation: "portrait", per_page: "20", ...(locale === undefined ? {} : { locale }) }
    const headers = { authorization: key }
    return [{ path: "/v1/search", query, headers }, { path: "/videos/search", query, headers }]
  },
  read: Effect.fnUntraced(function*(answer) {
    const found = yield* Schema.decodeUnknown(Schema.Union(Photos, Videos))(answer)
    if ("photos" in found) {
      return found.photos.map(({ height, id, photographer, src, url, width }): Candidate => {
        // The source scales by itself: twice the frame is enough.
        const scale = Math.min(1, 2160 / Math.min(width, height))
        return {
          id: `photo ${id}`,
          form: "photo",
          file: scale < 1 ? `${src.original}?auto=compress&w=${Math.round(width * scale)}` : src.original,
          width: Math.round(width * scale),
          height: Math.round(height * scale),
          seconds: null,
          author: photographer,
          address: url
        }
      })
    }
    return found.videos.flatMap(({ duration, id, url, user, video_files }): ReadonlyArray<Candidate> => {
      const file = fileOf(video_files)
      return file?.width == null || file.height === null ? [] : [{
        id: `video ${id}`,
        form: "clip",
        file: file.link,
        width: file.width,
        height: file.height,
        seconds: duration,
        author: user.name,
        address: url
      }]
    })
  })
})
