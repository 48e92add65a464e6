import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import { Context, Effect, Layer, type Scope } from "effect"
import { Activities } from "./jobs/Activities.ts"
import type { AllActivities } from "./jobs/Activity.ts"
import { Circuits } from "./jobs/Circuits.ts"
import { JobReporter } from "./jobs/JobReporter.ts"
import { JobRunner, type JobRunnerOptions } from "./jobs/JobRunner.ts"
import { AccountAccess } from "./tiktok/AccountAccess.ts"
import * as TikTokPublisher from "./tiktok/TikTokPublisher.ts"

/** All calls to TikTok. The HTTP client and TikTok's settings are provided. */
export const tikTokCalls = TikTokPublisher.layer.pipe(
  Layer.provideMerge(Layer.merge(TikTokApi.layer, TikTokOAuth.layer))
)

/**
 * One more service on top of those there are. The simulation starts workers by the dozen, so their parts are built in the
 * order in which they need one another: a graph of layers comes to the same and takes ten times as many steps.
 */
export const on = <C, A, E, R extends C>(parts: Context.Context<C>, layer: Layer.Layer<A, E, R>) =>
  Layer.build(layer).pipe(
    Effect.mapInputContext((scope: Context.Context<Scope.Scope>) => Context.merge(parts, scope)),
    Effect.map((built) => Context.merge(parts, built))
  )

/** Who runs the jobs and how many of each kind at once; `seen` lets somebody watch the activities from outside. */
export interface WorkOptions extends Omit<JobRunnerOptions, "activities"> {
  readonly seen?: (activities: AllActivities) => AllActivities
}

/** What has to be there first: the stores, the actors, the studio, the vault and the calls to TikTok. */
export type WorkNeeds = Exclude<
  | Layer.Layer.Context<typeof AccountAccess.layer>
  | Layer.Layer.Context<typeof Activities.layer>
  | Layer.Layer.Context<typeof JobReporter.layer>
  | Layer.Layer.Context<ReturnType<typeof JobRunner.layer<never>>>,
  AccountAccess | Activities | Circuits | JobReporter
>

/** What runs jobs, put together in this one place for the program, its tests and the simulation. */
export const buildWork = <C>(ground: Context.Context<C | WorkNeeds>, { seen, ...runner }: WorkOptions) =>
  Effect.gen(function*() {
    const access = yield* on(yield* on(ground, Circuits.layer), AccountAccess.layer)
    const ready = yield* on(yield* on(access, Activities.layer), JobReporter.layer)
    const activities = Context.get(ready, Activities)
    return yield* on(
      ready,
      JobRunner.layer(Effect.succeed({ ...runner, activities: seen === undefined ? activities : seen(activities) }))
    )
  })

/** The runner as a layer, for programs that are put together of layers. */
export const runsJobs = <E, R>(options: Effect.Effect<WorkOptions, E, R>) =>
  Layer.scoped(
    JobRunner,
    Effect.gen(function*() {
      const ground = yield* Effect.context<WorkNeeds>()
      return Context.get(yield* buildWork(ground, yield* options), JobRunner)
    })
  )
