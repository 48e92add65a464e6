import { breathsOf, shownScript, withoutPauses } from "@callsheet/domain/asset/Pauses"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { spokenUnder } from "@callsheet/domain/org/VoiceKit"
import { joined } from "@callsheet/studio/voice/Joined"
import { saidWords } from "@callsheet/studio/voice/Sayings"
import { formOf, keptAnswer, readAnswer, toldTimes } from "@callsheet/studio/voice/SpeechAnswer"
import { readWav, writeWav } from "@callsheet/studio/voice/Wav"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

const script = (voice?: Script["voice"]) =>
  new Script({
    language: "de-AT",
    lines: [new ScriptLine({ role: "hook", text: "Brot [pause 0.8] ist langsam." })],
    caption: "",
    hashtags: [],
    source: { _tag: "person" },
    ...(voice === undefined ? {} : { voice })
  })

describe("pauses in a line", () => {
  it("cut it into breaths and are not shown; emphasis goes on over them", () => {
    assert.deepStrictEqual(breathsOf("Stop. [pause] *Listen [PAUSE 1.2 s] well*. [pause 9]"), [
      { text: "Stop.", pauseMillis: 400 },
      { text: "*Listen*", pauseMillis: 1200 },
      { text: "*well*.", pauseMillis: 3000 }
    ])
    assert.deepStrictEqual(breathsOf("No pause, [paused] here."), [{
      text: "No pause, [paused] here.",
      pauseMillis: 0
    }])
    assert.deepStrictEqual(breathsOf("[pause] Late."), [{ text: "Late.", pauseMillis: 0 }])
    assert.strictEqual(withoutPauses("Brot [pause 0,5] ist."), "Brot ist.")
    assert.strictEqual(shownScript(script()).lines[0].text, "Brot ist langsam.")
  })

  it("become silence between the parts, and words are heard after it", () => {
    const rate = 8_000
    const part = (words: number, pauseMillis: number) => ({
      words,
      pauseMillis,
      spoken: {
        wav: writeWav({ rate, samples: new Int16Array(rate).fill(9_000) }),
        words: Array.from({ length: words }, (_, at) => ({ from: at * 100, to: at * 100 + 100 }))
      }
    })
    const whole = joined([part(1, 500), { words: 1, pauseMillis: 0, spoken: null }, part(2, 700)])
    assert.strictEqual(whole?.durationMillis, 2_500)
    assert.deepStrictEqual(whole?.words, [
      { from: 0, to: 100 },
      null,
      { from: 1_500, to: 1_600 },
      { from: 1_600, to: 1_700 }
    ])
    assert.strictEqual(readWav(whole!.wav)?.samples[rate + 100], 0)
    // An engine that answers at another rate does not change the pitch.
    const other = {
      ...part(1, 0),
      spoken: { wav: writeWav({ rate: 16_000, samples: new Int16Array(16_000) }), words: [] }
    }
    assert.strictEqual(joined([part(1, 0), other])?.durationMillis, 2_000)
    assert.isNull(joined([{ words: 1, pauseMillis: 0, spoken: null }]))
  })
})

describe("how words are said", () => {
  const says = [{ word: "Nginx", say: "engine x" }, { word: "US", say: "you ess" }, {
    word: "C++",
    say: "see plus plus"
  }]

  it("goes by the word, whatever stands around it, in the voice alone", () => {
    assert.deepStrictEqual(
      saidWords(["(nginx),", "Nginx’s", "US", "C++", "C++,", "Nginxes", "🔥"], says),
      ["(engine x),", "engine x’s", "you ess", "see plus plus", "see plus plus,", "Nginxes", "🔥"]
    )
    assert.deepStrictEqual(saidWords(["a"], undefined), ["a"])
  })

  it("of the org counts where the script says nothing: by language, then in all", () => {
    const kit = {
      voices: [{ language: "de", voice: "thorsten" }, { language: "en", voice: "endpoint:nova" }],
      speed: 1.1,
      pauseMillis: 200,
      says: [
        { word: "Nginx", say: "Enginix", language: "de" },
        { word: "Nginx", say: "engine x" },
        { word: "GIF", say: "jif", language: "en" }
      ]
    }
    const spoken = spokenUnder(script({ speed: 0.9, says: [{ word: "AI", say: "Ei Ai" }] }), kit).voice
    assert.deepStrictEqual(spoken, {
      voice: "thorsten",
      speed: 0.9,
      pauseMillis: 200,
      says: [{ word: "AI", say: "Ei Ai" }, { word: "Nginx", say: "Enginix" }, { word: "Nginx", say: "engine x" }]
    })
    assert.strictEqual(saidWords(["Nginx"], spoken?.says)[0], "Enginix")
    assert.isUndefined(spokenUnder(script(), {}).voice)
    assert.strictEqual(spokenUnder(script({ voice: "kokoro:bf_emma" }), kit).voice?.voice, "kokoro:bf_emma")
  })
})

describe("what a speech endpoint answers", () => {
  const sound = { rate: 24_000, samples: Int16Array.from({ length: 24_000 }, (_, at) => 8_000 * Math.sin(at / 20)) }
  const wav = writeWav(sound)
  const never = () => Effect.dieMessage("nothing is to be decoded")

  it.effect("is read by its bytes: WAV, raw sound, compressed sound, JSON with word times; text is none of them", () =>
    Effect.gen(function*() {
      assert.strictEqual(formOf(wav), "wav")
      assert.strictEqual(formOf(wav.subarray(44)), "pcm")
      assert.strictEqual(formOf(Uint8Array.from([0xff, 0xfb, 0x90, 0])), "compressed")
      assert.strictEqual(formOf(new TextEncoder().encode("ID3")), "compressed")
      assert.strictEqual(formOf(new TextEncoder().encode("<html>" + "x".repeat(9_000))), "text")
      assert.strictEqual(formOf(crypto.getRandomValues(new Uint8Array(9_000)).fill(7, 0, 2)), "text")
      assert.deepStrictEqual(readAnswer(yield* keptAnswer(wav.subarray(44), never))?.sound, sound)
      const mp3 = Uint8Array.from([0xff, 0xfb, 1, 2])
      const asked: Array<Uint8Array> = []
      const decode = (bytes: Uint8Array) => Effect.sync(() => (asked.push(bytes), wav))
      assert.deepStrictEqual(readAnswer(yield* keptAnswer(mp3, decode))?.sound, sound)
      assert.deepStrictEqual(asked, [mp3])
      // What cannot be decoded is kept as it came, and is no sound.
      const kept = yield* keptAnswer(mp3, () => Effect.fail("no ffmpeg"))
      assert.deepStrictEqual([kept, readAnswer(kept)], [mp3, null])
      const told = JSON.stringify({
        audio: Buffer.from(mp3).toString("base64"),
        timestamps: [{ word: "Hello", start_time: 0.1, end_time: 0.4 }, { word: "world", start: 0.5, end: 0.9 }]
      })
      const timed = readAnswer(yield* keptAnswer(new TextEncoder().encode(told), decode))
      assert.deepStrictEqual(timed?.told.map(({ span }) => span), [{ from: 100, to: 400 }, { from: 500, to: 900 }])
      assert.isNull(readAnswer(yield* keptAnswer(new TextEncoder().encode("{\"error\":1}"), never)))
    }))

  it("tells words that may be cut otherwise; other letters are not believed", () => {
    const told = (...words: ReadonlyArray<string>) =>
      words.map((word, at) => ({ word, span: { from: at * 100, to: at * 100 + 100 } }))
    assert.deepStrictEqual(toldTimes(["Well-known", "🔥", "fact."], told("well", "known", ",", "fact")), [
      { from: 0, to: 200 },
      null,
      { from: 300, to: 400 }
    ])
    assert.deepStrictEqual(toldTimes(["New", "York"], told("NewYork")), [{ from: 0, to: 100 }, { from: 0, to: 100 }])
    assert.isNull(toldTimes(["Twenty"], told("20")))
    assert.isNull(toldTimes(["One"], told("one", "two")))
    assert.isNull(toldTimes(["One", "two"], told("one")))
  })
})
