import { Refused } from "@callsheet/domain/api/ApiError"
import { Script } from "@callsheet/domain/asset/Script"
import { canonicalJson, sha256Hex } from "@callsheet/domain/Digest"
import { Busy } from "@callsheet/domain/Envelope"
import { DeskPreview } from "@callsheet/domain/library/Desk"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Clock, Effect, Option, Schema } from "effect"
import { deskFault, StudioDesk } from "../library/StudioDesk.ts"
import { makePreviewPictures } from "./PreviewPictures.ts"

/** How long the links to a preview work. */
export const PREVIEW_LINK_MILLIS = 15 * 60_000
/** A preview that nobody looks at any more is drawn again when somebody does. */
const KEPT_MILLIS = 24 * 3_600_000
/** Beyond this many, the oldest go as soon as their links have ended, so that nobody fills the disk by looking. */
const MOST_KEPT = 400
const SWEEP_EACH_MILLIS = 10 * 60_000
/** Raised when the same words give other pictures. */
const VERSION = 2
/** What the drawing is made of; the answer lies beside the pictures. */
const RECORD = "preview.json"

const Record = Schema.parseJson(DeskPreview)
const encodeScript = Schema.encodeSync(Script)

/** Takes away what nobody looks at any more, at most every ten minutes. */
const makeSweep = (root: string) =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    let sweptAt = 0

    return Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      if (now - sweptAt < SWEEP_EACH_MILLIS) return
      sweptAt = now
      const names = yield* fs.readDirectory(root).pipe(Effect.orElseSucceed(() => []))
      const folders = yield* Effect.forEach(names, (name) => {
        const folder = path.join(root, name)
        return Effect.map(fs.stat(folder), ({ mtime }) => ({
          folder,
          age: now - Option.getOrElse(mtime, () => new Date(now)).getTime()
        }))
      })
      const old = folders.toSorted((a, b) => a.age - b.age).filter(({ age }, place) =>
        age > (place < MOST_KEPT ? KEPT_MILLIS : PREVIEW_LINK_MILLIS)
      )
      yield* Effect.forEach(old, ({ folder }) => fs.remove(folder, { recursive: true, force: true }), { discard: true })
    }).pipe(Effect.catchAll((error) => Effect.logWarning(`Old previews stay behind: ${error.message}`)))
  })

/** Draws previews into folders of their own, and keeps them for a while. */
export const makePreviewDrawing = (root: string) =>
  Effect.gen(function*() {
    const desk = yield* StudioDesk
    const { brandFor, picturesFor } = yield* makePreviewPictures
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const drawing = new Set<string>()

    const draw = (
      ask: { readonly script: Script; readonly handle: string | null; readonly speak: number },
      orgId: string
    ) =>
      Effect.gen(function*() {
        const pictures = yield* picturesFor(orgId, ask.script)
        const brand = yield* brandFor(orgId)
        const handle = brand?.handle ?? ask.handle
        const key = sha256Hex(canonicalJson({
          version: VERSION,
          ...ask,
          handle,
          script: encodeScript(ask.script),
          brand,
          pictures: pictures.map(({ line, sha256 }) => [line, sha256])
        }))
        const folder = path.join(root, key)
        const record = path.join(folder, RECORD)
        const kept = yield* fs.readFileString(record).pipe(Effect.flatMap(Schema.decode(Record)), Effect.option)
        if (Option.isSome(kept)) return { key, preview: kept.value }
        if (drawing.has(orgId)) {
          return yield* new Busy({ what: "A second preview of this org at once", retryAfterMillis: 1_000 })
        }
        drawing.add(orgId)
        const answer = yield* Effect.ensuring(
          desk.ask(orgId, { _tag: "preview", ...ask, handle, brand, pictures, folder }),
          Effect.sync(() => drawing.delete(orgId))
        )
        if (answer._tag === "failed" && answer.tag !== "Defect") {
          return yield* new Refused({ what: answer.message, next: answer.remedy })
        }
        if (answer._tag !== "previewed") return yield* deskFault(answer)
        const written = yield* Effect.orDie(Schema.encode(Record)(answer.preview))
        yield* Effect.ignoreLogged(fs.writeFileString(record, written))
        return { key, preview: answer.preview }
      })

    return { draw, sweep: yield* makeSweep(root) }
  })
