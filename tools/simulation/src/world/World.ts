import { seededEntropy } from "@callsheet/sandbox/Entropy"
import { Sandbox } from "@callsheet/sandbox/Sandbox"
import type { SettingsPatch } from "@callsheet/sandbox/Settings"
import { Runs } from "../checks/Runs.ts"
import { watcherOf } from "../checks/Watch.ts"
import { Queue } from "../store/Queue.ts"
import { type Omissions, Tables } from "../store/Tables.ts"
import { Cluster } from "./Cluster.ts"
import { Disk } from "./Disk.ts"
import { calm, type FaultProfile } from "./FaultProfile.ts"
import type { Process } from "./Process.ts"
import { SeededRandom } from "./SeededRandom.ts"
import { Trace } from "./Trace.ts"
import { VirtualTime } from "./VirtualTime.ts"

/** A promise that did not hold. `promise` is its number in product.md. */
export interface Breach {
  readonly promise: number
  readonly what: string
  readonly at: number
}

/** Parts of the product that are exchanged for broken ones, to see whether the simulation notices. */
export interface Variants extends Omissions {
  /** No defect: people also change what their plans say, at every step. */
  readonly edits?: boolean
  /** A plan takes what was made of content that a person has changed since. */
  readonly anyRevision?: boolean
  /** The publish id is stored only after the upload has begun. */
  readonly publishIdLate?: boolean
  /** Sums count how often something was used instead of how much of it. */
  readonly countRows?: boolean
  /** Nothing is refused, no matter what its limit. */
  readonly noLimits?: boolean
  /** A stopped publication that is moved goes on at once. */
  readonly movedGoesOn?: boolean
  /** What is late is posted as soon as its account is free again. */
  readonly anyHour?: boolean
  /** A job that was taken over is left out of every heartbeat. */
  readonly heartbeat?: boolean
  /** Who owes a job does not hear that it was cancelled. */
  readonly silentCancel?: boolean
  /** A failed try is handed back as if it had been interrupted. */
  readonly causes?: boolean
}

/** Everything that is outside the processes and outlives them. */
export class World {
  readonly seed: number
  readonly chance: SeededRandom
  readonly time: VirtualTime
  readonly trace: Trace
  readonly tables: Tables
  readonly queue: Queue
  readonly cluster: Cluster
  readonly disk = new Disk()
  readonly sandbox: Sandbox
  readonly variants: Variants
  readonly runs = new Runs(this)
  readonly breaches: Array<Breach> = []
  /** Size of every video of this history; beyond 64 MB an upload goes in several pieces. */
  videoBytes = 8_000
  weather: FaultProfile = calm
  /** How many jobs of a kind a worker does at once. */
  slots = 4
  /** The front door takes in TikTok's events. */
  news = false
  /** The database answers nobody before this moment. */
  databaseAwayUntil = 0
  /** Statements and calls under way. */
  underWay = 0
  /** The last entry of TikTok's books that was looked at. */
  booksRead = 0
  /** The bill of the script writer: what it was asked for, by the request id it was asked under. */
  readonly bills = new Map<string, { readonly orgId: string; readonly what: string }>()

  constructor(options: { readonly seed: number; readonly variants: Variants; readonly tiktok: SettingsPatch }) {
    this.seed = options.seed
    this.variants = options.variants
    this.chance = new SeededRandom(`callsheet ${options.seed}`)
    // The tenth: no month ends within a history.
    this.time = new VirtualTime(Date.UTC(2026, 9, 10, 8 + (options.seed % 12)))
    this.trace = new Trace(this.time)
    this.tables = new Tables(options.variants)
    this.tables.watcher = watcherOf(this)
    this.queue = new Queue(this.tables)
    this.cluster = new Cluster(this.time, this.chance.fork("cluster"))
    this.sandbox = new Sandbox({ settings: options.tiktok, entropy: seededEntropy(`tiktok ${options.seed}`) })
  }

  breach(promise: number, what: string): void {
    this.trace.note("checker", `promise ${promise}: ${what}`, "BREACH")
    this.breaches.push({ promise, what, at: this.time.now })
  }

  /** One step of a process towards the outside. True: it was killed right here. */
  dies(process: Process, where: string): boolean {
    if (!process.alive) return true
    if (!process.mortal || !this.chance.hit(this.weather.crash)) return false
    process.kill(where)
    return true
  }
}
