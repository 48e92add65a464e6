import { makeControl } from "@callsheet/sandbox/Control"
import type { FaultRule } from "@callsheet/sandbox/Fault"
import { Effect } from "effect"
import { calm } from "../world/FaultProfile.ts"
import type { SeededRandom } from "../world/SeededRandom.ts"
import { SimulatedWorker } from "../world/SimulatedWorker.ts"
import type { World } from "../world/World.ts"

/** Keeps the wanted number of workers alive, and in bad weather sees to it that something happens to them. */
export class Operator {
  readonly #world: World
  readonly #chance: SeededRandom
  readonly #wanted: number
  #workers: Array<SimulatedWorker> = []
  #started = 0
  #starting = 0

  constructor(world: World, wanted: number) {
    this.#world = world
    this.#chance = world.chance.fork("operator")
    this.#wanted = wanted
  }

  start(): void {
    for (let n = 0; n < this.#wanted; n++) this.#startOne()
  }

  /** From now on things go wrong as the weather says. */
  rage(): void {
    this.#troubleTikTok()
    this.#next()
    this.#nowAndThen()
  }

  /** What only some histories meet. */
  #nowAndThen(): void {
    const { rare, time, trace, variants, weather } = this.#world
    if (variants.mishaps !== true || weather.operatorPerMinute === 0) return
    if (rare.hit(0.3)) this.#world.unstorable = rare.pick(["VoiceMade", "VideoRendered", "PublishStarted"])
    if (!rare.hit(0.5)) return
    time.after(rare.int(3_000, 50_000), () => {
      const worker = this.#workers.find((one) => one.running)
      if (worker === undefined || this.#world.weather === calm) return
      const millis = rare.int(3_000, 40_000)
      trace.note("operator", `the connections of ${worker.name} are silent for ${millis} ms`, "silence")
      worker.process.silentUntil = time.now + millis
    })
  }

  /** Puts a new process where one is missing. */
  keep(): void {
    this.#workers = this.#workers.filter((worker) => worker.process.alive)
    for (let missing = this.#wanted - this.#workers.length - this.#starting; missing > 0; missing--) {
      this.#starting += 1
      this.#world.time.after(this.#chance.int(200, 4_000), () => {
        this.#starting -= 1
        this.#startOne()
      })
    }
  }

  /** The weather clears: nothing goes wrong any more, and what was stopped goes on. */
  clear(): void {
    const { time, trace } = this.#world
    trace.note("operator", "everything works from now on")
    this.#world.weather = calm
    this.#world.databaseAwayUntil = 0
    this.#world.unstorable = null
    // A day of rest must not be a day of renewals every few minutes.
    this.#world.sandbox.world.store.patchSettings({ accessTokenSeconds: 7_200 })
    Effect.runSync(Effect.withClock(makeControl(this.#world.sandbox).clearFaults, clockAt(time.now)))
    for (const worker of this.#workers) {
      worker.process.skewMillis = 0
      worker.process.silentUntil = 0
      this.#wake(worker)
    }
  }

  /** TikTok's own troubles for this history. */
  #troubleTikTok(): void {
    const { chance, sandbox, time, trace, weather } = this.#world
    if (weather.tiktok === 0) return
    const control = makeControl(sandbox)
    for (let n = chance.int(1, 4); n > 0; n--) {
      const rule = { ...chance.pick(troubles), probability: weather.tiktok, seed: `${chance.int(0, 1e9)}` }
      trace.note("tiktok", `from now on: ${JSON.stringify(rule)}`, "trouble at TikTok")
      Effect.runSync(Effect.withClock(control.addFault(rule), clockAt(time.now)))
    }
  }

  #startOne(): void {
    this.#started += 1
    this.#workers.push(new SimulatedWorker(this.#world, `worker${this.#started}`))
  }

  #wake(worker: SimulatedWorker): void {
    worker.process.resume()
  }

  #next(): void {
    const perMinute = this.#world.weather.operatorPerMinute
    if (perMinute === 0) return
    this.#world.time.after((-Math.log(1 - this.#chance.real()) * 60_000) / perMinute, () => {
      if (this.#world.weather.operatorPerMinute === 0) return
      this.#act()
      this.#next()
    })
  }

  #act(): void {
    const chance = this.#chance
    const { cluster, queue, time, trace, weather } = this.#world
    const [first, ...rest] = this.#workers.filter((worker) => worker.running)
    if (first === undefined) return
    const worker = chance.pick([first, ...rest])
    switch (
      chance.pick([
        "kill",
        "stop",
        "pause",
        "pause",
        "usurp",
        "usurp",
        "database",
        "bury",
        "deploy",
        "roll",
        "jump",
        "revoke"
      ])
    ) {
      case "kill":
        return worker.process.kill("by the operator")
      case "stop":
        return worker.stop()
      case "pause":
        return this.#pause(worker)
      case "usurp":
        trace.note("operator", `${worker.name} takes a shard of another for its own`, "two owners")
        return cluster.usurp(worker.name, chance.int(1_000, 15_000))
      case "database": {
        const millis = chance.pick([500, 3_000, 20_000])
        trace.note("operator", `the database is away for ${millis} ms`, "outage")
        this.#world.databaseAwayUntil = time.now + millis
        return
      }
      case "bury":
        trace.note("operator", `${worker.name} is taken for dead`, "leases freed")
        queue.abandonLeasesOf(worker.name)
        return
      case "deploy":
        trace.note("operator", "a deployment stops every worker")
        return this.#workers.forEach((one) => one.stop())
      case "roll":
        return this.#roll()
      case "revoke": {
        const username = chance.pick(["sunny.kitchen", "stadt.werk"])
        trace.note("operator", `${username} takes the app's access away`, "access revoked")
        const taken = makeControl(this.#world.sandbox).disconnect(username).pipe(
          // The creator of a second org is not in every history.
          Effect.catchTag("NotInSandbox", () => Effect.void)
        )
        Effect.runSync(Effect.withClock(taken, clockAt(time.now)))
        return
      }
      case "jump": {
        if (weather.jumpMillis === 0) return
        const millis = chance.int(-weather.jumpMillis, weather.jumpMillis)
        trace.note("operator", `the clock of ${worker.name} jumps by ${millis} ms`, "clock jump")
        worker.process.skewMillis += millis
      }
    }
  }

  /** A deployment that replaces one worker after the other while all others work. */
  #roll(): void {
    this.#world.trace.note("operator", "a deployment replaces one worker after the other", "rolling deployment")
    this.#workers.forEach((worker, n) =>
      this.#world.time.after(n * this.#chance.int(2_000, 6_000), () => worker.stop())
    )
  }

  #pause(worker: SimulatedWorker): void {
    const chance = this.#chance
    const { cluster, time } = this.#world
    const millis = chance.int(300, chance.pick([2_000, 12_000, 40_000]))
    worker.process.pause()
    const seen = cluster.members.get(worker.name)
    // Its locks run out; the others take its shards and, once their leases end, its work.
    if (millis > 10_000) time.after(10_000, () => worker.process.paused ? cluster.leave(worker.name) : undefined)
    time.after(millis, () => {
      this.#wake(worker)
      time.after(1_000, () => {
        if (seen !== undefined && worker.running && !worker.gone && !cluster.members.has(worker.name)) {
          cluster.join(seen)
        }
      })
    })
  }
}

const clockAt = (now: number) => ({
  ...Effect.runSync(Effect.clock),
  unsafeCurrentTimeMillis: () => now,
  currentTimeMillis: Effect.succeed(now)
})

const troubles: readonly [FaultRule, ...ReadonlyArray<FaultRule>] = [
  { endpoint: "*", kind: "dropBefore" },
  { endpoint: "*", kind: "dropAfter" },
  { endpoint: "init", kind: "dropAfter" },
  { endpoint: "init", kind: "truncated" },
  { endpoint: "chunk", kind: "dropAfter" },
  { endpoint: "chunk", kind: "dropBefore" },
  { endpoint: "chunk", kind: "status", status: 503, after: true },
  { endpoint: "chunk", kind: "status", status: 500 },
  { endpoint: "*", kind: "status", status: 503, after: true },
  { endpoint: "*", kind: "delay", delayMillis: 7_000, after: true },
  { endpoint: "init", kind: "delay", delayMillis: 9_000, after: true },
  { endpoint: "status", kind: "wrongType" },
  { endpoint: "status", kind: "malformed" },
  { endpoint: "creator_info", kind: "malformed" },
  { endpoint: "init", kind: "rateLimited", retryAfterSeconds: 20, count: 2 },
  { endpoint: "status", kind: "rateLimited", count: 1 },
  { endpoint: "init", kind: "refuse", code: "spam_risk_too_many_posts", count: 1 },
  { endpoint: "init", kind: "refuse", code: "reached_active_user_cap", count: 1 },
  { endpoint: "*", kind: "tokenInvalid", count: 2 },
  { endpoint: "token", kind: "dropAfter" },
  { endpoint: "token", kind: "status", status: 500 },
  { endpoint: "processing", kind: "failReason", code: "internal", count: 3 },
  { endpoint: "processing", kind: "failReason", code: "frame_rate_check_failed", count: 1 },
  { endpoint: "video_query", kind: "malformed" }
]
