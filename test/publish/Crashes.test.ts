import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/JobQueue"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { Publisher } from "@callsheet/worker/publish/Publisher"
import { Renderer } from "@callsheet/worker/render/Renderer"
import { ScriptWriter } from "@callsheet/worker/script/ScriptWriter"
import { assert, layer } from "@effect/vitest"
import { Clock, Deferred, Effect, Exit, FiberId, Layer, Scope } from "effect"
import { asking } from "../support/Road.ts"
import { approve, newOrg, newPlan, stageGround, stageRunner } from "../support/Stage.ts"
import { jobsAreSane, newCreator, nothingBroken, reach } from "./support.ts"

type Side = "before" | "after"

/** The step at which a process ends: the `nth` time that it takes the one of this name. */
interface End {
  readonly name: string
  readonly nth: number
  readonly side: Side
}

/** Counts the steps of one process and ends it at the one that was drawn: nothing it does afterwards happens. */
class Fate {
  readonly died = Deferred.unsafeMake<void>(FiberId.none)
  readonly taken = new Map<string, number>()
  dead = false
  readonly #end: End | null

  constructor(end: End | null) {
    this.#end = end
  }

  step<A, E, R>(name: string, work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      if (this.dead) return gone
      const nth = (this.taken.get(name) ?? 0) + 1
      this.taken.set(name, nth)
      // What was under way when the process ended may have had its effect; its answer is never heard.
      const heard = Effect.zipLeft(work, Effect.suspend(() => this.dead ? gone : Effect.void))
      if (this.#end?.name !== name || this.#end.nth !== nth) return heard
      const end = Effect.suspend(() => {
        this.dead = true
        return Effect.zipRight(Deferred.succeed(this.died, undefined), gone)
      })
      return this.#end.side === "before" ? end : Effect.zipRight(work, end)
    })
  }

  last<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => this.dead ? Effect.die("the process is dead") : work)
  }
}

const gone = Effect.interruptible(Effect.never)

const checkpointName = (data: unknown): string =>
  typeof data === "object" && data !== null ? `checkpoint ${Object.keys(data)[0]}` : "checkpoint"

/** How often each paid or irreversible thing was done. */
interface Bill {
  scripts: number
}

/** The runner of a process with this fate: every step that leaves it, or is stored by it, is one at which it may end. */
const mortal = (worker: string, fate: Fate, bill: Bill) =>
  Layer.unwrapEffect(Effect.gen(function*() {
    const actors = yield* Actors
    const queue = yield* JobQueue
    const publisher = yield* Publisher
    const renderer = yield* Renderer
    const writer = yield* ScriptWriter
    const api = yield* TikTokApi
    return stageRunner(worker).pipe(
      Layer.provide(Layer.mergeAll(
        Layer.succeed(Actors, {
          plan: (id, envelope, command) => fate.step(`plan ${command._tag}`, actors.plan(id, envelope, command)),
          asset: (id, envelope, command) => fate.step(`asset ${command._tag}`, actors.asset(id, envelope, command)),
          account: (id, envelope, command) =>
            fate.step(`account ${command._tag}`, actors.account(id, envelope, command)),
          org: (id, envelope, command) => fate.step(`org ${command._tag}`, actors.org(id, envelope, command))
        }),
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
        Layer.succeed(ScriptWriter, {
          ...writer,
          write: (request) =>
            fate.step("script", Effect.zipRight(Effect.sync(() => bill.scripts++), writer.write(request)))
        }),
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
        const fate = new Fate(drawn)
        const bill: Bill = { scripts: 0 }
        const where = drawn === null ? "nowhere" : `${drawn.side} ${drawn.name} ${drawn.nth}`
        const first = yield* Scope.make()
        yield* Layer.buildWithScope(mortal(`mortal ${where}`, fate, bill), first)
        yield* approve(plan)
        const ends = reach(plan, "tracked", "failed", "needs_attention")
        yield* Effect.raceFirst(Deferred.await(fate.died), ends)
        yield* Scope.close(first, Exit.void)
        yield* queue.abandonLeasesOf(`mortal ${where}`)
        const second = yield* Scope.make()
        yield* Layer.buildWithScope(mortal(`heir ${where}`, new Fate(null), bill), second)
        const end = yield* ends
        assert.strictEqual(end.status, "tracked", `${where}: ${JSON.stringify(end.state).slice(0, 500)}`)
        assert.lengthOf(yield* nothingBroken(creator), 1, where)
        yield* jobsAreSane(plan)
        yield* Scope.close(second, Exit.void)
        // An answer that died with its process before anyone could write it down is the one thing bought twice.
        const lost = where === "after script 1" || where === "before checkpoint script 1"
        assert.strictEqual(bill.scripts, lost ? 2 : 1, where)
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
        { timeout: 120_000 }
      )
    }
  }
)
