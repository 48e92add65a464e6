import * as LocalLibrary from "@callsheet/library/LocalLibrary"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer } from "effect"
import { createHash, randomBytes } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { errno, faultyDisk } from "../support/FaultyDisk.ts"
import { newFolder, removeFolders } from "../support/NewFolder.ts"

afterAll(removeFolders)

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")
const PIECE = 8 * 1_024 * 1_024

const onDisk = (root: string) => LocalLibrary.layer(root).pipe(Layer.provide(NodeContext.layer))

describe("A file that arrives in two halves", () => {
  it.effect("cut at every byte is the file, and where the second half broke off within the first stands alone", () => {
    const root = newFolder("cuts")
    const bytes = new Uint8Array(randomBytes(193))
    let broken = false
    const disk = faultyDisk(({ name }) => broken && name === "write" ? Effect.fail(errno("EIO")) : Effect.void)
    return Effect.gen(function*() {
      const library = yield* MediaLibrary
      for (let at = 1; at < bytes.length; at++) {
        const id = `cut-${at}`
        yield* library.write(id, 0, bytes.subarray(0, at))
        broken = true
        assert.isTrue(Exit.isFailure(yield* Effect.exit(library.write(id, at, bytes.subarray(at)))))
        broken = false
        assert.strictEqual(statSync(join(root, "incoming", id)).size, at)
        const early = yield* Effect.flip(library.whole(id, bytes.length))
        assert.strictEqual(early.kind, "missing")
        yield* library.write(id, at, bytes.subarray(at))
        assert.strictEqual((yield* library.whole(id, bytes.length)).sha256, sha256(bytes))
        yield* library.drop(id)
      }
      assert.deepStrictEqual(readdirSync(join(root, "incoming")), [])
    }).pipe(Effect.provide(LocalLibrary.layer(root).pipe(Layer.provide(disk))))
  })

  it.effect("cut beside the borders of pieces is the file, also where a piece is sent twice", () => {
    const root = newFolder("borders")
    const bytes = new Uint8Array(randomBytes(2 * PIECE + 3))
    const whole = sha256(bytes)
    return Effect.gen(function*() {
      const library = yield* MediaLibrary
      for (const at of [PIECE - 1, PIECE, PIECE + 1, 2 * PIECE - 1, 2 * PIECE, 2 * PIECE + 1, 2 * PIECE + 2]) {
        const id = `border-${at}`
        yield* library.write(id, 0, bytes.subarray(0, at))
        // What was sent again lies over itself, and what came behind it is cut off.
        yield* library.write(id, at - 1, bytes.subarray(at - 1, at))
        assert.strictEqual(statSync(join(root, "incoming", id)).size, at)
        yield* library.write(id, at, bytes.subarray(at))
        assert.strictEqual((yield* library.whole(id, bytes.length)).sha256, whole)
        yield* library.drop(id)
      }
    }).pipe(Effect.provide(onDisk(root)))
  })

  it.effect("a disk that is full when the whole file is put in its place keeps the upload, and it is put there later", () => {
    const root = newFolder("full-keep")
    const bytes = new Uint8Array(randomBytes(64))
    const file = { orgId: `org_${"0".repeat(26)}`, sha256: sha256(bytes), form: "png" } as const
    let full = false
    const disk = faultyDisk(({ name }) => full && name !== "read" ? Effect.fail(errno("ENOSPC")) : Effect.void)
    return Effect.gen(function*() {
      const library = yield* MediaLibrary
      yield* library.write("upload", 0, bytes)
      full = true
      const fault = yield* Effect.flip(library.keep("upload", file))
      assert.deepStrictEqual([fault.kind, fault.message], ["full", "The disk that holds the library is full."])
      assert.isTrue(Exit.isFailure(yield* Effect.exit(library.path(file))))
      full = false
      yield* library.keep("upload", file)
      assert.deepStrictEqual(new Uint8Array(readFileSync(yield* library.path(file))), bytes)
      assert.deepStrictEqual(readdirSync(join(root, "incoming")), [])
    }).pipe(Effect.provide(LocalLibrary.layer(root).pipe(Layer.provide(disk))))
  })
})
