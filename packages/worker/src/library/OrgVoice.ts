import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import type { Script } from "@callsheet/domain/asset/Script"
import { spokenUnder } from "@callsheet/domain/org/VoiceKit"
import { StoreUnavailable } from "@callsheet/studio/media/MediaErrors"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { Payer } from "@callsheet/studio/spending/Payer"
import { Effect, Layer, Option } from "effect"

const make = Effect.gen(function*() {
  const kits = yield* VoiceKits
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

  return Renderer.of({
    voices: (script) => Effect.flatMap(spoken(script), renderer.voices),
    render: (request, onProgress) =>
      Effect.flatMap(spoken(request.script), (script) => renderer.render({ ...request, script }, onProgress))
  })
})

/** A renderer whose videos speak as their org wants, where script and preset leave it open. */
export const layer = Layer.effect(Renderer, make)
