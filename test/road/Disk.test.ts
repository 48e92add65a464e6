import { Actors } from "@callsheet/actors/Actors"
import { Views } from "@callsheet/database/views/Views"
import { MediaRef } from "@callsheet/domain/asset/Media"
import { assetIdOf } from "@callsheet/domain/Ids"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import * as LocalMediaStore from "@callsheet/studio/media/LocalMediaStore"
import { MediaStore } from "@callsheet/studio/media/MediaStore"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect, Layer, Option, Schema } from "effect"
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { jobsAreSane, newCreator, nothingBroken, reach } from "../publish/support.ts"
import { asking } from "../support/ActorHarness.ts"
import { FastClock } from "../support/FastClock.ts"
import { type DiskStep, errno, faultyDisk } from "../support/FaultyDisk.ts"
import { lookUntil } from "../support/LookUntil.ts"
import { newFolder } from "../support/NewFolder.ts"
import { approve, newOrg, newPlan, stageGround, stageRunner } from "../support/WorkerHarness.ts"

/** What is wrong with the disk: `strikes` answers with the system's code, or does something to the place itself. */
interface Trouble {
  readonly what: string
  readonly tag: string
  readonly strikes: (step: DiskStep) => string | null
  readonly ends: () => void
}

const refusing = (what: string, tag: string, code: string, names: ReadonlyArray<DiskStep["name"]>): Trouble => ({
  what,
  tag,
  strikes: ({ name }) => (names.includes(name) ? code : null),
  ends: () => undefined
})

/** Somebody puts a folder where the file belongs, right before the store looks there. */
const folderInTheWay = (): Trouble => {
  const made: Array<string> = []
  return {
    what: "a target that exists and is no file",
    tag: "StoreUnavailable",
    strikes: ({ name, path }) => {
      if (name === "exists" && path.endsWith(".mp4")) {
        mkdirSync(join(path, "something"), { recursive: true })
        made.push(path)
      }
      return null
    },
    ends: () => made.forEach((path) => rmSync(path, { recursive: true, force: true }))
  }
}

layer(stageGround({ speed: 20 }), { excludeTestServices: true, timeout: "60 seconds" })(
  "the disk refuses the files of an asset",
  (it) => {
    /** A worker whose media folder has this trouble until it is told that it is over. */
    const troubled = (trouble: Trouble) =>
      Effect.gen(function*() {
        const root = newFolder("disk")
        let over = false
        const disk = faultyDisk((step) =>
          Effect.suspend(() => {
            const code = over ? null : trouble.strikes(step)
            return code === null ? Effect.void : Effect.fail(errno(code))
          })
        )
        yield* Layer.build(
          stageRunner(trouble.what).pipe(Layer.provide(Layer.provide(LocalMediaStore.layer(root), disk)))
        )
        const end = Effect.sync(() => {
          over = true
          trouble.ends()
        })
        return { root, end }
      })

    /** What the store shows by name; what is being written stands in `incoming`. */
    const filesIn = (root: string) =>
      readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) =>
        name
      )

    const planOf = (orgId: string, plan: string) =>
      Effect.gen(function*() {
        const views = yield* Effect.provide(Views, Views.layer)
        const sql = yield* SqlClient.SqlClient
        const jobs = yield* sql<{ state: string; attempts: number; tag: string | null; remedy: string | null }>`
          SELECT state, attempts, failure->>'tag' AS tag, failure->>'remedy' AS remedy
          FROM job WHERE plan_id = ${plan} AND kind = 'render'`
        const view = Option.getOrThrow(yield* views.plan(orgId, plan))
        return { view, job: jobs[0] }
      })

    /** A plan that needs nobody once it is approved. */
    const approvedPlan = Effect.gen(function*() {
      const actors = yield* Actors
      const orgId = yield* newOrg
      yield* actors.org(orgId, asking(), { _tag: "SetPolicy", change: { gates: "plan", gatesOwner: "Ada" } })
      const creator = yield* newCreator(orgId)
      const plan = yield* newPlan(orgId, creator.accountId, {
        slot: yield* Clock.currentTimeMillis,
        settings: { ...noConsentYet, privacy: "PUBLIC_TO_EVERYONE" }
      })
      yield* approve(plan)
      return { orgId, creator, plan }
    })

    /** By itself, with no command: posted once, and its file is the one that was recorded. */
    const goesOn = ({ creator, plan }: Effect.Effect.Success<typeof approvedPlan>, root: string) =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const ended = yield* reach(plan, "tracked", "failed", "needs_attention")
        assert.strictEqual(ended.status, "tracked", JSON.stringify(ended.state).slice(0, 400))
        const [asset] = yield* sql<{ video: unknown }>`
          SELECT state->'status'->'made'->'video' AS video FROM actor WHERE id = ${assetIdOf(plan)}`
        const video = yield* Schema.decodeUnknown(MediaRef)(asset?.video)
        yield* Effect.flatMap(MediaStore, (media) => media.verify(video)).pipe(
          Effect.provide(Layer.provide(LocalMediaStore.layer(root), NodeContext.layer))
        )
        assert.lengthOf(yield* nothingBroken(creator), 1)
        yield* jobsAreSane(plan)
      })

    for (
      const trouble of [
        refusing("a disk that is full", "DiskFull", "ENOSPC", ["write"]),
        refusing("a disk that is full for folders too", "DiskFull", "ENOSPC", ["makeDirectory"]),
        refusing("a folder that may not be written", "StoreReadOnly", "EACCES", ["create"]),
        refusing("a disk that turned read-only under the last step", "StoreReadOnly", "EROFS", ["rename"]),
        refusing("a target that may not be replaced", "StoreUnavailable", "EEXIST", ["rename"]),
        folderInTheWay()
      ]
    ) {
      it.scoped(`D10, T04: ${trouble.what} is ${trouble.tag} on the plan, and work goes on when it is gone`, () =>
        Effect.gen(function*() {
          const { end, root } = yield* troubled(trouble)
          const made = yield* approvedPlan
          const seen = yield* lookUntil(
            planOf(made.orgId, made.plan),
            ({ job, view }) =>
              job?.tag === trouble.tag && job.state === "waiting" &&
              (view.waitingFor?.what.includes("last time") ?? false)
          )
          assert.strictEqual(seen.job?.tag, trouble.tag)
          assert.match(seen.job?.remedy ?? "", /goes on by itself/)
          assert.strictEqual(seen.view.status, "generating")
          assert.isNull(seen.view.assetSha256)
          assert.include(seen.view.waitingFor?.what, "last time: ")
          assert.deepStrictEqual(filesIn(root), [], "something half-written is left")
          yield* end
          yield* goesOn(made, root)
        }))
    }

    it.scoped("D10: a damaged target is replaced by the whole file, and the plan hears nothing of it", () => {
      const met = new Set<string>()
      const damaged: Trouble = {
        what: "a target that is damaged",
        tag: "none",
        strikes: ({ name, path }) => {
          if (name !== "exists" || !/\.(mp4|jpg)$/.test(path) || met.has(path)) return null
          met.add(path)
          writeFileSync(path, "not what the name promises")
          return null
        },
        ends: () => undefined
      }
      return Effect.gen(function*() {
        const { root } = yield* troubled(damaged)
        const made = yield* approvedPlan
        yield* goesOn(made, root)
        const { job } = yield* planOf(made.orgId, made.plan)
        assert.deepStrictEqual([met.size, job?.state, job?.attempts], [2, "completed", 0])
      })
    })

    it.scoped("D10: a disk that stays full far longer than any work is tried never ends the plan", () =>
      Effect.gen(function*() {
        const { leap } = yield* FastClock
        const { end, root } = yield* troubled(refusing("a disk full for long", "DiskFull", "ENOSPC", ["write"]))
        const made = yield* approvedPlan
        const tried = (times: number) =>
          lookUntil(
            Effect.tap(planOf(made.orgId, made.plan), ({ job }) =>
              job?.state === "waiting" ? leap("1 minute") : Effect.void),
            ({ job, view }) =>
              view.failure !== null || (job?.attempts ?? 0) >= times
          )
        const { job, view } = yield* tried(10)
        assert.strictEqual(view.status, "generating", JSON.stringify(view.failure))
        assert.isAtLeast(job?.attempts ?? 0, 10)
        yield* end
        yield* goesOn(made, root)
      }))
  }
)
