import { type LineRole, Mood, Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import type { VisualEvent } from "@callsheet/studio/render/looks/Shot"
import { drawBed } from "@callsheet/studio/render/sound/Bed"
import { cuesFor, drawCues } from "@callsheet/studio/render/sound/Cues"
import { effect, EFFECTS } from "@callsheet/studio/render/sound/Effects"
import { LIMITER_DELAY, makeLimiter } from "@callsheet/studio/render/sound/Limiter"
import { loudnessMeter } from "@callsheet/studio/render/sound/Loudness"
import { moodFor } from "@callsheet/studio/render/sound/MoodFor"
import { makeDucking } from "@callsheet/studio/render/stages/Ducking"
import { soundOf } from "@callsheet/studio/render/stages/Sound"
import { timelineOf } from "@callsheet/studio/render/stages/Timeline"
import { StageStore } from "@callsheet/studio/render/StageStore"
import { wordsOf } from "@callsheet/studio/render/text/Words"
import { writeWav } from "@callsheet/studio/voice/Wav"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { place, script, studio, wordsOfFfmpeg } from "./Studio.ts"

const SECOND = 48_000

const energy = (samples: ArrayLike<number>, from: number, to: number) => {
  let sum = 0
  for (let at = from; at < to; at++) sum += (samples[at] ?? 0) ** 2
  return Math.sqrt(sum / Math.max(1, to - from))
}

/** How often the sound crosses silence in a second: high sounds do it more often. */
const crossings = (samples: Float32Array) => {
  let count = 0
  for (let at = 1; at < samples.length; at++) if ((samples[at] ?? 0) * (samples[at - 1] ?? 0) < 0) count++
  return (count * SECOND) / samples.length
}

describe("An effect", () => {
  it("is short, full, and begins and ends in silence", () => {
    for (const name of EFFECTS) {
      const samples = effect(name)
      assert.isAtMost(samples.length, 1.1 * SECOND, name)
      assert.closeTo(Math.max(...samples.map(Math.abs)), 1, 1e-6, name)
      assert.isBelow(Math.abs(samples[0] ?? 1), 0.1, name)
      assert.isBelow(Math.abs(samples.at(-1) ?? 1), 0.02, name)
    }
  })

  it("sounds as its name says: an impact is low, a tick is high, a riser grows, a ding rings on", () => {
    assert.isBelow(crossings(effect("impact")), 1200)
    assert.isAbove(crossings(effect("tick")), 3000)
    const [riser, ding] = [effect("riser"), effect("ding")]
    assert.isAbove(energy(riser, 0.9 * SECOND, SECOND), 8 * energy(riser, 0.1 * SECOND, 0.3 * SECOND))
    assert.isAbove(energy(ding, 0.02 * SECOND, 0.1 * SECOND), 3 * energy(ding, 0.7 * SECOND, 0.8 * SECOND))
  })
})

describe("Music", () => {
  it.effect(
    "has eight moods of one level, none like the other, that loop without a seam",
    () =>
      Effect.gen(function*() {
        const lengths = new Set<number>()
        for (const mood of Mood.literals) {
          const samples = new Int16Array((yield* drawBed(mood)).buffer)
          assert.closeTo(energy(samples, 0, samples.length) / 32_768, 0.125, 0.02, mood)
          assert.isAbove(samples.length / 2, 12 * SECOND, mood)
          const steps = (from: number) => Math.abs((samples[from] ?? 0) - (samples[(from + 2) % samples.length] ?? 0))
          let most = 0
          for (let at = samples.length - 2 * SECOND; at < samples.length - 2; at += 2) most = Math.max(most, steps(at))
          assert.isAtMost(steps(samples.length - 2), most, mood)
          // The end of the loop still rings: nothing stops there.
          assert.isAbove(energy(samples, samples.length - SECOND / 4, samples.length), 100, mood)
          lengths.add(samples.length + Math.round(energy(samples, 0, SECOND)))
        }
        assert.strictEqual(lengths.size, 8)
      }),
    60_000
  )

  it("is chosen by the script's mood: its wish, else its words and pictograms, else its look", () => {
    const said = (text: string, emoji?: string) => ({
      caption: "",
      lines: [ScriptLine.make({ role: "hook", text, ...(emoji === undefined ? {} : { emoji }) })] as const
    })
    assert.strictEqual(moodFor({ ...said("x"), mood: "grand" }, "block"), "grand")
    assert.strictEqual(moodFor(said("Sleep is slow, so relax and breathe", "🌙"), "block"), "calm")
    assert.strictEqual(moodFor(said("Dieser Betrug ist eine Gefahr", "🚨"), "third"), "tense")
    assert.strictEqual(moodFor(said("静かに眠る方法", "😴"), "cards"), "calm")
    assert.strictEqual(moodFor(said("Nothing said"), "cards"), "playful")
  })
})

const shot = (frames: number, ...events: ReadonlyArray<VisualEvent>) => ({ frames, events })
const beats = (count: number): ReadonlyArray<LineRole> => Array.from({ length: count }, () => "beat" as const)

describe("Effects in a video", () => {
  it("sound at the frame of what is seen, and nowhere else", () => {
    const cues = cuesFor([shot(60, { frame: 0, kind: "impact" }), shot(60, { frame: 20, kind: "pop" })], beats(2))
    assert.deepEqual(cues.map(({ effect, frame }) => [effect, frame]), [["impact", 0], ["pop", 80]])
    const track = drawCues(cues, 120 * 1600)
    assert.strictEqual(energy(track, 40 * 1600, 80 * 1600 - 1), 0)
    assert.isAbove(energy(track, 80 * 1600, 82 * 1600), 0.01)
    assert.deepEqual(cuesFor([shot(90)], beats(1)), [])
  })

  it("are at most four in three seconds; the lesser ones are left out, and a count is one", () => {
    const crowd = Array.from({ length: 20 }, (_, at): VisualEvent => ({ frame: at * 5, kind: "pop" }))
    const cues = cuesFor(
      [shot(120, ...crowd, { frame: 31, kind: "impact" }, { frame: 70, kind: "count", frames: 30 })],
      beats(1)
    )
    const happened = cues.filter(({ effect }) => effect !== "tick").map(({ frame }) => frame)
    for (const from of happened) assert.isAtMost(happened.filter((at) => at >= from && at < from + 90).length, 4)
    assert.include(happened, 31)
    assert.lengthOf(cues.filter(({ effect }) => effect === "tick"), 8)
  })

  it("rise towards the cut at which the story turns", () => {
    const cues = cuesFor([shot(90, { frame: 0, kind: "impact" }), shot(90, { frame: 0, kind: "impact" })], [
      "hook",
      "turn"
    ])
    assert.deepEqual(cues.map(({ effect, frame }) => [effect, frame]), [["impact", 0], ["impact", 90], ["riser", 90]])
    const track = drawCues(cues.filter(({ effect }) => effect === "riser"), 180 * 1600)
    assert.isAbove(energy(track, 85 * 1600, 90 * 1600 - 300), 0.02)
    assert.strictEqual(energy(track, 90 * 1600, 180 * 1600), 0)
  })

  it("give way to the voice by half, and are loud without one", () => {
    const effects = new Float32Array(SECOND).fill(0.2)
    const spoken = Float32Array.from({ length: SECOND }, (_, at) => 0.3 * Math.sin(at / 20))
    const mixed = (speech: Float32Array) => makeDucking(new Int16Array(), SECOND, true, effects)(speech)
    const at = SECOND - 100
    assert.closeTo(mixed(new Float32Array(SECOND))[2 * at] ?? 0, 0.2, 1e-6)
    assert.closeTo((mixed(spoken)[2 * at] ?? 0) - (spoken[at] ?? 0), 0.1, 1e-3)
  })
})

/** Two channels that hold the same. */
const both = (length: number, at: (sample: number) => number) => {
  const sound = new Float32Array(2 * length)
  for (let sample = 0; sample < length; sample++) sound[2 * sample] = sound[2 * sample + 1] = at(sample)
  return sound
}

/** As `of`, but handed over in uneven pieces. */
const inPieces = (sound: Float32Array, of: (piece: Float32Array) => Float32Array) => {
  const all = new Float32Array(sound.length)
  for (let at = 0, length = 2; at < sound.length; at += length, length = (length * 7) % 9998 + 2) {
    all.set(of(sound.subarray(at, at + length)), at)
  }
  return all
}

describe("A master", () => {
  it("is measured as the norm says: a sine of a kilohertz at -23 decibels is -23 LUFS, and silence is nothing", () => {
    const meter = loudnessMeter()
    const sine = both(5 * SECOND, (at) => 10 ** (-23 / 20) * Math.sin((2 * Math.PI * 1000 * at) / SECOND))
    inPieces(sine, (piece) => (meter.hear(piece), piece))
    assert.closeTo(meter.loudness() ?? 0, -23, 0.1)
    // Pauses do not make it quieter.
    meter.hear(new Float32Array(6 * SECOND))
    assert.closeTo(meter.loudness() ?? 0, -23, 0.2)
    const silent = loudnessMeter()
    silent.hear(new Float32Array(2 * SECOND))
    assert.isNull(silent.loudness())
  })

  it("stays under its ceiling, also between two samples, and is the same in whichever pieces it comes", () => {
    const ceiling = 0.8
    // A quarter of the rate, off by an eighth of a wave: the samples are 0.71 of the peaks.
    const sound = both(SECOND, (at) => (at % 9000 < 4000 ? 1.3 : 0.2) * Math.sin((Math.PI * at) / 2 + Math.PI / 4))
    const limited = makeLimiter(1, ceiling)(sound)
    assert.deepEqual(inPieces(sound, makeLimiter(1, ceiling)), limited)
    const highest = limited.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    assert.isAtMost(highest, 0.8 * Math.SQRT1_2 + 0.02)
    assert.isAtLeast(highest, 0.8 * Math.SQRT1_2 - 0.03)
  })

  it("leaves alone what is quiet enough, and only comes later", () => {
    const quiet = both(SECOND, (at) => 0.4 * Math.sin(at / 11))
    const limited = makeLimiter(2, 0.9)(quiet)
    for (let at = 0; at < SECOND - LIMITER_DELAY; at += 97) {
      assert.closeTo(limited[2 * (at + LIMITER_DELAY)] ?? 0, 2 * (quiet[2 * at] ?? 0), 1e-6)
    }
  })
})

const RATE = 22_050
/** Six seconds of something like speech: syllables and pauses. */
const babble = Int16Array.from(
  { length: RATE * 6 },
  (_, at) =>
    Math.round(
      9000 * Math.sin((2 * Math.PI * (150 + 40 * Math.sin(at / 4000)) * at) / RATE) * Math.max(0, Math.sin(at / 1400)) *
        (at % RATE < 0.8 * RATE ? 1 : 0)
    )
)

describe("The sound of a video", () => {
  for (const mood of ["drive", "tense"] as const) {
    it.scoped(
      `is -14 LUFS within one and clips nowhere, with voice, effects and ${mood} music`,
      () =>
        Effect.gen(function*() {
          const folder = yield* place
          const wavPath = join(folder, "babble.wav")
          writeFileSync(wavPath, writeWav({ rate: RATE, samples: babble }))
          const line = script.lines[0]
          const voice = { wavPath, id: "babble", engine: "", durationMillis: 6000, words: [] }
          const segments = timelineOf(
            [{ line, source: 0, words: wordsOf(line.text), voice }],
            Script.make(script).language
          )
          const cues = cuesFor([
            shot(200, { frame: 0, kind: "impact" }, { frame: 60, kind: "whoosh" }, { frame: 150, kind: "ding" })
          ], beats(1))
          const { ffmpeg, path } = yield* Effect.all({
            ffmpeg: Effect.flatMap(Ffmpeg, ({ find }) => find),
            path: Effect.map(soundOf(segments, { mood, cues }), ({ path }) => path)
          }).pipe(Effect.provide(StageStore.layer.pipe(Layer.provideMerge(studio(folder, "bed")))))
          const said = wordsOfFfmpeg(ffmpeg.path, path, "-af ebur128=peak=true")
          const summary = said.slice(said.lastIndexOf("Summary:"))
          assert.closeTo(Number(/I:\s+(-[\d.]+) LUFS/.exec(summary)?.[1]), -14, 1)
          assert.isAtMost(Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]), -1)
        }),
      120_000
    )
  }

  it.scoped(
    "is the music that an org brought, as loud as our own; what is no sound is refused",
    () =>
      Effect.gen(function*() {
        const folder = yield* place
        const file = join(folder, "theme.wav")
        // A quiet tone of a pitch that no bed holds for long.
        const tone = Int16Array.from({ length: RATE }, (_, at) => 900 * Math.sin((2 * Math.PI * 3_137 * at) / RATE))
        writeFileSync(file, writeWav({ rate: RATE, samples: tone }))
        const line = { ...script.lines[0], text: "…" }
        const segments = timelineOf([{ line, source: 0, words: wordsOf(line.text), voice: null }], "de")
        const piece = (path: string) => ({ path, name: "theme.wav", sha256: path, licence: "CC0", author: null })
        const made = (path: string) => soundOf(segments, { mood: "calm", cues: [], own: piece(path) })
        const torn = join(folder, "torn.wav")
        writeFileSync(torn, "no sound")
        const { refused, sound } = yield* Effect.all({ sound: made(file), refused: Effect.flip(made(torn)) }).pipe(
          Effect.provide(StageStore.layer.pipe(Layer.provideMerge(studio(folder, "none"))))
        )
        assert.isTrue(sound.hasMusic)
        const bed = new Int16Array(readFileSync(join(sound.stages[0]?.folder ?? "", "bed.pcm")).buffer)
        assert.closeTo(energy(bed, 0, bed.length) / 32_768, 0.13, 0.02)
        assert.closeTo(crossings(Float32Array.from(bed.filter((_, at) => at % 2 === 0))), 6_274, 60)
        assert.strictEqual(refused._tag, "MusicUnusable")
        assert.include(refused.message, "theme.wav")
      }),
    60_000
  )
})
