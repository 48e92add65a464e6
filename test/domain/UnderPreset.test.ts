import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { captionUnder, partWords, scriptUnder } from "@callsheet/domain/asset/UnderPreset"
import { makesOf, writesOf } from "@callsheet/domain/org/Preset"
import { assert, describe, it } from "@effect/vitest"

const line = (role: ScriptLine["role"], text: string, more: Partial<ScriptLine> = {}) =>
  new ScriptLine({ role, text, ...more })
const script = (more: Partial<Script> = {}) =>
  new Script({
    language: "de",
    lines: [line("hook", "Brot ist langsam."), line("beat", "Mehl ruht."), line("cta", "Folge uns.")],
    caption: "Brot.",
    hashtags: [],
    source: { _tag: "rules", version: "3" },
    ...more
  })

describe("a script under a preset", () => {
  it("keeps what it asks for itself and takes the rest", () => {
    const preset = {
      look: "cards",
      mood: "warm",
      music: "our theme",
      voice: { voice: "thorsten", speed: 1.2 }
    } as const
    const made = scriptUnder(script({ look: "block", voice: { speed: 0.9 } }), preset, undefined)
    assert.deepInclude({ ...made }, {
      look: "block",
      mood: "warm",
      music: "our theme",
      voice: { voice: "thorsten", speed: 0.9 }
    })
    assert.strictEqual(scriptUnder(script({ music: "another" }), preset, undefined).music, "another")
    assert.deepStrictEqual(scriptUnder(script(), {}, undefined), script())
  })

  it("says its part above the first line and under the post, in its own language; a person's words stay", () => {
    const series = { title: "Brot", part: 3, of: 7 }
    assert.strictEqual(scriptUnder(script(), {}, series).lines[0].kicker, "Brot · Teil 3 von 7")
    assert.strictEqual(captionUnder(script(), series), "Brot. (Teil 3 von 7)")
    const long = { ...series, title: "Alles, was du über langsames Brot wissen willst" }
    assert.strictEqual(scriptUnder(script(), {}, long).lines[0].kicker, "Teil 3 von 7")
    const own = script({
      source: { _tag: "person" },
      lines: [line("hook", "Brot.", { kicker: "Neu" }), line("beat", "Mehl."), line("cta", "Folge uns.")]
    })
    assert.strictEqual(scriptUnder(own, {}, series).lines[0].kicker, "Neu")
    assert.strictEqual(captionUnder(own, series), "Brot.")
    assert.strictEqual(partWords({ title: "x", part: 2 }, "en-US"), "Part 2")
    assert.strictEqual(partWords(series, "ja"), "3/7")
  })

  it("names what words and pictures follow from, and nothing where nothing is said", () => {
    assert.deepStrictEqual([writesOf({ look: "cards" }), makesOf({ brandVoice: "dry" })], ["", ""])
    assert.notStrictEqual(writesOf({ brandVoice: "dry" }), writesOf({ brandVoice: "warm" }))
    assert.strictEqual(makesOf({ look: "cards", brandVoice: "dry" }), makesOf({ look: "cards" }))
    assert.notStrictEqual(makesOf({ look: "cards", music: "our theme" }), makesOf({ look: "cards" }))
  })
})
