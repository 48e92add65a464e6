import { BrandKits } from "@callsheet/database/library/BrandKits"
import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { Provenance } from "@callsheet/domain/asset/Media"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { StoreUnavailable } from "@callsheet/studio/media/MediaErrors"
import type { Brand } from "@callsheet/studio/render/looks/Shot"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { Payer } from "@callsheet/studio/spending/Payer"
import { Effect, Layer, Option } from "effect"

/** Fields that have a value; the others stay away, since the renderer asks whether they are there. */
const present = <T extends Readonly<Record<string, unknown>>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as {
    readonly [K in keyof T]?: NonNullable<T[K]>
  }

const make = Effect.gen(function*() {
  const brands = yield* BrandKits
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const renderer = yield* Renderer

  /** A file of the kit with where it lies; null, and a line in the log, where it cannot be had. */
  const fileOf = (orgId: string, id: string | undefined) =>
    id === undefined
      ? Effect.succeed(null)
      : Effect.gen(function*() {
        const media = yield* index.find(orgId, id)
        if (Option.isNone(media)) return null
        return { ...media.value, path: yield* library.path(media.value) }
      }).pipe(
        Effect.catchAll((error) =>
          Effect.as(Effect.logWarning(`A file of the brand kit cannot be used: ${error.message}`), null)
        )
      )

  const brandOf = (orgId: string) =>
    Effect.gen(function*() {
      const kept = yield* brands.find(orgId)
      if (Option.isNone(kept)) return null
      const { kit, version } = kept.value
      const [logo, display, text] = yield* Effect.all([
        fileOf(orgId, kit.logo),
        fileOf(orgId, kit.displayFont),
        fileOf(orgId, kit.textFont)
      ])
      const fonts = present({ display: display?.path, text: text?.path })
      const brand: Brand = present({
        ground: kit.ground,
        ink: kit.ink,
        hot: kit.accent,
        outro: kit.outro,
        handle: kit.handle === undefined ? undefined : `@${kit.handle}`,
        logo: logo === null || logo.width === null || logo.height === null
          ? undefined
          : { path: logo.path, id: logo.sha256, width: logo.width, height: logo.height },
        fonts: Object.keys(fonts).length === 0 ? undefined : fonts
      })
      return { brand, version }
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
