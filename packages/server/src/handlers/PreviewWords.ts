import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Presets } from "@callsheet/database/library/Presets"
import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid, Refused } from "@callsheet/domain/api/ApiError"
import { parseScript } from "@callsheet/domain/asset/PlainScript"
import type { Script } from "@callsheet/domain/asset/Script"
import { scriptUnder } from "@callsheet/domain/asset/UnderPreset"
import { assetIdOf } from "@callsheet/domain/Ids"
import { SeriesPart } from "@callsheet/domain/org/Preset"
import { spokenUnder } from "@callsheet/domain/org/VoiceKit"
import type { Plan } from "@callsheet/domain/plan/Plan"
import { NoSuchTake } from "@callsheet/domain/plan/PlanError"
import { lineOfTake, optionOf, scriptWithOption, takesOf } from "@callsheet/domain/plan/Takes"
import { Effect, Either, Option, Schema } from "effect"
import { deskFault, StudioDesk } from "../library/StudioDesk.ts"

const readSeries = Schema.decodeUnknownOption(Schema.Struct({ brief: Schema.Struct({ series: SeriesPart }) }))
const seriesIn = (asset: unknown) => Option.map(readSeries(asset), ({ brief }) => brief.series)

/** What is to be looked at instead of the plan's own script. */
export interface PreviewWish {
  readonly script?: string | undefined
  readonly take?: number | undefined
  readonly option?: number | undefined
}

/** Finds the words that a preview draws, and says them as a render would. */
export const makePreviewWords = Effect.gen(function*() {
  const desk = yield* StudioDesk
  const presets = yield* Presets
  const voices = yield* VoiceKits
  const store = yield* ActorStore
  const views = yield* Views

  /** The words to draw, and where they are from. */
  const wordsOf = (orgId: string, plan: Plan, { option, script: given, take }: PreviewWish) =>
    Effect.gen(function*() {
      const { hashtags, id, language, notes, topic } = plan
      if (given !== undefined) {
        const read = parseScript(given, { language, hashtags })
        return Either.isRight(read)
          ? { from: "given" as const, script: read.right }
          : yield* invalid(read.left.faults.map(({ what, where }) => fault("script", `${where}: ${what}`)))
      }
      const asset = yield* views.asset(orgId, assetIdOf(id))
      const script = Option.isSome(asset) && asset.value.script !== null ? asset.value.script : plan.script
      if (take !== undefined) {
        const of = takesOf(plan).find(({ number }) => number === take)
        const chosen = of === undefined ? undefined : optionOf(of, option ?? 1)
        const other = of === undefined || chosen === undefined ? null : scriptWithOption(script, of, chosen)
        return other === null
          ? yield* new NoSuchTake({ id, number: take, option: option ?? 1, options: of?.options.length ?? 0 })
          : { from: "take" as const, script: other, line: of === undefined ? 0 : lineOfTake(of) ?? 0 }
      }
      if (script !== null) return { from: "script" as const, script }
      const answer = yield* desk.ask(orgId, {
        _tag: "write",
        brief: { topic, language, hashtags, seed: assetIdOf(id), ...(notes === undefined ? {} : { notes }) }
      })
      if (answer._tag === "written") return { from: "rules" as const, script: answer.script }
      if (answer._tag === "failed" && answer.tag !== "Defect") {
        return yield* new Refused({ what: answer.message, next: answer.remedy })
      }
      return yield* deskFault(answer)
    })

  /** The words as they will be made: under the plan's preset, in their place in its series, in the org's voice. */
  const dressed = ({ id, orgId, preset }: Plan, script: Script) =>
    Effect.gen(function*() {
      const kit = Option.match(yield* voices.find(orgId), { onNone: () => ({}), onSome: (kept) => kept.kit })
      if (preset === undefined) return spokenUnder(script, kit)
      const kept = yield* presets.version(orgId, preset.id, preset.version)
      const stored = yield* store.load(assetIdOf(id))
      const series = Option.flatMap(stored, ({ state }) => seriesIn(state))
      const made = scriptUnder(script, Option.getOrElse(kept, () => ({})), Option.getOrUndefined(series))
      return spokenUnder(made, kit)
    })

  return { wordsOf, dressed }
})
