import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Exit, Layer, Scope } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { newOrg, stageGround, stageRunner, StageSandbox } from "../support/WorkerHarness.ts"
import { connectAgain, lookUntil, newCreator, nothingBroken, reach, releasedPlan, standingOf } from "./support.ts"

type Step = "claim" | "refresh" | "StoreTokens"
type Side = "before" | "after"

const gone = Effect.interruptible(Effect.never)

/** The runner of a process that ends before or after one step of a renewal; from then on nothing it does happens. */
const mortal = (worker: string, step: Step | null, side: Side, died: Deferred.Deferred<void>) =>
  Layer.unwrapEffect(Effect.gen(function*() {
    const actors = yield* Actors
    const queue = yield* JobQueue
    const oauth = yield* TikTokOAuth
    let dead = false
    const taking = <A, E, R>(name: Step, work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.suspend(() => {
        if (dead) return gone
        if (name !== step) return work
        const end = Effect.suspend(() => {
          dead = true
          return Effect.zipRight(Deferred.succeed(died, undefined), gone)
        })
        return side === "before" ? end : Effect.zipRight(work, end)
      })
    const whileAlive = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.suspend(() => dead ? Effect.die("the process is dead") : work)
    return stageRunner(worker).pipe(
      Layer.provide(Layer.mergeAll(
        Layer.succeed(Actors, {
          ...actors,
          account: (id, envelope, command) =>
            command._tag === "StoreTokens"
              ? taking("StoreTokens", actors.account(id, envelope, command))
              : actors.account(id, envelope, command)
        }),
        Layer.succeed(JobQueue, {
          ...queue,
          claim: (options) =>
            Effect.flatMap(whileAlive(queue.claim(options)), (jobs) =>
              jobs.some(({ kind }) => kind === "refresh_token")
                ? taking("claim", Effect.succeed(jobs))
                : Effect.succeed(jobs)),
          renew: (leases, now, millis) => whileAlive(queue.renew(leases, now, millis)),
          release: (lease) => whileAlive(queue.release(lease)),
          postpone: (lease, now, runAt, failure) => whileAlive(queue.postpone(lease, now, runAt, failure))
        }),
        Layer.succeed(TikTokOAuth, { ...oauth, refresh: (token) => taking("refresh", oauth.refresh(token)) })
      ))
    )
  }))

/** `lost`: the new pair died with the process before anyone could write it down, and rotation is strict. */
const places: ReadonlyArray<readonly [Side, Step, "kept" | "lost"]> = [
  ["after", "claim", "kept"],
  ["before", "refresh", "kept"],
  ["after", "refresh", "lost"],
  ["before", "StoreTokens", "lost"],
  ["after", "StoreTokens", "kept"]
]

layer(stageGround({ speed: 10, sandbox: { settings: { accessTokenSeconds: 30 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("killed while tokens are renewed", (it) => {
  for (const [side, step, end] of places) {
    it.effect(
      `D05, D28: ${side} ${step}: the pair is ${end}, no refresh token works twice, and the plan is posted once`,
      () =>
        Effect.gen(function*() {
          const queue = yield* JobQueue
          const actors = yield* Actors
          const { sandbox } = yield* StageSandbox
          const orgId = yield* newOrg
          const creator = yield* newCreator(orgId)
          const died = yield* Deferred.make<void>()
          const first = yield* Scope.make()
          const name = `mortal ${side} ${step}`
          yield* Layer.buildWithScope(mortal(name, step, side, died), first)
          yield* actors.account(creator.accountId, asking(), { _tag: "Refresh" })
          yield* Deferred.await(died)
          // A renewal lets nobody stop it, so a dead one would be waited for without end.
          yield* Effect.forkDaemon(Scope.close(first, Exit.void))
          yield* queue.abandonLeasesOf(name)
          const second = yield* Scope.make()
          yield* Layer.buildWithScope(mortal(`heir ${side} ${step}`, null, side, died), second)
          const settled = yield* lookUntil(standingOf(creator.accountId), ({ state, status }) =>
            status === "needs_reauth" || JSON.stringify(state).includes("\"refreshing\":false"))
          assert.strictEqual(settled.status, end === "lost" ? "needs_reauth" : "connected")
          if (end === "lost") {
            const asked = sandbox.books.of("request").length
            yield* Effect.sleep("1 minute")
            assert.strictEqual(sandbox.books.of("request").length, asked, "a dead token is sent again and again")
            yield* connectAgain(creator.accountId, creator.username)
          }
          const plan = yield* releasedPlan(orgId, creator.accountId)
          assert.strictEqual((yield* reach(plan, "tracked", "failed", "needs_attention")).status, "tracked")
          assert.lengthOf(yield* nothingBroken(creator), 1)
          yield* actors.account(creator.accountId, asking(), { _tag: "Disconnect" })
          yield* Scope.close(second, Exit.void)
        }),
      { timeout: 60_000 }
    )
  }
})
