import { findFfmpeg } from "@callsheet/studio/render/FfmpegFind"
import * as EspeakVoice from "@callsheet/studio/voice/EspeakVoice"
import { askAlive, startLineChild } from "@callsheet/studio/voice/LineChild"
import * as SpeechEndpoint from "@callsheet/studio/voice/SpeechEndpoint"
import { Voice } from "@callsheet/studio/voice/Voice"
import * as VoiceConfig from "@callsheet/studio/voice/VoiceConfig"
import { millisOf, readWav, trimEnd, trimStart, voicedSpan, writeWav } from "@callsheet/studio/voice/Wav"
import { estimateWordTimes, speakable } from "@callsheet/studio/voice/WordTimes"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option, RcMap, Redacted } from "effect"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePurchases } from "../../support/FreePurchases.ts"

const RATE = 8000

/** Silence, a tone, silence; all in milliseconds. */
const tone = (before: number, during: number, after: number) => {
  const [start, end, length] = [before, before + during, before + during + after].map((ms) => (ms * RATE) / 1000)
  return Int16Array.from({ length: length ?? 0 }, (_, at) => (at >= (start ?? 0) && at < (end ?? 0) ? 9000 : 0))
}

describe("Word times", () => {
  it("grow with letters, digits and pauses, fill the voiced span, and skip what is not spoken", () => {
    const times = estimateWordTimes(["Dazwischen", "20", "und", "🔥", "achtzig."], { from: 100, to: 1100 })
    assert.isNull(times[3])
    const spans = times.filter((time) => time !== null)
    assert.strictEqual(spans[0]?.from, 100)
    assert.closeTo(spans.at(-1)?.to ?? 0, 1100, 1e-6)
    spans.slice(1).forEach((span, index) => assert.strictEqual(span.from, spans[index]?.to))
    const [long = 0, digits = 0, short = 0] = spans.map(({ from, to }) => to - from)
    assert.isAbove(long, digits)
    assert.isAbove(digits, short)
  })

  it("hear neither pictures nor markup", () => {
    assert.deepEqual(["*100%*", "👩🏽‍🚀", "–", "<b>", "Größe"].map(speakable), ["100%", "", "", "b", "Größe"])
  })
})

describe("WAV", () => {
  it("is read as it was written, also from a server that does not know its length", () => {
    const samples = tone(10, 50, 10)
    const wav = writeWav({ rate: RATE, samples })
    assert.deepEqual(readWav(wav), { rate: RATE, samples })
    const streamed = wav.slice()
    new DataView(streamed.buffer).setUint32(40, 0xffffffff, true)
    assert.deepEqual(readWav(streamed)?.samples, samples)
    assert.isNull(readWav(new TextEncoder().encode("ID3 this is an MP3")))
    assert.isNull(readWav(new Uint8Array()))
  })

  it("loses the silence at its end, and the one at its start only where word times move along", () => {
    const sound = { rate: RATE, samples: tone(100, 200, 700) }
    assert.deepEqual(voicedSpan(sound), { from: 100, to: 300 })
    assert.strictEqual(millisOf(trimEnd(sound)), 350)
    assert.isNull(voicedSpan({ rate: RATE, samples: tone(100, 0, 0) }))
    const { skippedMillis, sound: begun } = trimStart(sound)
    assert.deepEqual([skippedMillis, millisOf(begun)], [80, 920])
    assert.strictEqual(trimStart({ rate: RATE, samples: tone(0, 100, 0) }).skippedMillis, 0)
  })
})

describe("The packaged engine", () => {
  const speak = (language: string, ...words: ReadonlyArray<string>) =>
    Effect.flatMap(Voice, ({ speak }) => speak({ words, language })).pipe(
      Effect.provide(Layer.merge(EspeakVoice.layerPackaged, freePurchases))
    )

  it.live("speaks German and tells when each word is heard", () =>
    Effect.gen(function*() {
      const spoken = Option.getOrThrow(yield* speak("de-AT", "Größe", "🔥", "20", "Prozent."))
      const sound = readWav(spoken.wav)
      if (sound === null) return assert.fail("no sound")
      assert.closeTo(millisOf(sound), spoken.durationMillis, 1)
      assert.isAbove(spoken.durationMillis, 500)
      assert.deepEqual(spoken.words.map((word) => word === null), [false, true, false, false])
      const froms = spoken.words.flatMap((word) => (word === null ? [] : [word.from]))
      assert.deepEqual(froms, froms.toSorted((a, b) => a - b))
      assert.isTrue(spoken.synthetic)
    }), 60_000)

  it.live(
    "speaks a line the same whatever its process spoke before",
    () =>
      Effect.gen(function*() {
        const espresso = ["Your", "espresso", "is", "sour"]
        const alone = Option.getOrThrow(yield* speak("en", ...espresso))
        const after = yield* Effect.gen(function*() {
          const voice = yield* Voice
          yield* voice.speak({ words: ["Größe", "20"], language: "de" })
          yield* voice.speak({
            words: Array.from({ length: 40 }, () => "water"),
            language: "en",
            manner: { speed: 1.3 }
          })
          return Option.getOrThrow(yield* voice.speak({ words: espresso, language: "en" }))
        }).pipe(Effect.provide(Layer.merge(EspeakVoice.layerPackaged, freePurchases)))
        assert.deepEqual(after, alone)
      }),
    60_000
  )

  it.live(
    "leaves a line silent in a language or letters it cannot read, and one without words",
    () =>
      Effect.gen(function*() {
        assert.isTrue(Option.isNone(yield* speak("xx", "Hello")))
        assert.isTrue(Option.isNone(yield* speak("ja-JP", "熱で", "ふくらむ")), "kanji would be read as English words")
        assert.isTrue(Option.isSome(yield* speak("ja-JP", "ねつで", "ふくらむ")))
        assert.isTrue(Option.isNone(yield* speak("en", "🔥", "–")))
      }),
    60_000
  )
})

describe("A process that answers line by line", () => {
  /** Answers with its own pid; ends after the question that wishes for it, and hangs on another. */
  const PROGRAM = `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, wish } = JSON.parse(line)
    if (wish === "hang") return
    if (wish === "fail") console.log(JSON.stringify({ id, failed: "no such word" }))
    else console.log(JSON.stringify({ id, pid: process.pid }))
    if (wish === "end") process.exit(0)
  })`

  it.live(
    "is asked as long as it lives, and is followed by another one when it ended, failed or hung",
    () =>
      Effect.scoped(Effect.gen(function*() {
        const children = yield* RcMap.make({
          lookup: () => startLineChild(["-e", PROGRAM]),
          idleTimeToLive: "1 minute"
        })
        const ask = (wish: string) =>
          askAlive(
            children,
            "one",
            (child) => Effect.map(child.ask({ wish }, "1 second"), (answer) => [answer, child] as const)
          ).pipe(Effect.map(([answer, child]) => ({ pid: (answer as { readonly pid: number }).pid, child })))
        const first = yield* ask("speak")
        const second = yield* ask("end")
        assert.strictEqual(second.pid, first.pid)
        while (second.child.isAlive()) yield* Effect.sleep("5 millis")
        const third = yield* ask("speak")
        assert.notStrictEqual(third.pid, first.pid)
        assert.strictEqual(yield* Effect.flip(ask("fail")), "no such word")
        const fourth = yield* ask("speak")
        assert.notStrictEqual(fourth.pid, third.pid)
        assert.include(yield* Effect.flip(ask("hang")), "1 second")
        assert.notStrictEqual((yield* ask("speak")).pid, fourth.pid)
      })),
    60_000
  )
})

/** A speech server of our own, and what it was asked. */
const server = (answer: (response: ServerResponse) => void) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const asked: Array<{ readonly path: string; readonly key: string; readonly body: unknown }> = []
      const http = createServer((request: IncomingMessage, response) => {
        let body = ""
        request.on("data", (piece) => (body += String(piece)))
        request.on("end", () => {
          const json: unknown = body === "" ? null : JSON.parse(body)
          asked.push({ path: request.url ?? "", key: request.headers.authorization ?? "", body: json })
          answer(response)
        })
      })
      await new Promise<void>((done) => http.listen(0, "127.0.0.1", done))
      return { http, asked, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1/` }
    }),
    ({ http }) => Effect.sync(() => http.close())
  )

const speakAt = (url: string) =>
  Effect.flatMap(Voice, ({ speak }) => speak({ words: ["Hello", "🔥", "world."], language: "en" })).pipe(
    Effect.provide(
      SpeechEndpoint.layer({
        url,
        key: Option.some(Redacted.make("secret")),
        model: "tts-1",
        voice: "alloy",
        speed: 1.2
      }).pipe(
        Layer.provideMerge(freePurchases),
        Layer.provide(FetchHttpClient.layer)
      )
    )
  )

describe("The speech endpoint", () => {
  it.scopedLive("is asked for one line as WAV, and its words are timed over what is voiced", () =>
    Effect.gen(function*() {
      const wav = writeWav({ rate: RATE, samples: tone(100, 800, 500) })
      const { asked, url } = yield* server((response) => response.end(wav))
      const spoken = Option.getOrThrow(yield* speakAt(url))
      assert.deepEqual(asked, [{
        path: "/v1/audio/speech",
        key: "Bearer secret",
        body: { model: "tts-1", voice: "alloy", input: "Hello world.", response_format: "wav", speed: 1.2 }
      }])
      assert.strictEqual(spoken.durationMillis, 950)
      assert.strictEqual(spoken.words[0]?.from, 100)
      assert.closeTo(spoken.words[2]?.to ?? 0, 900, 1e-6)
    }))

  it.scopedLive("F09: may be asked again when it is busy or broken, at the time it names, and not when it refuses", () =>
    Effect.gen(function*() {
      const outcome = (status: number, headers: Record<string, string>, body = "") =>
        Effect.flatMap(
          server((response) => response.writeHead(status, headers).end(body)),
          ({ url }) => Effect.flip(speakAt(url))
        )
      const tag = (error: Effect.Effect.Success<ReturnType<typeof outcome>>) => [error._tag, error.retry._tag]
      assert.deepEqual((yield* outcome(429, { "retry-after": "7" })).retry, { _tag: "after", millis: 7000 })
      assert.deepEqual(tag(yield* outcome(503, {})), ["VoiceUnavailable", "backoff"])
      assert.deepEqual(tag(yield* outcome(401, {})), ["VoiceUnavailable", "never"])
      assert.deepEqual(tag(yield* outcome(200, {}, "ID3")), ["VoiceUnavailable", "never"])
      const refused = yield* outcome(401, {})
      assert.notInclude(`${refused.message} ${refused.remedy} ${JSON.stringify(refused)}`, "secret")
    }))

  it.scopedLive("that gives silence for words is named as such", () =>
    Effect.gen(function*() {
      const { url } = yield* server((response) => response.end(writeWav({ rate: RATE, samples: tone(500, 0, 0) })))
      assert.strictEqual((yield* Effect.flip(speakAt(url)))._tag, "VoiceEmpty")
    }))
})

describe("The speech endpoint's forms and voices", () => {
  const layerAt = (url: string, decoder?: string) =>
    SpeechEndpoint.layer({
      url,
      key: Option.none(),
      model: "tts-1",
      voice: "alloy",
      ...(decoder === undefined ? {} : { decoder: Effect.succeed(decoder) })
    }).pipe(Layer.provideMerge(freePurchases), Layer.provide(FetchHttpClient.layer))
  const say = (manner?: { readonly voice?: string; readonly speed?: number }) =>
    Effect.flatMap(
      Voice,
      ({ engineFor, speak }) =>
        Effect.zip(engineFor("en", manner), speak({ words: ["Hello", "world."], language: "en", manner }))
    )

  it.scopedLive(
    "speak an MP3 as well as a WAV, with the voice and the pace that a line wishes for",
    () =>
      Effect.gen(function*() {
        const { path } = yield* findFfmpeg(Option.none()).pipe(Effect.provide(NodeContext.layer))
        const wav = writeWav({ rate: RATE, samples: tone(100, 800, 500) })
        const mp3 = spawnSync(path, ["-v", "error", "-i", "pipe:0", "-f", "mp3", "pipe:1"], { input: wav }).stdout
        const { asked, url } = yield* server((response) => response.end(mp3))
        const [engine, spoken] = yield* say({ voice: "endpoint:nova", speed: 1.5 }).pipe(
          Effect.provide(layerAt(url, path))
        )
        assert.deepInclude(asked[0]?.body as object, { voice: "nova", speed: 1.5 })
        assert.strictEqual(engine.name, `tts-1/nova at speed 1.5 at ${new URL(url).host}`)
        assert.isTrue(engine.paid)
        // The encoder adds a frame of silence at either end.
        assert.closeTo(Option.getOrThrow(spoken).durationMillis, 1050, 150)
      }),
    60_000
  )

  it.scopedLive("are asked at a whole address too, and its own word times are taken", () =>
    Effect.gen(function*() {
      const wav = writeWav({ rate: RATE, samples: tone(100, 800, 500) })
      const timestamps = [{ word: "Hello", start_time: 0.1, end_time: 0.3 }, {
        word: "world",
        start_time: 0.6,
        end_time: 0.9
      }]
      const { asked, url } = yield* server((response) =>
        response.end(JSON.stringify({ audio: Buffer.from(wav).toString("base64"), timestamps }))
      )
      const [, spoken] = yield* say().pipe(Effect.provide(layerAt(`${url}dev/captioned_speech`)))
      assert.strictEqual(asked[0]?.path, "/v1/dev/captioned_speech")
      assert.deepEqual(Option.getOrThrow(spoken).words, [{ from: 100, to: 300 }, { from: 600, to: 900 }])
    }))

  it.scopedLive("are listed where it lists them; else it is said that it does not", () =>
    Effect.gen(function*() {
      const list = (status: number, body: string) =>
        Effect.flatMap(
          server((response) => response.writeHead(status, { "content-type": "application/json" }).end(body)),
          ({ url }) =>
            SpeechEndpoint.endpointVoices({ url, key: Option.none() }).pipe(Effect.provide(FetchHttpClient.layer))
        )
      assert.deepEqual(yield* list(200, JSON.stringify({ voices: ["af_bella", { id: "nova", name: "Nova" }] })), [
        "af_bella",
        "nova"
      ])
      assert.deepEqual(yield* list(200, JSON.stringify([{ voice_id: "x" }])), ["x"])
      assert.include((yield* Effect.flip(list(404, "{}"))).message, "tells no list")
      assert.include((yield* Effect.flip(list(200, "7"))).remedy, "callsheet voice set")
    }))
})

describe("The choice of a voice", () => {
  const chosen = (environment: ReadonlyArray<readonly [string, string]>) =>
    Effect.flatMap(Voice, ({ engineFor }) => Effect.map(engineFor("en"), ({ name }) => name)).pipe(
      Effect.provide(VoiceConfig.layerConfig.pipe(Layer.provide(Layer.merge(FetchHttpClient.layer, freePurchases)))),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(environment)))
    )

  it.effect("D16: is the endpoint where variables name one, else the packaged engine", () =>
    Effect.gen(function*() {
      assert.strictEqual(
        yield* chosen([["CALLSHEET_TTS_URL", "https://speech.example/v1"], ["CALLSHEET_TTS_VOICE", "nova"]]),
        "tts-1/nova at speech.example"
      )
      assert.include(yield* chosen([]), "espeak-ng")
    }))

  it.effect("is what a line wishes for, and says so where that cannot be had", () =>
    Effect.gen(function*() {
      const dataDir = mkdtempSync(join(tmpdir(), "callsheet-voices-"))
      const asked = (voice: string | undefined, environment: ReadonlyArray<readonly [string, string]> = []) =>
        Effect.flatMap(Voice, ({ engineFor }) => engineFor("en", voice === undefined ? undefined : { voice })).pipe(
          Effect.provide(
            VoiceConfig.layerConfig.pipe(Layer.provide(Layer.merge(FetchHttpClient.layer, freePurchases)))
          ),
          Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["CALLSHEET_DATA_DIR", dataDir], ...environment])))
        )
      const endpoint = [["CALLSHEET_TTS_URL", "https://speech.example/v1"]] as const
      assert.strictEqual((yield* asked("endpoint:nova", endpoint)).name, "tts-1/nova at speech.example")
      assert.include((yield* asked("plain", endpoint)).name, "espeak-ng")
      assert.match((yield* asked(undefined)).note ?? "", /^plain voice; a better one: callsheet voice add/)
      assert.match((yield* asked("endpoint:nova")).note ?? "", /no speech endpoint is named.*plain voice/)
      assert.match((yield* asked("thorsten")).note ?? "", /thorsten was wished for and is not installed/)
      rmSync(dataDir, { recursive: true })
    }))

  it.effect("silence speaks no line", () =>
    Effect.gen(function*() {
      const spoken = yield* Effect.flatMap(Voice, ({ speak }) => speak({ words: ["Hello"], language: "en" })).pipe(
        Effect.provide(Layer.merge(VoiceConfig.layerSilent, freePurchases))
      )
      assert.isTrue(Option.isNone(spoken))
    }))
})
