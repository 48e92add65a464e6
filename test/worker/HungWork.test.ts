import { ActorRuntimes } from "@callsheet/actors/ActorRuntimes"
import { Actors } from "@callsheet/actors/Actors"
import { layerActorsAlone, ShardOwnership } from "@callsheet/actors/ShardOwnership"
import { WorkSignal } from "@callsheet/actors/WorkSignal"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { LastStands } from "@callsheet/database/jobs/LastStands"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { lastStandsIn } from "@callsheet/process/Watchdog"
import { type Activity, done } from "@callsheet/worker/jobs/Activity"
import { JobReporter } from "@callsheet/worker/jobs/JobReporter"
import { JobRunner } from "@callsheet/worker/jobs/JobRunner"
import * as HungWork from "@callsheet/worker/membership/HungWork"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Data, Effect, Layer, Schedule } from "effect"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { asking, birth, newPlanId } from "../support/Fixtures.ts"
import { newFolder } from "../support/NewFolder.ts"
import { freshDatabase } from "../support/Postgres.ts"

const dataDir = newFolder("hung")
const folder = lastStandsIn(dataDir)
mkdirSync(folder, { recursive: true })

/** What the watchdog of a process leaves when it ends the process. */
const ended = (process: string, work: string, at = Date.now()) =>
  Effect.sync(() =>
    writeFileSync(join(folder, `${process}.json`), JSON.stringify({ process, at, works: [{ work, what: "it" }] }))
  )

class NotYet extends Data.TaggedError("NotYet") {}
const soon = Schedule.spaced("20 millis").pipe(Schedule.upTo("30 seconds"))
/** Workers look every two seconds. */
const takenUp = Effect.sync(() => readdirSync(folder)).pipe(
  Effect.filterOrFail((files) => files.length === 0, () => new NotYet()),
  Effect.retry(soon)
)

const begun: Array<string> = []
const activities = Object.fromEntries(
  JobKind.literals.map((kind): [string, Activity] => [
    kind,
    ({ job }) => Effect.as(Effect.sync(() => begun.push(job.id)), done)
  ])
) as { readonly [K in JobKind]: Activity }

const stage = layerActorsAlone.pipe(
  Layer.provideMerge(ActorRuntimes.layer),
  Layer.provideMerge(HungWork.layer({ dataDir, begin: () => () => undefined })),
  Layer.provideMerge(
    Layer.mergeAll(ActorStore.layer, JobQueue.layer, LastStands.layer, WorkSignal.layer, ShardOwnership.layerAll)
  ),
  Layer.provideMerge(freshDatabase({ migrate }))
)

const runner = JobRunner.layer(
  Effect.succeed({ worker: "third", slots: new Map([["start_asset" as const, 4]]), activities, databaseUrl: null })
).pipe(Layer.provide(JobReporter.layer))

layer(stage, { excludeTestServices: true })("what ended two owners", (it) => {
  const asked = (commandId: string) =>
    Effect.flatMap(Actors, (actors) => Effect.either(actors.plan(newPlanId(), asking(commandId), birth())))

  it.effect(
    "a command waits for the verdict after one owner's end, and is refused after two",
    () =>
      Effect.gen(function*() {
        yield* ended("worker-1", "command:deadly")
        yield* takenUp
        assert.deepNestedPropertyVal(yield* asked("deadly"), "left._tag", "Busy")
        yield* ended("worker-2", "command:deadly")
        // It need not wait for the next look: a command under suspicion is looked up.
        assert.deepNestedPropertyVal(yield* asked("deadly"), "left._tag", "Harmful")
        assert.property(yield* asked("harmless"), "right")
      }).pipe(Effect.catchTag("NotYet", Effect.die)),
    { timeout: 60_000 }
  )

  it.effect("a command that was under way at one end long ago is run", () =>
    Effect.gen(function*() {
      yield* ended("worker-3", "command:unlucky", Date.now() - 60_000)
      yield* takenUp
      assert.property(yield* asked("unlucky"), "right")
    }).pipe(Effect.catchTag("NotYet", Effect.die)), { timeout: 60_000 })

  it.scoped(
    "a job goes to the dead letters instead of a third owner, and a person may run it again",
    () =>
      Effect.gen(function*() {
        const actors = yield* Actors
        const queue = yield* JobQueue
        const sql = yield* SqlClient.SqlClient
        const id = newPlanId()
        yield* actors.plan(id, asking(), birth())
        yield* actors.plan(id, asking(), { _tag: "Approve" })
        const job = sql<{ id: string; state: string; failure: { tag: string } | null }>`
        SELECT id::text, state, failure FROM job WHERE owner_id = ${id} AND kind = 'start_asset'`.pipe(
          Effect.map(([row]) => row)
        )
        const work = `job:${(yield* job)?.id}`
        yield* ended("worker-4", work)
        yield* ended("worker-5", work)
        yield* takenUp
        yield* Layer.build(runner)
        const dead = yield* job.pipe(
          Effect.filterOrFail((row) => row?.state === "dead", () => new NotYet()),
          Effect.retry(soon)
        )
        assert.strictEqual(dead?.failure?.tag, "HungWorkers")
        assert.notInclude(begun, dead?.id)
        assert.isTrue(yield* queue.retry(dead?.id ?? "", Date.now(), "key:test"))
        yield* Effect.sync(() => begun).pipe(
          Effect.filterOrFail((ids) => ids.includes(dead?.id ?? ""), () => new NotYet()),
          Effect.retry(soon)
        )
      }),
    { timeout: 60_000 }
  )
})
