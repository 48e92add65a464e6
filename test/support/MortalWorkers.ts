import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import type { InjectedFault } from "@callsheet/sandbox/Fault"
import { httpClient } from "@callsheet/sandbox/InProcess"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import * as TikTokPublisher from "@callsheet/worker/tiktok/TikTokPublisher"
import * as HttpClient from "@effect/platform/HttpClient"
import { Deferred, Effect, Exit, Layer, Ref, Scope } from "effect"
import { CrashPoint } from "./CrashPoint.ts"
import { stageRunner, StageSandbox } from "./WorkerHarness.ts"

/** A worker of which nothing is heard any more once its fate has ended: no command, no lease, no report, no tidying up. */
const mortal = (worker: string, fate: CrashPoint, struck: (fault: InjectedFault) => void) =>
  Layer.unwrapEffect(Effect.gen(function*() {
    const { sandbox } = yield* StageSandbox
    const actors = yield* Actors
    const queue = yield* JobQueue
    const wire = HttpClient.transform(httpClient(sandbox, struck), (call) => fate.step("call", call))
    return stageRunner(worker).pipe(
      Layer.provide(TikTokPublisher.layer),
      Layer.provide(Layer.mergeAll(TikTokApi.layer, TikTokOAuth.layer)),
      Layer.provide(Layer.mergeAll(
        Layer.succeed(HttpClient.HttpClient, wire),
        Layer.succeed(Actors, {
          plan: (id, envelope, command) => fate.step("plan", actors.plan(id, envelope, command)),
          asset: (id, envelope, command) => fate.step("asset", actors.asset(id, envelope, command)),
          account: (id, envelope, command) => fate.step("account", actors.account(id, envelope, command)),
          org: (id, envelope, command) => fate.step("org", actors.org(id, envelope, command))
        }),
        Layer.succeed(JobQueue, {
          ...queue,
          claim: (options) => fate.last(queue.claim(options)),
          renew: (leases, now, millis) => fate.last(queue.renew(leases, now, millis)),
          release: (lease) => fate.last(queue.release(lease)),
          checkpoint: (lease, data) => fate.step("checkpoint", queue.checkpoint(lease, data)),
          complete: (lease, now) => fate.step("complete", queue.complete(lease, now)),
          postpone: (lease, now, runAt, failure) => fate.step("postpone", queue.postpone(lease, now, runAt, failure))
        })
      ))
    )
  }))

/**
 * Workers on one database, one after the other: each ends in the moment in which a deadly fault's answer reaches it, with
 * everything else it was doing, and the next one takes over. Gives the count of those that have ended.
 */
export const mortalWorkers = (deadly: (fault: InjectedFault) => boolean) =>
  Effect.gen(function*() {
    const queue = yield* JobQueue
    const ended = yield* Ref.make(0)
    const oneLife = Effect.gen(function*() {
      const fate = new CrashPoint(null)
      const worker = `mortal ${yield* Ref.get(ended)}`
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(mortal(worker, fate, (fault) => deadly(fault) && fate.end()), scope)
      yield* Deferred.await(fate.died)
      // A process that is gone closes nothing; only its memory is given back, and nobody waits for that.
      yield* Effect.forkDaemon(Scope.close(scope, Exit.void))
      yield* Effect.retry(queue.abandonLeasesOf(worker), { times: 5 })
      yield* Ref.update(ended, (count) => count + 1)
    })
    yield* Effect.forkScoped(Effect.forever(oneLife))
    return ended
  })
