import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { Principal } from "@callsheet/domain/api/Principal"
import { MediaRefused } from "@callsheet/domain/library/LibraryMedia"
import { remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import { Effect, Option } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { Uploads } from "../library/Uploads.ts"
import { byOf, found, type Handlers, orBusy } from "./Commands.ts"
import { makeMediaView } from "./MediaView.ts"

const DEFAULT_LIST = 50

/** The library of an org: what its people brought. */
export const makeMediaHandlers = Effect.gen(function*() {
  const index = yield* LibraryIndex
  const uploads = yield* Uploads
  const viewOf = yield* makeMediaView

  const unknown = (id: string) => found("file of the library", id, "media.list")
  const own = (id: string) =>
    Effect.flatMap(Principal, ({ orgId }) => Effect.flatMap(index.find(orgId, id), unknown(id)))

  const handlers: Handlers<"media.list" | "media.show" | "media.edit" | "media.remove"> = {
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
