import { HANGS_AFTER_MILLIS } from "@callsheet/domain/Doing"
import { mkdirSync, writeFileSync } from "node:fs"
import * as inspector from "node:inspector"
import { join } from "node:path"
import { Worker } from "node:worker_threads"

/** What was under way in a process when it stopped doing anything. */
export interface LastStand {
  readonly process: string
  readonly at: number
  readonly works: ReadonlyArray<{ readonly work: string; readonly what: string }>
}

/** Where last stands are left for the next process of the installation. */
export const lastStandsIn = (dataDir: string): string => join(dataDir, "hung")

const BEAT_MILLIS = 1_000
const HEADER_BYTES = 16
const TEXT_BYTES = 65_536
/** Of a long list of what runs, the youngest say the most. */
const MOST_NAMED = 50

interface ThreadData {
  readonly shared: SharedArrayBuffer
  readonly folder: string
  readonly name: string
  readonly hangsAfter: number
  readonly beatMillis: number
  readonly pid: number
}

/**
 * Runs in a thread of its own, as text: nothing from outside of it may be named. It counts its own ticks rather than time,
 * so a process that was stopped as a whole, or a machine that slept, is no hang.
 */
const watch = () => {
  const { workerData } = process.getBuiltinModule("node:worker_threads")
  const files = process.getBuiltinModule("node:fs")
  const data: ThreadData = workerData
  const header = new Int32Array(data.shared, 0, 4)
  let seen = -1
  let silent = 0
  setInterval(() => {
    const beat = Atomics.load(header, 0)
    if (beat !== seen) {
      seen = beat
      silent = 0
      return
    }
    silent += data.beatMillis
    if (silent < data.hangsAfter) return
    const length = Atomics.load(header, 1)
    const text = Buffer.from(new Uint8Array(data.shared, 16, length)).toString("utf8")
    const works: LastStand["works"] = length === 0 ? [] : JSON.parse(text)
    const at = Date.now()
    const names = works.map((work) => work.what).join(", ") || "nothing that is known"
    try {
      files.writeFileSync(
        `${data.folder}/${data.pid}-${at}.json`,
        JSON.stringify({ process: `${data.name}-${data.pid}-${at}`, at, works }),
        { mode: 0o600 }
      )
    } finally {
      const message = `Nothing moved for ${
        Math.round(silent / 1_000)
      } s while this ran: ${names}. The process is ended.`
      files.writeSync(2, `${JSON.stringify({ level: "error", message })}\n`)
      process.kill(data.pid, "SIGKILL")
    }
  }, data.beatMillis)
}

/**
 * Watches the event loop of this process from a thread, and ends the process when the loop hangs: only then does a
 * supervisor start it again and do others take its work over. What ran is named in the log and left in the data folder.
 */
export const startWatchdog = (
  options: { readonly dataDir: string; readonly name: string; readonly hangsAfter?: number }
): { readonly begin: (work: string, what: string) => () => void } => {
  const folder = lastStandsIn(options.dataDir)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const shared = new SharedArrayBuffer(HEADER_BYTES + TEXT_BYTES)
  const header = new Int32Array(shared, 0, 4)
  const text = new Uint8Array(shared, HEADER_BYTES)
  const encoder = new TextEncoder()
  const running = new Map<number, { readonly work: string; readonly what: string }>()
  let next = 0

  const note = (works: ReadonlyArray<{ readonly work: string; readonly what: string }>) => {
    const { read, written } = encoder.encodeInto(JSON.stringify(works), text)
    Atomics.store(header, 1, read === 0 ? 0 : written)
  }
  const named = () =>
    [...running.values()].slice(-MOST_NAMED).map(({ what, work }) => ({
      work: work.slice(0, 150),
      what: what.slice(0, 100)
    }))
  const beat = () => {
    note(named())
    Atomics.add(header, 0, 1)
  }
  beat()
  setInterval(beat, BEAT_MILLIS).unref()

  // A person who steps through the program in a debugger stops it for as long as they like.
  if (inspector.url() === undefined) {
    const workerData: ThreadData = {
      shared,
      folder,
      name: options.name,
      hangsAfter: options.hangsAfter ?? HANGS_AFTER_MILLIS,
      beatMillis: BEAT_MILLIS,
      pid: process.pid
    }
    new Worker(`(${watch.toString()})()`, {
      eval: true,
      workerData,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 }
    }).unref()
  }
  process.on("uncaughtExceptionMonitor", () => {
    const at = Date.now()
    const stand: LastStand = { process: `${options.name}-${process.pid}-${at}`, at, works: named() }
    writeFileSync(join(folder, `${process.pid}-${at}.json`), JSON.stringify(stand), { mode: 0o600 })
  })

  return {
    begin: (work, what) => {
      const id = next++
      running.set(id, { work, what })
      // What has just begun may be what hangs, and the next beat would come too late to name it.
      note(named())
      return () => {
        running.delete(id)
      }
    }
  }
}
