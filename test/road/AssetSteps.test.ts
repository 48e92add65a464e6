import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { MediaRef } from "@callsheet/domain/asset/Media"
import { Busy } from "@callsheet/domain/Envelope"
import { assetIdOf } from "@callsheet/domain/Ids"
import * as LocalMediaStore from "@callsheet/studio/media/LocalMediaStore"
import { MediaStore } from "@callsheet/studio/media/MediaStore"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { assert, layer } from "@effect/vitest"
import { Clock, Deferred, Effect, FiberId, Layer, Schedule, Schema } from "effect"
import { jobsAreSane, newCreator, reach } from "../publish/support.ts"
import { asking, birth, newPlanId } from "../support/ActorHarness.ts"
import { errno, faultyDisk } from "../support/FaultyDisk.ts"
import { lookUntil } from "../support/LookUntil.ts"
import { newFolder } from "../support/NewFolder.ts"
import { newOrg, stageGround, stageRunner } from "../support/WorkerHarness.ts"

/** The step from which on something is away: the `nth` of its name. `after`: the database has it, its answer is lost. */
interface Place {
  readonly what: "database" | "disk"
  readonly name: string
  readonly nth: number
  readonly side: "before" | "after"
}

/** The database and the disk of one worker. From the drawn step on one of them is away, until it is mended. */
class World {
  readonly taken = new Map<string, { readonly what: Place["what"]; times: number }>()
  struck = Deferred.unsafeMake<void>(FiberId.none)
  #place: Place | null = null
  #away: Place["what"] | null = null

  draw(place: Place | null): void {
    this.taken.clear()
    this.struck = Deferred.unsafeMake<void>(FiberId.none)
    this.#place = place
  }

  mend(): void {
    this.#place = null
    this.#away = null
  }

  /** True where the step meets what was drawn for it, or what was away before it. */
  meets(what: Place["what"], name: string): Place["side"] | null {
    const seen = this.taken.get(name) ?? { what, times: 0 }
    seen.times += 1
    this.taken.set(name, seen)
    if (this.#away === what) return "before"
    if (this.#place?.what !== what || this.#place.name !== name || this.#place.nth !== seen.times) return null
    this.#away = what
    Deferred.unsafeDone(this.struck, Effect.void)
    return this.#place.side
  }
}

const gone = new SqlError({ cause: new Error("the database is cut off"), message: "the database is cut off" })
const unheard = new Busy({ what: "an actor", retryAfterMillis: 100 })

layer(stageGround({ speed: 40 }), { excludeTestServices: true, timeout: "60 seconds" })(
  "the database is cut and the disk fills at every step of making an asset",
  (it) => {
    /** Every connection of everybody ends now, no matter what it is in the middle of. */
    const cutAll = Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Effect.ignore(sql`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`))

    const worker = (world: World, root: string) =>
      Layer.unwrapEffect(Effect.gen(function*() {
        const actors = yield* Actors
        const queue = yield* JobQueue
        const store = yield* ActorStore
        const sql = yield* SqlClient.SqlClient
        const cut = Effect.provideService(cutAll, SqlClient.SqlClient, sql)
        const step = <A, E, F>(name: string, work: Effect.Effect<A, E>, lost: F): Effect.Effect<A, E | F> =>
          Effect.suspend((): Effect.Effect<A, E | F> => {
            const side = world.meets("database", name)
            if (side === null) return work
            return Effect.zipRight(
              side === "before" ? cut : Effect.zipRight(Effect.ignore(work), cut),
              Effect.fail(lost)
            )
          })
        const disk = faultyDisk(({ name, path, writes }) =>
          Effect.suspend(() =>
            writes && world.meets("disk", `${name} ${path.includes("incoming") ? "incoming" : "media"}`) !== null
              ? Effect.fail(errno("ENOSPC"))
              : Effect.void
          )
        )
        return stageRunner("cut off").pipe(
          Layer.provide(Layer.provide(LocalMediaStore.layer(root), disk)),
          Layer.provide(Layer.mergeAll(
            Layer.succeed(Actors, {
              plan: (id, envelope, command) =>
                step(`plan ${command._tag}`, actors.plan(id, envelope, command), unheard),
              asset: (id, envelope, command) =>
                step(`asset ${command._tag}`, actors.asset(id, envelope, command), unheard),
              account: (id, envelope, command) =>
                step(`account ${command._tag}`, actors.account(id, envelope, command), unheard),
              org: (id, envelope, command) => step(`org ${command._tag}`, actors.org(id, envelope, command), unheard)
            }),
            Layer.succeed(ActorStore, {
              ...store,
              load: (id) => step(`load ${id.slice(0, 3)}`, store.load(id), gone)
            }),
            Layer.succeed(JobQueue, {
              ...queue,
              checkpoint: (lease, data) => step("checkpoint", queue.checkpoint(lease, data), gone),
              complete: (lease, now) => step("complete", queue.complete(lease, now), gone),
              postpone: (lease, now, runAt, failure) =>
                step("postpone", queue.postpone(lease, now, runAt, failure), gone)
            })
          ))
        )
      }))

    const again = { times: 50, schedule: Schedule.spaced("1 second") }

    /** Told until it is heard: the wish is the same, however often its connection was cut. */
    const wish = <A, E, R>(ask: (envelope: ReturnType<typeof asking>) => Effect.Effect<A, E, R>) => {
      const envelope = asking()
      return Effect.retry(ask(envelope), again)
    }

    interface Seen {
      readonly plan: string
      readonly asset: string | null
      readonly video: unknown
      readonly cover: unknown
      readonly open: number
      readonly failure: string | null
    }

    /** One look, so that nothing moves between its parts. */
    const lookAt = (plan: ReturnType<typeof newPlanId>) =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const [seen] = yield* Effect.retry(
          sql<Seen>`
            SELECT p.status AS plan, a.status AS asset,
              coalesce(a.state->'status'->'made'->'video', a.state->'status'->'video') AS video,
              coalesce(a.state->'status'->'made'->'cover', a.state->'status'->'cover') AS cover,
              (SELECT count(*)::int FROM job WHERE plan_id = p.id AND state IN ('pending', 'waiting', 'in_progress')) AS open,
              (SELECT failure->>'tag' FROM job WHERE plan_id = p.id AND failure IS NOT NULL LIMIT 1) AS failure
            FROM actor p LEFT JOIN actor a ON a.id = ${assetIdOf(plan)} WHERE p.id = ${plan}`,
          again
        )
        return seen!
      })

    /** Either files that verify, or none to be seen and work that is still owed. */
    const neverMixed = (seen: Seen, root: string, where: string) =>
      Effect.gen(function*() {
        const media = yield* Effect.provide(
          MediaStore,
          Layer.provide(LocalMediaStore.layer(root), NodeContext.layer)
        )
        assert.strictEqual(seen.video === null, seen.cover === null, `${where}: half an asset`)
        if (seen.video === null) {
          assert.notInclude(["rendered", "generated"], seen.asset, `${where}: an asset without files`)
          assert.include(["approved", "generating"], seen.plan, `${where}: the plan is ahead of its asset`)
          assert.isAbove(seen.open, 0, `${where}: nobody owes the asset any more`)
          return
        }
        for (const file of [seen.video, seen.cover]) yield* media.verify(yield* Schema.decodeUnknown(MediaRef)(file))
      })

    it.scoped(
      "D02: afterwards the plan has an asset whose files verify, or its work is still to be done and no asset is to be seen",
      () =>
        Effect.gen(function*() {
          const actors = yield* Actors
          const world = new World()
          const orgId = yield* newOrg
          const { accountId } = yield* newCreator(orgId)

          /** One plan up to its review, in a folder of its own. Tells what steps there were and whether it was struck. */
          const oneLife = (place: Place | null) =>
            Effect.gen(function*() {
              const where = place === null ? "nowhere" : `${place.side} ${place.name} ${place.nth}`
              const root = newFolder("steps")
              world.draw(place)
              // The cut of the life before may still reach what this one opens.
              yield* Effect.retry(Layer.build(worker(world, root)), again)
              const plan = newPlanId()
              const slot = (yield* Clock.currentTimeMillis) + 86_400_000
              yield* wish((envelope) => actors.plan(plan, envelope, birth(0, { orgId, accountId, slot, topic: where })))
              yield* wish((envelope) => actors.plan(plan, envelope, { _tag: "Approve" }))
              const ends = reach(plan, "in_review", "failed", "needs_attention")
              const struck = yield* Effect.raceFirst(
                Effect.as(Deferred.await(world.struck), true),
                Effect.as(ends, false)
              )
              if (struck) {
                yield* neverMixed(yield* lookAt(plan), root, where)
                if (place?.what === "disk") {
                  const failed = yield* lookUntil(lookAt(plan), ({ failure }) => failure !== null)
                  assert.strictEqual(failed.failure, "DiskFull", where)
                  assert.isNull(failed.video, where)
                  yield* neverMixed(failed, root, where)
                }
              }
              world.mend()
              const end = yield* ends
              assert.strictEqual(end.status, "in_review", `${where}: ${JSON.stringify(end.state).slice(0, 500)}`)
              const made = yield* lookAt(plan)
              assert.strictEqual(made.asset, "generated", where)
              assert.isNotNull(made.video, where)
              yield* neverMixed(made, root, where)
              yield* jobsAreSane(plan)
              return { steps: new Map(world.taken), struck }
            }).pipe(Effect.scoped)

          const { steps } = yield* oneLife(null)
          const places = [...steps].flatMap(([name, { times, what }]) =>
            Array.from({ length: times }, (_, i) => i + 1).flatMap((nth): ReadonlyArray<Place> =>
              // What only reads has nothing to leave behind: losing its answer is the same as not asking.
              what === "disk" || name.startsWith("load")
                ? [{ what, name, nth, side: "before" }]
                : (["before", "after"] as const).map((side) => ({ what, name, nth, side }))
            )
          )
          const lives = yield* Effect.forEach(places, (place) =>
            Effect.map(oneLife(place), ({ struck }) => (struck ? [`${place.what} ${place.side} ${place.name}`] : [])))
          const struckAt = lives.flat()
          for (
            const step of [
              "database after plan StartGeneration",
              "database after asset Start",
              "database after asset WriteDown",
              "database after asset AddVoice",
              "database before org Settle",
              "database before asset AddVideo",
              "database after asset AddVideo",
              "database after asset Finish",
              "database after plan AttachAsset",
              "database after complete",
              "disk before makeDirectory incoming",
              "disk before create incoming",
              "disk before write incoming",
              "disk before sync incoming",
              "disk before makeDirectory media",
              "disk before rename media"
            ]
          ) {
            assert.include(struckAt, step)
          }
        }),
      { timeout: 150_000 }
    )
  }
)
