import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import { NotFound, refused } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { iso } from "@callsheet/domain/Instant"
import { step } from "@callsheet/domain/Remedy"
import { Effect, Option } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { byOf, found, type Handlers, orBusy } from "./Commands.ts"

/** How an org's videos speak. */
export const makeVoiceHandlers = Effect.gen(function*() {
  const kits = yield* VoiceKits

  const handlers: Handlers<"org.voice" | "org.setVoice"> = {
    "org.voice": ({ id, version }) =>
      Effect.gen(function*() {
        const orgId = yield* ownOrg(yield* Principal, id)
        const kept = yield* kits.find(orgId, version)
        if (Option.isSome(kept)) return { ...kept.value, at: iso(kept.value.at) }
        if (version !== undefined && version !== 0) {
          return yield* new NotFound({
            what: "version of the voice",
            id: String(version),
            list: "org.voice"
          })
        }
        return { version: 0, kit: {}, by: null, at: null }
      }).pipe(orBusy("the voice")),

    "org.setVoice": ({ id, kit, version }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const orgId = yield* ownOrg(caller, id)
        const current = Option.match(yield* kits.find(orgId), { onNone: () => 0, onSome: (kept) => kept.version })
        const isAdded = (version ?? current) === current && (yield* kits.add(orgId, current + 1, kit, byOf(caller)))
        if (!isAdded) {
          return yield* refused(
            `The voice was changed since: it has version ${current} or a later one.`,
            step("Look at it, then set it again", "org.voice")
          )
        }
        const kept = yield* Effect.flatMap(kits.find(orgId), found("voice", orgId, "org.list"))
        return { ...kept, at: iso(kept.at) }
      }).pipe(orBusy("the voice"))
  }
  return handlers
})
