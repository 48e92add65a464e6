import type { ChildSpec } from "@callsheet/stack/ChildProcess"
import { supervise, type Supervision } from "@callsheet/stack/Supervisor"
import { expect, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber, Schedule, type Scope } from "effect"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const folder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-supervisor-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** A program of a few lines; it appends a line to `$STARTS` at every start. */
const script = (folder: string, body: string, env: Readonly<Record<string, string>> = {}): ChildSpec => {
  const program = join(folder, "child.mjs")
  const starts = join(folder, "starts")
  writeFileSync(
    program,
    `import { appendFileSync, readFileSync } from "node:fs"
appendFileSync(process.env.STARTS, process.pid + "\\n")
const start = readFileSync(process.env.STARTS, "utf8").trim().split("\\n").length
${body}
`
  )
  return {
    name: "worker 1",
    program,
    args: ["--of=test"],
    env: () => ({ ...process.env, STARTS: starts, ...env }),
    log: join(folder, "logs", "worker-1.log")
  }
}

const startsOf = (folder: string): ReadonlyArray<number> => {
  const file = join(folder, "starts")
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(Number) : []
}

const quick: Supervision = {
  deaths: 5,
  within: Duration.seconds(10),
  firstPause: Duration.millis(1),
  hangsAfter: Duration.seconds(30),
  grace: Duration.seconds(10)
}

const supervising = (spec: ChildSpec, options: Supervision = quick) =>
  Effect.gen(function*() {
    const told: Array<string> = []
    const pids: Array<number> = []
    const supervised = yield* supervise(spec, {
      ...options,
      onSpawn: (pid) => pids.push(pid),
      tell: (text) => Effect.sync(() => told.push(text))
    })
    return { ...supervised, told, pids }
  })

const eventually = (holds: () => boolean) =>
  Effect.sync(holds).pipe(
    Effect.repeat({ until: (true_) => true_, schedule: Schedule.spaced("20 millis") }),
    Effect.timeout("20 seconds"),
    Effect.orDie
  )

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it.scopedLive("a child that was killed is started again, and it is said", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const { pids, told } = yield* supervising(script(dir, "setInterval(() => {}, 1000)"))
    yield* eventually(() => startsOf(dir).length === 1)
    process.kill(pids[0] ?? 0, "SIGKILL")
    yield* eventually(() => startsOf(dir).length === 2)
    expect(told).toEqual(["worker 1 was ended by SIGKILL; starting it again."])
    expect(runs(pids[1] ?? 0)).toBe(true)
  }))

it.scopedLive("a child that dies at once five times in a row is given up, with its last words", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const { gaveUp, told } = yield* supervising(
      script(dir, "console.log(\"starting\"); console.error(\"Port 4400 is taken.\"); process.exit(1)")
    )
    const exit = yield* Effect.exit(gaveUp)
    expect(startsOf(dir)).toHaveLength(5)
    expect(exit).toStrictEqual(
      Exit.fail(expect.objectContaining({ _tag: "ChildGaveUp", deaths: 5, lastWords: "Port 4400 is taken." }))
    )
    expect(told.filter((text) => text.includes("starting it again"))).toHaveLength(4)
  }))

it.scopedLive("a child that declines to start with a reason is not asked again", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const { gaveUp, told } = yield* supervising(
      script(dir, "console.error(\"callsheet worker: No usable ffmpeg was found.\\nInstall ffmpeg.\"); process.exit(1)")
    )
    const error = yield* Effect.flip(gaveUp)
    expect(error.message).toBe(
      "The worker 1 does not start. It says:\ncallsheet worker: No usable ffmpeg was found.\nInstall ffmpeg."
    )
    expect(startsOf(dir)).toHaveLength(1)
    expect(told).toEqual([])
  }))

it.scopedLive("a child that ran and declines after its death is asked again: the world may mend", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const { gaveUp } = yield* supervising(
      script(
        dir,
        "if (start === 1) process.kill(process.pid, \"SIGKILL\"); console.error(\"callsheet worker: The disk is full.\"); process.exit(1)"
      )
    )
    expect(yield* Effect.flip(gaveUp)).toMatchObject({ deaths: 5 })
    expect(startsOf(dir)).toHaveLength(5)
  }))

it.scopedLive("a child that served may be killed soon after its start as often as it likes", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const { gaveUp, instance, serves } = yield* supervising(
      script(
        dir,
        "process.send({ serving: `instance ${start}` }, () => start < 8 ? process.kill(process.pid, \"SIGKILL\") : undefined); setInterval(() => {}, 1000)"
      )
    )
    const waiting = yield* Effect.fork(gaveUp)
    yield* serves
    yield* eventually(() => startsOf(dir).length === 8 && instance() === "instance 8")
    expect(yield* Fiber.poll(waiting)).toMatchObject({ _tag: "None" })
  }))

it.scopedLive("a child that lived for long may die as often as it likes", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const { gaveUp } = yield* supervising(script(dir, "setTimeout(() => process.exit(3), 60)"), {
      ...quick,
      within: Duration.millis(1)
    })
    const waiting = yield* Effect.fork(gaveUp)
    yield* eventually(() => startsOf(dir).length > 7)
    expect(yield* Fiber.poll(waiting)).toMatchObject({ _tag: "None" })
  }))

it.scopedLive("D24: a child is asked to stop, waited for, and gone when the scope is closed", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const spec = script(
      dir,
      "process.on(\"SIGTERM\", () => setTimeout(() => { appendFileSync(process.env.STARTS + \".left\", \"clean\"); process.exit(0) }, 100)); appendFileSync(process.env.STARTS + \".listens\", \"\"); setInterval(() => {}, 1000)"
    )
    const pid = yield* Effect.scoped(Effect.gen(function*() {
      const { pids } = yield* supervising(spec)
      yield* eventually(() => existsSync(join(dir, "starts.listens")))
      return pids[0] ?? 0
    }))
    expect(readFileSync(join(dir, "starts.left"), "utf8")).toBe("clean")
    expect(runs(pid)).toBe(false)
    expect(startsOf(dir)).toHaveLength(1)
  }))

it.scopedLive("D24: a child that will not stop is killed after its grace, with what it started", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const spec = script(
      dir,
      `process.on("SIGTERM", () => {})
const { spawn } = await import("node:child_process")
const own = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: "ignore" })
appendFileSync(process.env.STARTS + ".own", String(own.pid))
setInterval(() => {}, 1000)`
    )
    const own = join(dir, "starts.own")
    const pid = yield* Effect.scoped(Effect.gen(function*() {
      const { pids } = yield* supervising(spec, { ...quick, grace: Duration.millis(200) })
      yield* eventually(() => existsSync(own))
      return pids[0] ?? 0
    }))
    expect(runs(pid)).toBe(false)
    yield* eventually(() => !runs(Number(readFileSync(own, "utf8"))))
  }))

it.scopedLive("warnings of a child are told at once; everything is in its log", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const spec = script(
      dir,
      `console.log(JSON.stringify({ level: "info", message: "works" }))
console.log(JSON.stringify({ level: "warn", message: "the disk is nearly full" }))
setInterval(() => {}, 1000)`
    )
    const { told } = yield* supervising(spec)
    yield* eventually(() => told.length > 0)
    expect(told).toEqual(["worker 1: the disk is nearly full"])
    expect(readFileSync(spec.log, "utf8").split("\n")).toHaveLength(3)
  }))

const beats = "setInterval(() => process.send({ alive: true }), 100);"

it.scopedLive("a child whose process stands still is killed and started again, and it is said", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const stops = `${beats} if (start === 1) setTimeout(() => process.kill(process.pid, "SIGSTOP"), 500)`
    const { pids, told } = yield* supervising(script(dir, stops), { ...quick, hangsAfter: Duration.seconds(3) })
    yield* eventually(() => startsOf(dir).length === 2)
    expect(told).toEqual(["worker 1 showed no life for 3s and was killed; starting it again."])
    expect(runs(pids[0] ?? 0)).toBe(false)
  }))

it.scopedLive("a child whose event loop is busy for ever is killed and started again", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const loops = `${beats} if (start === 1) setTimeout(() => { for (;;); }, 500)`
    yield* supervising(script(dir, loops), { ...quick, hangsAfter: Duration.seconds(3) })
    yield* eventually(() => startsOf(dir).length === 2)
  }))

it.scopedLive("a child that ends cleanly again and again is not given up: somebody asked it to", () =>
  Effect.gen(function*() {
    const dir = yield* folder
    const { gaveUp } = yield* supervising(script(dir, "process.exit(0)"))
    const waiting = yield* Effect.fork(gaveUp)
    yield* eventually(() => startsOf(dir).length > 6)
    expect(yield* Fiber.poll(waiting)).toMatchObject({ _tag: "None" })
  }))
