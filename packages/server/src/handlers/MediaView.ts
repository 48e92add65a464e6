import type { MediaRecord } from "@callsheet/database/library/LibraryIndex"
import { Vault } from "@callsheet/database/secrets/Vault"
import type { MediaView } from "@callsheet/domain/api/calls/media"
import { iso } from "@callsheet/domain/Instant"
import { contentTypeOf } from "@callsheet/domain/library/LibraryMedia"
import { Clock, Effect } from "effect"
import { makeMediaLinks } from "../auth/MediaLinks.ts"

const LINK_MILLIS = 15 * 60_000

export const libraryPath = ({ form, orgId, sha256 }: Pick<MediaRecord, "form" | "orgId" | "sha256">) =>
  `/media/library/${orgId}/${sha256}.${form}`

/** Shows a file of the library, with an address that opens it for a while. */
export const makeMediaView = Effect.map(Vault, (vault) => {
  const links = makeMediaLinks(vault)
  return ({ createdAt, words, ...media }: MediaRecord): Effect.Effect<MediaView> =>
    Effect.map(Clock.currentTimeMillis, (now) => ({
      ...media,
      text: words,
      contentType: contentTypeOf[media.form],
      path: links.sign(libraryPath(media), now + LINK_MILLIS),
      createdAt: iso(createdAt)
    }))
})
