import { Effect, Layer, Option } from "effect"
import { Voice, type VoiceLine } from "../Voice.ts"
import { speakable } from "../WordTimes.ts"
import { NeuralEngine } from "./NeuralEngine.ts"
import { type Choice, choose } from "./VoiceChoice.ts"
import { installedVoices } from "./VoiceStore.ts"

export interface NeuralOptions {
  /** The folder in which voices are installed. It is read again for each line, so that an added voice speaks at once. */
  readonly folder: string
  /** Who speaks a language, as `thorsten` or `kokoro:af_heart`; languages that are not named go by preference. */
  readonly chosen: ReadonlyMap<string, string>
  /** 1 is a voice's own pace. */
  readonly speed: number
}

/** The wish for the voice beneath all others. */
export const PLAIN_VOICE = "plain"
/** How a wish for the speech endpoint begins. */
export const isEndpointWish = (wish: string): boolean => wish === "endpoint" || wish.startsWith("endpoint:")

const wished = (
  chosen: ReadonlyMap<string, string>,
  language: string,
  wish: string | undefined
): ReadonlyMap<string, string> =>
  wish === undefined || isEndpointWish(wish) ? chosen : new Map([...chosen, [language.toLowerCase(), wish]])

const isMet = (choice: Choice | null, wish: string | undefined): boolean =>
  wish === undefined || wish === PLAIN_VOICE ||
  (choice !== null && (wish === choice.voice.id || wish === `${choice.voice.id}:${choice.speaker.name}`))

const unmet = (wish: string): string =>
  isEndpointWish(wish)
    ? `${wish} was wished for, and no speech endpoint is named (CALLSHEET_TTS_URL)`
    : `the voice ${wish} was wished for and is not installed on the worker: callsheet voice add ${
      wish.split(":")[0] ?? wish
    }`

/** Speech by the voices that are installed; what none of them speaks goes to the voice beneath. */
export const layer = ({ chosen, folder, speed }: NeuralOptions): Layer.Layer<Voice, never, Voice> =>
  Layer.scoped(
    Voice,
    Effect.gen(function*() {
      const beneath = yield* Voice
      const engine = yield* NeuralEngine.make(folder, speed)

      const choiceFor = (language: string, wish: string | undefined): Effect.Effect<Choice | null> =>
        wish === PLAIN_VOICE
          ? Effect.succeed(null)
          : installedVoices(folder).pipe(
            Effect.map((voices) => {
              const first = choose(voices, language, wished(chosen, language, wish))
              return isMet(first, wish) ? first : choose(voices, language, chosen)
            }),
            Effect.catchAll(({ message }) => Effect.as(Effect.logWarning(message), null))
          )

      const speak = Effect.fn("Voice.speak")(function*(line: VoiceLine) {
        const choice = yield* choiceFor(line.language, line.manner?.voice)
        if (choice === null) return yield* beneath.speak(line)
        return line.words.some((word) => speakable(word) !== "")
          ? Option.some(yield* engine.speak(choice, line.words, line.manner?.speed))
          : Option.none()
      })

      return Voice.of({
        engineFor: (language, manner) =>
          Effect.gen(function*() {
            const wish = manner?.voice
            const choice = yield* choiceFor(language, wish)
            const plain = choice === null ? yield* beneath.engineFor(language, manner) : null
            const name = choice === null ? plain?.name ?? "" : engine.nameOf(choice, manner?.speed)
            const notes = [
              ...(isMet(choice, wish) ? [] : [unmet(wish ?? "")]),
              ...(plain?.note === undefined ? [] : [plain.note])
            ]
            return { name, ...(notes.length === 0 ? {} : { note: notes.join("; ") }) }
          }),
        speak
      })
    })
  )
