import type { MediaView } from "@callsheet/domain/api/calls/media"
import type { MediaKind } from "@callsheet/domain/library/LibraryMedia"
import { useEffect, useState } from "preact/hooks"
import { t } from "../text/Text.ts"
import { Icon, type IconName } from "./Icon.tsx"
import { inVideo } from "./Script.ts"

export const kindIcon: Readonly<Record<MediaKind, IconName>> = {
  image: "image",
  clip: "film",
  audio: "wave",
  font: "type",
  logo: "badge"
}

const KEPT_MILLIS = 10 * 60_000
const kept = new Map<string, { readonly path: string; readonly until: number }>()

/** A signed address works for 15 minutes and is another one in every answer; the picture stays while the first one works. */
export const steadyPath = ({ path, sha256 }: Pick<MediaView, "path" | "sha256">): string => {
  const known = kept.get(sha256)
  if (known !== undefined && known.until > Date.now()) return known.path
  kept.set(sha256, { path, until: Date.now() + KEPT_MILLIS })
  return path
}

const faces = new Map<string, Promise<unknown>>()

/** Loads a font of the library under its own name; `null` until it is there. */
export const useFontFile = (media: Pick<MediaView, "path" | "sha256"> | undefined): string | null => {
  const family = media === undefined ? null : `library-${media.sha256.slice(0, 16)}`
  const [loaded, setLoaded] = useState<string | null>(null)
  useEffect(() => {
    if (media === undefined || family === null) return
    let current = true
    const face = faces.get(family) ?? new FontFace(family, `url("${steadyPath(media)}")`).load().then((ready) => {
      document.fonts.add(ready)
    })
    faces.set(family, face)
    face.then(() => current && setLoaded(family), () => faces.delete(family))
    return () => {
      current = false
    }
  }, [family])
  return loaded === family ? loaded : null
}

const Specimen = ({ media }: { readonly media: MediaView }) => {
  const family = useFontFile(media)
  return (
    <span class="face" style={family === null ? {} : { fontFamily: family }} aria-hidden="true">
      {family === null ? <Icon name="type" /> : t.library.specimen}
    </span>
  )
}

/** A still of a file as it stands in a grid; its name stands beside it. */
export const FilePicture = ({ media }: { readonly media: MediaView }) => (
  <span class={`th ${media.kind}`}>
    {media.kind === "image" || media.kind === "logo"
      ? <img src={steadyPath(media)} alt="" loading="lazy" decoding="async" />
      : media.kind === "clip"
      ? (
        <video
          src={`${steadyPath(media)}#t=0.1`}
          preload="metadata"
          muted
          playsInline
          tabIndex={-1}
          aria-hidden="true"
        />
      )
      : media.kind === "font"
      ? <Specimen media={media} />
      : (
        <span class="face">
          <Icon name="wave" />
        </span>
      )}
    {media.durationMillis === null ? null : <span class="du">{inVideo(media.durationMillis)}</span>}
  </span>
)
