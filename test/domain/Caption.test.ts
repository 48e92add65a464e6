import { CAPTION_LIMIT, composeCaption } from "@callsheet/domain/Caption"
import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc } from "effect"

const composed = (caption: string, hashtags: ReadonlyArray<string>) =>
  Either.getOrThrow(composeCaption(caption, hashtags))

describe("Caption", () => {
  it("puts the hashtags after the text, each once, with or without their sign", () => {
    assert.strictEqual(
      composed(" Fold a crane ", ["origami", "#paper", "Origami", "how to"]),
      "Fold a crane #origami #paper #howto"
    )
  })

  it("does not repeat a hashtag that the text already has", () => {
    assert.strictEqual(composed("Fold #Origami\ncranes", ["origami", "paper"]), "Fold #Origami\ncranes #paper")
  })

  it("is fine without text, without hashtags and without both", () => {
    assert.strictEqual(composed("", ["a"]), "#a")
    assert.strictEqual(composed("text", ["", "#"]), "text")
    assert.strictEqual(composed("", []), "")
  })

  it("counts as TikTok does: an emoji is two", () => {
    assert.strictEqual(composed("🦢".repeat(CAPTION_LIMIT / 2), []).length, CAPTION_LIMIT)
    const refused = composeCaption(`${"🦢".repeat(CAPTION_LIMIT / 2)}!`, [])
    assert.isTrue(Either.isLeft(refused))
    if (Either.isLeft(refused)) {
      assert.include(refused.left.message, "2201")
      assert.include(refused.left.remedy, "Shorten it by 1 ")
    }
  })

  it("never gives out more than the limit, whatever goes in", () => {
    fc.assert(fc.property(fc.string({ maxLength: 2_300 }), fc.array(fc.string({ maxLength: 40 })), (text, tags) => {
      const result = composeCaption(text, tags)
      if (Either.isRight(result)) assert.isAtMost(result.right.length, CAPTION_LIMIT)
      else assert.isAbove(result.left.length, CAPTION_LIMIT)
    }))
  })
})
