import { assert, it, layer } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Fiber, Layer } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath, pathToFileURL } from "node:url"
import { brief, callsOf, childrenIn, place, renderIn, script, sha256, stageNames } from "./Studio.ts"

/** For a machine that has other things to do. */
const LONG = 180_000

const unfinished = (folder: string) => stageNames(folder).filter((name) => name.startsWith("."))
const finished = (folder: string, stage: string) => stageNames(folder).filter((name) => name.startsWith(`${stage}-`))

/** With music, because mixing must give the same bytes every time too. */
const withMusic = (folder: string) => renderIn(folder, { script, handle: "@labor" }, undefined, "bed")

/** Starts a worker's render as a process of its own and kills it with -9 once it has told more than `fraction`. */
const killAt = (folder: string, fraction: number) =>
  Effect.promise(async () => {
    const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href
    const program = fileURLToPath(new URL("childRender.ts", import.meta.url))
    const child = spawn(process.execPath, ["--conditions=callsheet-source", "--import", loader, program, folder], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    const ended = once(child, "exit")
    for await (const line of createInterface({ input: child.stdout })) {
      if (Number(line) > fraction) break
    }
    child.kill("SIGKILL")
    await ended
  })

it.scopedLive(
  "D22: killed with -9 while it renders, it goes on at the last finished segment and gives the same bytes",
  () =>
    Effect.gen(function*() {
      const folder = yield* place
      // Voice, sound and two of three segments weigh 0.56; more means that the last segment is being drawn.
      yield* killAt(folder, 0.6)
      assert.lengthOf(finished(folder, "scene"), 2)
      assert.lengthOf(finished(folder, "mux"), 0)
      assert.isNotEmpty(unfinished(folder))

      const resumed = yield* withMusic(folder)
      assert.lengthOf(resumed.stages.filter(({ cached, stage }) => stage === "scene" && !cached), 1)
      assert.lengthOf(callsOf(folder), 3, "every line is spoken once in total")
      assert.deepEqual(unfinished(folder), [])
      assert.deepEqual(childrenIn(folder), [])

      const undisturbed = yield* Effect.flatMap(place, (folder) => withMusic(folder))
      assert.strictEqual(sha256(resumed.videoPath), sha256(undisturbed.videoPath))
    }),
  LONG
)

/** A folder for both tests, so that the second finds what the first has made. */
class Shared extends Context.Tag("test/Shared")<Shared, string>() {
  static readonly layer = Layer.scoped(this, place)
}

layer(Shared.layer, { excludeTestServices: true })("A render", (it) => {
  it.effect(
    "that is cancelled leaves no child and nothing half-made, and the next one works",
    () =>
      Effect.gen(function*() {
        const folder = yield* Shared
        const drawing = yield* Deferred.make<void>()
        const fiber = yield* Effect.fork(
          renderIn(
            folder,
            { script: brief },
            ({ stage }) => stage === "scenes" ? Effect.asVoid(Deferred.succeed(drawing, undefined)) : Effect.void
          )
        )
        yield* Deferred.await(drawing)
        assert.isNotEmpty(unfinished(folder))
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        assert.deepEqual(childrenIn(folder), [])
        assert.deepEqual(unfinished(folder), [])
        const { facts } = yield* renderIn(folder, { script: brief })
        assert.strictEqual(facts.durationMillis, 3000)
      }),
    LONG
  )

  it.effect("D03: that finds a damaged piece makes it anew and does not hand it out", () =>
    Effect.gen(function*() {
      const folder = yield* Shared
      const first = yield* renderIn(folder, { script: brief })
      const before = sha256(first.videoPath)
      const [scene = ""] = finished(folder, "scene")
      writeFileSync(join(folder, "stages", scene, "segment.mp4"), "not a video any more")
      rmSync(dirname(first.videoPath), { recursive: true })
      const again = yield* renderIn(folder, { script: brief })
      assert.strictEqual(sha256(again.videoPath), before)
      assert.lengthOf(callsOf(folder), 1, "speech is not paid twice")
    }), LONG)
})
