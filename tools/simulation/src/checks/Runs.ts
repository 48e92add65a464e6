import type { Lease } from "@callsheet/database/jobs/JobQueue"
import type { Process } from "../world/Process.ts"
import type { World } from "../world/World.ts"

interface Running extends Lease {
  readonly kind: string
}

/** A job in the hands of a process: from the first step of its activity to the last. */
interface Run {
  readonly job: Running
  readonly process: Process
  /** Seconds in which its process could have renewed its lease and did not try. */
  quietSeconds: number
}

/** A lease lasts nine seconds and is renewed every three: anyone who has not tried for this long has forgotten the job. */
const MOST_QUIET_SECONDS = 8

/** Every job that is being worked on right now, in any process: what no table can tell. */
export class Runs {
  readonly #world: World
  readonly #open = new Set<Run>()

  constructor(world: World) {
    this.#world = world
  }

  begin(process: Process, job: Running): Run {
    for (const { job: other, process: at } of this.#living()) {
      if (other.id !== job.id || (at !== process && other.token !== job.token)) continue
      this.#world.breach(
        10,
        `job ${job.id} (${job.kind}) is begun by ${process.name} under token ${job.token} while ${at.name} runs it under token ${other.token}`
      )
    }
    const run = { job, process, quietSeconds: 0 }
    this.#open.add(run)
    return run
  }

  end(run: Run): void {
    this.#open.delete(run)
  }

  /** A process tries to renew these leases. */
  renewed(process: Process, leases: ReadonlyArray<Lease>): void {
    for (const run of this.#open) {
      const isMeant = leases.some(({ id, token }) => id === run.job.id && token === run.job.token)
      if (run.process === process && isMeant) run.quietSeconds = 0
    }
  }

  /** A worker hands back a job it still held. Only one that stops may do that: else a try ended without a reason. */
  released(process: Process, { id }: Lease, stops: boolean): void {
    if (stops) return
    const { kind } = this.#world.tables.jobs.get(Number(id))!
    this.#world.breach(
      2,
      `job ${id} (${kind}) was handed back by ${process.name}, which goes on: the try has neither count nor reason`
    )
  }

  /** A worker is gone, and the one that saw it frees the leases under its name. */
  freed(name: string, gone: Process): void {
    for (const { job, process } of this.#living()) {
      const row = this.#world.tables.jobs.get(Number(job.id))
      if (process === gone || row?.leasedBy !== name || row.leaseToken !== job.token) continue
      this.#world.breach(
        10,
        `the end of ${gone.name} frees job ${job.id} (${job.kind}), which ${process.name} works on`
      )
    }
  }

  /** To be called once a second. */
  look(): void {
    for (const run of this.#living()) {
      if (run.process.paused) run.quietSeconds = 0
      // A clock that is not sure of itself asks the database first, and a renewal waits for it.
      else if (this.#world.time.now >= this.#world.databaseAwayUntil) run.quietSeconds += 1
      if (run.quietSeconds !== MOST_QUIET_SECONDS) continue
      const { id, kind, token } = run.job
      this.#world.breach(10, `job ${id} (${kind}) runs in ${run.process.name} under token ${token} without a heartbeat`)
    }
  }

  #living(): ReadonlyArray<Run> {
    for (const run of this.#open) if (!run.process.alive) this.#open.delete(run)
    return [...this.#open]
  }
}
