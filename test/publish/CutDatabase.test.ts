import { Actors } from "@callsheet/actors/Actors"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Fiber, Option, Schedule } from "effect"
import { setTimeout } from "node:timers/promises"
import { asking } from "../support/ActorHarness.ts"
import { asAdmin, serverUrl, TestDatabase } from "../support/Postgres.ts"
import { newOrg, newPlan, stage, StageSandbox } from "../support/WorkerHarness.ts"
import { jobsAreSane, lookUntil, newCreator, ownWords, standingOf } from "./support.ts"

const CUTS = 200
/** So many plans are there, and so many are set going at a time: how many commits can be cut depends on how they are grouped. */
const CREATORS = 90
const AT_ONCE = 60

const urlOf = (database: string): string => new URL(`/${database}`, serverUrl()).href

/**
 * Ends the connection of anyone who is in the middle of a commit, until it was done often enough or nothing is left to cut. A
 * lock on the events holds commits where they are, half done, for as long as it takes to cut one.
 */
const cutCommits = (database: string, over: () => boolean) =>
  asAdmin(async (admin) => {
    let cuts = 0
    while (cuts < CUTS && !over()) {
      await admin.query("BEGIN")
      await admin.query("LOCK TABLE event IN EXCLUSIVE MODE")
      for (let looks = 0; looks < 40 && !over(); looks++) {
        const { rows } = await admin.query<{ cut: boolean }>(
          `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity
           WHERE datname = $1 AND wait_event_type = 'Lock' AND pid <> pg_backend_pid() LIMIT 1`,
          [database]
        )
        if (rows[0]?.cut === true) {
          cuts++
          break
        }
        await setTimeout(1)
      }
      await admin.query("ROLLBACK")
      await setTimeout(5)
    }
    return cuts
  }, urlOf(database))

/** Which job of an asset stands for which of its statuses; the report that moves the asset closes the job in one commit. */
const steps = [
  ["write_script", ["pending"]],
  ["make_voice", ["pending", "scripted"]],
  ["render", ["pending", "scripted", "voiced"]],
  ["verify_media", ["pending", "scripted", "voiced", "rendered"]],
  ["follow", ["publishing"]],
  ["track", ["publishing", "published"]]
] as const

/** In one look: jobs that are completed while their asset is behind, and jobs still open while it is ahead. */
const torn = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ kind: string; open: boolean; state: string; status: string }>`
    SELECT job.kind, job.state, job.state IN ('pending', 'waiting', 'in_progress') AS open, actor.status
    FROM job JOIN actor ON actor.id = job.owner_id WHERE actor.kind = 'asset' AND actor.status <> 'failed'`
  return rows.flatMap(({ kind, open, state, status }) => {
    const before = steps.find(([name]) => name === kind)?.[1]
    if (before === undefined) return []
    const behind = before.some((one) => one === status)
    return (state === "completed" && behind) || (open && !behind) ? [`${kind} ${state} while ${status}`] : []
  })
})

layer(stage({ speed: 20, sandbox: { settings: { accessTokenSeconds: 86_400 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("the database is cut off in the middle of commits", (it) => {
  it.scoped(
    "D11, D02, Q4: two hundred times: no job is completed while its plan is behind, no plan is ahead of its job, and all is posted once",
    () =>
      Effect.gen(function*() {
        const { name } = yield* TestDatabase
        const actors = yield* Actors
        const creators = yield* Effect.forEach(Array.from({ length: CREATORS }), () =>
          Effect.gen(function*() {
            const orgId = yield* newOrg
            yield* actors.org(orgId, asking(), { _tag: "SetPolicy", change: { gates: "plan", gatesOwner: "Ada" } })
            return { ...(yield* newCreator(orgId)), orgId }
          }))
        const plans = yield* Effect.forEach(creators, ({ accountId, orgId }) =>
          Effect.forEach([1, 2], (n) =>
            Effect.gen(function*() {
              return yield* newPlan(orgId, accountId, {
                slot: yield* Clock.currentTimeMillis,
                script: ownWords(`fold${n} corner${n} middle${n} again${n}`, `pull${n} wing${n} tail${n} open${n}`),
                settings: { ...noConsentYet, privacy: "PUBLIC_TO_EVERYONE" }
              })
            }))).pipe(Effect.map((all) =>
              all.flat()
            ))
        let over = false
        const cutting = yield* Effect.forkScoped(cutCommits(name, () => over))
        const going: Array<string> = []
        const setGoing = Effect.suspend(() => {
          const next = plans.slice(going.length, going.length + AT_ONCE)
          going.push(...next)
          return Effect.forEach(
            next,
            (plan) => {
              // One wish, told until it is heard.
              const wish = asking()
              return actors.plan(plan, wish, { _tag: "Approve" }).pipe(
                Effect.retry({ times: 200, schedule: Schedule.spaced("1 second") })
              )
            },
            { concurrency: 4, discard: true }
          )
        })
        const found = new Set<string>()
        const statuses = Effect.map(
          Effect.suspend(() => Effect.forEach(going, standingOf)),
          (all) => all.every(({ status }) => status === "tracked")
        )
        const looked = Effect.all({ all: statuses, seen: torn, cut: Fiber.poll(cutting) })
        const look = Effect.tap(Effect.retry(looked, { times: 50 }), ({ seen }) =>
          Effect.sync(() =>
            seen.forEach((one) => found.add(one))
          ))
        do {
          yield* setGoing
          yield* lookUntil(look, ({ all, cut }) => all || Option.isSome(cut))
        } while (going.length < plans.length && Option.isNone(yield* Fiber.poll(cutting)))
        const end = yield* lookUntil(look, ({ all }) => all)
        over = true
        const cuts = yield* Fiber.join(cutting)
        assert.isTrue(end.all, "a plan was not tracked")
        assert.isAtLeast(cuts, CUTS, "too few connections were cut")
        assert.deepStrictEqual([...found, ...(yield* torn)], [])
        for (const plan of going) yield* jobsAreSane(plan)
        const { sandbox } = yield* StageSandbox
        assert.lengthOf(sandbox.books.of("post"), going.length)
      }),
    { timeout: 180_000 }
  )
})
