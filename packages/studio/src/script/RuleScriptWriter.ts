import { Provenance } from "@callsheet/domain/asset/Media"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { Effect, Layer, Random } from "effect"
import { english } from "./rules/English.ts"
import { french } from "./rules/French.ts"
import { german } from "./rules/German.ts"
import type { Phrase, Phrasebook } from "./rules/Phrasebook.ts"
import { spanish } from "./rules/Spanish.ts"
import { nothingUsed, ScriptRefused } from "./ScriptErrors.ts"
import { type ScriptBrief, ScriptWriter } from "./ScriptWriter.ts"

/** Changes when the same brief would give other words. */
export const RULES_VERSION = "1"

const books: ReadonlyArray<Phrasebook> = [english, german, spanish, french]

const bookFor = (language: string): Phrasebook | undefined =>
  books.find((book) => book.language === language.toLowerCase().split("-")[0])

/** A topic is at most this long inside a sentence; longer ones are cut at a word. */
const SPOKEN_TOPIC = 80

/** The topic as it can stand inside a sentence: one line, no emphasis marks, no full stop of its own. */
const spokenTopic = (topic: string): string => {
  const plain = topic.replaceAll("*", "").replace(/\s+/g, " ").trim().replace(/[\s.!?…:;,-]+$/u, "")
  if (plain === "") return topic.trim()
  if (plain.length <= SPOKEN_TOPIC) return plain
  const cut = plain.slice(0, SPOKEN_TOPIC + 1)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), SPOKEN_TOPIC / 2)).trim()}…`
}

const capitalised = (text: string): string => {
  const [first = "", ...rest] = text
  return first.toUpperCase() + rest.join("")
}

/** Functions as replacements, because a topic may hold the signs that `replaceAll` reads as commands. */
const filled = (template: string, topic: string): string =>
  template.replaceAll("{Topic}", () => capitalised(topic)).replaceAll("{topic}", () => topic)

/** The plan's own hashtags, then up to three words of the topic. */
const hashtagsFor = (book: Phrasebook, { hashtags, topic }: ScriptBrief): ReadonlyArray<string> => {
  const words = topic.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []
  const telling = [...new Set(words)].filter((word) => !book.emptyWords.has(word) && !/^\d+$/.test(word)).slice(0, 3)
  const own = hashtags.map((tag) => tag.replace(/^#+/, "").trim()).filter((tag) => tag !== "")
  return [...own, ...telling.filter((word) => !own.some((tag) => tag.toLowerCase() === word))]
}

const pick = <A>(random: Random.Random, items: ReadonlyArray<A>): Effect.Effect<A> =>
  Effect.flatMap(random.nextIntBetween(0, items.length), (index) => {
    const item = items[index]
    return item === undefined ? Effect.dieMessage("A phrasebook has an empty place.") : Effect.succeed(item)
  })

const lineOf = (role: ScriptLine["role"], [emoji, text]: Phrase, topic: string, kicker?: string): ScriptLine =>
  new ScriptLine({ role, text: filled(text, topic), emoji, ...(kicker === undefined ? {} : { kicker }) })

/** The `attempt` only matters where earlier scripts already said what the first attempts would say. */
const compose = (book: Phrasebook, brief: ScriptBrief, attempt: number): Effect.Effect<Script> =>
  Effect.gen(function*() {
    const random = Random.make([RULES_VERSION, brief.topic, brief.language, brief.seed, attempt].join("\n"))
    const topic = spokenTopic(brief.topic)
    const aim = book.question.test(topic) ? "knowing" : "doing"
    const structure = yield* pick(random, book.structures.filter((structure) => structure.aim === aim))
    const hook = lineOf("hook", yield* pick(random, structure.hooks), topic)
    const count = structure.beats.length - ((yield* random.nextBoolean) ? 1 : 0)
    const beats: Array<ScriptLine> = []
    for (const [place, variants] of structure.beats.slice(0, count).entries()) {
      beats.push(lineOf("beat", yield* pick(random, variants), topic, structure.kickers?.[place]))
    }
    const cta = lineOf("cta", yield* pick(random, book.ctas), topic)
    return new Script({
      language: brief.language,
      lines: [hook, ...beats, cta],
      caption: filled(yield* pick(random, book.captions), topic),
      hashtags: hashtagsFor(book, brief),
      source: { _tag: "rules", version: RULES_VERSION }
    })
  })

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()

/** How many lines were said before. Calls to action may return: they are few and everyone knows them. */
const repeats = (script: Script, said: ReadonlySet<string>): number =>
  script.lines.filter(({ role, text }) => role !== "cta" && said.has(plain(text))).length

const ATTEMPTS = 24
/** Below this likeness to every earlier script there is no need to look for other words. */
const FRESH = 0.5

const freshest = (book: Phrasebook, brief: ScriptBrief): Effect.Effect<Script> =>
  Effect.gen(function*() {
    const said = new Set((brief.avoid ?? []).flatMap((text) => text.split(/\n/)).map(plain))
    const { likeness = () => 0 } = brief
    const judged = (script: Script) => ({ script, repeats: repeats(script, said), likeness: likeness(script) })
    let best = judged(yield* compose(book, brief, 0))
    for (let attempt = 1; attempt < ATTEMPTS && (best.repeats > 0 || best.likeness > FRESH); attempt++) {
      const other = judged(yield* compose(book, brief, attempt))
      if (other.repeats < best.repeats || (other.repeats === best.repeats && other.likeness < best.likeness)) {
        best = other
      }
    }
    return best.script
  })

/** Words from a phrasebook: no network, no cost, the same brief always the same script, which says that rules wrote it. */
export const layer: Layer.Layer<ScriptWriter> = Layer.succeed(ScriptWriter, {
  engine: `rules/${RULES_VERSION}`,
  write: Effect.fn("RuleScriptWriter.write")(function*(brief: ScriptBrief) {
    const book = bookFor(brief.language)
    if (book === undefined) {
      return yield* new ScriptRefused({
        why: "language",
        detail: brief.language,
        usage: nothingUsed,
        requestId: null
      })
    }
    return {
      script: yield* freshest(book, brief),
      // People wrote these sentences; choosing among them imitates nobody.
      provenance: new Provenance({ stage: "script", engine: `rules/${RULES_VERSION}`, synthetic: false }),
      usage: nothingUsed,
      requestId: null
    }
  })
})
