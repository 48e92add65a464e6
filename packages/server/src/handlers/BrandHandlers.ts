import { BrandKits } from "@callsheet/database/library/BrandKits"
import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { NotFound, refused } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { iso } from "@callsheet/domain/Instant"
import type { MediaKind } from "@callsheet/domain/library/LibraryMedia"
import { type BrandKit, filesOf } from "@callsheet/domain/org/BrandKit"
import { step } from "@callsheet/domain/Remedy"
import { Effect, Option } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { byOf, fault, found, type Handlers, invalid, orBusy } from "./Commands.ts"

const needed: ReadonlyArray<readonly [field: "logo" | "displayFont" | "textFont", kinds: ReadonlyArray<MediaKind>]> = [
  ["logo", ["logo", "image"]],
  ["displayFont", ["font"]],
  ["textFont", ["font"]]
]

/** What an org's videos look like. */
export const makeBrandHandlers = Effect.gen(function*() {
  const brands = yield* BrandKits
  const index = yield* LibraryIndex

  const faultsIn = (orgId: string, kit: BrandKit) =>
    Effect.map(
      Effect.forEach(needed, ([field, kinds]) => {
        const id = kit[field]
        return id === undefined
          ? Effect.succeed([])
          : Effect.map(index.find(orgId, id), (media) =>
            Option.exists(media, ({ kind }) => kinds.includes(kind))
              ? []
              : [fault(`kit.${field}`, `the library has no ${kinds[0]} ${id}; see: callsheet media list`)])
      }),
      (all) => all.flat()
    )

  const handlers: Handlers<"org.brand" | "org.setBrand"> = {
    "org.brand": ({ id, version }) =>
      Effect.gen(function*() {
        const orgId = yield* ownOrg(yield* Principal, id)
        const kept = yield* brands.find(orgId, version)
        if (Option.isNone(kept)) {
          if (version !== undefined && version !== 0) {
            return yield* new NotFound({
              what: "version of the brand kit",
              id: String(version),
              list: "org.brand"
            })
          }
          return { version: 0, kit: {}, by: null, at: null }
        }
        return { ...kept.value, at: iso(kept.value.at) }
      }).pipe(orBusy("the brand kit")),

    "org.setBrand": ({ id, kit, version }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const orgId = yield* ownOrg(caller, id)
        const faults = yield* faultsIn(orgId, kit)
        if (faults.length > 0) return yield* invalid(faults)
        const current = Option.match(yield* brands.find(orgId), { onNone: () => 0, onSome: ({ version }) => version })
        const isAdded = (version ?? current) === current &&
          (yield* brands.add(orgId, current + 1, kit, byOf(caller)))
        if (!isAdded) {
          return yield* refused(
            `The brand kit was changed since: it has version ${current} or a later one.`,
            step("Look at it and set it again", "org.brand", { id: orgId })
          )
        }
        // Files of a kit stay in the library while it is the newest.
        yield* index.useOnly(orgId, filesOf(kit), "brand")
        const kept = yield* Effect.flatMap(brands.find(orgId), found("brand kit", orgId, "org.list"))
        return { ...kept, at: iso(kept.at) }
      }).pipe(orBusy("the brand kit"))
  }
  return handlers
})
