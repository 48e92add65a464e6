import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Clock, Context, Effect, Layer, Schedule } from "effect"
import { createHash, randomUUID } from "node:crypto"
import { type MediaStoreError, storeError } from "../media/MediaErrors.ts"
import { RenderConfig } from "./RenderConfig.ts"
import { makingName, sweepStages } from "./StageSweep.ts"

export interface Stage {
  /** The finished folder. Nothing in it changes any more. */
  readonly folder: string
  /** The folder's name, which stands for everything that went into it: the key of what is made from it. */
  readonly id: string
  readonly cached: boolean
  readonly millis: number
}

export interface StageRequest<E> {
  readonly name: string
  /** Everything that decides the outcome: inputs by hash, the whole argv without paths, versions. Plain JSON. */
  readonly key: unknown
  /** Fills a private, empty folder. */
  readonly build: (folder: string) => Effect.Effect<void, E>
}

/**
 * Finished work under a hash of its inputs. A folder that has a name is whole and on disk; work in progress lies in a
 * `.tmp-` folder that no reader ever looks at. Two makers of the same stage do not wait for each other: the second
 * discards its copy.
 */
export class StageStore extends Context.Tag("@callsheet/worker/StageStore")<StageStore, {
  readonly make: <E>(request: StageRequest<E>) => Effect.Effect<Stage, E | MediaStoreError>
  /** Forgets a stage that turned out damaged. */
  readonly discard: (stage: Pick<Stage, "folder">) => Effect.Effect<void, MediaStoreError>
}>() {
  /** In the folder of `RenderConfig`; sweeps what dead processes left at the start and every hour. */
  static readonly layer: Layer.Layer<StageStore, MediaStoreError, RenderConfig | FileSystem.FileSystem | Path.Path> =
    Layer
      .scoped(StageStore, Effect.suspend(() => make))
}

/** JSON with the keys of objects in order, so that equal values have equal text. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner)

/** Raised when a stage's files change their shape or meaning, so that no old folder is taken for a new one. */
const LAYOUT = 1

const stageId = (name: string, key: unknown): string =>
  `${name}-${createHash("sha256").update(canonicalJson({ name, layout: LAYOUT, key })).digest("hex").slice(0, 32)}`

const make = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { folder: configured } = yield* RenderConfig
  // ffmpeg runs in other folders, so every path must hold from anywhere.
  const root = path.resolve(configured)
  const writing = Effect.mapError(storeError(root, "writing"))
  yield* fs.makeDirectory(root, { recursive: true }).pipe(writing)
  yield* sweepStages(root)
  yield* Effect.forkScoped(Effect.schedule(sweepStages(root), Schedule.spaced("1 hour")))

  const sync = (file: string): Effect.Effect<void, PlatformError> =>
    Effect.scoped(Effect.flatMap(fs.open(file, { flag: "r" }), (open) => open.sync))
  /** A rename is durable once its folder is. Windows has no such call and needs none. */
  const syncFolder = (folder: string) => process.platform === "win32" ? Effect.void : sync(folder)

  const remove = (folder: string) => fs.remove(folder, { recursive: true, force: true })
  const tidy = (folder: string) =>
    remove(folder).pipe(
      Effect.catchAll((error) => Effect.logWarning(`An unfinished stage stays behind: ${error.message}`))
    )

  /** Marks a finished stage as in use, which keeps the sweep away from it. */
  const touch = Effect.fnUntraced(function*(folder: string) {
    const seconds = (yield* Clock.currentTimeMillis) / 1000
    yield* fs.utimes(folder, seconds, seconds)
  })

  const promote = Effect.fnUntraced(function*(making: string, folder: string) {
    for (const name of yield* fs.readDirectory(making)) yield* sync(path.join(making, name))
    yield* syncFolder(making)
    yield* fs.rename(making, folder).pipe(
      Effect.catchAll((error) => Effect.flatMap(fs.exists(folder), (made) => made ? Effect.void : Effect.fail(error)))
    )
    yield* syncFolder(root)
  })

  const make = <E>(request: StageRequest<E>): Effect.Effect<Stage, E | MediaStoreError> => {
    const id = stageId(request.name, request.key)
    const folder = path.join(root, id)
    return Effect.gen(function*() {
      if (yield* fs.exists(folder).pipe(writing)) {
        yield* touch(folder).pipe(writing)
        return { folder, id, cached: true, millis: 0 }
      }
      const began = yield* Clock.currentTimeMillis
      const making = path.join(root, makingName(randomUUID().slice(0, 8), id))
      yield* Effect.gen(function*() {
        yield* fs.makeDirectory(making).pipe(writing)
        yield* request.build(making)
        yield* promote(making, folder).pipe(writing)
      }).pipe(Effect.ensuring(tidy(making)))
      return { folder, id, cached: false, millis: (yield* Clock.currentTimeMillis) - began }
    }).pipe(Effect.withSpan("StageStore.make", { attributes: { stage: id } }))
  }

  return StageStore.of({
    make,
    discard: Effect.fn("StageStore.discard")(function*({ folder }: Pick<Stage, "folder">) {
      // Renamed first: a half-removed folder must not be taken for a finished one.
      const making = path.join(root, makingName(randomUUID().slice(0, 8), path.basename(folder)))
      if (!(yield* fs.exists(folder).pipe(writing))) return
      yield* fs.rename(folder, making).pipe(writing)
      yield* remove(making).pipe(writing)
    })
  })
})
