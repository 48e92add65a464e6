import { breathsOf, withoutPauses } from "@callsheet/domain/asset/Pauses"
import { type Script, ScriptLine } from "@callsheet/domain/asset/Script"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect, Option, Schema } from "effect"
import { storeError } from "../../media/MediaErrors.ts"
import { Payer } from "../../spending/Payer.ts"
import { joined } from "../../voice/Joined.ts"
import { recordedVoice, type VoiceRecording } from "../../voice/RecordedVoice.ts"
import { saidWords } from "../../voice/Sayings.ts"
import { type Engine, Voice } from "../../voice/Voice.ts"
import { speakable } from "../../voice/WordTimes.ts"
import { Ffmpeg } from "../Ffmpeg.ts"
import { RenderConfig } from "../RenderConfig.ts"
import { FontsMissing, GlyphsMissing, MediaUnreadable, type RenderError, ScriptEmpty } from "../RenderErrors.ts"
import { type Stage, StageStore } from "../StageStore.ts"
import { absentFonts } from "../text/FontCheck.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import { type Word, wordsOf } from "../text/Words.ts"
import type { VoicedLine } from "./Timeline.ts"

/** `spoken` is null where the engine does not speak the language. */
const SpokenRecord = Schema.parseJson(Schema.Struct({
  spoken: Schema.NullOr(Schema.Struct({
    durationMillis: Schema.Number,
    engine: Schema.String,
    /** Size of the sound beside it, by which a damaged one is noticed. */
    bytes: Schema.Number,
    words: Schema.Array(Schema.NullOr(Schema.Struct({ from: Schema.Number, to: Schema.Number })))
  }))
}))

/** The lines that have something to show, in words. */
export const shownLines = (script: Script) =>
  script.lines
    .map((line, source) => {
      const breaths = breathsOf(line.text).map(({ pauseMillis, text }) => ({ pauseMillis, words: wordsOf(text) }))
      const text = withoutPauses(line.text)
      return {
        line: text === line.text || text === "" ? line : new ScriptLine({ ...line, text }),
        source,
        breaths,
        words: breaths.flatMap(({ words }) => words)
      }
    })
    .filter(({ words }) => words.length > 0)

/** A line as it is spoken: in one piece, or part by part with silence between. */
export const speakShown = Effect.fnUntraced(function*(
  { breaths, source }: Pick<ReturnType<typeof shownLines>[number], "breaths" | "source">,
  { language, voice: manner }: Pick<Script, "language" | "voice">
) {
  const voice = yield* Voice
  const say = (words: ReadonlyArray<Word>) =>
    voice.speak({ words: saidWords(words.map(({ text }) => text), manner?.says), language, manner, source }).pipe(
      // An engine that gave silence once may have stumbled; twice, it has nothing to say.
      Effect.retry({ times: 1, while: ({ _tag }) => _tag === "VoiceEmpty" })
    )
  const [first, ...others] = breaths
  if (first === undefined) return Option.none()
  if (others.length === 0) return yield* say(first.words)
  const parts = yield* Effect.forEach(
    breaths,
    ({ pauseMillis, words }) =>
      Effect.map(say(words), (spoken) => ({ pauseMillis, words: words.length, spoken: Option.getOrNull(spoken) }))
  )
  const whole = joined(parts)
  const spoken = parts.find((part) => part.spoken !== null)?.spoken
  return whole === null || spoken == null ? Option.none() : Option.some({ ...spoken, ...whole })
})

/** Every text that a card shows: names, labels, figures' units. */
const textsIn = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => NOT_SHOWN.has(key) ? [] : textsIn(inner))
    : []
const NOT_SHOWN = new Set(["kind", "form", "file", "wish"])

/** Everything of a script that is drawn. */
export const shownTexts = (script: Script, handle: string | undefined): ReadonlyArray<string> => [
  ...script.lines.flatMap(({ kicker, shows, text }) => [text, kicker ?? "", ...textsIn(shows)]),
  script.title ?? "",
  handle ?? ""
]

export const missingGlyphs = (
  script: Script,
  handle: string | undefined,
  setter: Typesetter
): ReadonlyArray<string> => {
  const missing = shownTexts(script, handle).flatMap(wordsOf).flatMap(({ text }) =>
    (["sans", "block"] as const).flatMap((face) => setter.set(text, 10, face).missing)
  )
  return [...new Set(missing)]
}

/** What lies in a voice stage; fails if the disk has damaged it. */
const readSpoken = Effect.fnUntraced(function*(fs: FileSystem.FileSystem, path: Path.Path, { folder }: Stage) {
  const file = path.join(folder, "words.json")
  const json = yield* fs.readFileString(file).pipe(Effect.mapError(storeError(file, "reading")))
  const damaged = new MediaUnreadable({ stage: "voice", detail: `${folder} is damaged` })
  const { spoken } = yield* Effect.mapError(Schema.decode(SpokenRecord)(json), () => damaged)
  if (spoken === null) return null
  const size = yield* fs.stat(path.join(folder, "voice.wav")).pipe(
    Effect.map(({ size }) => Number(size)),
    Effect.orElseSucceed(() => 0)
  )
  return size === spoken.bytes ? spoken : yield* damaged
})

export interface Speech {
  readonly lines: ReadonlyArray<VoicedLine>
  readonly stages: ReadonlyArray<Stage>
  readonly engine: Engine
}

/**
 * Speaks each line, once: a line that was spoken by the same engine in the same language is taken from the store. What
 * cannot be drawn is refused before anything is spoken, because speech may cost money.
 */
export const speakScript = Effect.fn("Render.speech")(function*(
  script: Script,
  handle: string | undefined,
  setter: Typesetter,
  onLine: (done: number, of: number) => Effect.Effect<void>,
  recording?: VoiceRecording
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const store = yield* StageStore
  const payer = yield* Payer
  const { concurrency } = yield* RenderConfig
  // A person pauses where they want: their line is one piece.
  const shown = recording === undefined
    ? shownLines(script)
    : shownLines(script).map((line) => ({ ...line, breaths: [{ words: line.words, pauseMillis: 0 }] }))
  if (shown.length === 0) return yield* new ScriptEmpty()
  const absent = absentFonts()
  if (absent.length > 0) return yield* new FontsMissing({ files: absent })
  const missing = missingGlyphs(script, handle, setter)
  if (missing.length > 0) return yield* new GlyphsMissing({ glyphs: missing })

  const voice = recording === undefined
    ? yield* Voice
    : yield* recordedVoice(
      recording,
      shown.map(({ source, words }) => ({ source, words: words.map(({ text }) => text) })),
      (yield* (yield* Ffmpeg).find).path
    )
  const engine = yield* voice.engineFor(script.language, script.voice)

  let done = 0
  const speakLine = Effect.fnUntraced(function*(shownLine: (typeof shown)[number]) {
    const { breaths, line, source, words } = shownLine
    const texts = words.map(({ text }) => text)
    const pauses = breaths.slice(0, -1).map((breath) => [breath.words.length, breath.pauseMillis])
    if (texts.every((text) => speakable(text) === "")) {
      return { voiced: { line, source, words, voice: null }, stage: null }
    }
    const made = store.make<RenderError>({
      name: "voice",
      key: {
        engine: engine.name,
        language: script.language,
        words: saidWords(texts, script.voice?.says),
        ...(pauses.length === 0 ? {} : { pauses }),
        ...(recording === undefined ? {} : { line: source })
      },
      build: (folder) =>
        Effect.gen(function*() {
          const writing = Effect.mapError(storeError(folder, "writing"))
          const spoken = yield* speakShown(shownLine, script).pipe(
            Effect.provideService(Payer, payer),
            Effect.provideService(Voice, voice)
          )
          if (Option.isSome(spoken)) yield* fs.writeFile(path.join(folder, "voice.wav"), spoken.value.wav).pipe(writing)
          const record = yield* Schema.encode(SpokenRecord)({
            spoken: Option.getOrNull(Option.map(spoken, (found) => ({ ...found, bytes: found.wav.length })))
          }).pipe(Effect.orDie)
          yield* fs.writeFileString(path.join(folder, "words.json"), record).pipe(writing)
        })
    })
    const whole = Effect.flatMap(
      made,
      (stage) => Effect.map(readSpoken(fs, path, stage), (spoken) => ({ spoken, stage }))
    )
    const { spoken, stage } = yield* Effect.catchTag(
      whole,
      "MediaUnreadable",
      () => Effect.zipRight(Effect.flatMap(made, store.discard), whole)
    )
    done++
    yield* onLine(done, shown.length)
    const wavPath = path.join(stage.folder, "voice.wav")
    return {
      voiced: { line, source, words, voice: spoken === null ? null : { ...spoken, wavPath, id: stage.id } },
      stage
    }
  })

  const lines = yield* Effect.forEach(shown, speakLine, { concurrency })
  return {
    lines: lines.map(({ voiced }) => voiced),
    stages: lines.flatMap(({ stage }) => (stage === null ? [] : [stage])),
    engine
  } satisfies Speech
})
