import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { Script } from "@callsheet/domain/asset/Script"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { Payer } from "@callsheet/studio/spending/Payer"
import { Purchases } from "@callsheet/studio/spending/Purchases"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import * as PurchaseLedger from "@callsheet/worker/spending/PurchaseLedger"
import { Publisher } from "@callsheet/worker/tiktok/Publisher"
import { assert, layer } from "@effect/vitest"
import { Clock, Deferred, Effect, Layer, Schema } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { CrashPoint, type End } from "../support/CrashPoint.ts"
import { approve, newOrg, newPlan, stageGround, stageRunner } from "../support/WorkerHarness.ts"
import { jobsAreSane, newCreator, nothingBroken, reach } from "./support.ts"

const checkpointName = (data: unknown): string =>
  typeof data === "object" && data !== null ? `checkpoint ${Object.keys(data)[0]}` : "checkpoint"

/** What the provider of scripts bills: every request id once, however often it is asked under it. */
interface Bill {
  readonly scripts: Set<string>
}

/** The rules as a provider that is paid: what it is asked for goes the way of every purchase. */
const boughtScripts = (fate: CrashPoint, bill: Bill) =>
  Layer.effect(
    ScriptWriter,
    Effect.gen(function*() {
      const writer = yield* ScriptWriter
      const purchases = yield* Purchases
      return {
        ...writer,
        write: (brief) =>
          Effect.gen(function*() {
            const payer = yield* Payer
            const { answer } = yield* purchases.buy({
              provider: "llm",
              content: brief.seed,
              estimate: { _tag: "Tokens", input: 100, output: 100 },
              call: (requestId) =>
                fate.step(
                  "script",
                  Effect.suspend(() => {
                    bill.scripts.add(requestId)
                    return Effect.map(Effect.orDie(writer.write(brief)), ({ script }) =>
                      new TextEncoder().encode(JSON.stringify(script)))
                  }).pipe(Effect.provideService(Payer, payer))
                ),
              used: () =>
                null,
              nothingBought: () => false
            })
            const written = yield* Effect.orDie(writer.write(brief))
            return {
              ...written,
              script: yield* Effect.orDie(Schema.decode(Schema.parseJson(Script))(new TextDecoder().decode(answer)))
            }
          })
      }
    })
  )

/** Every statement about a purchase is a step at which the process may end. */
const mortalCalls = (fate: CrashPoint) =>
  Layer.effect(
    PaidCalls,
    Effect.map(PaidCalls, (calls) => ({
      take: (wanted, buyer, now) => fate.step("paid take", calls.take(wanted, buyer, now)),
      leaving: (id, buyer, now) => fate.step("paid leaving", calls.leaving(id, buyer, now)),
      declined: (id) => fate.step("paid declined", calls.declined(id)),
      answered: (id, answer, amounts, now) => fate.step("paid answered", calls.answered(id, answer, amounts, now)),
      settled: (id, now) => fate.step("paid settled", calls.settled(id, now)),
      release: (id, buyer) => fate.last(calls.release(id, buyer)),
      abandoned: (before, now, limit) => fate.last(calls.abandoned(before, now, limit)),
      prune: (before, limit) => fate.last(calls.prune(before, limit))
    }))
  )

/** The runner of a process with this fate: every step that leaves it, or is stored by it, is one at which it may end. */
const mortal = (worker: string, fate: CrashPoint, bill: Bill) =>
  Layer.unwrapEffect(Effect.gen(function*() {
    const actors = yield* Actors
    const queue = yield* JobQueue
    const publisher = yield* Publisher
    const renderer = yield* Renderer
    const api = yield* TikTokApi
    const mortalActors = Layer.succeed(Actors, {
      plan: (id, envelope, command) => fate.step(`plan ${command._tag}`, actors.plan(id, envelope, command)),
      asset: (id, envelope, command) => fate.step(`asset ${command._tag}`, actors.asset(id, envelope, command)),
      account: (id, envelope, command) => fate.step(`account ${command._tag}`, actors.account(id, envelope, command)),
      org: (id, envelope, command) => fate.step(`org ${command._tag}`, actors.org(id, envelope, command))
    })
    return stageRunner(worker).pipe(
      Layer.provide(Layer.mergeAll(
        mortalActors,
        Layer.succeed(JobQueue, {
          ...queue,
          claim: (options) => fate.last(queue.claim(options)),
          renew: (leases, now, millis) => fate.last(queue.renew(leases, now, millis)),
          release: (lease) => fate.last(queue.release(lease)),
          checkpoint: (lease, data) => fate.step(checkpointName(data), queue.checkpoint(lease, data)),
          complete: (lease, now) => fate.step("complete", queue.complete(lease, now)),
          postpone: (lease, now, runAt, failure) => fate.step("postpone", queue.postpone(lease, now, runAt, failure))
        }),
        Layer.succeed(Publisher, {
          open: (options) => fate.step("init", publisher.open(options)),
          upload: (options) => fate.step("upload", publisher.upload(options)),
          status: (options) => fate.step("status", publisher.status(options))
        }),
        Layer.succeed(Renderer, {
          voices: (script) => fate.step("voices", renderer.voices(script)),
          render: (request, onProgress) => fate.step("render", renderer.render(request, onProgress))
        }),
        boughtScripts(fate, bill).pipe(
          Layer.provide(PurchaseLedger.layer),
          Layer.provide([mortalCalls(fate), mortalActors])
        ),
        Layer.succeed(TikTokApi, { ...api, creatorInfo: (token) => fate.step("creator_info", api.creatorInfo(token)) })
      ))
    )
  }))

layer(stageGround({ speed: 20 }), { excludeTestServices: true, timeout: "60 seconds" })(
  "killed between any two steps of the whole road",
  (it) => {
    /** One plan, a process that ends somewhere, and another that takes over. Tells what steps the first one took. */
    const oneLife = (drawn: End | null) =>
      Effect.gen(function*() {
        const queue = yield* JobQueue
        const actors = yield* Actors
        const orgId = yield* newOrg
        yield* actors.org(orgId, asking(), { _tag: "SetPolicy", change: { gates: "plan", gatesOwner: "Ada" } })
        const creator = yield* newCreator(orgId)
        const plan = yield* newPlan(orgId, creator.accountId, {
          slot: yield* Clock.currentTimeMillis,
          settings: { ...noConsentYet, privacy: "PUBLIC_TO_EVERYONE" }
        })
        const fate = new CrashPoint(drawn)
        const bill: Bill = { scripts: new Set() }
        const where = drawn === null ? "nowhere" : `${drawn.side} ${drawn.name} ${drawn.nth}`
        const ends = reach(plan, "tracked", "failed", "needs_attention")
        yield* Effect.scoped(Effect.gen(function*() {
          yield* Layer.build(mortal(`mortal ${where}`, fate, bill))
          yield* approve(plan)
          yield* Effect.raceFirst(Deferred.await(fate.died), ends)
        }))
        yield* queue.abandonLeasesOf(`mortal ${where}`)
        yield* Effect.scoped(Effect.gen(function*() {
          yield* Layer.build(mortal(`heir ${where}`, new CrashPoint(null), bill))
          const end = yield* ends
          assert.strictEqual(end.status, "tracked", `${where}: ${JSON.stringify(end.state).slice(0, 500)}`)
          assert.lengthOf(yield* nothingBroken(creator), 1, where)
          yield* jobsAreSane(plan)
        }))
        assert.strictEqual(bill.scripts.size, 1, where)
        return { steps: fate.taken, died: fate.dead }
      })

    for (const side of ["before", "after"] as const) {
      it.effect(
        `D04, D22, F10, Q3: killed ${side} any step took effect, a plan is posted exactly once and its script is bought once`,
        () =>
          Effect.gen(function*() {
            const { steps } = yield* oneLife(null)
            const places = [...steps].flatMap(([name, times]) =>
              Array.from({ length: Math.min(times, 2) }, (_, i): End => ({ name, nth: i + 1, side }))
            )
            const lives = yield* Effect.forEach(places, (place) =>
              Effect.map(oneLife(place), ({ died }) => (died ? [place.name] : [])))
            const killedAt = new Set(lives.flat())
            for (
              const place of [
                "script",
                "paid answered",
                "paid settled",
                "org Settle",
                "render",
                "init",
                "upload",
                "status",
                "asset OpenPublication",
                "asset FinishUpload"
              ]
            ) {
              assert.isTrue(killedAt.has(place), `never killed at ${place}: ${[...killedAt].join(", ")}`)
            }
          }),
        { timeout: 600_000 }
      )
    }
  }
)
