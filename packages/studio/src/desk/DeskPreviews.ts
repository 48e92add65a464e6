import { scenesOf } from "@callsheet/domain/asset/Scenes"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import type { DeskAsk, DeskPicture } from "@callsheet/domain/library/Desk"
import * as FileSystem from "@effect/platform/FileSystem"
import { Effect } from "effect"
import { storeError } from "../media/MediaErrors.ts"
import type { FoundPicture } from "../render/looks/Shot.ts"
import { loadPainter } from "../render/paint/Painter.ts"
import { readPicture } from "../render/pictures/LibraryPictures.ts"
import { ranked } from "../render/pictures/Ranking.ts"
import { preview } from "../render/Preview.ts"
import { loadTypesetter, loadTypesetterWith } from "../render/text/Typesetter.ts"
import { Payer } from "../spending/Payer.ts"

type Ask = Extract<DeskAsk, { readonly _tag: "preview" }>

/** Nothing is bought here: only voices of this machine speak. */
const nobodyPays = Payer.of({ id: "preview", token: 0, kind: "preview", orgId: "", planId: null, traceId: null })

/** What is drawn to no one: a line with a pictogram, and one without. */
const SOME_SCRIPT = Script.make({
  language: "en",
  lines: [
    ScriptLine.make({ role: "hook", text: "Set the *clock*", emoji: "⏰" }),
    ScriptLine.make({ role: "cta", text: "And wait" })
  ],
  caption: "",
  hashtags: [],
  source: { _tag: "person" }
})

/** Draws previews, with fonts and painter loaded once. */
export const makeDeskPreviews = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const typesetter = yield* Effect.cached(loadTypesetter)
  const painter = yield* Effect.cached(loadPainter)

  const read = ({ height, kind, name, path: file, width }: DeskPicture) =>
    Effect.map(
      readPicture(fs, painter, {
        file,
        name,
        form: kind === "clip" ? "clip" : "photo",
        origin: { source: "library", licence: "", author: null, address: null, synthetic: false },
        ...(width === null || height === null ? {} : { size: { width, height } })
      }),
      ({ found }) => found
    )

  /** As the renderer finds them: the best that can be read, none twice. */
  const picturesOf = ({ pictures: candidates, script }: Ask) =>
    Effect.gen(function*() {
      const pictures = new Map<number, FoundPicture>()
      for (const [line, { shows }] of scenesOf(script).entries()) {
        if (shows.kind !== "picture") continue
        const own = candidates.filter((one) => one.line === line)
        const best = shows.wish === undefined ? own : ranked(shows.wish, own)
        const taken = new Set([...pictures.values()].map(({ id }) => id))
        for (const candidate of best.filter(({ sha256 }) => !taken.has(sha256)).slice(0, 3)) {
          const found = yield* read(candidate)
          if (found === null) continue
          pictures.set(line, found)
          break
        }
      }
      return pictures
    })

  const draw = (ask: Ask) =>
    Effect.gen(function*() {
      const { brand, folder, handle, script, speak } = ask
      const pictures = yield* picturesOf(ask)
      return yield* preview(
        {
          script,
          pictures,
          speak,
          folder,
          ...(handle === null ? {} : { handle }),
          ...(brand === null ? {} : { brand })
        },
        {
          painter: yield* painter,
          setter: yield* (brand?.fonts === undefined ? typesetter : loadTypesetterWith(brand.fonts))
        }
      )
    }).pipe(Effect.provideService(Payer, nobodyPays))

  /** Fonts, painter, voice and the code that draws: the first person who asks does not wait for them. */
  const warm = Effect.scoped(Effect.gen(function*() {
    const folder = yield* Effect.mapError(fs.makeTempDirectoryScoped(), storeError("the temporary folder", "writing"))
    yield* draw({ _tag: "preview", script: SOME_SCRIPT, handle: null, brand: null, pictures: [], speak: 0, folder })
  }))

  return { preview: draw, warm }
})
