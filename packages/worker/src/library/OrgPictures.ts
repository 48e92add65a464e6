import { LibraryIndex, type MediaRecord } from "@callsheet/database/library/LibraryIndex"
import type { MediaKind } from "@callsheet/domain/library/LibraryMedia"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { loadPainter } from "@callsheet/studio/render/paint/Painter"
import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { Pictures, type PictureWish } from "@callsheet/studio/render/pictures/Pictures"
import { ranked, searchWords } from "@callsheet/studio/render/pictures/Ranking"
import { Payer } from "@callsheet/studio/spending/Payer"
import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Layer, Option } from "effect"

/** A logo is a sign, never a scene. */
const SCENES: ReadonlyArray<MediaKind> = ["image", "clip"]
/** Rows that have one of the words; the best of them are few. */
const CANDIDATES = 200
/** Opened one after the other until one can be used. */
const MOST_OPENED = 8

const HASH = /^[0-9a-f]{64}$/

const make = Effect.gen(function*() {
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const fs = yield* FileSystem.FileSystem
  const folder = yield* Pictures
  const painter = yield* Effect.cached(loadPainter)

  const rowsFor = (orgId: string, { shows: { file, wish } }: PictureWish) => {
    if (file === undefined) {
      const text = wish ?? ""
      return Effect.map(
        index.list(orgId, { kinds: SCENES, any: searchWords(text), limit: CANDIDATES }),
        (rows) => ranked(text, rows)
      )
    }
    if (HASH.test(file)) return Effect.map(index.byHash(orgId, file), Option.toArray)
    const named = (row: MediaRecord) => row.name === file || row.name.replace(/\.\w+$/, "") === file
    return Effect.map(
      index.list(orgId, { kinds: SCENES, all: [file], limit: CANDIDATES }),
      (rows) => rows.filter(named)
    )
  }

  const open = (row: MediaRecord) =>
    Effect.gen(function*() {
      const file = yield* library.path(row)
      const { height, width } = row
      return yield* LibraryPictures.readPicture(fs, painter, {
        file,
        name: row.name,
        form: row.kind === "clip" ? "clip" : "photo",
        ...(width === null || height === null ? {} : { size: { width, height } }),
        origin: {
          source: "library",
          licence: row.licence ?? "the organisation's own",
          author: row.author,
          address: row.source ?? row.name,
          synthetic: false
        }
      })
    })

  return Pictures.of({
    find: Effect.fn("Pictures.org")(function*(wish) {
      const { orgId, planId } = yield* Payer
      const rows = yield* rowsFor(orgId, wish).pipe(
        Effect.catchAll((error) => Effect.as(Effect.logWarning(`The library could not be asked: ${error.message}`), []))
      )
      const { another = 0 } = wish.shows
      for (const row of rows.slice(another, another + MOST_OPENED)) {
        if (wish.taken.includes(row.sha256)) continue
        const answer = yield* open(row).pipe(
          Effect.catchTag("LibraryFault", (fault) => Effect.as(Effect.logWarning(fault.message), null))
        )
        if (answer === null || answer.found === null) continue
        // From now on the plan needs it.
        if (planId !== null) yield* Effect.ignoreLogged(index.use(row.id, planId))
        return answer
      }
      // What was turned down here is not passed over a second time there.
      return yield* folder.find(
        another === 0 ? wish : { ...wish, shows: { ...wish.shows, another: Math.max(0, another - rows.length) } }
      )
    })
  })
})

/** Pictures of the org's own library by file, tags and text; then those in the folder that all orgs of one machine share. */
export const layer = Layer.effect(Pictures, make).pipe(Layer.provide(LibraryPictures.layer))
