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

/** Speech by the voices that are installed; what none of them speaks goes to the voice beneath. */
export const layer = ({ chosen, folder, speed }: NeuralOptions): Layer.Layer<Voice, never, Voice> =>
  Layer.scoped(
    Voice,
    Effect.gen(function*() {
      const beneath = yield* Voice
      const engine = yield* NeuralEngine.make(folder, speed)

      const choiceFor = (language: string): Effect.Effect<Choice | null> =>
        installedVoices(folder).pipe(
          Effect.map((voices) => choose(voices, language, chosen)),
          Effect.catchAll(({ message }) => Effect.as(Effect.logWarning(message), null))
        )

      const speak = Effect.fn("Voice.speak")(function*(line: VoiceLine) {
        const choice = yield* choiceFor(line.language)
        if (choice === null) return yield* beneath.speak(line)
        return line.words.some((word) => speakable(word) !== "")
          ? Option.some(yield* engine.speak(choice, line.words))
          : Option.none()
      })

      return Voice.of({
        engineFor: (language) =>
          Effect.flatMap(choiceFor(language), (choice) =>
            choice === null ? beneath.engineFor(language) : Effect.succeed(engine.nameOf(choice))),
        speak
      })
    })
  )
