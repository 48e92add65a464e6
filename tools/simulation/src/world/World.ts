import { seededEntropy } from "@callsheet/sandbox/Entropy"
import { Sandbox } from "@callsheet/sandbox/Sandbox"
import type { SettingsPatch } from "@callsheet/sandbox/Settings"
import { Runs } from "../checks/Runs.ts"
import { Waits } from "../checks/Waits.ts"
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
  /** No defect: silent connections, machines that sleep, and steps that can never be stored. */
  readonly mishaps?: boolean
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
  /** All workers go by one name, as in containers that share pid and port. */
  readonly oneName?: boolean
  /** A shared limit is changed in a transaction that keeps its row for as long as its process stands still. */
  readonly rowLocks?: boolean
  /** A session waits for the answer of a silent connection for as long as it takes. */
  readonly noSilenceLimit?: boolean
  /** What the database can never store looks like a database that is away. */
  readonly storesLater?: boolean
  /** A machine that slept goes on with the time of before. */
  readonly sleptThrough?: boolean
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
  readonly waits = new Waits(this)
  /** For what happens in few histories: it leaves the answers of `chance` as they were. */
  readonly rare: SeededRandom
  /** The step that the database refuses each time; null where it refuses none. */
  unstorable: string | null = null
  /** Rows that a process keeps for itself. */
  readonly lockedBy = new Map<string, Process>()
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
    this.rare = new SeededRandom(`rare ${options.seed}`)
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

  /** The whole machine sleeps: its steady clock stands still, and it is later. */
  sleep(millis: number): void {
    this.trace.note("operator", `the machine sleeps for ${Math.round(millis / 60_000)} min`, "sleep")
    for (const { process } of this.cluster.members.values()) process.sleptMillis += millis
    this.time.sleep(millis)
  }

  /** One step of a process towards the outside. True: it was killed right here. */
  dies(process: Process, where: string): boolean {
    if (!process.alive) return true
    if (!process.mortal || !this.chance.hit(this.weather.crash)) return false
    process.kill(where)
    return true
  }
}
