import { ApiClient } from "@callsheet/client/Client"
import { CannotDo, WrongUse } from "@callsheet/client/CliError"
import { answer, Output } from "@callsheet/client/terminal/Output"
import { facts, here, table, type TerminalLook } from "@callsheet/client/terminal/Render"
import type { VoiceView } from "@callsheet/domain/api/calls/org"
import type { VoiceKit } from "@callsheet/domain/org/VoiceKit"
import { settings } from "@callsheet/process/settings/Registry"
import { speechSettings } from "@callsheet/process/settings/Together"
import { addFromCatalogue, addFromFile } from "@callsheet/studio/voice/neural/AddVoice"
import { NeuralEngine } from "@callsheet/studio/voice/neural/NeuralEngine"
import { voiceCatalogue } from "@callsheet/studio/voice/neural/VoiceCatalogue"
import { choose, engineInstalled } from "@callsheet/studio/voice/neural/VoiceChoice"
import {
  type InstalledVoice,
  installedVoices,
  removeVoice,
  voicesFolder
} from "@callsheet/studio/voice/neural/VoiceStore"
import { endpointVoices } from "@callsheet/studio/voice/SpeechEndpoint"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Option } from "effect"
import { basename } from "node:path"
import { answering, asking, changing, common, field, keyed, local, orgOption, words } from "../parser/Leaf.ts"
import { orgOf } from "../parser/Resolve.ts"

const folder = Effect.map(settings.dataDir.config, voicesFolder)

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`
const languagesOf = (speakers: InstalledVoice["speakers"]): string =>
  [...new Set(speakers.map(({ language }) => language))].join(" ")

/** The voices that the speech endpoint of this machine's settings tells of. */
const listEndpoint = Effect.gen(function*() {
  const endpoint = yield* speechSettings
  if (Option.isNone(endpoint)) {
    return yield* new WrongUse({
      what: "No speech endpoint is named here.",
      next: "Set CALLSHEET_TTS_URL as the worker has it, and ask again."
    })
  }
  const voices = yield* endpointVoices(endpoint.value).pipe(
    Effect.catchTag("NoVoiceList", ({ message, remedy }) => new CannotDo({ what: message, next: remedy }))
  )
  const rows = voices.map((voice) => ({ voice: `endpoint:${voice}`, chosen: voice === endpoint.value.voice }))
  return answer(rows, (look) =>
    table(rows, [
      { name: "voice", of: ({ voice }) => voice },
      { name: "speaks where none is wished for", of: ({ chosen }) => (chosen ? "yes" : null) }
    ], look))
}).pipe(Effect.provide(NodeHttpClient.layerUndici))

const list = Command.make(
  "list",
  {
    endpoint: Options.boolean("endpoint").pipe(
      Options.withDescription("Instead the voices that the speech endpoint in CALLSHEET_TTS_URL tells of.")
    ),
    ...local
  },
  answering(({ endpoint }) =>
    Effect.gen(function*() {
      if (endpoint) return yield* listEndpoint
      const installed = yield* Effect.flatMap(folder, installedVoices)
      const known = voiceCatalogue.filter(({ id }) => !installed.some((voice) => voice.id === id))
      const rows = [
        ...installed.map(({ about, id, licence, source, speakers }) => ({
          id,
          installed: true,
          languages: languagesOf(speakers),
          speakers: speakers.map(({ name }) => name),
          bytes: null,
          licence,
          source,
          about
        })),
        ...known.map(({ about, bytes, id, licence, source, speakers }) => ({
          id,
          installed: false,
          languages: languagesOf(speakers),
          speakers: speakers.map(({ name }) => name),
          bytes,
          licence,
          source,
          about
        }))
      ]
      return answer(rows, (look) =>
        table(rows, [
          { name: "voice", of: ({ id }) => id },
          { name: "here", of: ({ installed }) => (installed ? "yes" : "no") },
          { name: "languages", of: ({ languages }) => languages, flexible: true },
          { name: "download", of: ({ bytes }) => (bytes === null ? null : megabytes(bytes)) },
          { name: "licence", of: ({ licence }) => licence, flexible: true },
          { name: "about", of: ({ about }) => about, flexible: true }
        ], look))
    })
  )
).pipe(Command.withDescription("Lists the voices that are installed here and those that can be added."))

const idOf = (file: string): string =>
  basename(file).replace(/\.(?:tar\.(?:bz2|gz)|tgz|tar)$/i, "").toLowerCase().replace(/[^a-z0-9_-]+/g, "-")

/** Says how far a download is, once for each tenth. */
const progress = (of: number) =>
  Effect.map(Output, (output) => {
    let said = -1
    return (bytes: number) => {
      const tenth = Math.floor((bytes * 10) / of)
      if (tenth <= said) return Effect.void
      said = tenth
      return output.say(`${tenth * 10} % of ${megabytes(of)}`)
    }
  })

const add = Command.make(
  "add",
  {
    voice: Args.text({ name: "voice" }).pipe(
      Args.withDescription("A voice of the catalogue, or an archive of a sherpa-onnx voice on this machine.")
    ),
    language: Options.text("language").pipe(
      Options.withDescription("The language of a voice that the catalogue does not know, such as de or en-GB."),
      Options.optional
    ),
    licence: Options.text("licence").pipe(
      Options.withDescription("The licence of a voice that the catalogue does not know."),
      Options.optional
    ),
    ...local
  },
  answering((input) =>
    Effect.gen(function*() {
      const voices = yield* folder
      const known = voiceCatalogue.find(({ id }) => id === input.voice)
      const added = known === undefined
        ? yield* addFromFile(voices, input.voice, {
          id: idOf(input.voice),
          language: Option.getOrNull(input.language),
          licence: Option.getOrNull(input.licence)
        })
        : yield* Effect.flatMap(progress(known.bytes), (said) => addFromCatalogue(voices, known, said))
      const output = yield* Output
      if (!engineInstalled()) {
        yield* output.say("The speech engine is not installed here. Install it: npm install sherpa-onnx-node")
      }
      yield* output.say(
        `Workers with this data folder use it from their next line on. Try it: callsheet voice try ${added.id}`
      )
      return answer(added, (look) =>
        facts([
          ["voice", added.id],
          ["languages", languagesOf(added.speakers)],
          ["licence", added.licence],
          ["source", added.source]
        ], look))
    })
  )
).pipe(
  Command.withDescription(
    "Installs a voice for the workers of this data folder. A download that broke off goes on. " +
      "Example: callsheet voice add thorsten"
  )
)

const voiceArg = Args.text({ name: "voice" }).pipe(
  Args.withDescription("An installed voice, such as thorsten or kokoro:af_heart.")
)

const noSuchVoice = (voice: string) =>
  new WrongUse({
    what: `The voice ${voice} is not installed here.`,
    next: "See what is: callsheet voice list. Install one: callsheet voice add VOICE"
  })

const remove = Command.make(
  "remove",
  { voice: voiceArg, ...local },
  answering((input) =>
    Effect.gen(function*() {
      if (!(yield* Effect.flatMap(folder, (voices) => removeVoice(voices, input.voice)))) {
        return yield* noSuchVoice(input.voice)
      }
      return answer({ removed: input.voice }, () => `${input.voice} is removed.`)
    })
  )
).pipe(Command.withDescription("Removes an installed voice. Videos that were made with it stay."))

/** What is spoken where no text is given, by the language of the voice. */
const SAMPLES: { readonly [language: string]: string } = {
  de: "So klingt diese Stimme in einem Video.",
  es: "As\u00ed suena esta voz en un v\u00eddeo.",
  fr: "Voici comment cette voix sonne dans une vid\u00e9o.",
  it: "Cos\u00ec suona questa voce in un video.",
  pt: "\u00c9 assim que esta voz soa em um v\u00eddeo."
}

const attempt = Command.make(
  "try",
  {
    voice: voiceArg,
    text: Args.text({ name: "text" }).pipe(Args.withDescription("What to say."), Args.optional),
    out: Options.text("out").pipe(
      Options.withDescription("The sound file to write."),
      Options.withDefault("voice.wav")
    ),
    ...local
  },
  answering((input) =>
    Effect.gen(function*() {
      const voices = yield* folder
      const installed = yield* installedVoices(voices)
      const [id] = input.voice.split(":")
      const voice = installed.find((one) => one.id === id)
      if (voice === undefined) return yield* noSuchVoice(input.voice)
      const language = voice.speakers.find(({ name }) => input.voice === `${voice.id}:${name}`)?.language ??
        voice.speakers[0].language
      const choice = choose(installed, language, new Map([[language.toLowerCase(), input.voice]]))
      if (choice === null) return yield* noSuchVoice(input.voice)
      const text = Option.getOrElse(
        input.text,
        () => SAMPLES[language.slice(0, 2)] ?? "This is how I sound in a video."
      )
      const engine = yield* NeuralEngine.make(voices, yield* settings.voiceSpeed.config)
      const { durationMillis, wav } = yield* engine.speak(choice, text.split(/\s+/))
      const fs = yield* FileSystem.FileSystem
      yield* fs.writeFile(input.out, wav)
      return answer(
        { voice: input.voice, language, text, file: input.out, durationMillis },
        (look) =>
          facts([["said", text], ["file", input.out], ["length", `${(durationMillis / 1000).toFixed(1)} s`]], look)
      )
    }).pipe(Effect.scoped)
  )
).pipe(
  Command.withDescription(
    "Speaks a sentence into a sound file. Example: callsheet voice try kokoro:bf_emma \"Hello\" --out a.wav"
  )
)

const kitFacts = ({ at, by, kit, version }: VoiceView, look: TerminalLook): string =>
  facts([
    ["version", String(version)],
    [
      "voices",
      kit.voices === undefined ? null : kit.voices.map(({ language, voice }) => `${language}: ${voice}`).join(", ")
    ],
    ["speed", kit.speed === undefined ? null : String(kit.speed)],
    ["pause", kit.pauseMillis === undefined ? null : `${kit.pauseMillis} ms after each line`],
    [
      "says",
      kit.says === undefined
        ? null
        : kit.says.map(({ language, say, word }) => `${word} → ${say}${language === undefined ? "" : ` (${language})`}`)
          .join("\n")
    ],
    ["set by", by === null || at === null ? null : `${by}, ${look.terminal ? here(at) : at}`]
  ], look)

const show = Command.make(
  "show",
  {
    org: orgOption,
    version: Options.integer("version").pipe(Options.withDescription("An earlier version."), Options.optional),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const kept = yield* client.org.voice({ id: yield* orgOf(input.org), ...field("version", input.version) })
      return answer(kept, (look) => kitFacts(kept, look))
    })
  )
).pipe(Command.withDescription("Shows how the org's videos speak: voices by language, pace, pauses, pronunciations."))

const isSame = (a: string | undefined, b: string | undefined) => a?.toLowerCase() === b?.toLowerCase()

const set = Command.make(
  "set",
  {
    org: orgOption,
    language: Options.text("language").pipe(
      Options.withDescription("The language of --voice, and of the words of --say; without it they count in all."),
      Options.optional
    ),
    voice: Options.text("voice").pipe(
      Options.withDescription(
        "Who speaks --language: thorsten, kokoro:af_heart, endpoint:NAME, plain; `none` leaves it open."
      ),
      Options.optional
    ),
    speed: Options.float("speed").pipe(Options.withDescription("How fast, from 0.5 to 2."), Options.optional),
    pause: Options.float("pause").pipe(
      Options.withDescription("Seconds of silence after each line, up to 3."),
      Options.optional
    ),
    say: Options.keyValueMap("say").pipe(
      Options.withDescription("How a word is said: --say Nginx='engine x'. Captions stay as they are."),
      Options.optional
    ),
    unsay: Options.text("unsay").pipe(
      Options.withDescription("Words that are said as they are written again, separated by commas."),
      Options.optional
    ),
    clear: Options.boolean("clear").pipe(Options.withDescription("Begin with nothing instead of what stands.")),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = yield* orgOf(input.org)
      const { kit: standing, version } = yield* client.org.voice({ id })
      const before: VoiceKit = input.clear ? {} : standing
      const language = Option.getOrUndefined(input.language)
      const voice = Option.getOrUndefined(input.voice)
      if (voice !== undefined && language === undefined) {
        return yield* new WrongUse({
          what: "--voice does not say which language it speaks.",
          next: `Name it: --language en --voice ${voice}`
        })
      }
      const voices = voice === undefined || language === undefined ? before.voices : [
        ...(before.voices ?? []).filter((one) => !isSame(one.language, language)),
        ...(voice.toLowerCase() === "none" ? [] : [{ language, voice }])
      ]
      const said = Option.match(input.say, {
        onNone: () => [],
        onSome: (entries) => Array.from(entries, ([word, say]) => ({ word, say, ...field("language", input.language) }))
      })
      const unsaid = Option.match(input.unsay, { onNone: () => [], onSome: words })
      const isReplaced = (word: string, tongue: string | undefined) =>
        unsaid.some((one) => isSame(one, word)) ||
        said.some((one) => isSame(one.word, word) && isSame(one.language, tongue))
      const says = [...(before.says ?? []).filter((one) => !isReplaced(one.word, one.language)), ...said]
      const kept = yield* client.org.setVoice({
        id,
        kit: {
          ...before,
          ...(voices === undefined ? {} : { voices }),
          ...field("speed", input.speed),
          ...field("pauseMillis", Option.map(input.pause, (seconds) => Math.round(seconds * 1000))),
          ...(says.length === 0 && before.says === undefined ? {} : { says })
        },
        version,
        ...keyed(input.key)
      })
      return answer(kept, (look) => kitFacts(kept, look))
    })
  )
).pipe(
  Command.withDescription(
    "Sets how the org's videos speak from now on: what you leave out stays. Example: callsheet voice set --language de --voice thorsten --say Nginx='Engine X'"
  )
)

export const voice = Command.make("voice").pipe(
  Command.withDescription(
    "Voices: those of this machine (list, add, try, remove) and how an org's videos speak (show, set)."
  ),
  Command.withSubcommands([list, add, attempt, remove, show, set])
)
