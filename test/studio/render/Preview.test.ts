import { CaptionStyle, LookName, Script } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import { loadPainter, type Painter } from "@callsheet/studio/render/paint/Painter"
import { preview } from "@callsheet/studio/render/Preview"
import { stillPicture } from "@callsheet/studio/render/stages/Still"
import { loadTypesetter } from "@callsheet/studio/render/text/Typesetter"
import { Payer } from "@callsheet/studio/spending/Payer"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { sample, shotsFor, smallFrame, smallPicture } from "./Frames.ts"
import { callsOf, hummingVoice, place } from "./Studio.ts"

/** No process may start: neither is there an ffmpeg. */
const noFfmpeg = Layer.succeed(
  Ffmpeg,
  Ffmpeg.of({
    find: Effect.dieMessage("ffmpeg was looked for"),
    run: () => Effect.dieMessage("ffmpeg was started")
  })
)

const nobodyPays = Layer.succeed(
  Payer,
  Payer.of({ id: "preview", token: 0, kind: "preview", orgId: "", planId: null, traceId: null })
)

const counting = (painter: Painter) => {
  let painted = 0
  const jpegs: Painter["jpegs"] = (...args) => {
    painted++
    return painter.jpegs(...args)
  }
  return { painter: { ...painter, jpegs }, painted: () => painted }
}

const sizeOf = (file: string) => Effect.flatMap(loadPainter, (painter) => painter.sizeOf(file))

describe("A preview", () => {
  it.scoped("paints each shot that it shows once, speaks one line and starts no process", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const script = sample("figure-en")
      const setter = yield* loadTypesetter
      const { painted, painter } = counting(yield* loadPainter)
      const seen = yield* preview({ script, pictures: new Map(), speak: 2, folder }, { painter, setter }).pipe(
        Effect.provide(Layer.mergeAll(noFfmpeg, nobodyPays, hummingVoice(join(folder, "calls.txt")), NodeContext.layer))
      )
      assert.strictEqual(seen.stills.length, 5)
      // The cover is the first shot.
      assert.strictEqual(painted(), 5)
      assert.strictEqual(callsOf(folder).length, 1)
      assert.deepStrictEqual(yield* sizeOf(join(folder, seen.cover)), { width: 720, height: 1280 })
      assert.deepStrictEqual(yield* sizeOf(join(folder, seen.stills[4]?.file ?? "")), { width: 540, height: 960 })
    }), 120_000)

  for (const look of LookName.literals) {
    it.scoped(`of ${look} shows what the video shows`, () =>
      Effect.gen(function*() {
        const folder = yield* place
        const painter = yield* loadPainter
        // The captions take turns, so that each style is seen.
        const captions = CaptionStyle.literals[LookName.literals.indexOf(look) % CaptionStyle.literals.length]
        const shots = yield* shotsFor(Script.make({ ...sample(`${look}-en`), ...(captions ? { captions } : {}) }))
        const chosen = shots[Math.min(2, shots.length - 1)]
        if (chosen === undefined) return assert.fail("no shot")
        const shot = { ...chosen, clip: null }
        const frame = shot.frames - 8
        const video = yield* smallFrame(shot, frame, "rgb24")
        const [jpeg = new Uint8Array()] = yield* painter.jpegs(stillPicture(shot, frame), (photo) => photo, [540])
        const file = join(folder, "still.jpg")
        writeFileSync(file, jpeg)
        const still = yield* smallPicture(file, "rgb24")
        const off = video.reduce((sum, value, at) => sum + Math.abs(value - (still[at] ?? 0)), 0) / video.length
        assert.isBelow(off, 5, `it differs by ${off} of 255`)
      }), 120_000)
  }
})
