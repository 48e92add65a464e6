import { BrandKits } from "@callsheet/database/library/BrandKits"
import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { Provenance } from "@callsheet/domain/asset/Media"
import type { MediaId } from "@callsheet/domain/Ids"
import { drawnBrand, filesOf } from "@callsheet/domain/org/BrandKit"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { StoreUnavailable } from "@callsheet/studio/media/MediaErrors"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { Payer } from "@callsheet/studio/spending/Payer"
import { Effect, Layer, Option } from "effect"

const make = Effect.gen(function*() {
  const brands = yield* BrandKits
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const renderer = yield* Renderer

  /** A file of the kit; none, and a line in the log, where it cannot be had. */
  const fileOf = (orgId: string) => (id: MediaId) =>
    Effect.gen(function*() {
      const media = yield* index.find(orgId, id)
      return Option.isNone(media) ? [] : [[id, { ...media.value, path: yield* library.path(media.value) }] as const]
    }).pipe(
      Effect.catchTag("LibraryFault", (fault) =>
        Effect.as(Effect.logWarning(`A file of the brand kit cannot be used: ${fault.message}`), []))
    )

  const brandOf = (orgId: string) =>
    Effect.gen(function*() {
      const kept = yield* brands.find(orgId)
      if (Option.isNone(kept)) return null
      const { kit, version } = kept.value
      const files = yield* Effect.forEach(filesOf(kit), fileOf(orgId))
      return { brand: drawnBrand(kit, new Map(files.flat())), version }
    })

  return Renderer.of({
    voices: renderer.voices,
    render: (request, onProgress) =>
      Effect.gen(function*() {
        const { orgId } = yield* Payer
        // Without its brand a video would be another one than the org signs: that is waited for.
        const kit = yield* Effect.mapError(
          brandOf(orgId),
          (error) => new StoreUnavailable({ path: "the brand kit", reason: error.message })
        )
        if (kit === null) return yield* renderer.render(request, onProgress)
        const { handle } = kit.brand
        const rendered = yield* renderer.render(
          { ...request, brand: kit.brand, ...(handle === undefined ? {} : { handle }) },
          onProgress
        )
        const noted = new Provenance({
          stage: "picture",
          engine: "Brand kit",
          synthetic: false,
          note: `version ${kit.version}`
        })
        return { ...rendered, provenance: [...rendered.provenance, noted] }
      })
  })
})

/** A renderer that gives each org's videos the org's own brand, as it stands when they are rendered. */
export const layer = Layer.effect(Renderer, make)
