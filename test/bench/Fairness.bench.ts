import { Actors } from "@callsheet/actors/Actors"
import { makeServerFairQueue } from "@callsheet/server/auth/FairQueue"
import { makeRequestLimits } from "@callsheet/server/auth/RequestLimits"
import { Effect, ManagedRuntime } from "effect"
import { asking, birth, newOrgId, newPlanId } from "../support/Fixtures.ts"
import { actorsOn, summary, withPostgres } from "./Ground.ts"

export const name = "fairness: one org's commands while another org floods the same server"

/** Senders of the flood, each asking again as soon as it is answered; one that is told to wait does so. */
const SENDERS = 400
const WAIT_MILLIS = 1_000
const CALM_EVERY_MILLIS = 20
const ROUNDS = 4
const CALM_CALLS = 150

/** The flood passes the same door as everybody: the limit of requests, then the turns. */
export const run = () =>
  withPostgres(async (sql) => {
    const runtime = ManagedRuntime.make(actorsOn(sql))
    const actors = await runtime.runPromise(Actors)
    const limits = makeRequestLimits()
    const turns = makeServerFairQueue()
    const [loud, calm] = [newOrgId(), newOrgId()]
    const call = (orgId: typeof loud) =>
      limits({ keyId: `key of ${orgId}`, orgId }).pipe(
        Effect.zipRight(turns(orgId, false)(actors.plan(newPlanId(), asking(), birth(3_600_000, { orgId })))),
        Effect.as(true),
        Effect.catchAll(() => Effect.succeed(false))
      )
    const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))
    const calmTimes = async () => {
      const taken: Array<number> = []
      for (let n = 0; n < CALM_CALLS; n++) {
        const began = performance.now()
        if (!(await runtime.runPromise(call(calm)))) throw new Error("the calm org was refused")
        taken.push(performance.now() - began)
        await pause(CALM_EVERY_MILLIS)
      }
      return taken
    }
    const flood = { on: false, served: 0, refused: 0 }
    const send = async () => {
      while (flood.on) {
        if (await runtime.runPromise(call(loud))) flood.served++
        else {
          flood.refused++
          await pause(WAIT_MILLIS)
        }
      }
    }
    const flooding = async <A>(work: () => Promise<A>): Promise<A> => {
      flood.on = true
      const senders = Array.from({ length: SENDERS }, send)
      // Past the burst that everybody is allowed: what is measured is a flood that lasts.
      await pause(3_000)
      const result = await work()
      flood.on = false
      await Promise.all(senders)
      return result
    }
    await calmTimes()
    const alone: Array<number> = []
    const under: Array<number> = []
    let seconds = 0
    // By turns, so that a neighbour of the machine disturbs both alike.
    for (let round = 0; round < ROUNDS; round++) {
      alone.push(...await calmTimes())
      const began = performance.now()
      under.push(...await flooding(calmTimes))
      seconds += (performance.now() - began) / 1_000
    }
    await runtime.dispose()
    const [before, after] = [summary(alone), summary(under)]
    return {
      "alone, milliseconds": before,
      "under the flood, milliseconds": after,
      "flood served per second": flood.served / seconds,
      "flood told to wait per second": flood.refused / seconds,
      "p50 under ÷ alone": after.p50 / before.p50,
      "p99 under ÷ alone": after.p99 / before.p99
    }
  })
