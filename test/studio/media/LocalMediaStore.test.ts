import { MediaRef, Sha256 } from "@callsheet/domain/asset/Media"
import * as LocalMediaStore from "@callsheet/studio/media/LocalMediaStore"
import type { MediaStoreError } from "@callsheet/studio/media/MediaErrors"
import { MediaStore } from "@callsheet/studio/media/MediaStore"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { createHash } from "node:crypto"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { errno, faultyDisk } from "../../support/FaultyDisk.ts"

const content = Buffer.from("a whole video".repeat(200_000))
const sha256 = Sha256.make(createHash("sha256").update(content).digest("hex"))

const place = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = mkdtempSync(join(tmpdir(), "callsheet-media-"))
    const source = join(folder, "render.mp4")
    writeFileSync(source, content)
    return {
      folder,
      source,
      root: join(folder, "media"),
      file: join(folder, "media", sha256.slice(0, 2), `${sha256}.mp4`)
    }
  }),
  ({ folder }) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

const withStore = <A, E>(root: string, use: (store: MediaStore["Type"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(MediaStore, use).pipe(
    Effect.provide(Layer.provide(LocalMediaStore.layer(root), NodeContext.layer))
  )

/** The real file system, except that one operation fails as the given system error. */
const brokenAt = (operation: "write" | "sync" | "rename" | "makeDirectory" | "open", code: string) =>
  faultyDisk(({ name }) =>
    name === operation || (operation === "open" && name === "create") ? Effect.fail(errno(code)) : Effect.void
  )

describe("LocalMediaStore", () => {
  it.scoped("D03: a file that was put is there whole under the hash of its bytes", () =>
    Effect.gen(function*() {
      const { file, root, source } = yield* place
      yield* withStore(root, (store) =>
        Effect.gen(function*() {
          const ref = yield* store.put(source, "video/mp4")
          assert.deepStrictEqual(ref, new MediaRef({ sha256, bytes: content.length, contentType: "video/mp4" }))
          assert.strictEqual(yield* store.path(ref), file)
          assert.isTrue(readFileSync(file).equals(content))
          yield* store.verify(ref)
        }))
      assert.deepStrictEqual(readdirSync(join(root, "incoming")), [])
      assert.isTrue(existsSync(source))
    }))

  it.scoped("D10, T04: a target that exists already is verified and kept", () =>
    Effect.gen(function*() {
      const { file, root, source } = yield* place
      yield* withStore(root, (store) => Effect.zip(store.put(source, "video/mp4"), store.put(source, "video/mp4")))
      assert.isTrue(readFileSync(file).equals(content))
      assert.strictEqual(readdirSync(dirname(file)).length, 1)
    }))

  it.scoped("D10: a target that exists but is damaged is replaced by the whole file", () =>
    Effect.gen(function*() {
      const { file, root, source } = yield* place
      mkdirSync(dirname(file), { recursive: true })
      for (const damage of [content.subarray(0, 10), Buffer.alloc(0), Buffer.alloc(content.length)]) {
        writeFileSync(file, damage)
        yield* withStore(root, (store) => store.put(source, "video/mp4"))
        assert.isTrue(readFileSync(file).equals(content))
      }
    }))

  it.scoped("many putting the same file at once leave one whole file", () =>
    Effect.gen(function*() {
      const { file, root, source } = yield* place
      const refs = yield* withStore(root, (store) =>
        Effect.all(
          Array.from({ length: 8 }, () => store.put(source, "video/mp4")),
          { concurrency: "unbounded" }
        ))
      assert.strictEqual(new Set(refs.map((ref) => ref.sha256)).size, 1)
      assert.isTrue(readFileSync(file).equals(content))
      assert.deepStrictEqual(readdirSync(join(root, "incoming")), [])
    }))

  for (
    const [operation, code, tag] of [
      ["write", "ENOSPC", "DiskFull"],
      ["sync", "ENOSPC", "DiskFull"],
      ["write", "EDQUOT", "DiskFull"],
      ["makeDirectory", "ENOSPC", "DiskFull"],
      ["open", "EROFS", "StoreReadOnly"],
      ["open", "EACCES", "StoreReadOnly"],
      ["makeDirectory", "EACCES", "StoreReadOnly"],
      ["rename", "EPERM", "StoreReadOnly"],
      ["rename", "EIO", "StoreUnavailable"],
      ["sync", "EIO", "StoreUnavailable"]
    ] as const
  ) {
    it.scoped(`D10: ${code} at ${operation} is ${tag}, can be tried again, and nothing half-written is left`, () =>
      Effect.gen(function*() {
        const { file, root, source } = yield* place
        const error: MediaStoreError = yield* Effect.flatMap(MediaStore, (store) => store.put(source, "video/mp4"))
          .pipe(
            Effect.provide(Layer.provide(LocalMediaStore.layer(root), brokenAt(operation, code))),
            Effect.flip
          )
        assert.strictEqual(error._tag, tag)
        assert.deepStrictEqual(error.retry, { _tag: "backoff" })
        assert.match(error.remedy, /^[A-Z]/)
        assert.isFalse(existsSync(file))
        if (existsSync(join(root, "incoming"))) assert.deepStrictEqual(readdirSync(join(root, "incoming")), [])
        // The cause is gone: the same call works.
        const ref = yield* withStore(root, (store) => store.put(source, "video/mp4"))
        assert.strictEqual(ref.sha256, sha256)
      }))
  }

  it.scoped("D10: a file in the way of the folder is a named failure, and work goes on when it is gone", () =>
    Effect.gen(function*() {
      const { root, source } = yield* place
      writeFileSync(root, "in the way")
      const error = yield* Effect.flip(withStore(root, (store) => store.put(source, "video/mp4")))
      assert.include(["StoreUnavailable", "StoreReadOnly"], error._tag)
      rmSync(root)
      yield* withStore(root, (store) => store.put(source, "video/mp4"))
    }))

  it.scoped("D10: a folder in the way of the file is a named failure", () =>
    Effect.gen(function*() {
      const { file, root, source } = yield* place
      mkdirSync(file, { recursive: true })
      const error = yield* Effect.flip(withStore(root, (store) => store.put(source, "video/mp4")))
      assert.strictEqual(error._tag, "StoreUnavailable")
    }))

  it.scoped("D03: a source that is missing or empty never becomes a reference", () =>
    Effect.gen(function*() {
      const { folder, root } = yield* place
      const empty = join(folder, "empty.mp4")
      writeFileSync(empty, "")
      for (const source of [empty, join(folder, "nowhere.mp4")]) {
        const error = yield* Effect.flip(withStore(root, (store) => store.put(source, "video/mp4")))
        assert.strictEqual(error._tag, "MediaMissing")
      }
      assert.deepStrictEqual(readdirSync(join(root, "incoming")), [])
    }))

  it.scoped("verifying tells missing from damaged", () =>
    Effect.gen(function*() {
      const { file, root, source } = yield* place
      yield* withStore(root, (store) =>
        Effect.gen(function*() {
          const ref = yield* store.put(source, "video/mp4")
          writeFileSync(file, "something else")
          assert.strictEqual((yield* Effect.flip(store.verify(ref)))._tag, "MediaCorrupt")
          yield* store.remove(ref)
          assert.strictEqual((yield* Effect.flip(store.verify(ref)))._tag, "MediaMissing")
          assert.strictEqual((yield* Effect.flip(store.path(ref)))._tag, "MediaMissing")
          yield* store.remove(ref)
        }))
    }))

  it.scopedLive("what a killed worker left half-written a day ago is swept away, fresh work is not", () =>
    Effect.gen(function*() {
      const { root } = yield* place
      mkdirSync(join(root, "incoming"), { recursive: true })
      writeFileSync(join(root, "incoming", "old"), "half")
      utimesSync(join(root, "incoming", "old"), 0, 0)
      writeFileSync(join(root, "incoming", "fresh"), "half")
      yield* withStore(root, () => Effect.void)
      assert.deepStrictEqual(readdirSync(join(root, "incoming")), ["fresh"])
    }))
})
