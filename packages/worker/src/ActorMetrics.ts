import { ActorObserver } from "@callsheet/actors/ActorObserver"
import { UsageKind } from "@callsheet/domain/org/Org"
import { QuotaExceeded } from "@callsheet/domain/org/OrgError"
import {
  countAlarmFailed,
  countCommit,
  countFenced,
  countQuotaRefusal,
  countQuotaWarning,
  countRefused
} from "@callsheet/process/Metrics"
import { Effect, Layer, Schema } from "effect"

/** The one event of any actor that more is counted of than that it happened. */
const isWarning = Schema.is(Schema.TaggedStruct("UsageWarned", { kinds: Schema.Array(UsageKind) }))
const isTagged = Schema.is(Schema.Struct({ _tag: Schema.String }))

/** What the actors of this worker do, as metrics. */
export const layer = Layer.succeed(ActorObserver, {
  committed: (kind, event) =>
    Effect.zipRight(
      countCommit(kind),
      isWarning(event) ? Effect.forEach(event.kinds, countQuotaWarning, { discard: true }) : Effect.void
    ),
  fenced: countFenced,
  alarmFailed: countAlarmFailed,
  refused: (kind, refusal) =>
    Effect.zipRight(
      countRefused(kind, isTagged(refusal) ? refusal._tag : "unknown"),
      refusal instanceof QuotaExceeded ? countQuotaRefusal(refusal.kind) : Effect.void
    )
})
