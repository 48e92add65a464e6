import { findFfmpeg } from "@callsheet/studio/render/FfmpegFind"
import { aligned, sliceOf } from "@callsheet/studio/voice/Alignment"
import { recordedVoice } from "@callsheet/studio/voice/RecordedVoice"
import { readWav, writeWav } from "@callsheet/studio/voice/Wav"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, Layer, Option } from "effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePurchases } from "../../support/FreePurchases.ts"
import { place } from "../render/Studio.ts"

const RATE = 8_000

/** A room with somebody who hums: speech and silences in turn, in milliseconds, over a little noise. */
const recording = (...parts: ReadonlyArray<number>) => {
  const samples: Array<number> = []
  parts.forEach((millis, at) => {
    for (let i = 0; i < (millis * RATE) / 1000; i++) {
      const noise = 12 * Math.sin(samples.length * 1.7)
      samples.push(Math.round(at % 2 === 1 ? 9_000 * Math.sin(samples.length / 6) + noise : noise))
    }
  })
  return { rate: RATE, samples: Int16Array.from(samples) }
}

const words = (text: string) => text.split(" ")
const lines = [
  words("Bread rises because yeast breathes."),
  words("Warm water wakes it."),
  words("Too hot, and it dies before the dough has even begun to move.")
]

describe("a recording and its script", () => {
  it("are aligned by silences and the length of the lines, also where a line has a silence of its own", () => {
    const sound = recording(400, 2_000, 600, 1_200, 500, 900, 300, 2_900, 300)
    const spans = Either.getOrThrow(aligned(sound, lines))
    const rounded = spans.map((span) =>
      span === null ? null : [span.from, span.to].map((at) => Math.round(at / 50) * 50)
    )
    assert.deepStrictEqual(rounded, [[400, 2_400], [3_000, 4_200], [4_700, 8_800]])
    const part = sliceOf(sound, spans[1]!)
    assert.closeTo((part.samples.length * 1000) / RATE, 1_340, 20)
    assert.strictEqual(part.samples[0], 0)
  })

  it("leave a line without words out", () => {
    const spans = Either.getOrThrow(aligned(recording(200, 2_000, 600, 1_200, 200), [lines[0]!, ["🔥"], lines[1]!]))
    assert.deepStrictEqual(spans.map((span) => span === null), [false, true, false])
  })

  it("are refused with the reason where they do not fit", () => {
    const why = (...parts: ReadonlyArray<number>) =>
      Either.getOrElse(Either.flip(aligned(recording(...parts), lines)), () => "fits")
    assert.match(why(3_000), /nobody can be heard/)
    assert.match(why(200, 6_000, 300), /it has 0 silences, and 3 lines need 2/)
    assert.match(why(200, 300, 300, 200, 300, 300, 200), /another time/)
    assert.match(why(900, 20_000, 900, 20_000, 900, 20_000, 900), /another time/)
    assert.match(why(200, 5_000, 600, 400, 600, 600, 300), /is too (?:long|short) for/)
  })

  it.scopedLive("speak as any voice does, by a person: nothing is imitated", () =>
    Effect.gen(function*() {
      const folder = yield* place
      const path = join(folder, "me.wav")
      writeFileSync(path, writeWav(recording(400, 2_000, 600, 1_200, 500, 3_900, 300)))
      const { path: ffmpeg } = yield* findFfmpeg(Option.none())
      const file = { path, name: "me.wav", sha256: "a".repeat(64) }
      const voice = yield* recordedVoice(file, lines.map((words, source) => ({ source, words })), ffmpeg)
      const engine = yield* voice.engineFor("en")
      assert.deepInclude(engine, { name: "recording aaaaaaaaaaaa", recorded: true })
      const spoken = Option.getOrThrow(yield* voice.speak({ words: lines[1]!, language: "en", source: 1 }))
      assert.isFalse(spoken.synthetic)
      assert.closeTo(spoken.durationMillis, 1_340, 40)
      assert.strictEqual(spoken.words.length, 4)
      assert.isNotNull(readWav(spoken.wav))
      writeFileSync(path, "this is no sound")
      const refused = yield* Effect.flip(recordedVoice(file, [], ffmpeg))
      assert.strictEqual(refused._tag, "RecordingUnusable")
      assert.deepStrictEqual(refused.steps.map(({ action }) => action?.call), [
        "media.create",
        "plan.edit",
        "plan.retry",
        "plan.edit",
        "plan.retry"
      ])
    }).pipe(Effect.provide(Layer.merge(freePurchases, NodeContext.layer))), 60_000)
})
