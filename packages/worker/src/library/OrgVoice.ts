import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import type { Script } from "@callsheet/domain/asset/Script"
import { spokenUnder } from "@callsheet/domain/org/VoiceKit"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { StoreUnavailable } from "@callsheet/studio/media/MediaErrors"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { Payer } from "@callsheet/studio/spending/Payer"
import type { VoiceRecording } from "@callsheet/studio/voice/RecordedVoice"
import { RecordingUnusable } from "@callsheet/studio/voice/VoiceErrors"
import { Effect, Layer, Option } from "effect"

const HASH = /^[0-9a-f]{64}$/
const CANDIDATES = 50

const make = Effect.gen(function*() {
  const kits = yield* VoiceKits
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const renderer = yield* Renderer

  const spoken = (script: Script) =>
    Effect.gen(function*() {
      const { orgId } = yield* Payer
      // Another voice than the org chose is another video: a database that is away is waited for.
      const kept = yield* Effect.mapError(
        kits.find(orgId),
        (error) => new StoreUnavailable({ path: "the org's voice", reason: error.message })
      )
      return Option.match(kept, { onNone: () => script, onSome: ({ kit }) => spokenUnder(script, kit) })
    })

  /** The recording that a script names: the newest audio file of that name, or the one with that hash. */
  const recordingOf = ({ recording }: Script) =>
    Effect.gen(function*() {
      if (recording === undefined) return undefined
      const { orgId, planId } = yield* Payer
      const away = Effect.mapError((error: { readonly message: string }) =>
        new StoreUnavailable({ path: "the library", reason: error.message })
      )
      const rows = HASH.test(recording)
        ? Option.toArray(yield* away(index.byHash(orgId, recording)))
        : yield* away(index.list(orgId, { kinds: ["audio"], all: [recording], limit: CANDIDATES }))
      const row = rows.find(({ kind, name, sha256 }) =>
        kind === "audio" && (sha256 === recording || name === recording || name.replace(/\.\w+$/, "") === recording)
      )
      if (row === undefined) {
        return yield* new RecordingUnusable({ file: recording, reason: "the library has no audio file of that name" })
      }
      const path = yield* Effect.mapError(library.path(row), ({ message }) =>
        new RecordingUnusable({ file: recording, reason: message }))
      if (planId !== null) {
        yield* Effect.ignoreLogged(index.use(row.id, planId))
      }
      return { path, name: row.name, sha256: row.sha256 } satisfies VoiceRecording
    })

  return Renderer.of({
    voices: (script) =>
      Effect.flatMap(
        Effect.zip(spoken(script), recordingOf(script)),
        ([said, recording]) => renderer.voices(said, recording)
      ),
    render: (request, onProgress) =>
      Effect.flatMap(
        Effect.zip(spoken(request.script), recordingOf(request.script)),
        ([script, recording]) =>
          renderer.render(
            { ...request, script, ...(recording === undefined ? {} : { recording }) },
            onProgress
          )
      )
  })
})

/** A renderer whose videos speak as their org wants, where script and preset leave it open. */
export const layer = Layer.effect(Renderer, make)
