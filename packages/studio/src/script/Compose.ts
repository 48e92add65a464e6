import { showsOf } from "@callsheet/domain/asset/Scenes"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import type { Shows } from "@callsheet/domain/asset/Shows"
import { earlyLines, MOST_HOOK_WORDS } from "./Critic.ts"
import {
  asWritten,
  contentWords,
  isTelling,
  isUnit,
  mentions,
  nounsOf,
  searchedFor,
  subjectOf
} from "./notes/Keywords.ts"
import { pictogramFor } from "./notes/Pictograms.ts"
import type { NotePoint, ReadNotes } from "./notes/Points.ts"
import { speakable, wordsIn } from "./notes/Sentences.ts"
import type { Tongue } from "./notes/Tongue.ts"
import type { ScriptBrief } from "./ScriptWriter.ts"

/** Changes when the same brief would give other words. */
export const RULES_VERSION = "4"

/** The most lines between hook and call to action: about 35 seconds. */
const MOST_BEATS = 8
/** A topic with more words is not said again as a whole. */
const SPOKEN_TOPIC = 8
const MOST_KICKER = 40

const capitalised = (text: string): string => {
  const [first = "", ...rest] = text
  return first.toUpperCase() + rest.join("")
}

/** Functions as replacements, because a topic may hold the signs that `replaceAll` reads as commands. */
const filled = (template: string, { key, n, topic }: { key: string; n: number; topic: string }): string =>
  capitalised(
    template.replaceAll("{topic}", () => topic).replaceAll("{Key}", () => capitalised(key)).replaceAll("{n}", String(n))
  )

const plainTopic = (topic: string): string =>
  topic.replaceAll("*", "").replace(/\s+/g, " ").trim().replace(/[\s.!?…:;,-]+$/u, "").replace(/^[¿¡]\s*/u, "") ||
  topic.trim()

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()

const FIGURE = /\d/
const MEASURED =
  /\d\s?(?:%|°|€|\$|£|(?:percent|prozent|degrees?|grad|grados?|degrés?|minutes?|minuten|minutos?|seconds?|sekunden|segundos?|secondes?|hours?|stunden|horas?|heures?|times|mal|veces|fois|million(?:s|en|es)?|billion|milliarden|kilos?|gram(?:s|m|os|mes)?|liters?|liter|litros?|litres?|tonnen|tons?|euros?|meters?|meter|metros?|mètres?|kilometers?|cm|mm|km|kg)(?!\p{L}))/iu

/** From here on a line may open the video. */
const STRONG = 3

/** A line with such a word goes on from something else. */
const GOES_ON =
  /(?<!\p{L})(?:afterwards?|also|too|danach|daraufhin|anschließend|auch|ebenfalls|después|luego|también|ensuite|aussi)(?!\p{L})/iu
const INTRODUCED = /(?<!\p{L})(?:an?|ein|eine[mnr]?|un|una|une)\s(\p{L}{3,})/giu

/** Whether a line speaks of "the gas" before an earlier one has said that there is "a gas". */
const presupposes = (line: string, earlier: ReadonlyArray<string>): boolean => {
  const own = new Set([...line.matchAll(INTRODUCED)].map(([, noun = ""]) => noun.toLowerCase()))
  const words = new Set(line.toLowerCase().match(/\p{L}+/gu) ?? [])
  return earlier.some((before) =>
    [...before.matchAll(INTRODUCED)].some(([, noun = ""]) =>
      words.has(noun.toLowerCase()) && !own.has(noun.toLowerCase())
    )
  )
}

/** How much a line is worth as the first thing a viewer hears. */
const strengthOf = (line: string, tongue: Tongue): number =>
  (MEASURED.test(line) ? 4 : FIGURE.test(line) ? 2 : 0) + (tongue.contrast.test(line) ? 3 : 0) +
  (/["“„«]/u.test(line) ? 1 : 0) + (wordsIn(line).length <= 9 ? 1 : 0) - (tongue.leaning.test(line) ? 8 : 0) -
  (wordsIn(line).length < 4 ? 4 : 0)

/** Points that say something new, the strongest of them where there are more than a short holds, in their order. */
const chosen = ({ listed, points }: ReadNotes, tongue: Tongue): ReadonlyArray<NotePoint> => {
  const said = new Set<string>()
  const fresh = points.flatMap((point): ReadonlyArray<NotePoint> => {
    const lines = point.lines.filter((line) => !said.has(plain(line)) && (said.add(plain(line)), true))
    return lines.length === 0 ? [] : [{ ...point, lines }]
  })
  const count = (all: ReadonlyArray<NotePoint>) => all.reduce((sum, { lines }) => sum + lines.length, 0)
  if (count(fresh) <= MOST_BEATS) return fresh
  // Of a long point, what stands first is the point.
  const short = fresh.map((point) => ({ ...point, lines: point.lines.slice(0, listed && fresh.length <= 4 ? 2 : 1) }))
  if (count(short) <= MOST_BEATS) {
    // Room that is left goes to the points in order.
    let room = MOST_BEATS - count(short)
    return short.map((point, at) => {
      const whole = fresh[at] ?? point
      const more = Math.min(room, whole.lines.length - point.lines.length, 1)
      room -= more
      return { ...point, lines: whole.lines.slice(0, point.lines.length + more) }
    })
  }
  const kept = new Set(
    short
      .map((point, at) => ({
        at,
        worth: strengthOf(point.lines[0] ?? "", tongue) + (at === 0 ? 6 : 0) - at / short.length
      }))
      .toSorted((a, b) => b.worth - a.worth)
      .slice(0, MOST_BEATS)
      .map(({ at }) => at)
  )
  return short.filter((_, at) => kept.has(at))
}

const NUMBERS =
  /(?<=(?:between|zwischen|entre)\s)\d[\d.,]*\s(?:and|und|y|et)\s\d[\d.,\u00a0]*|\d[\d.,\u00a0]*(?:\s(?:to|bis|a|à)\s\d+)?/gu

/** The figure that matters, with what it counts and nothing else that happens to follow: of several one that counts something, the longest. */
const figureIn = (text: string, tongue: Tongue): string | undefined =>
  [...text.matchAll(NUMBERS)].map(({ 0: number, index }) => {
    const [unit = ""] = /^(?:\s?[%°€$£]|\s\p{L}+)/u.exec(text.slice(index + number.length)) ?? []
    const counts = /[%°€$£]/u.test(unit) || isUnit(unit.trim()) ||
      (tongue.capitalNouns ? /^\s\p{Lu}/u.test(unit) : unit !== "" && !tongue.stopWords.has(unit.trim().toLowerCase()))
    return {
      figure: (counts ? `${number}${unit}` : number).replace(/[.,]+$/u, ""),
      counts,
      digits: number.replace(/\D/gu, "").length
    }
  }).toSorted((a, b) => Number(b.counts) - Number(a.counts) || b.digits - a.digits)[0]?.figure

/** Marks the word that matters: a figure with what it counts, else the longest noun, else the longest word of meaning. */
const marked = (text: string, nouns: ReadonlySet<string>, tongue: Tongue, only: "nouns" | "any" = "any"): string => {
  if (text.includes("*")) return text
  const figure = only === "nouns" ? undefined : figureIn(text, tongue)
  const words = (text.match(/[\p{L}\p{N}-]+/gu) ?? []).filter((word) => !tongue.stopWords.has(word.toLowerCase()))
  const longest = (all: ReadonlyArray<string>) => all.toSorted((a, b) => b.length - a.length)[0]
  const word = figure ?? longest(words.filter((word) => nouns.has(word.toLowerCase()))) ??
    (only === "nouns" ? undefined : longest(words))
  if (word === undefined || word === "") return text
  const at = new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`, "u")
    .exec(text)?.index
  if (at === undefined) return text
  return `${text.slice(0, at)}*${word}*${text.slice(at + word.length)}`
}

export interface Opening {
  readonly text: string
  /** What the hook says is not said again. */
  readonly takes: string | null
  readonly kicker: string | null
  /** It points at a number, so the points carry theirs. */
  readonly points: boolean
}

interface Openings {
  /** The best first, the topic alone last. */
  readonly openings: ReadonlyArray<Opening>
  /** Lines that may open the video too, for anyone who asks for more. */
  readonly spare: ReadonlyArray<Opening>
}

/** Ways to begin. All are made of the topic and of what the notes say. */
const openingsFrom = (
  topic: string,
  read: ReadNotes,
  points: ReadonlyArray<NotePoint>,
  tongue: Tongue,
  key: string | null
): Openings => {
  const kicker = topic.length <= MOST_KICKER ? topic : null
  const fits = (text: string) => wordsIn(text).length <= MOST_HOOK_WORDS
  const own: ReadonlyArray<Opening> = read.hook === null
    ? []
    : [{ text: read.hook, takes: null, kicker, points: false }]
  const ordered = points.length > 1 && points.every(({ numbered }) => numbered)
  const firsts = points.map(({ lines }) => lines[0] ?? "")
  const ranked = firsts
    .map((line, at) => ({ line, at, strength: strengthOf(line, tongue) }))
    .toSorted((a, b) => b.strength - a.strength)
  // A sentence out of running text says what it is about, and only the last can go without a gap.
  const movable = (at: number, line: string) =>
    at === 0 ||
    (!GOES_ON.test(line) && !presupposes(line, firsts.slice(0, at)) && !tongue.leaning.test(firsts[at + 1] ?? "") &&
      (read.listed || (at === firsts.length - 1 && key !== null && mentions(key.toLowerCase(), line) > 0)))
  // Steps keep their order, and a point of several lines loses its sense without the first.
  const takeable = ordered || points.length < 3
    ? []
    : ranked.filter(({ at, line }) => fits(line) && points[at]?.lines.length === 1 && movable(at, line))
  const taking = ({ line }: { readonly line: string }): Opening => ({ text: line, takes: line, kicker, points: false })
  const strong = takeable.filter(({ strength }) => strength >= STRONG).slice(0, 3).map(taking)
  // Of equals the last, so that there is something to wait for.
  const [pointed] = ranked.filter(({ at }) => at > 0).toSorted((a, b) => b.strength - a.strength || b.at - a.at)
  const numberOf = pointed?.at
  const pointers = (read.listed || ordered) && numberOf !== undefined && points.length >= 3
    ? tongue.pointers.map((template): Opening => ({
      text: filled(template, { topic, key: "", n: numberOf + 1 }),
      takes: null,
      kicker: null,
      points: true
    })).filter(({ text }) => fits(text))
    : []
  const counted = ordered ? [...pointers, ...strong] : [...strong, ...pointers]
  const [whole = topic] = speakable(topic, tongue)
  return {
    openings: [...own, ...counted, { text: whole, takes: null, kicker: null, points: false }],
    spare: takeable.slice(strong.length).map(taking)
  }
}

/** A topic is named where no single word says what the video is about. */
const closings = (topic: string, read: ReadNotes, tongue: Tongue, key: string | null): ReadonlyArray<string> =>
  read.cta !== null ? [read.cta] : tongue.closings
    .filter((template) =>
      template.includes("{topic}") ? key === null || wordsIn(topic).length <= SPOKEN_TOPIC : key !== null
    )
    .map((template) => filled(template, { topic, key: key ?? "", n: 0 }))

/** The plan's own hashtags, then up to three words under which people look for it. */
const hashtagsFor = (words: ReadonlyArray<string>, own: ReadonlyArray<string>): ReadonlyArray<string> => {
  const clean = own.map((tag) => tag.replace(/^#+/, "").trim()).filter((tag) => tag !== "")
  const known = new Set(clean.map((tag) => tag.toLowerCase()))
  return [
    ...clean,
    ...words.map((word) => word.replace(/[^\p{L}\p{N}]/gu, "")).filter((word) => word.length > 2 && !known.has(word))
      .slice(0, 3)
  ]
}

export const pick = <A>(items: readonly [A, ...ReadonlyArray<A>], at: number): A => items[at % items.length] ?? items[0]

/** Notes as they were read, ready to be put together. */
export interface Material {
  readonly brief: ScriptBrief
  readonly tongue: Tongue
  readonly read: ReadNotes
  readonly topic: string
  readonly points: ReadonlyArray<NotePoint>
  readonly nouns: ReadonlyArray<string>
  /** The one word for what it is about; null where there is none. */
  readonly key: string | null
  /** Ways to begin, the best first; the last is the topic alone. */
  readonly openings: readonly [Opening, ...ReadonlyArray<Opening>]
  /** Weaker ways, for anyone who asks for more. */
  readonly spare: ReadonlyArray<Opening>
}

/** Points whose order says nothing, the strongest first; others as they are. */
const strongestFirst = (
  { listed }: ReadNotes,
  points: ReadonlyArray<NotePoint>,
  tongue: Tongue
): ReadonlyArray<NotePoint> =>
  !listed || points.length < 3 ||
    points.some(({ lines, numbered }) => numbered || tongue.leaning.test(lines[0] ?? ""))
    ? points
    : points.toSorted((a, b) => strengthOf(b.lines[0] ?? "", tongue) - strengthOf(a.lines[0] ?? "", tongue))

export const materialOf = (
  brief: ScriptBrief,
  tongue: Tongue,
  read: ReadNotes,
  order: "notes" | "strength" = "notes"
): Material => {
  const notes = brief.notes ?? ""
  const topic = plainTopic(brief.topic)
  const inOrder = chosen(read, tongue)
  const points = order === "notes" ? inOrder : strongestFirst(read, inOrder, tongue)
  const nouns = nounsOf(topic, notes, tongue)
  const subject = subjectOf(topic, notes, tongue)
  const key = subject === null ? null : asWritten(subject, `${topic}\n${notes}`)
  const { openings, spare } = openingsFrom(topic, read, points, tongue, key)
  const [best = { text: topic, takes: null, kicker: null, points: false }, ...others] = openings
  return { brief, tongue, read, topic, points, nouns, key, openings: [best, ...others], spare }
}

/** Openings that a first script may have: the topic alone only where the notes give no better one. */
export const usualOpenings = ({ openings }: Material): readonly [Opening, ...ReadonlyArray<Opening>] => {
  const [best, ...others] = openings
  return [best, ...others.slice(0, -1).slice(0, 3)]
}

/** A line as it is shown: the word that matters is marked, and a pictogram and what its words hold are found. */
export const lineFrom = (
  { nouns, tongue }: Pick<Material, "nouns" | "tongue">,
  { kicker, role, text }: Pick<ScriptLine, "role" | "text"> & { readonly kicker?: string | undefined }
): ScriptLine => {
  const said = marked(text, new Set(nouns), tongue)
  const shows = showsOf({ text: said })
  const emoji = pictogramFor(text, tongue.language)
  return new ScriptLine({
    role,
    text: said,
    ...(emoji === undefined ? {} : { emoji }),
    ...(kicker === undefined ? {} : { kicker }),
    ...(shows.kind === "text" ? {} : { shows })
  })
}

/** Ways to end after an opening: they take up a word of it, so that the video can start over. */
export const closingsOf = (
  { brief, key, nouns, read, tongue, topic }: Material,
  opening: string
): ReadonlyArray<string> => {
  const opened = contentWords(opening, tongue)
  if (key !== null && opened.has(key.toLowerCase())) return closings(topic, read, tongue, key)
  // What the topic does not name is a detail; only an opening without the topic as its label needs it.
  const echo = nouns.find((noun) =>
    opened.has(noun) && isTelling(noun) && (topic.length > MOST_KICKER || mentions(noun, topic) > 0)
  )
  return closings(topic, read, tongue, echo === undefined ? key : asWritten(echo, `${topic}\n${brief.notes ?? ""}`))
}

/**
 * Which of the lines between hook and closing turns the story: the first early one that contradicts, else that brings a number, else the
 * last early one. It is drawn as a turn, so it comes early what it says.
 */
const turnIn = (texts: ReadonlyArray<string>, tongue: Tongue): number => {
  if (texts.length < 5) return -1
  const early = earlyLines(texts.map((text) => ({ text })))
  const contradicts = early.find((at) => tongue.contrast.test(texts[at] ?? ""))
  const figures = early.find((at) => FIGURE.test(texts[at] ?? ""))
  // Lines between hook and closing are counted from 0.
  const whole = early.filter((at) => !tongue.leaning.test(texts[at] ?? ""))
  return (contradicts ?? figures ?? whole.at(-1) ?? early.at(-1) ?? 1) - 1
}

/** One script of what the notes hold. */
export const compose = (material: Material, hook: Opening, closing: number): Script => {
  const { brief, key, nouns, points, tongue, topic } = material
  const body = points.flatMap(({ lines, numbered }, at) =>
    lines.flatMap((text, part) =>
      text === hook.takes
        ? []
        : [{
          text,
          begins: part === 0,
          kicker: (numbered || hook.points) && part === 0 ? `${at + 1}/${points.length}` : null
        }]
    )
  )
  const [anyClosing = capitalised(topic), ...others] = closingsOf(material, hook.text)
  const cta = pick([anyClosing, ...others], closing)
  const turnAt = turnIn([hook.text, ...body.map(({ text }) => text), cta], tongue)
  const isNoun = new Set(key === null ? nouns : [...nouns, key.toLowerCase()])
  const drawn = new Set<string>()
  const line = (role: ScriptLine["role"], text: string, kicker: string | null) => {
    // A pointer's number is not the word that matters.
    const said = role === "hook" && hook.points ? text : marked(text, isNoun, tongue, role === "cta" ? "nouns" : "any")
    // What stands in an opening or a closing is the topic; its numbers are not figures of their own.
    const shows: Shows = role === "cta" || (role === "hook" && hook.takes === null)
      ? { kind: "text" }
      : showsOf({ text: said })
    const wished = pictogramFor(text, tongue.language) ??
      (role === "hook" ? pictogramFor(topic, tongue.language) : undefined)
    // A picture that was seen says nothing new: the renderer finds another.
    const emoji = wished === undefined || drawn.has(wished) ? undefined : wished
    if (emoji !== undefined) drawn.add(emoji)
    return new ScriptLine({
      role,
      text: said,
      ...(emoji === undefined ? {} : { emoji }),
      ...(kicker === null ? {} : { kicker }),
      ...(shows.kind === "text" ? {} : { shows })
    })
  }
  const firsts = body.flatMap(({ begins, text }) =>
    begins && wordsIn(text).length > 4 && !text.endsWith("?") ? [text] : []
  )
  const [best] = firsts.toSorted((a, b) => strengthOf(b, tongue) - strengthOf(a, tongue))
  const strongest = hook.takes ?? best ?? topic
  const lead = capitalised(topic)
  return new Script({
    language: brief.language,
    ...(topic.length <= MOST_KICKER ? { title: topic } : {}),
    lines: [
      line("hook", hook.text, hook.kicker),
      ...body.map(({ kicker, text }, at) => line(at === turnAt ? "turn" : "beat", text, kicker)),
      line("cta", cta, null)
    ],
    caption: `${lead}${/[.!?…]$/u.test(lead) ? "" : "."} ${strongest}`.replaceAll("*", ""),
    hashtags: hashtagsFor(searchedFor(topic, brief.notes ?? "", tongue), brief.hashtags),
    source: { _tag: "rules", version: RULES_VERSION }
  })
}
