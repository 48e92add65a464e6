import { aiLabelDue, resolveAiLabel } from "@callsheet/domain/AiLabel"
import { Provenance } from "@callsheet/domain/asset/Media"
import { assert, describe, it } from "@effect/vitest"
import { Either } from "effect"

const made = (stage: Provenance["stage"], engine: string, synthetic: boolean) =>
  new Provenance({ stage, engine, synthetic })

const modelText = made("script", "model", true)
const syntheticVoice = made("voice", "espeak-ng", true)
const generatedPicture = made("picture", "image-model", true)
const ownFootage = made("picture", "footage", false)
const ownVoice = made("voice", "recording", false)
const generatedMusic = made("music", "music-model", true)

describe("AiLabel", () => {
  for (
    const [what, provenance, label] of [
      ["nothing recorded", [], false],
      ["text of a model alone", [modelText], false],
      ["a synthetic voice", [syntheticVoice], true],
      ["a generated picture", [generatedPicture], true],
      ["generated music", [generatedMusic], true],
      ["own footage", [ownFootage], false],
      ["own footage and own voice with a model's text", [modelText, ownFootage, ownVoice], false],
      ["own footage with a synthetic voice", [ownFootage, syntheticVoice], true],
      ["own voice over a generated picture", [ownVoice, generatedPicture], true],
      ["everything at once", [modelText, syntheticVoice, generatedPicture, ownFootage, generatedMusic], true]
    ] as const
  ) {
    it(`D27: ${what}: ${label ? "labelled" : "no label"}`, () => {
      assert.strictEqual(aiLabelDue(provenance), label)
      assert.deepStrictEqual(resolveAiLabel(provenance), Either.right(label))
      assert.deepStrictEqual(resolveAiLabel(provenance, label), Either.right(label))
      const contradiction = resolveAiLabel(provenance, !label)
      assert.isTrue(Either.isLeft(contradiction))
      if (Either.isLeft(contradiction)) assert.strictEqual(contradiction.left._tag, "AiLabelContradiction")
    })
  }

  it("D27: a refused setting names the machine that made the part", () => {
    const refused = resolveAiLabel([ownFootage, syntheticVoice], false)
    assert.include(Either.isLeft(refused) ? refused.left.message : "", "voice (espeak-ng)")
  })
})
