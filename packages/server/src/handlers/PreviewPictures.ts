import { BrandKits } from "@callsheet/database/library/BrandKits"
import { LibraryIndex, type MediaRecord } from "@callsheet/database/library/LibraryIndex"
import { scenesOf } from "@callsheet/domain/asset/Scenes"
import type { Script } from "@callsheet/domain/asset/Script"
import type { DeskPicture } from "@callsheet/domain/library/Desk"
import { drawnBrand, filesOf } from "@callsheet/domain/org/BrandKit"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import * as Path from "@effect/platform/Path"
import { Effect, Option } from "effect"

const CANDIDATES = 40

const wordsIn = (wish: string) =>
  [...new Set(wish.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2))].slice(0, 12)

/** What an org's library and its brand give to a preview. */
export const makePreviewPictures = Effect.gen(function*() {
  const brands = yield* BrandKits
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const path = yield* Path.Path

  const candidate = (line: number) => (media: MediaRecord) =>
    Effect.map(
      Effect.option(library.path(media)),
      Option.map((file): DeskPicture => {
        const { height, kind, name, sha256, tags, width, words } = media
        return {
          line,
          path: path.resolve(file),
          sha256,
          kind: kind === "clip" ? "clip" : "image",
          width,
          height,
          name,
          tags,
          words
        }
      })
    )

  /** For each line that shows a picture, what the library may have for it; the desk chooses. */
  const picturesFor = (orgId: string, script: Script) =>
    Effect.map(
      Effect.forEach(scenesOf(script).entries(), ([line, { shows }]) => {
        if (shows.kind !== "picture") return Effect.succeed([])
        const { file, wish } = shows
        const rows = file === undefined
          ? index.list(orgId, { kinds: ["image", "clip"], any: wordsIn(wish ?? ""), limit: CANDIDATES })
          : /^[0-9a-f]{64}$/.test(file)
          ? Effect.map(index.byHash(orgId, file), Option.toArray)
          : Effect.map(
            index.list(orgId, { kinds: ["image", "clip"], all: [file], limit: CANDIDATES }),
            (rows) => rows.filter(({ name }) => name === file || name.replace(/\.\w+$/, "") === file)
          )
        return Effect.flatMap(rows, (found) =>
          Effect.map(Effect.forEach(found, candidate(line)), (all) => all.flatMap(Option.toArray)))
      }),
      (all) =>
        all.flat()
    )

  /** The brand as it stands; a file that is not there is left out, as in a render. */
  const brandFor = (orgId: string) =>
    Effect.gen(function*() {
      const kept = yield* brands.find(orgId)
      if (Option.isNone(kept)) return null
      const { kit } = kept.value
      const files = yield* Effect.forEach(filesOf(kit), (id) =>
        Effect.gen(function*() {
          const media = yield* index.find(orgId, id)
          const file = Option.isNone(media) ? Option.none() : yield* Effect.option(library.path(media.value))
          return Option.isNone(media) || Option.isNone(file)
            ? []
            : [[id, { ...media.value, path: path.resolve(file.value) }] as const]
        }))
      return drawnBrand(kit, new Map(files.flat()))
    })

  return { picturesFor, brandFor }
})
