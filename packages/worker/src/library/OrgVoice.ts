import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import type { Script } from "@callsheet/domain/asset/Script"
import { spokenUnder } from "@callsheet/domain/org/VoiceKit"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { StoreUnavailable } from "@callsheet/studio/media/MediaErrors"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { MusicUnusable } from "@callsheet/studio/render/RenderErrors"
import { Payer } from "@callsheet/studio/spending/Payer"
import type { VoiceRecording } from "@callsheet/studio/voice/RecordedVoice"
import { RecordingUnusable } from "@callsheet/studio/voice/VoiceErrors"
import { Effect, Layer, Option } from "effect"

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

  /** The newest audio file of a name, or the one with that hash. */
  const soundOf = <E>(wanted: string, unusable: (reason: string) => E) =>
    Effect.gen(function*() {
      const { orgId, planId } = yield* Payer
      const row = Option.getOrUndefined(
        yield* Effect.mapError(
          index.audioNamed(orgId, wanted),
          ({ message }) => new StoreUnavailable({ path: "the library", reason: message })
        )
      )
      if (row === undefined) return yield* Effect.fail(unusable("the library has no audio file of that name"))
      const path = yield* Effect.mapError(library.path(row), ({ message }) => unusable(message))
      if (planId !== null) {
        yield* Effect.ignoreLogged(index.use(row.id, planId))
      }
      const { author, licence, name, sha256 } = row
      return { path, name, sha256, author, licence }
    })

  const recordingOf = ({ recording }: Script) =>
    recording === undefined
      ? Effect.succeed(undefined)
      : Effect.map(
        soundOf(recording, (reason) => new RecordingUnusable({ file: recording, reason })),
        ({ name, path, sha256 }): VoiceRecording => ({ name, path, sha256 })
      )

  const musicOf = ({ music }: Script) =>
    music === undefined
      ? Effect.succeed(undefined)
      : soundOf(music, (reason) => new MusicUnusable({ file: music, reason }))

  return Renderer.of({
    voices: (script) =>
      Effect.flatMap(
        Effect.zip(spoken(script), recordingOf(script)),
        ([said, recording]) => renderer.voices(said, recording)
      ),
    render: (request, onProgress) =>
      Effect.flatMap(
        Effect.all([spoken(request.script), recordingOf(request.script), musicOf(request.script)]),
        ([script, recording, music]) =>
          renderer.render(
            {
              ...request,
              script,
              ...(recording === undefined ? {} : { recording }),
              ...(music === undefined ? {} : { music })
            },
            onProgress
          )
      )
  })
})

/** A renderer whose videos speak and sound as their org wants, where script and preset leave it open. */
export const layer = Layer.effect(Renderer, make)
