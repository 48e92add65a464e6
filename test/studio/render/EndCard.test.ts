import { scenesOf } from "@callsheet/domain/asset/Scenes"
import { contrast } from "@callsheet/domain/org/Colour"
import { asset } from "@callsheet/studio/Assets"
import { END_FRAMES, withEndCard } from "@callsheet/studio/render/looks/EndCard"
import { shotsOf } from "@callsheet/studio/render/looks/Looks"
import type { Brand } from "@callsheet/studio/render/looks/Shot"
import { stageScenes } from "@callsheet/studio/render/looks/Staging"
import { SAFE } from "@callsheet/studio/render/picture/Frame"
import { shownLines } from "@callsheet/studio/render/stages/Speech"
import { timelineOf } from "@callsheet/studio/render/stages/Timeline"
import { loadTypesetter, loadTypesetterWith } from "@callsheet/studio/render/text/Typesetter"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { script } from "./Studio.ts"

const ended = (brand: Brand) =>
  Effect.map(loadTypesetter, (setter) => {
    const segments = timelineOf(shownLines(script).map((line) => ({ ...line, voice: null })), script.language)
    const scenes = stageScenes(segments, scenesOf(script), new Map())
    const production = { look: "block" as const, captions: null, title: null, brand, setter, scenes }
    const plain = shotsOf(production)
    return { plain, shots: withEndCard(plain, production) }
  })

it.effect("a brand's end card covers the frame at the end, with its logo and words to be read, and lasts no longer", () =>
  Effect.gen(function*() {
    const logo = { path: "/logo.png", id: "a".repeat(64), width: 200, height: 100 }
    const { plain, shots } = yield* ended({ ground: "#F2E6D0", outro: "Made in Graz", logo })
    const [before, after] = [plain.at(-1)!, shots.at(-1)!]
    assert.strictEqual(after.frames, before.frames + END_FRAMES)
    assert.deepStrictEqual(shots.slice(0, -1), plain.slice(0, -1))
    const card = after.sprites.at(-1)!
    assert.deepStrictEqual([card.at, card.picture.width, card.picture.height], [before.frames, 1080, 1920])
    const photo = card.picture.paints.find(({ op }) => op === "photo")
    // Never more than half as large again as it is.
    assert.deepInclude(photo, { photo: logo.id, area: [390, 565, 300, 150] })
    assert.isTrue(after.drawings.every(({ to }) => to <= before.frames))
    const words = after.texts.at(-1)!
    assert.strictEqual(words.text, "Made in Graz")
    assert.isTrue(words.box.left >= SAFE.left && words.box.right <= SAFE.right && words.box.bottom <= SAFE.bottom)
    assert.isAtLeast(contrast(words.colour, "#F2E6D0"), 4.5)
    assert.isFalse(words.overflows)
  }))

it.effect("without logo and outro nothing is added", () =>
  Effect.gen(function*() {
    const { plain, shots } = yield* ended({ ground: "#101828" })
    assert.deepStrictEqual(shots, plain)
  }))

it.effect("an own font goes before the look's, and the look's draws what it does not have", () =>
  Effect.gen(function*() {
    const plain = yield* loadTypesetter
    const own = yield* loadTypesetterWith({ display: asset("fonts", "Fraunces_900Black.ttf") })
    assert.notDeepEqual(own.set("Graz", 100, "block").outline, plain.set("Graz", 100, "block").outline)
    assert.deepStrictEqual(own.set("Graz", 100, "block").outline, plain.set("Graz", 100, "serif").outline)
    assert.deepStrictEqual(own.set("Graz", 100, "sans").outline, plain.set("Graz", 100, "sans").outline)
    assert.deepStrictEqual(own.set("مرحبا", 100, "block", "rtl").missing, [])
  }))
