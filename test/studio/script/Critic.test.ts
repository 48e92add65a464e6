import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { critique, withTurn } from "@callsheet/studio/script/Critic"
import { assert, describe, it } from "@effect/vitest"

const script = (texts: ReadonlyArray<string>, language = "en", turn = -1) => {
  const lines = texts.map((text, at) =>
    new ScriptLine({ role: at === 0 ? "hook" : at === texts.length - 1 ? "cta" : at === turn ? "turn" : "beat", text })
  )
  return new Script({
    language,
    lines: [lines[0]!, ...lines.slice(1)],
    caption: "",
    hashtags: [],
    source: { _tag: "model", model: "m" }
  })
}

const says = (made: Script) => critique(made).map(({ says }) => says)
const turnless = "Nothing turns in the first third"
const loopless = "The end does not lead back"

describe("the course of a script", () => {
  const flat = [
    "Bread rises slowly.",
    "Flour takes in water and rests.",
    "Yeast eats and makes gas in the dough.",
    "The gas is held by gluten while it grows.",
    "Bake it when it springs back slowly.",
    "Follow us for more."
  ]

  it("turns in its first third, by a contradiction, a number, or because it says so", () => {
    assert.isTrue(says(script(flat)).some((one) => one.startsWith(turnless)))
    const turned = (text: string, at: number) => says(script(flat.map((line, index) => index === at ? text : line)))
    assert.isFalse(turned("But warm water is wrong.", 1).some((one) => one.startsWith(turnless)))
    assert.isFalse(turned("It takes 12 hours.", 1).some((one) => one.startsWith(turnless)))
    // Too late: half of the video is over.
    assert.isTrue(turned("But warm water is wrong.", 4).some((one) => one.startsWith(turnless)))
    assert.isFalse(says(script(flat, "en", 1)).some((one) => one.startsWith(turnless)))
  })

  it("ends where it began, or is left open", () => {
    const ending = (text: string) => says(script([...flat.slice(0, -1), text])).some((one) => one.startsWith(loopless))
    assert.isTrue(ending("Follow us for more."))
    assert.isFalse(ending("And that is why slow bread is worth it."))
    assert.isFalse(ending("Because the best thing about it is…"))
  })

  it("is not judged in languages whose words are not known here, nor where there are too few lines", () => {
    assert.deepStrictEqual(says(script(flat, "pl")).filter((one) => one.startsWith(turnless)), [])
    // The label beside the first line is read too.
    const [first, ...rest] = script([...flat.slice(0, -1), "Save this: why dough grows."]).lines
    const labelled = new Script({
      ...script(flat),
      lines: [new ScriptLine({ ...first, kicker: "Why dough grows" }), ...rest]
    })
    assert.isFalse(says(labelled).some((one) => one.startsWith(loopless)))
    assert.deepStrictEqual(says(script(flat.slice(0, 3))).filter((one) => one.startsWith(loopless)), [])
  })

  it("is paced by its turn: the first early line that turns is told to be one", () => {
    const roles = (made: Script) => withTurn(made).lines.map(({ role }) => role)
    const but = flat.map((line, at) => at === 1 ? "But warm water is wrong." : line)
    assert.deepStrictEqual(roles(script(but)), ["hook", "turn", "beat", "beat", "beat", "cta"])
    assert.deepStrictEqual(roles(script(but, "en", 3)), ["hook", "beat", "beat", "turn", "beat", "cta"])
    assert.deepStrictEqual(roles(script(flat)), script(flat).lines.map(({ role }) => role))
  })
})
