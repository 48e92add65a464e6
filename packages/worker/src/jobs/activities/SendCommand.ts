import type { ActorsShape } from "@callsheet/actors/Actors"
import type { Busy } from "@callsheet/domain/Envelope"
import { failureOf, type Remedied } from "@callsheet/domain/Failure"
import { Effect } from "effect"
import { type Activity, done } from "../Activity.ts"
import { hopeless } from "../JobFailures.ts"

/**
 * A person who sets a plan going again takes these messages back: a failure that is over must not end the plan, what is
 * offered again must not be thrown away, and what is needed again must not be freed. A worker that stood still with one in
 * hand learns that by its lease.
 */
const takenBack: ReadonlySet<string> = new Set(["ReportFailure", "Discard", "Free"])

/**
 * Carries one command from an actor to another. The row outlives every crash, the derived command id makes a second
 * delivery harmless, and a refusal is an answer too: the other actor has gone its own way meanwhile.
 */
export const sendCommand = (actors: ActorsShape): Activity<"tell"> => ({ checkpoint, envelope, job }) =>
  Effect.gen(function*() {
    const told = job.payload
    const delivery = envelope("tell", false)
    if (takenBack.has(told.command._tag)) yield* checkpoint({ told: told.id })
    const call = (): Effect.Effect<unknown, Remedied | Busy> => {
      switch (told.kind) {
        case "plan":
          return actors.plan(told.id, delivery, told.command)
        case "asset":
          return actors.asset(told.id, delivery, told.command)
        case "org":
          return actors.org(told.id, delivery, told.command)
      }
    }
    return yield* call().pipe(
      Effect.as(done),
      Effect.catchIf((error) => error._tag !== "Busy", (refusal) =>
        // Only a plan waits for what it ordered; an asset's news may come too late and is then no news.
        job.ownerKind === "plan" && told.command._tag === "Publish"
          ? Effect.fail(hopeless(failureOf(refusal)))
          : Effect.as(Effect.logInfo(`${told.id} did not take ${told.command._tag}: ${refusal.message}`), done))
    )
  })
