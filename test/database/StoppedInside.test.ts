import { assert, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { apiClient, ApiStage, newAccount, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"
import { TestDatabase } from "../support/Postgres.ts"

const program = join(import.meta.dirname, "holdsRows.ts")

/** A process of its own inside a transaction that holds this actor's row. */
const holding = (url: string, id: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(process.execPath, ["--conditions=callsheet-source", "--import", "tsx", program, url, id], {
        stdio: ["pipe", "pipe", "inherit"]
      })
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })(
  "a process that is stopped inside a transaction",
  (it) => {
    it.scoped(
      "keeps its rows for seconds; others' commits go on, and what it does when it wakes changes nothing",
      () =>
        Effect.gen(function*() {
          const client = yield* apiClient
          const { url } = yield* TestDatabase
          const { orgId, owner } = yield* newOrg()
          const accountId = yield* newAccount(orgId)
          const add = (topic: string, inDays: number) =>
            client("plan.add", {
              orgId,
              plan: {
                accountId,
                topic,
                notes: notesAbout("cranes"),
                at: new Date(Date.now() + inDays * 86_400_000).toISOString()
              }
            }, owner)
          const [held, other] = [(yield* add("Held", 2)).plan!, (yield* add("Free", 3)).plan!]

          const { child, lines } = yield* holding(Redacted.value(url), held.id)
          const next = Effect.promise(async () => (await lines.next()).value as string)
          assert.strictEqual(yield* next, "inside")
          child.kill("SIGSTOP")

          // Nobody waits for the stopped one: neither on the row that it holds, nor beside it.
          const started = Date.now()
          const lock = (id: string, key: string) =>
            client("plan.lock", { id: id as never, key }, owner).pipe(
              Effect.retry({ while: ({ _tag }) => _tag === "Busy", times: 20 })
            )
          const [locked] = yield* Effect.all([lock(held.id, "held"), lock(other.id, "free")], { concurrency: 2 })
          assert.isBelow(Date.now() - started, 45_000)
          assert.strictEqual(locked.locked, true)

          child.kill("SIGCONT")
          child.stdin.write("go on\n")
          assert.strictEqual(yield* next, "lost")
          assert.strictEqual(yield* next, `sees ${locked.status}`)
          const shown = yield* client("plan.show", { id: held.id }, owner)
          assert.deepStrictEqual([shown.status, shown.version], [locked.status, locked.version])
          // It is a commit like any other that follows.
          assert.strictEqual((yield* client("plan.unlock", { id: held.id }, owner)).locked, false)
        }),
      120_000
    )
  }
)
