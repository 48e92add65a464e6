import { settings } from "@callsheet/process/settings/Registry"
import { imageSettings, videoSettings } from "@callsheet/process/settings/Together"
import { Config, Effect, Layer, Option } from "effect"
import { coverr } from "./Coverr.ts"
import { pexels } from "./Pexels.ts"
import { pixabay } from "./Pixabay.ts"
import * as StockPictures from "./StockPictures.ts"

const keys = Config.all({
  pexels: settings.pexelsKey.config,
  pixabay: settings.pixabayKey.config,
  coverr: settings.coverrKey.config,
  images: imageSettings,
  videos: videoSettings
})

/** The sources for which the settings hold a key, in a fixed order. */
export const layerConfig = Layer.unwrapEffect(
  Effect.map(keys, (given) =>
    StockPictures.layer({
      sources: [
        ...Option.toArray(Option.map(given.pexels, (key) => ({ source: pexels(), key }))),
        ...Option.toArray(Option.map(given.pixabay, (key) => ({ source: pixabay(), key }))),
        ...Option.toArray(Option.map(given.coverr, (key) => ({ source: coverr(), key })))
      ],
      images: Option.getOrNull(given.images),
      videos: Option.getOrNull(given.videos)
    }))
)
