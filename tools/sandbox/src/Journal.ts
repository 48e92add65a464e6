import { Effect, Schema } from "effect"
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import { Store } from "./Store.ts"
import { fileUploads, type UploadBytes } from "./UploadBytes.ts"

export class StateUnusable extends Schema.TaggedError<StateUnusable>()("StateUnusable", {
  file: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The sandbox cannot use its state file ${this.file}: ${this.detail}`
  }
  get remedy() {
    return "Remove or move the file to start with an empty sandbox, or set CALLSHEET_SANDBOX_STATE to another path."
  }
}

export interface Journal {
  readonly store: Store
  readonly uploads: UploadBytes
  readonly keep: (line: string) => void
}

const MODE = 0o600

/** The state in a file, as far as it was written. A last line without its end is a step that never was. */
const load = (file: string): Store => {
  const store = new Store()
  if (!existsSync(file)) return store
  const lines = readFileSync(file, "utf8").split("\n")
  for (const line of lines.slice(0, -1)) store.restore(line)
  return store
}

/** Rewrites the file as one line per row, so that it holds no history of rows. The old one stays until it is whole. */
const compact = (file: string, store: Store): void => {
  const temporary = `${file}.new`
  const into = openSync(temporary, "w", MODE)
  try {
    for (const line of store.snapshot()) writeSync(into, `${line}\n`)
    fsyncSync(into)
  } finally {
    closeSync(into)
  }
  renameSync(temporary, file)
}

/**
 * Opens the state in a file and keeps each step at its end, before its answer leaves: a killed sandbox loses nothing it
 * has said. (Nothing is forced to the disk at each step: this guards against the end of the process, not of the machine.)
 */
export const openJournal = Effect.fn("Sandbox.openJournal")(function*(file: string) {
  const unusable = (cause: unknown) =>
    new StateUnusable({ file, detail: cause instanceof Error ? cause.message : String(cause) })
  const opened = Effect.try({
    try: () => {
      mkdirSync(dirname(file), { recursive: true })
      const store = load(file)
      compact(file, store)
      return { store, uploads: fileUploads(`${file}.uploads`), handle: openSync(file, "a", MODE) }
    },
    catch: unusable
  })
  const { handle, store, uploads } = yield* Effect.acquireRelease(
    opened,
    ({ handle }) => Effect.sync(() => closeSync(handle))
  )
  return { store, uploads, keep: (line) => void writeSync(handle, `${line}\n`) } satisfies Journal
})
