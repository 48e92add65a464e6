import { LookName, type Script } from "@callsheet/domain/asset/Script"
import { captionFindings } from "@callsheet/studio/render/gate/CaptionGate"
import { contrastIn, READ } from "@callsheet/studio/render/gate/ContrastGate"
import {
  edgesOf,
  frameFindings,
  LOOK,
  look,
  lookedAfter,
  measure,
  measuresOf
} from "@callsheet/studio/render/gate/FrameGate"
import { plannedFindings } from "@callsheet/studio/render/gate/Gate"
import { glyphFindings, layoutFindings, repeatFindings } from "@callsheet/studio/render/gate/LayoutGate"
import { pictureFindings, sizeNotes } from "@callsheet/studio/render/gate/PictureGate"
import { lookFor, shotsOf } from "@callsheet/studio/render/looks/Looks"
import { objectsFor } from "@callsheet/studio/render/looks/Objects"
import { photoPaint } from "@callsheet/studio/render/looks/Photo"
import type { ReadText, Shot } from "@callsheet/studio/render/looks/Shot"
import { AS_IT_IS, loadPainter } from "@callsheet/studio/render/paint/Painter"
import { pictogramsFor } from "@callsheet/studio/render/paint/PictogramWords"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { productionFor, sample, samples, shotsFor, smallFrame } from "./Frames.ts"

/** 512 bits: whether each pixel is brighter than its right neighbour. Builds of ffmpeg differ in a few of them. */
const fingerprintOf = (pixels: Uint8Array): string => {
  let bits = ""
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 16; x++) bits += (pixels[y * 17 + x] ?? 0) > (pixels[y * 17 + x + 1] ?? 0) + 2 ? "1" : "0"
  }
  return (bits.match(/.{4}/g) ?? []).map((four) => Number.parseInt(four, 2).toString(16)).join("")
}

const distance = (a: string, b: string): number =>
  Array.from(a).reduce((sum, digit, index) => {
    const differing = Number.parseInt(digit, 16) ^ Number.parseInt(b[index] ?? "0", 16)
    return sum + (differing.toString(2).match(/1/g)?.length ?? 0)
  }, 0)

const golden: { readonly [L in LookName]: string } = JSON.parse(
  readFileSync(new URL("golden-looks.json", import.meta.url), "utf8")
)

const text = (over: Partial<ReadText>): ReadText => ({
  text: "word",
  box: { left: 100, top: 400, right: 500, bottom: 500 },
  size: 90,
  colour: "#FFFFFF",
  from: 0,
  to: 30,
  overflows: false,
  ...over
})

describe("A look", () => {
  for (const look of LookName.literals) {
    it.scoped(`${look} opens as a person found it beautiful`, () =>
      Effect.gen(function*() {
        const [hook] = yield* shotsFor(sample(`${look}-en`))
        if (hook === undefined) return assert.fail("no shot")
        const shot = { ...hook, clip: null }
        const seen = fingerprintOf(yield* smallFrame(shot, Math.min(24, shot.frames - 1), "gray"))
        assert.isAtMost(distance(seen, golden[look]), 24, `${look} looks like ${seen}`)
      }), 60_000)
  }

  for (const file of readdirSync(samples)) {
    it.effect(`keeps the words of ${file} large, apart and where TikTok lays nothing over them`, () =>
      Effect.gen(function*() {
        const production = yield* productionFor(sample(file.replace(".json", "")))
        const shots = shotsOf(production)
        assert.deepEqual(plannedFindings(shots, production), [])
        let start = 0
        const happens = shots.flatMap(({ events, frames }) => {
          const begun = start
          start += frames
          return events.map(({ frame }) => begun + frame)
        }).toSorted((a, b) => a - b)
        const gaps = [...happens, start].map((at, index) => at - (happens[index - 1] ?? 0))
        assert.isAtMost(Math.max(...gaps), 3.5 * 30)
      }))
  }

  it.effect("shows the whole hook at once, and comes back to its first ground at the end", () =>
    Effect.gen(function*() {
      const shots = yield* shotsFor(sample("block-en"))
      const [hook] = shots
      assert.isTrue(hook?.texts.every(({ from }) => from <= 20))
      const ground = (shot: Shot | undefined) => JSON.stringify(shot?.plate.picture.paints[0])
      assert.strictEqual(ground(shots.at(-1))?.match(/#\w+/)?.[0], ground(hook)?.match(/#\w+/)?.[0])
    }))

  it("is chosen by what is shown", () => {
    const chosen = (...kinds: ReadonlyArray<"map" | "number" | "list" | "text">) =>
      lookFor(
        { lines: [{ role: "hook", text: "x" }] } as unknown as Script,
        kinds.map((kind) => ({ shows: { kind } as never, picture: null }))
      )
    assert.strictEqual(chosen("text", "map"), "pane")
    assert.strictEqual(chosen("number", "number", "text"), "figure")
    assert.strictEqual(chosen("list", "list", "text"), "cards")
    assert.strictEqual(chosen("text", "text"), "block")
  })

  it("says of a photo that it was enlarged or printed, and of a large one nothing", () => {
    const noted = (width: number, height: number) =>
      sizeNotes([{ ...bare, plate: plateOfPhoto(width, height) }]).get("one")
    assert.isUndefined(noted(1080, 1920))
    assert.strictEqual(noted(900, 1600), "enlarged 1.2×")
    assert.strictEqual(noted(600, 400), "printed")
  })

  it("shows no pictogram twice, whatever the lines are about", () => {
    const words = (text: string) => text.split(" ").map((text) => ({ text, emphasised: false }))
    const lines = [
      "The knife is blunt",
      "A knife that slips",
      "This knife cuts you",
      "Whet the knife",
      "Keep your knife"
    ]
    const chosen = objectsFor(lines.map((line) => ({ own: "🔪", words: words(line), line })), "en")
    // The end comes back to the beginning.
    assert.deepEqual(chosen, ["🔪", null, null, null, "🔪"])
    const long = objectsFor(Array.from({ length: 24 }, () => ({ own: null, words: words("Hm"), line: "Hm" })), "de")
    assert.isTrue(long.every((emoji) => emoji === null))
  })

  it("shows no pictogram rather than one that a line does not name", () => {
    const object = (line: string, language: string) =>
      objectsFor(
        [{ own: null, words: line.split(" ").map((text) => ({ text, emphasised: false })), line }],
        language
      )[0]
    const wrong: ReadonlyArray<readonly [language: string, line: string]> = [
      ["de", "Halte das Messer so flach wie eine Streichholzschachtel"],
      ["de", "Die Spülmaschine ruiniert sie"],
      ["en", "One gram holds ten billion living cells"],
      ["en", "Tell me what I left out"],
      ["en", "Vaccines that train the body"],
      ["en", "She never leaves the cellar"],
      ["en", "A pain in the neck"],
      ["en", "Nine bars of pressure"]
    ]
    const seen = wrong.map(([language, line]) => object(line, language))
    assert.deepEqual(seen, ["🔪", null, null, null, "💉", null, null, null])
    assert.strictEqual(object("Le pain lève", "fr"), "🍞")
  })

  it.effect("cuts a pictogram where its shape ends: no glow lies around a sticker", () =>
    Effect.gen(function*() {
      const painter = yield* loadPainter
      const paints = [{
        op: "pictogram" as const,
        emoji: "😺",
        centre: [260, 260] as const,
        size: 400,
        rim: 0.03,
        drop: 0,
        shade: "#000000"
      }]
      let [soft, solid] = [0, 0]
      yield* painter.paint({ width: 520, height: 520, paints }, () => "", [AS_IT_IS], (pixels) =>
        Effect.sync(() => {
          for (let at = 3; at < pixels.length; at += 4) {
            const alpha = pixels[at] ?? 0
            if (alpha > 250) solid++
            else if (alpha > 8) soft++
          }
        }))
      assert.isAbove(solid, 10_000)
      assert.isBelow(soft / solid, 0.08)
    }))

  it("finds an object in the words of a line, in languages with and without spaces", () => {
    const object = (text: string, language: string) =>
      objectsFor(
        [{ own: null, words: text.split(" ").map((text) => ({ text, emphasised: false })), line: text }],
        language
      )[0]
    assert.strictEqual(object("A rabbit comes out of the burrow", "en"), "🐇")
    assert.strictEqual(object("Hundert Elefanten", "de"), "🐘")
    assert.strictEqual(object("包丁は手で洗う", "ja"), "🔪")
    assert.strictEqual(object("رأى الناس الفيل", "ar"), "🐘")
    assert.strictEqual(object("Un cuchillo afilado", "es"), "🔪")
    // A keyword that several pictures share is not enough: pepper is sharp, and so is ginger.
    assert.isEmpty(pictogramsFor("Das ist scharf", "de"))
  })
})

const photo = (width: number, height: number) => ({
  kind: "photo" as const,
  path: "",
  id: "one",
  width,
  height,
  focus: [0.5, 0.5] as const
})
const bare = { clip: null, sprites: [] }
const inks = { ink: "#000000", paper: "#FFFFFF" }
const plateOfPhoto = (width: number, height: number) => ({
  drift: 0 as const,
  picture: { width: 1080, height: 1920, paints: [photoPaint(photo(width, height), [0, 0, 1080, 1920], inks)] }
})

describe("The gate finds", () => {
  it("text outside the free zone, under the buttons too", () => {
    const checks = (over: Partial<ReadText>) => layoutFindings({ texts: [text(over)] }, 0).map(({ check }) => check)
    assert.deepEqual(checks({}), [])
    assert.deepEqual(checks({ box: { left: 20, top: 400, right: 500, bottom: 500 } }), ["outside"])
    assert.deepEqual(checks({ box: { left: 500, top: 900, right: 1000, bottom: 1000 } }), ["outside"])
    assert.deepEqual(checks({ box: { left: 500, top: 600, right: 1000, bottom: 700 } }), [])
    assert.deepEqual(checks({ size: 30 }), ["small"])
    assert.deepEqual(checks({ overflows: true }), ["overflow"])
  })

  it("texts that lie on each other at the same time", () => {
    const other = text({ text: "other", box: { left: 300, top: 450, right: 700, bottom: 550 } })
    assert.deepEqual(layoutFindings({ texts: [text({}), other] }, 0).map(({ check }) => check), ["overlap"])
    assert.deepEqual(layoutFindings({ texts: [text({ to: 10 }), { ...other, from: 10 }] }, 0), [])
  })

  it("characters that no font has", () => {
    const missingIn = (text: string) => Array.from(text).filter((letter) => letter === "ꦗ")
    assert.deepEqual(glyphFindings({ texts: [text({})] }, missingIn, 0), [])
    const [found] = glyphFindings({ texts: [text({ text: "a ꦗ" })] }, missingIn, 30)
    assert.deepInclude(found, { check: "glyph", at: 1 })
    assert.include(found?.what, "ꦗ")
  })

  it("pictures that are blown up, and pictures that come again in another line", () => {
    const clip = (width: number, height: number) => ({
      ...bare,
      plate: plateOfPhoto(1, 1),
      clip: { path: "", id: "c", width, height }
    })
    assert.deepEqual(pictureFindings(clip(1080, 1920), 0), [])
    assert.deepInclude(pictureFindings(clip(640, 360), 60)[0], { check: "enlarged", at: 2 })
    const blown = {
      op: "photo" as const,
      photo: "one",
      crop: [0, 0, 400, 700] as const,
      area: [0, 0, 1080, 1920] as const
    }
    const plate = {
      drift: 0 as const,
      picture: { width: 1080, height: 1920, paints: [{ op: "moved" as const, by: [0, 0] as const, paints: [blown] }] }
    }
    assert.deepInclude(pictureFindings({ ...bare, plate }, 0)[0], { check: "enlarged" })
    const scene = (line: number, id: string) => ({ line, picture: { id } })
    assert.deepEqual(repeatFindings([scene(0, "a"), scene(0, "a"), scene(1, "b")]), [])
    assert.deepInclude(repeatFindings([scene(0, "a"), scene(1, "b"), scene(2, "b"), scene(3, "c")])[0], {
      check: "repeated"
    })
    // The end may come back to the beginning.
    assert.deepEqual(repeatFindings([scene(0, "a"), scene(1, "b"), scene(2, "a")]), [])
  })

  it("pale words on a pale ground", () => {
    const frame = new Uint8Array(READ.width * READ.height * 3)
    const at = (x: number, y: number) => (y * READ.width + x) * 3
    const paint = (ground: number, ink: number) => {
      frame.fill(ground)
      for (let y = 210; y < 240; y++) {
        for (let x = 60; x < 240; x += 4) frame.fill(ink, at(x, y), at(x + 2, y))
      }
    }
    paint(0, 255)
    assert.isAbove(contrastIn(frame, text({})) ?? 0, 15)
    paint(190, 255)
    assert.isBelow(contrastIn(frame, text({})) ?? 99, 4.5)
    // The box under another word of the sentence is not what these letters are read against.
    paint(0, 255)
    for (let y = 200; y < 250; y++) frame.fill(235, at(165, y), at(250, y))
    assert.isAbove(contrastIn(frame, text({})) ?? 0, 15)
  })

  it("a picture that stands still, is black, or shows nothing new", () => {
    const size = LOOK.width * LOOK.height
    const found = (frames: Uint8Array) => frameFindings(measure(frames)).map(({ check }) => check)
    assert.deepEqual(found(new Uint8Array(size * 150)), ["slow", "frozen", "black", "empty"])
    const busy = new Uint8Array(size * 150)
    for (let frame = 0; frame < 150; frame++) {
      for (let at = 0; at < size; at++) {
        const [x, y] = [at % LOOK.width, Math.floor(at / LOOK.width)]
        // Stripes that turn every second and a half, and flicker a little.
        const stripe = Math.floor((Math.floor(frame / 45) % 2 === 0 ? x : y) / 5) % 2
        busy[frame * size + at] = (stripe === 0 ? 220 : 40) + (frame % 2)
      }
    }
    assert.deepEqual(found(busy), [])
    // Scene by scene the same is seen as in the whole, also where two meet and where a scene is shorter than the look back.
    const cuts = [0, 40, 45, 48, 95, 150]
    let before: Uint8Array = new Uint8Array()
    const looked = cuts.slice(1).map((to, index) => {
      const frames = busy.subarray((cuts[index] ?? 0) * size, to * size)
      const { head, tail } = edgesOf(frames)
      const seen = index === 0 ? look(frames) : lookedAfter(look(frames), head, before)
      before = edgesOf(Buffer.concat([before, tail])).tail
      return seen
    })
    assert.deepEqual(looked.flatMap(({ frames }) => frames), look(busy).frames)
    assert.deepEqual(measuresOf(looked).changes, measure(busy).changes)
    // Two scenes that are still, and still beside each other, are one long still.
    const held = busy.subarray(0, size)
    const eight = Buffer.concat(Array.from({ length: 8 }, () => held))
    const alone = look(eight)
    assert.notInclude(frameFindings(measuresOf([alone])).map(({ check }) => check), "frozen")
    const beside = lookedAfter(alone, edgesOf(eight).head, edgesOf(eight).tail)
    assert.include(frameFindings(measuresOf([alone, beside])).map(({ check }) => check), "frozen")
  })

  it("words that are shown long before or after they are heard", () => {
    const samples = new Int16Array(16_000)
    samples.fill(8000, 8000)
    const found = (firstWordMillis: number) =>
      captionFindings({ text: "late", samples, rate: 16_000, firstWordMillis }, 0)
    assert.deepEqual(found(560), [])
    assert.include(found(100)[0]?.what, "400 ms before")
    assert.include(found(900)[0]?.what, "400 ms after")
  })
})
