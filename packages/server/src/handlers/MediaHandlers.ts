import { LibraryIndex, type MediaRecord, type UploadRecord } from "@callsheet/database/library/LibraryIndex"
import { Vault } from "@callsheet/database/secrets/Vault"
import type { MediaView, UploadView } from "@callsheet/domain/api/calls/media"
import { Principal } from "@callsheet/domain/api/Principal"
import { encodeId, UploadId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { contentTypeOf, MediaRefused, UPLOAD_LIFE_MILLIS } from "@callsheet/domain/library/LibraryMedia"
import { remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import { Clock, Effect, Option } from "effect"
import { randomBytes } from "node:crypto"
import { ownOrg } from "../auth/Auth.ts"
import { makeMediaLinks } from "../auth/MediaLinks.ts"
import { Uploads } from "../library/Uploads.ts"
import { byOf, derivedId, found, type Handlers, orBusy } from "./Commands.ts"

const LINK_MILLIS = 15 * 60_000
const DEFAULT_LIST = 50

export const libraryPath = ({ form, orgId, sha256 }: Pick<MediaRecord, "form" | "orgId" | "sha256">) =>
  `/media/library/${orgId}/${sha256}.${form}`

const uploadView = ({ bytes, expiresAt, id, received }: UploadRecord): UploadView => ({
  id,
  path: `/media/upload/${id}`,
  bytes,
  offset: received,
  expiresAt: iso(expiresAt)
})

/** The library of an org: what its people brought. */
export const makeMediaHandlers = Effect.gen(function*() {
  const index = yield* LibraryIndex
  const uploads = yield* Uploads
  const links = makeMediaLinks(yield* Vault)

  const viewOf = ({ createdAt, words, ...media }: MediaRecord): Effect.Effect<MediaView> =>
    Effect.map(Clock.currentTimeMillis, (now) => ({
      ...media,
      text: words,
      contentType: contentTypeOf[media.form],
      path: links.sign(libraryPath(media), now + LINK_MILLIS),
      createdAt: iso(createdAt)
    }))

  const unknown = (id: string) => found("file of the library", id, "media.list")
  const unknownUpload = (id: string) => found("open upload", id, "media.create")

  const own = (id: string) =>
    Effect.flatMap(Principal, ({ orgId }) => Effect.flatMap(index.find(orgId, id), unknown(id)))
  const ownUpload = (id: string) =>
    Effect.flatMap(Principal, ({ orgId }) => Effect.flatMap(index.upload(orgId, id), unknownUpload(id)))

  const handlers: Handlers<
    | "media.create"
    | "media.upload"
    | "media.finish"
    | "media.list"
    | "media.show"
    | "media.edit"
    | "media.remove"
  > = {
    "media.create": ({ bytes, key, logo = false, name, orgId, sha256, words = {} }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        yield* ownOrg(caller, orgId)
        const standing = sha256 === undefined ? Option.none() : yield* index.byHash(orgId, sha256)
        if (Option.isSome(standing)) return { media: yield* viewOf(standing.value), upload: null }
        const now = yield* Clock.currentTimeMillis
        const upload = yield* uploads.begin({
          id: UploadId.make(
            key === undefined ? encodeId("upl", now, randomBytes(10)) : derivedId("upl", orgId, key)
          ),
          orgId,
          name,
          bytes,
          sha256: sha256 ?? null,
          logo,
          words,
          by: byOf(caller),
          expiresAt: now + UPLOAD_LIFE_MILLIS
        })
        return { media: null, upload: uploadView(upload) }
      }).pipe(orBusy("the library")),

    "media.upload": ({ id }) => Effect.map(ownUpload(id), uploadView).pipe(orBusy("the library")),

    "media.finish": ({ id }) =>
      Effect.gen(function*() {
        yield* ownUpload(id)
        return yield* viewOf(yield* uploads.finish(id))
      }).pipe(orBusy("the library")),

    "media.list": ({ after, kind, limit = DEFAULT_LIST, orgId, tag, text, unused }) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, orgId)
        const filter = { tag, unused, all: text?.split(/\s+/u).filter((word) => word !== "").slice(0, 10) }
        const rows = yield* index.list(org, {
          ...filter,
          kinds: kind === undefined ? undefined : [kind],
          limit: limit + 1,
          after
        })
        const shown = rows.slice(0, limit)
        const last = rows.length > limit ? shown.at(-1) : undefined
        return {
          media: yield* Effect.forEach(shown, viewOf),
          next: last?.id ?? null,
          ...(after === undefined ? { counts: yield* index.counts(org, filter) } : {})
        }
      }).pipe(orBusy("the library")),

    "media.show": ({ id }) => Effect.flatMap(own(id), viewOf).pipe(orBusy("the library")),

    "media.edit": ({ id, words }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        return yield* viewOf(
          yield* Effect.flatMap(index.edit(caller.orgId, id, words, byOf(caller)), unknown(id))
        )
      }).pipe(orBusy("the library")),

    "media.remove": ({ id }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const outcome = yield* uploads.remove(caller.orgId, id, byOf(caller))
        if (outcome._tag === "unknown") return yield* unknown(id)(Option.none())
        if (outcome._tag === "needed") {
          const steps: Steps = [step("Finish or cancel those plans"), step("Or take it out of the brand", "org.brand")]
          return yield* new MediaRefused({
            problem: "InUse",
            what: `The file is needed by ${outcome.by.join(", ")}.`,
            next: remedyText(steps),
            offset: null,
            steps
          })
        }
        return yield* viewOf(outcome.media)
      }).pipe(orBusy("the library"))
  }
  return handlers
})
