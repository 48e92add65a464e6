import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import { assFile } from "@callsheet/studio/render/picture/Ass"
import { drawSegment, type Segment } from "@callsheet/studio/render/picture/Segment"
import { themes } from "@callsheet/studio/render/picture/Theme"
import { loadTypesetter } from "@callsheet/studio/render/text/Typesetter"
import { wordsOf } from "@callsheet/studio/render/text/Words"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { decode, place, studio } from "./Studio.ts"

/** The frame that is looked at. */
const FRAME = 20

/** Each word is spoken for eight frames. */
const segment = (text: string, over: Partial<Segment>): Segment => ({
  index: 1,
  count: 4,
  frames: 60,
  role: "beat",
  words: wordsOf(text).map((word, index) => ({ ...word, from: 2 + index * 8, to: 10 + index * 8 })),
  emoji: "🥵",
  kicker: null,
  language: "en",
  ...over
})

/** With the MD5 of the raw frame, which is the same on every build of ffmpeg for x86-64. */
const scenes: ReadonlyArray<{ readonly name: string; readonly segment: Segment; readonly golden: string }> = [
  {
    name: "an English hook",
    segment: segment("Stop charging your phone to *100%*", { role: "hook", index: 0, emoji: "🔋" }),
    golden: "a95e9cc8f7f10c76235197587d746338"
  },
  {
    name: "a German beat with a word of 46 letters",
    segment: segment("So steigen Akkukapazitätsverschlechterungsgeschwindigkeiten", {
      language: "de",
      kicker: "Größte Gefahr: Hitze"
    }),
    golden: "d58eee9d1129f06723a5d1c89c22be15"
  },
  {
    name: "an Arabic hook with digits",
    segment: segment("لا تشحن هاتفك إلى *100%* أبدًا", { role: "hook", language: "ar" }),
    golden: "a3e1e026ed5310821446c04610d4d647"
  },
  {
    name: "a call to action with its pill",
    segment: segment("Follow for one smart tech habit a day", { role: "cta", index: 3 }),
    golden: "c0848dc7cab8faf99e2a6e3a0c905e6b"
  }
]

/** The drawings on a flat ground, as the encoder gets them. */
const drawn = (ass: string) =>
  Effect.gen(function*() {
    const folder = yield* place
    const { path } = yield* Effect.flatMap(Ffmpeg, ({ find }) => find).pipe(Effect.provide(studio(folder)))
    const file = join(folder, "segment.ass")
    writeFileSync(file, ass)
    const ground = "color=c=0x202040:s=1080x1920:r=30,format=yuv420p,setparams=colorspace=smpte170m"
    const one = `-vf select=eq(n\\,${FRAME}) -frames:v 1 -f rawvideo -`
    return decode(path, "-f lavfi -i", `${ground},ass=${file}`, one)
  })

const assOf = (segment: Segment) =>
  Effect.map(
    loadTypesetter,
    (setter) => drawSegment(segment, { theme: themes.midnight, handle: "@pocketlab", setter }).ass
  )

describe("The picture", () => {
  for (const { golden, name, segment } of scenes) {
    it.scoped(`of ${name} is to the bit what a person found beautiful`, () =>
      Effect.gen(function*() {
        const frame = yield* Effect.flatMap(assOf(segment), drawn)
        assert.lengthOf(frame, 1080 * 1920 * 1.5)
        if (process.arch === "x64") assert.strictEqual(createHash("md5").update(frame).digest("hex"), golden)
      }))
  }

  it.scoped("keeps everything that must be read where TikTok lays nothing over it", () =>
    Effect.gen(function*() {
      const empty = yield* drawn(assFile([]))
      for (const { name, segment } of scenes) {
        const frame = yield* Effect.flatMap(assOf(segment), drawn)
        for (let y = 0; y < 1920; y++) {
          const row = (picture: Buffer, from: number, to: number) => picture.subarray(y * 1080 + from, y * 1080 + to)
          const isSame = (from: number, to: number) => row(frame, from, to).equals(row(empty, from, to))
          const isFree = y < 220 || y > 1440 ? isSame(0, 1080) : isSame(0, 64) && isSame(1017, 1080)
          assert.isTrue(isFree, `${name} draws outside in row ${y}`)
        }
      }
    }))

  it.effect("takes a person's words as words: nothing in them is markup", () =>
    Effect.gen(function*() {
      const ass = yield* assOf(segment("{\\pos(0,0)} \\N <b>100 %</b>", { emoji: null }))
      assert.notInclude(ass, "pos(0,0)")
      assert.notInclude(ass, "<b>")
      assert.notInclude(ass, "\\N")
    }))
})
