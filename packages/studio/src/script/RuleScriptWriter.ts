import { Provenance } from "@callsheet/domain/asset/Media"
import type { Script } from "@callsheet/domain/asset/Script"
import { Effect, Either, Layer, Random } from "effect"
import { compose, type Material, materialOf, pick, RULES_VERSION, usualOpenings } from "./Compose.ts"
import { critique, remarkText } from "./Critic.ts"
import { type ReadNotes, readNotes } from "./notes/Points.ts"
import type { Tongue } from "./notes/Tongue.ts"
import { tongueFor } from "./notes/Tongues.ts"
import { takesFromNotes } from "./RuleTakes.ts"
import { nothingUsed, ScriptRefused } from "./ScriptErrors.ts"
import { type ScriptBrief, ScriptWriter, type TakeBrief } from "./ScriptWriter.ts"

const ATTEMPTS = 12
/** Below this likeness to every earlier script there is no need to look for other words. */
const FRESH = 0.5

const freshest = (material: Material): Effect.Effect<Script> =>
  Effect.gen(function*() {
    const { brief } = material
    const openings = usualOpenings(material)
    const random = Random.make(
      [RULES_VERSION, brief.topic, brief.notes ?? "", brief.language, brief.seed].join("\n")
    )
    const start = { hook: yield* random.nextIntBetween(0, 3), cta: yield* random.nextIntBetween(0, 12) }
    const { avoid = [], earlier = [], likeness = () => 0 } = brief
    const said = [...avoid, ...earlier]
    const judged = (script: Script) => ({
      script,
      remarks: critique(script, said).length,
      likeness: likeness(script)
    })
    let best = judged(compose(material, pick(openings, start.hook), start.cta))
    for (let n = 1; n < ATTEMPTS && (best.remarks > 0 || best.likeness > FRESH); n++) {
      const other = judged(
        compose(material, pick(openings, start.hook + n), start.cta + Math.floor(n / 4) + n)
      )
      if (other.remarks < best.remarks || (other.remarks === best.remarks && other.likeness < best.likeness)) {
        best = other
      }
    }
    return best.script
  })

const refused = (why: "language" | "notes", detail: string) =>
  new ScriptRefused({ why, detail, usage: nothingUsed, requestId: null })

/** What a brief's notes say, or why nothing can be written from them. */
const readBrief = (
  brief: ScriptBrief
): Either.Either<{ readonly tongue: Tongue; readonly read: ReadNotes }, ScriptRefused> => {
  const tongue = tongueFor(brief.language)
  if (tongue === undefined) return Either.left(refused("language", brief.language))
  const read = readNotes(brief.notes ?? "", tongue)
  return read.points.length === 0 ? Either.left(refused("notes", brief.topic)) : Either.right({ tongue, read })
}

/** Words of the person who wrote the notes, cut and ordered: no network, no cost, nothing invented, the same brief always the same script. */
export const layer: Layer.Layer<ScriptWriter> = Layer.succeed(ScriptWriter, {
  engine: `rules/${RULES_VERSION}`,
  write: Effect.fn("RuleScriptWriter.write")(function*(brief: ScriptBrief) {
    const { read, tongue } = yield* readBrief(brief)
    const script = yield* freshest(materialOf(brief, tongue, read))
    const remarks = critique(script, [...(brief.avoid ?? []), ...(brief.earlier ?? [])]).map(remarkText)
    return {
      script,
      // A person wrote these sentences; cutting and ordering them imitates nobody.
      provenance: new Provenance({
        stage: "script",
        engine: `rules/${RULES_VERSION}`,
        synthetic: false,
        ...(remarks.length === 0 ? {} : { remarks })
      }),
      usage: nothingUsed,
      requestId: null
    }
  }),
  another: Effect.fn("RuleScriptWriter.another")(function*(brief: TakeBrief) {
    const { read, tongue } = yield* readBrief(brief)
    const options = takesFromNotes(brief, tongue, read)
    if (options.length === 0) {
      return yield* new ScriptRefused({ why: "take", detail: brief.take.of, usage: nothingUsed, requestId: null })
    }
    return {
      options,
      source: { _tag: "rules" as const, version: RULES_VERSION },
      usage: nothingUsed,
      requestId: null
    }
  })
})
