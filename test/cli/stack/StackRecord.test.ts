import { claimFolder } from "@callsheet/stack/StackRecord"
import { expect, it } from "@effect/vitest"
import { Duration, Effect, Schedule, type Scope } from "effect"
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const folder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-record-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** A process of its own group that only SIGKILL, or its own will, ends. */
const sleeper = Effect.acquireRelease(
  Effect.async<{ readonly pid: number; readonly ended: () => boolean; readonly kill: () => void }>((resume) => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore", detached: true })
    let ended = false
    child.once("exit", () => {
      ended = true
    })
    child.once(
      "spawn",
      () => resume(Effect.succeed({ pid: child.pid ?? 0, ended: () => ended, kill: () => child.kill("SIGKILL") }))
    )
  }),
  ({ kill }) => Effect.sync(kill)
)

const claim = (dataDir: string, told: Array<string> = []) =>
  claimFolder({
    dataDir,
    url: "http://127.0.0.1:4400",
    grace: Duration.seconds(10),
    tell: (text) => Effect.sync(() => told.push(text))
  })

/** As the record of a supervisor that was killed: everything in it is true but that it runs. */
const orphan = (dataDir: string) => {
  const file = join(dataDir, "stack.json")
  const record = JSON.parse(readFileSync(file, "utf8")) as { supervisor: { pid: number; born: string } }
  const dead = { ...record.supervisor, pid: 2 ** 22 - 3, born: "long ago" }
  writeFileSync(file, JSON.stringify({ ...record, supervisor: dead }))
  writeFileSync(join(dataDir, "stack.lock"), JSON.stringify(dead))
}

it.scopedLive("a second stack on the same data folder is told who runs the first", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const before = process.umask(0)
    yield* claim(dir).pipe(Effect.ensuring(Effect.sync(() => process.umask(before))))
    for (const name of ["stack.json", "stack.lock"]) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600)
    const error = yield* Effect.flip(claim(dir))
    expect(error).toMatchObject({ _tag: "StackRunsAlready" })
    expect(error.message).toContain(String(process.pid))
    expect(error.remedy).toContain("CALLSHEET_PORT")
  }))

it.scopedLive("the folder is free again when its stack ends", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    yield* Effect.scoped(claim(dir))
    expect(existsSync(join(dir, "stack.json"))).toBe(false)
    yield* claim(dir)
  }))

it.scopedLive("what a killed supervisor left behind is stopped before a new stack starts", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const left = yield* sleeper
    const first = yield* claim(dir)
    first.born("worker 1", left.pid)
    orphan(dir)
    const told: Array<string> = []
    yield* claim(dir, told)
    yield* Effect.repeat(Effect.sync(left.ended), { until: (ended) => ended, schedule: Schedule.spaced("20 millis") })
    expect(told).toEqual([`Stopping the worker 1 (process ${left.pid}) that an earlier run left behind.`])
  }))

it.scopedLive("a process that only happens to have a remembered number is left alone", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const stranger = yield* sleeper
    const first = yield* claim(dir)
    first.born("worker 1", stranger.pid)
    const file = join(dir, "stack.json")
    orphan(dir)
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("setInterval", "setTimeout"))
    const told: Array<string> = []
    yield* claim(dir, told)
    expect(told).toEqual([])
    expect(stranger.ended()).toBe(false)
  }))
