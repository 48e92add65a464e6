import { addFromCatalogue, addFromFile } from "@callsheet/studio/voice/neural/AddVoice"
import * as NeuralVoice from "@callsheet/studio/voice/neural/NeuralVoice"
import { voiceCatalogue } from "@callsheet/studio/voice/neural/VoiceCatalogue"
import { choose } from "@callsheet/studio/voice/neural/VoiceChoice"
import { sha256Of } from "@callsheet/studio/voice/neural/VoiceDownload"
import { installedVoices } from "@callsheet/studio/voice/neural/VoiceStore"
import { Voice } from "@callsheet/studio/voice/Voice"
import { layerSilent } from "@callsheet/studio/voice/VoiceConfig"
import { readWav } from "@callsheet/studio/voice/Wav"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { c as create } from "tar"
import { freePurchases } from "../../support/FreePurchases.ts"
import { newFolder } from "../../support/NewFolder.ts"
import { TOY_LETTER_MILLIS, TOY_RATE, toyVoice } from "../../support/ToyVoice.ts"

const room = () => newFolder("voice")
const given = { id: "toy", language: "en", licence: "CC0-1.0" }

const voiceIn = (folder: string) =>
  NeuralVoice.layer({ folder, chosen: new Map(), speed: 1 }).pipe(
    Layer.provide(layerSilent),
    Layer.merge(freePurchases)
  )
const line = (text: string, language = "en") => ({ words: text.split(" "), language })

describe("A neural voice", () => {
  it.scopedLive("speaks each line with the model that was added, and times its words", () =>
    Effect.gen(function*() {
      const folder = room()
      const archive = yield* Effect.promise(() => toyVoice(folder))
      const voices = join(folder, "voices")
      yield* Effect.gen(function*() {
        const voice = yield* Voice
        assert.strictEqual((yield* voice.engineFor("en")).name, "silent")
        yield* addFromFile(voices, archive, given)
        // Added while the worker runs: the next line is spoken.
        const spoken = Option.getOrThrow(yield* voice.speak(line("hello big 🔥 world")))
        assert.strictEqual(spoken.engine, (yield* voice.engineFor("en-GB")).name)
        assert.match(spoken.engine, /^neural toy:toy \(/)
        assert.strictEqual(readWav(spoken.wav)?.rate, TOY_RATE)
        // Thirteen letters and two spaces between them.
        assert.closeTo(spoken.durationMillis, 15 * TOY_LETTER_MILLIS, 250)
        assert.isNull(spoken.words[2])
        assert.isBelow(spoken.words[0]?.to ?? 0, (spoken.words[3]?.from ?? 0) + 1)
        const again = Option.getOrThrow(yield* voice.speak(line("hello")))
        assert.isBelow(again.durationMillis, spoken.durationMillis)
        assert.isTrue(Option.isNone(yield* voice.speak(line("🔥 –"))))
        assert.isTrue(Option.isNone(yield* voice.speak(line("Guten Tag", "de"))), "another voice's language")
      }).pipe(Effect.provide(voiceIn(voices)))
    }), 120_000)

  it.scopedLive(
    "that cannot be opened fails with a reason, and speaks once it was replaced",
    () =>
      Effect.gen(function*() {
        const folder = room()
        const voices = join(folder, "voices")
        const broken = yield* Effect.promise(() => toyVoice(join(folder, "broken"), Buffer.from("not a model")))
        yield* addFromFile(voices, broken, given)
        yield* Effect.gen(function*() {
          const voice = yield* Voice
          const error = yield* Effect.flip(voice.speak(line("hello")))
          assert.strictEqual(error._tag, "VoiceUnavailable")
          yield* addFromFile(voices, yield* Effect.promise(() => toyVoice(join(folder, "good"))), given)
          assert.isTrue(Option.isSome(yield* voice.speak(line("hello"))))
        }).pipe(Effect.provide(voiceIn(voices)))
      }),
    120_000
  )

  it("is the one that was chosen, else the one of the region, else the first of the language", () => {
    const installed = voiceCatalogue.map((voice) => ({ ...voice, model: "model.onnx" }))
    const speaker = (language: string, chosen: ReadonlyArray<readonly [string, string]> = []) => {
      const found = choose(installed, language, new Map(chosen))
      return found === null ? null : `${found.voice.id}:${found.speaker.name}`
    }
    assert.strictEqual(speaker("en"), "kokoro:af_heart")
    assert.strictEqual(speaker("en-GB"), "kokoro:bf_emma")
    assert.strictEqual(speaker("de-AT"), "thorsten:thorsten")
    assert.strictEqual(speaker("en", [["en", "kokoro:bm_george"]]), "kokoro:bm_george")
    assert.strictEqual(speaker("fr", [["fr", "siwis"]]), "siwis:siwis")
    assert.isNull(speaker("ja"))
  })
})

describe("Adding a voice", () => {
  it.effect("asks for the language that nobody can know, and refuses what holds no model", () =>
    Effect.gen(function*() {
      const folder = room()
      const voices = join(folder, "voices")
      const archive = yield* Effect.promise(() => toyVoice(folder))
      const unknown = yield* Effect.flip(addFromFile(voices, archive, { ...given, language: null }))
      assert.include(unknown.remedy, "--language")
      writeFileSync(join(folder, "readme.txt"), "hello")
      yield* Effect.promise(() => create({ file: join(folder, "none.tgz"), cwd: folder, gzip: true }, ["readme.txt"]))
      assert.strictEqual(
        (yield* Effect.flip(addFromFile(voices, join(folder, "none.tgz"), given)))._tag,
        "VoiceUnusable"
      )
      writeFileSync(join(folder, "noise.tar.bz2"), "BZh9 and then nothing of the kind")
      assert.strictEqual(
        (yield* Effect.flip(addFromFile(voices, join(folder, "noise.tar.bz2"), given)))._tag,
        "VoiceUnusable"
      )
      assert.strictEqual(
        (yield* Effect.flip(addFromFile(voices, join(folder, "gone.tgz"), given)))._tag,
        "VoiceUnusable"
      )
      assert.deepStrictEqual(existsSync(voices) ? readdirSync(voices) : [], [], "something was left behind")
    }))

  it.effect(
    "ends with a refusal at an archive of more files than a voice has, and leaves none of them",
    () =>
      Effect.gen(function*() {
        const folder = room()
        mkdirSync(join(folder, "many"))
        for (let file = 0; file < 5_100; file++) writeFileSync(join(folder, "many", `${file}.txt`), "x")
        const archive = join(folder, "many.tgz")
        yield* Effect.promise(() => create({ file: archive, cwd: folder, gzip: true }, ["many"]))
        const error = yield* Effect.flip(addFromFile(join(folder, "voices"), archive, given))
        assert.include(error.message, "more than a voice has")
        assert.deepStrictEqual(readdirSync(join(folder, "voices")), [])
      }),
    60_000
  )

  it.effect("writes nothing outside its folder", () =>
    Effect.gen(function*() {
      const folder = room()
      writeFileSync(join(folder, "escaped.txt"), "outside")
      yield* Effect.promise(() =>
        create(
          { file: join(folder, "evil.tgz"), cwd: folder, gzip: true, prefix: "../../..", preservePaths: true },
          ["escaped.txt"]
        )
      )
      const voices = join(folder, "deep", "deeper", "voices")
      assert.strictEqual(
        (yield* Effect.flip(addFromFile(voices, join(folder, "evil.tgz"), given)))._tag,
        "VoiceUnusable"
      )
      assert.isFalse(existsSync(join(folder, "deep", "escaped.txt")))
      assert.isFalse(existsSync(join(folder, "deep", "deeper", "escaped.txt")))
    }))
})

/** Serves one file as release pages do, and breaks off where told. */
const served = (
  bytes: Uint8Array,
  answer: (request: IncomingMessage, response: ServerResponse, from: number) => void
) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly asked: Array<string>; readonly close: () => void }>((resume) => {
      const asked: Array<string> = []
      const server = createServer((request, response) => {
        const range = request.headers.range ?? ""
        asked.push(range)
        answer(request, response, Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0))
      })
      server.listen(0, "127.0.0.1", () =>
        resume(Effect.succeed({
          url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/toy.tar.gz`,
          asked,
          close: () => {
            server.closeAllConnections()
            server.close()
          }
        })))
    }),
    ({ close }) => Effect.sync(close)
  )

describe("A download", () => {
  const offered = Effect.gen(function*() {
    const folder = room()
    const archive = yield* Effect.promise(() => toyVoice(folder))
    const bytes = readFileSync(archive)
    const [base] = voiceCatalogue
    if (base === undefined) return yield* Effect.dieMessage("the catalogue is empty")
    return {
      voices: join(folder, "voices"),
      bytes,
      voice: { ...base, id: "toy", bytes: bytes.length, sha256: yield* sha256Of(archive) }
    }
  })
  const quietly = () => Effect.void

  it.scopedLive("that breaks off goes on where it stopped, and leaves only the voice", () =>
    Effect.gen(function*() {
      const { bytes, voice, voices } = yield* offered
      const half = Math.floor(bytes.length / 2)
      const { asked, url } = yield* served(bytes, (_, response, from) => {
        response.writeHead(from === 0 ? 200 : 206, { "content-length": bytes.length - from })
        if (from > 0) return response.end(bytes.subarray(from))
        response.write(bytes.subarray(0, half), () => setImmediate(() => response.destroy()))
      })
      yield* addFromCatalogue(voices, { ...voice, url }, quietly)
      assert.isAtLeast(asked.length, 2)
      assert.match(asked.at(-1) ?? "", /^bytes=[1-9]/)
      assert.deepStrictEqual((yield* installedVoices(voices)).map(({ id }) => id), ["toy"])
      assert.deepStrictEqual(readdirSync(join(voices, ".downloads")), [])
    }).pipe(Effect.provide(FetchHttpClient.layer)), 60_000)

  it.scopedLive("from a server without ranges begins again", () =>
    Effect.gen(function*() {
      const { bytes, voice, voices } = yield* offered
      let first = true
      const { url } = yield* served(bytes, (_, response) => {
        response.writeHead(200, { "content-length": bytes.length })
        if (!first) return response.end(bytes)
        first = false
        response.write(bytes.subarray(0, 1_000), () => setImmediate(() => response.destroy()))
      })
      yield* addFromCatalogue(voices, { ...voice, url }, quietly)
      assert.lengthOf(yield* installedVoices(voices), 1)
    }).pipe(Effect.provide(FetchHttpClient.layer)), 60_000)

  it.scopedLive("of another file than the catalogue's is deleted", () =>
    Effect.gen(function*() {
      const { bytes, voice, voices } = yield* offered
      const { url } = yield* served(bytes, (_, response) => response.end(bytes))
      const error = yield* Effect.flip(addFromCatalogue(voices, { ...voice, url, sha256: "0".repeat(64) }, quietly))
      assert.include(error.message, "SHA-256")
      assert.deepStrictEqual(readdirSync(join(voices, ".downloads")), [])
      assert.lengthOf(yield* installedVoices(voices), 0)
    }).pipe(Effect.provide(FetchHttpClient.layer)), 60_000)
})
