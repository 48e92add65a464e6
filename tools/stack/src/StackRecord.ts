import { CannotDo } from "@callsheet/client/CliError"
import { type Duration, Effect, Schedule, Schema, type Scope } from "effect"
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { identify, type ProcessIdentity, stillRuns } from "./ProcessIdentity.ts"

const Identity = Schema.Struct({ pid: Schema.Int, born: Schema.String, command: Schema.String })

/** Who runs the stack of a data folder, and which processes belong to it. */
const Record = Schema.parseJson(Schema.Struct({
  supervisor: Identity,
  url: Schema.String,
  children: Schema.Array(Schema.Struct({ name: Schema.String, process: Identity }))
}))
type Record = typeof Record.Type

/** Another `up` runs on this data folder. */
export class StackRunsAlready extends Schema.TaggedError<StackRunsAlready>()("StackRunsAlready", {
  dataDir: Schema.String,
  pid: Schema.Number,
  url: Schema.String
}) {
  override get message() {
    return `Callsheet runs on ${this.dataDir} already (process ${this.pid}) at ${this.url}.`
  }
  get remedy() {
    return `Use it, stop it (kill ${this.pid}), or start another one: CALLSHEET_DATA_DIR=DIR CALLSHEET_PORT=PORT callsheet up`
  }
}

/** Processes, their addresses and the arguments they run with are nobody else's on this machine. */
const OWNER_ALONE = 0o600

const fileOf = (dataDir: string) => join(dataDir, "stack.json")

const read = (dataDir: string): Record | undefined => {
  try {
    return Schema.decodeSync(Record)(readFileSync(fileOf(dataDir), "utf8"))
  } catch {
    // No record, or half a one of a machine that lost power: nobody runs by it.
    return undefined
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause
  }
}

/** Ends what a killed supervisor left behind. Each is recognised by birth and command line before it is touched. */
const stopLeftovers = (
  record: Record,
  grace: Duration.Duration,
  tell: (text: string) => Effect.Effect<void>
) =>
  Effect.forEach(record.children, ({ name, process: child }) =>
    Effect.gen(function*() {
      if (!stillRuns(child)) return
      yield* tell(`Stopping the ${name} (process ${child.pid}) that an earlier run left behind.`)
      signal(child.pid, "SIGTERM")
      const gone = Effect.sync(() => !stillRuns(child)).pipe(
        Effect.repeat({ until: (gone) => gone, schedule: Schedule.spaced("50 millis") })
      )
      yield* Effect.timeoutTo(gone, {
        duration: grace,
        onSuccess: () => undefined,
        onTimeout: () => signal(-child.pid, "SIGKILL")
      })
    }), { concurrency: "unbounded", discard: true })

/** What the supervisor notes down while it runs. */
export interface StackNotes {
  readonly born: (name: string, pid: number) => void
}

/**
 * Claims a data folder for this process until the scope closes. Fails when another process holds it; ends what a killed
 * one left behind.
 */
export const claimFolder = (options: {
  readonly dataDir: string
  readonly url: string
  readonly grace: Duration.Duration
  readonly tell: (text: string) => Effect.Effect<void>
}): Effect.Effect<StackNotes, StackRunsAlready | CannotDo, Scope.Scope> =>
  Effect.gen(function*() {
    const { dataDir, url } = options
    const supervisor = identify(process.pid) ?? { pid: process.pid, born: "", command: "" }
    const claim = join(dataDir, "stack.lock")
    const unwritable = (cause: unknown) =>
      new CannotDo({
        what: `The data folder ${dataDir} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
        next: "Make it writable, free some space, or name another one: CALLSHEET_DATA_DIR"
      })
    const before = read(dataDir)
    if (before !== undefined && before.supervisor.pid !== process.pid && stillRuns(before.supervisor)) {
      return yield* new StackRunsAlready({ dataDir, pid: before.supervisor.pid, url: before.url })
    }
    // Of two starting at the same moment the file system lets one through.
    yield* Effect.try({
      try: () => {
        mkdirSync(dataDir, { recursive: true })
        const holder = readHolder(claim)
        if (holder !== undefined && !stillRuns(holder)) rmSync(claim, { force: true })
        writeFileSync(claim, JSON.stringify(supervisor), { flag: "wx", mode: OWNER_ALONE })
      },
      catch: (cause) =>
        (cause as NodeJS.ErrnoException).code === "EEXIST"
          ? new StackRunsAlready({ dataDir, pid: readHolder(claim)?.pid ?? 0, url })
          : unwritable(cause)
    })
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        rmSync(fileOf(dataDir), { force: true })
        rmSync(claim, { force: true })
      })
    )
    if (before !== undefined) yield* stopLeftovers(before, options.grace, options.tell)
    const children = new Map<string, ProcessIdentity>()
    const save = () => {
      const record: Record = {
        supervisor,
        url,
        children: [...children].map(([name, process]) => ({ name, process }))
      }
      writeFileSync(`${fileOf(dataDir)}.new`, Schema.encodeSync(Record)(record), { mode: OWNER_ALONE })
      renameSync(`${fileOf(dataDir)}.new`, fileOf(dataDir))
    }
    yield* Effect.try({ try: save, catch: unwritable })
    return {
      born: (name, pid) => {
        const child = identify(pid)
        if (child === undefined) return
        children.set(name, child)
        save()
      }
    }
  })

const readHolder = (claim: string): ProcessIdentity | undefined => {
  try {
    return Schema.decodeSync(Schema.parseJson(Identity))(readFileSync(claim, "utf8"))
  } catch {
    return undefined
  }
}
