import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { type KeptPreset, MOST_PRESETS, Presets } from "@callsheet/database/library/Presets"
import { Views } from "@callsheet/database/views/Views"
import { Refused } from "@callsheet/domain/api/ApiError"
import type { PresetView } from "@callsheet/domain/api/calls/preset"
import { Principal } from "@callsheet/domain/api/Principal"
import { encodeId, PresetId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { NO_PRESET } from "@callsheet/domain/org/Preset"
import { Clock, Effect, Option } from "effect"
import { randomBytes } from "node:crypto"
import { ownOrg } from "../auth/Auth.ts"
import { Calendars } from "./Calendars.ts"
import { byOf, fault, found, type Handlers, invalid, orBusy } from "./Commands.ts"

const viewOf = ({ at, makes: _makes, writes: _writes, ...kept }: KeptPreset): PresetView => ({ ...kept, at: iso(at) })

/** What an org decides once for many plans. */
export const makePresetHandlers = Effect.gen(function*() {
  const presets = yield* Presets
  const index = yield* LibraryIndex
  const calendars = yield* Calendars
  const views = yield* Views

  const named = (orgId: string, name: string, version?: number) =>
    Effect.flatMap(
      presets.named(orgId, name, version),
      found(version === undefined ? "preset" : `version ${version} of the preset`, name, "preset.list")
    )

  const handlers: Handlers<"preset.list" | "preset.show" | "preset.put" | "preset.assign" | "preset.remove"> = {
    "preset.list": ({ orgId }) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, orgId)
        return (yield* presets.list(org)).map(viewOf)
      }).pipe(orBusy("the presets")),

    "preset.show": ({ name, orgId, version }) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, orgId)
        return viewOf(yield* named(org, name, version))
      }).pipe(orBusy("the presets")),

    "preset.put": ({ name, orgId, preset, version }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const org = yield* ownOrg(caller, orgId)
        if (name.toLowerCase() === NO_PRESET) {
          return yield* invalid([fault("name", `"${NO_PRESET}" is what plans say that want none; choose another name`)])
        }
        const { music } = preset
        if (music !== undefined && Option.isNone(yield* index.audioNamed(org, music))) {
          return yield* invalid([
            fault(
              "preset.music",
              `the library has no audio file ${JSON.stringify(music)}; add it: callsheet media add FILE`
            )
          ])
        }
        const now = yield* Clock.currentTimeMillis
        const outcome = yield* presets.put(org, {
          id: PresetId.make(encodeId("prs", now, randomBytes(10))),
          name,
          preset,
          by: byOf(caller),
          seen: version
        })
        if (outcome._tag === "changed") {
          return yield* new Refused({
            what: outcome.version === 0
              ? `There is no preset ${name} any more.`
              : `The preset was changed since: it has version ${outcome.version}.`,
            next: "Look at it and set it again: callsheet preset list"
          })
        }
        if (outcome._tag === "full") {
          return yield* new Refused({
            what: `The org has ${MOST_PRESETS} presets, and more are not possible.`,
            next: "Remove one that nobody needs: callsheet preset remove NAME"
          })
        }
        yield* calendars.forget(org)
        return viewOf(outcome.kept)
      }).pipe(orBusy("the presets")),

    "preset.assign": ({ accountId, name, orgId }) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, orgId)
        yield* Effect.flatMap(views.account(org, accountId), found("account", accountId, "account.list"))
        const preset = name === null ? null : yield* named(org, name)
        yield* presets.assign(org, accountId, preset?.id ?? null)
        yield* calendars.forget(org)
        return { accountId, preset: preset?.name ?? null }
      }).pipe(orBusy("the presets")),

    "preset.remove": ({ name, orgId }) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, orgId)
        const removed = yield* Effect.flatMap(presets.remove(org, name), found("preset", name, "preset.list"))
        yield* calendars.forget(org)
        return viewOf(removed)
      }).pipe(orBusy("the presets"))
  }
  return handlers
})
