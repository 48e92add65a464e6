import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import type { RenderedFiles, RenderProgress } from "@callsheet/studio/render/Renderer"
import { verify } from "@callsheet/studio/render/stages/Verify"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { callsOf, decode, ffprobe, place, renderIn, script, stageNames, studio, wordsOfFfmpeg } from "./Studio.ts"

const FRAMES = (2 + 15 + 6) + (5 + 15 + 6) + (5 + 15 + 26)
const MILLIS = Math.round((FRAMES * 1000) / 30)

/** One video for all tests that only look at it. */
class Video extends Context.Tag("test/Video")<Video, {
  readonly folder: string
  readonly ffmpeg: string
  readonly rendered: RenderedFiles
  readonly told: ReadonlyArray<RenderProgress>
}>() {
  static readonly layer = Layer.scoped(
    this,
    Effect.gen(function*() {
      const folder = yield* place
      const told: Array<RenderProgress> = []
      const rendered = yield* renderIn(
        folder,
        { script, handle: "@labor" },
        (progress) => Effect.sync(() => void told.push(progress))
      )
      const { path } = yield* Effect.flatMap(Ffmpeg, ({ find }) => find).pipe(Effect.provide(studio(folder)))
      return { folder, ffmpeg: path, rendered, told }
    })
  )
}

interface Probed {
  readonly format: { readonly duration: string; readonly start_time: string }
  readonly streams: ReadonlyArray<Record<string, string | number>>
}

layer(Video.layer, { timeout: 180_000, excludeTestServices: true })("A rendered short", (it) => {
  it.effect("is what TikTok recommends: 1080×1920, 30 even frames, H.264 High 4.0, AAC 48 kHz stereo", () =>
    Effect.gen(function*() {
      const { rendered } = yield* Video
      const { format, streams } = ffprobe("-show_streams", "-show_format", rendered.videoPath) as Probed
      const [picture, sound] = streams
      assert.deepInclude(picture, {
        codec_name: "h264",
        profile: "High",
        level: 40,
        pix_fmt: "yuv420p",
        width: 1080,
        height: 1920,
        r_frame_rate: "30/1",
        avg_frame_rate: "30/1",
        color_space: "bt709",
        color_range: "tv",
        nb_frames: String(FRAMES)
      })
      assert.deepInclude(sound, { codec_name: "aac", profile: "LC", sample_rate: "48000", channels: 2 })
      assert.strictEqual(Number(format.start_time), 0)
      assert.closeTo(Number(picture?.["duration"]) * 1000, MILLIS, 1)
      assert.closeTo(Number(sound?.["duration"]) * 1000, MILLIS, 2)
      assert.deepEqual({ ...rendered.facts }, {
        durationMillis: MILLIS,
        width: 1080,
        height: 1920,
        coverAtMillis: 500
      })
    }))

  it.effect("carries its header before its data, so that it plays while it loads", () =>
    Effect.gen(function*() {
      const { rendered } = yield* Video
      const bytes = readFileSync(rendered.videoPath)
      assert.isBelow(bytes.indexOf("moov"), bytes.indexOf("mdat"))
      assert.isAbove(bytes.indexOf("moov"), 0)
    }))

  it.effect("has exactly the planned frames in every segment", () =>
    Effect.gen(function*() {
      const { folder } = yield* Video
      const counts = stageNames(folder).filter((name) => name.startsWith("scene-")).map((name) => {
        const file = join(folder, "stages", name, "segment.mp4")
        const { streams } = ffprobe("-count_packets", "-show_streams", file) as Probed
        assert.strictEqual(streams[0]?.["avg_frame_rate"], "30/1")
        return Number(streams[0]?.["nb_read_packets"])
      })
      assert.deepEqual(counts.toSorted((a, b) => a - b), [23, 26, 46])
    }))

  it.effect("is as loud as TikTok plays, without peaks that clip", () =>
    Effect.gen(function*() {
      const { ffmpeg, rendered } = yield* Video
      const said = wordsOfFfmpeg(ffmpeg, rendered.videoPath, "-af ebur128=peak=true")
      const summary = said.slice(said.lastIndexOf("Summary:"))
      assert.closeTo(Number(/I:\s+(-[\d.]+) LUFS/.exec(summary)?.[1]), -14, 0.7)
      assert.isAtMost(Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]), -1)
    }))

  it.effect("begins to speak within a tenth of a second", () =>
    Effect.gen(function*() {
      const { ffmpeg, rendered } = yield* Video
      const raw = decode(ffmpeg, "-i", rendered.videoPath, "-ac 1 -ar 48000 -f s16le -")
      const samples = new Int16Array(raw.buffer, raw.byteOffset, raw.length / 2)
      const first = samples.findIndex((sample) => Math.abs(sample) > 1000)
      assert.closeTo((first * 1000) / 48_000, (2 * 1000) / 30, 60)
    }))

  it.effect("brings new outlines at least every three and a half seconds, and never stands still", () =>
    Effect.gen(function*() {
      const { rendered } = yield* Video
      const { measures } = rendered
      assert.isAtMost(measures?.longestGap ?? 99, 3.5)
      assert.isAtMost(measures?.frozenSeconds ?? 99, 0.4)
      // A frame at half a second that works as a still.
      assert.isAtLeast(measures?.outlinesAtHalfSecond ?? 0, 3000)
    }))

  it.effect("is never black", () =>
    Effect.gen(function*() {
      const { ffmpeg, rendered } = yield* Video
      const said = wordsOfFfmpeg(ffmpeg, rendered.videoPath, "-vf blackdetect=d=0.2:pix_th=0.06 -an")
      assert.notInclude(said, "black_start")
    }))

  it.effect("is handed out only if it has exactly the frames that were planned", () =>
    Effect.gen(function*() {
      const { rendered } = yield* Video
      const check = (file: string) => verify(file, FRAMES + 1).pipe(Effect.provide(NodeContext.layer), Effect.flip)
      const refused = yield* check(rendered.videoPath)
      assert.include(refused.message, `it has ${FRAMES} frames instead of ${FRAMES + 1}`)
      assert.include((yield* check(rendered.coverPath)).message, "its header is not at the front")
    }))

  it.effect("has a cover of its opening words", () =>
    Effect.gen(function*() {
      const { rendered } = yield* Video
      const { streams } = ffprobe("-show_streams", rendered.coverPath) as Probed
      assert.deepInclude(streams[0], { codec_name: "mjpeg", width: 1080, height: 1920 })
    }))

  it.effect("says who made it: a synthetic voice, a drawn picture", () =>
    Effect.gen(function*() {
      const { rendered } = yield* Video
      assert.deepEqual(rendered.provenance.map(({ engine, stage, synthetic }) => [stage, engine, synthetic]), [
        ["voice", "hum 1", true],
        ["picture", "Callsheet looks", false]
      ])
    }))

  it.effect("tells its progress from nothing to all, never backwards", () =>
    Effect.gen(function*() {
      const { told } = yield* Video
      const fractions = told.map(({ fraction }) => fraction)
      assert.deepEqual(fractions, fractions.toSorted((a, b) => a - b))
      assert.strictEqual(fractions.at(-1), 1)
      assert.isAbove(new Set(fractions).size, 4)
    }))

  it.effect("comes at once when nothing changed, and a changed line redoes only itself", () =>
    Effect.gen(function*() {
      const { folder, rendered } = yield* Video
      const again = yield* renderIn(folder, { script, handle: "@labor" })
      assert.strictEqual(again.videoPath, rendered.videoPath)
      assert.isTrue(again.stages.every(({ cached }) => cached))

      const [hook, ...others] = script.lines
      const lines = [ScriptLine.make({ ...hook, text: "Nie mehr laden" }), ...others] as const
      const other = yield* renderIn(folder, { script: Script.make({ ...script, lines }), handle: "@labor" })
      const made = other.stages.filter((stage) => !stage.cached).map(({ stage }) => stage)
      assert.deepEqual(made.toSorted(), ["cover", "gate", "mix", "mux", "scene", "voice"])
    }))

  it.effect("is refused before anything is spoken if a character cannot be drawn, and the refusal names it", () =>
    Effect.gen(function*() {
      const { folder } = yield* Video
      const spoken = callsOf(folder).length
      const lines = [ScriptLine.make({ role: "hook", text: "Das Zeichen ꦗ fehlt" })] as const
      const refused = yield* Effect.flip(renderIn(folder, { script: Script.make({ ...script, lines }) }))
      assert.strictEqual(refused._tag, "GlyphsMissing")
      assert.include(refused.message, "ꦗ")
      assert.lengthOf(callsOf(folder), spoken)
    }))

  it.effect("is refused before a frame is drawn if it is longer than the account may post", () =>
    Effect.gen(function*() {
      const { folder } = yield* Video
      const refused = yield* Effect.flip(renderIn(folder, { script, maxSeconds: 3 }))
      assert.strictEqual(refused._tag, "DurationOutOfRange")
      assert.include(refused.message, "4 seconds")
    }))
})
