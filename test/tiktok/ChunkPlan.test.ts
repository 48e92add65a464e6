import { chunkAt, chunkPlan, chunksFrom, MAX_VIDEO_BYTES, resumeByte } from "@callsheet/tiktok/ChunkPlan"
import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"

const size = fc.oneof(
  fc.integer({ min: 2, max: 70_000_000 }),
  fc.integer({ min: 63_999_990, max: 64_000_010 }),
  fc.integer({ min: 2, max: MAX_VIDEO_BYTES })
)

describe("ChunkPlan", () => {
  for (
    const [bytes, chunkBytes, chunkCount, first, last] of [
      [4_194_304, 4_194_304, 1, 0, 4_194_303],
      [64_000_000, 64_000_000, 1, 0, 63_999_999],
      [64_000_001, 10_000_000, 6, 50_000_000, 64_000_000],
      [67_108_864, 10_000_000, 6, 50_000_000, 67_108_863],
      [70_000_001, 10_000_000, 7, 60_000_000, 70_000_000],
      [158_008_374, 10_000_000, 15, 140_000_000, 158_008_373],
      [4_000_000_000, 10_000_000, 400, 3_990_000_000, 3_999_999_999]
    ] as const
  ) {
    it(`${bytes} bytes go in ${chunkCount} of ${chunkBytes}`, () => {
      const plan = chunkPlan(bytes)
      assert.deepStrictEqual(plan, { bytes, chunkBytes, chunkCount })
      assert.deepStrictEqual(chunkAt(plan, chunkCount - 1), { first, last })
    })
  }

  it("every plan keeps all of TikTok's rules in both readings of MB", () => {
    fc.assert(fc.property(size, (bytes) => {
      const plan = chunkPlan(bytes)
      assert.strictEqual(plan.chunkCount, Math.floor(bytes / plan.chunkBytes))
      assert.isAtMost(plan.chunkCount, 1_000)
      if (plan.chunkCount === 1) assert.strictEqual(plan.chunkBytes, bytes)
      if (bytes >= 5 * 1_048_576) assert.isAtLeast(plan.chunkBytes, 5 * 1_048_576)
      assert.isAtMost(plan.chunkBytes, 64_000_000)
      const last = chunkAt(plan, plan.chunkCount - 1)
      assert.isAtMost(last.last - last.first + 1, 128_000_000)
    }))
  })

  it("the pieces cover the file once, in order, without a gap", () => {
    fc.assert(fc.property(size, (bytes) => {
      let next = 0
      for (const { first, last } of chunksFrom(chunkPlan(bytes), 0)) {
        assert.strictEqual(first, next)
        next = last + 1
      }
      assert.strictEqual(next, bytes)
    }))
  })

  it("D04: an upload resumes at the right piece whether TikTok's figure is a count or a last index", () => {
    fc.assert(fc.property(size, fc.nat(), (bytes, pick) => {
      const plan = chunkPlan(bytes)
      const done = pick % (plan.chunkCount + 1)
      const boundary = done === plan.chunkCount ? bytes : done * plan.chunkBytes
      assert.strictEqual(resumeByte(plan, boundary), boundary)
      assert.strictEqual(resumeByte(plan, boundary - 1), boundary)
    }))
  })

  it("a figure inside a piece means that piece has not arrived", () => {
    const plan = chunkPlan(70_000_001)
    assert.strictEqual(resumeByte(plan, 19_999_998), 10_000_000)
    assert.strictEqual(resumeByte(plan, 69_000_000), 60_000_000)
    assert.deepStrictEqual(chunksFrom(plan, 70_000_001), [])
  })
})
