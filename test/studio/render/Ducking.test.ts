import { makeDucking } from "@callsheet/studio/render/stages/Ducking"
import { assert, describe, it } from "@effect/vitest"

const SECOND = 48_000
const TOTAL = 6 * SECOND

/** Music at half of full scale, so that what comes out is its gain, doubled. */
const bed = new Int16Array(9600).fill(16_384)
/** Two seconds of silence, two of speech, two of silence. */
const speech = Float32Array.from(
  { length: TOTAL },
  (_, at) => at >= 2 * SECOND && at < 4 * SECOND ? 0.3 * Math.sin(at / 20) : 0
)

const mixed = (...ends: ReadonlyArray<number>) => {
  const duck = makeDucking(bed, TOTAL, true)
  return ends.flatMap((end, index) => Array.from(duck(speech.subarray(ends[index - 1] ?? 0, end))))
}

/** The music's gain at a moment, from what is left when the speech is taken away. */
const gainAt = (mix: ReadonlyArray<number>, second: number) => {
  const at = Math.round(second * SECOND)
  return ((mix[2 * at] ?? 0) - (speech[at] ?? 0)) * 2
}

describe("Music", () => {
  it("fades in and out, makes 11 decibels of room for speech and comes back after it", () => {
    const mix = mixed(TOTAL)
    assert.closeTo(gainAt(mix, 0), 0, 0.001)
    assert.closeTo(gainAt(mix, 1), 0.5, 0.001)
    assert.closeTo(20 * Math.log10(gainAt(mix, 3) / gainAt(mix, 1)), -11, 0.2)
    assert.isAbove(gainAt(mix, 5), 0.4)
    assert.isBelow(gainAt(mix, 5.99), 0.02)
  })

  it("sounds the same however it is cut into pieces", () => {
    assert.deepEqual(mixed(1000, 4801, 2 * SECOND + 7, TOTAL), mixed(TOTAL))
  })
})
