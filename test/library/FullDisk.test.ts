import * as LocalLibrary from "@callsheet/library/LocalLibrary"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { errno, faultyDisk } from "../support/FaultyDisk.ts"

it.scoped("a disk that fills up in the middle of a piece keeps the pieces before it, and the upload goes on later", () =>
  Effect.gen(function*() {
    const root = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-full-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
    )
    let full = false
    const disk = faultyDisk(({ writes }) => full && writes ? Effect.fail(errno("ENOSPC")) : Effect.void)
    yield* Effect.gen(function*() {
      const library = yield* MediaLibrary
      yield* library.write("upload", 0, Buffer.from("first piece, "))
      full = true
      const fault = yield* Effect.flip(library.write("upload", 13, Buffer.from("second piece")))
      assert.deepStrictEqual([fault.kind, fault.message], ["full", "The disk that holds the library is full."])
      assert.include(fault.remedy, "CALLSHEET_DATA_DIR")
      assert.strictEqual(statSync(join(root, "incoming", "upload")).size, 13)
      full = false
      yield* library.write("upload", 13, Buffer.from("second piece"))
      const { path } = yield* library.whole("upload", 25)
      assert.strictEqual(readFileSync(path, "utf8"), "first piece, second piece")
      const cut = yield* Effect.flip(library.whole("upload", 26))
      assert.strictEqual(cut.kind, "missing")
    }).pipe(Effect.provide(LocalLibrary.layer(root).pipe(Layer.provide(disk))))
  }))
