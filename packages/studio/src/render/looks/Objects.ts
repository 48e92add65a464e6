import { pictogramFor } from "../../script/notes/Pictograms.ts"
import { hasPictogram } from "../paint/Pictograms.ts"
import { pictogramsFor } from "../paint/PictogramWords.ts"

/** What is known of a scene when its object is chosen. */
export interface ObjectWish {
  /** The script's own pictogram for the line; only its first piece shows it. */
  readonly own: string | null
  readonly words: ReadonlyArray<{ readonly text: string; readonly emphasised: boolean }>
  /** All of the line that this is a piece of. */
  readonly line: string
}

/** Where no word fits: signs that mean little and look like something. */
const PLAIN = [
  "💡",
  "📌",
  "✨",
  "🔍",
  "🎯",
  "⚡",
  "🧭",
  "🧩",
  "🔔",
  "📎",
  "🪄",
  "🧲",
  "🎈",
  "💎",
  "🔦",
  "🪁",
  "🛎️",
  "🎁",
  "🧷",
  "🏷️"
] as const

const plain = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{M}]+/gu, "")

/** Pictures whose forms look alike to the eye: one of them is enough for a video. */
const KINDS: ReadonlyArray<ReadonlySet<string>> = [
  ["☁", "⛅", "⛈", "🌤", "🌥", "🌦", "🌧", "🌨", "🌩"],
  ["🚅", "🚆", "🚂", "🚃", "🚄", "🚇", "🚈", "🚉", "🚊"],
  ["🚲", "🚴", "🚵", "🚳"],
  ["📃", "📄", "📜", "📑", "🧻"],
  ["🪙", "💶", "💷", "💴", "💵", "💰", "💸"],
  ["🐰", "🐇"],
  ["🌲", "🌳", "🌴", "🎄"],
  ["⛓", "🔗"],
  ["🛳", "🚢", "⛴", "⛵"],
  ["🍂", "🍁", "🍃"],
  ["🚰", "🚱", "💧", "💦"],
  ["🌃", "🌉", "🌌"],
  ["🚥", "🚦"],
  ["📱", "📲", "📳"],
  ["🍞", "🥖", "🥪", "🫓", "🥯"]
].map((kind) => new Set(kind))

const bare = (emoji: string) => emoji.replaceAll("\u{fe0f}", "")
const kindOf = (emoji: string): ReadonlyArray<string> => {
  const found = KINDS.find((kind) => kind.has(bare(emoji)))
  return found === undefined ? [bare(emoji)] : [...found]
}

/**
 * An object for each scene, none twice in a video: the script's own, else what the scene's own words speak for, then those of
 * its line, then those of the whole script. Only the last line may come back to the opening's, and only if the script says so.
 */
export const objectsFor = (
  scenes: ReadonlyArray<ObjectWish>,
  language: string
): ReadonlyArray<{ readonly emoji: string; readonly fits: boolean }> => {
  const taken = new Set<string>()
  const isFree = (emoji: string | undefined): emoji is string =>
    emoji !== undefined && emoji !== "" && hasPictogram(emoji) && !kindOf(emoji).some((one) => taken.has(one))
  const chosen: Array<string | null> = scenes.map(({ own }, index) => {
    if (own === null || !hasPictogram(own)) return null
    const comesBack = index > 0 && index === scenes.length - 1 && bare(own) === bare(scenes[0]?.own ?? "")
    if (taken.has(bare(own)) && !comesBack) return null
    taken.add(bare(own))
    return own
  })
  const give = (index: number, wishes: ReadonlyArray<string | undefined>): void => {
    const found = chosen[index] === null ? wishes.find(isFree) : undefined
    if (found === undefined) return
    chosen[index] = found
    taken.add(bare(found))
  }
  scenes.forEach(({ words }, index) => {
    const text = words.map(({ text }) => text).join(" ")
    const marked = new Set(words.filter(({ emphasised }) => emphasised).map(({ text }) => plain(text)))
    give(index, [pictogramFor(text), ...pictogramsFor(text, language, marked).slice(0, 3)])
  })
  scenes.forEach(({ line }, index) => give(index, [pictogramFor(line), ...pictogramsFor(line, language).slice(0, 4)]))
  const fitting = [...chosen]
  const all = pictogramsFor(scenes.map(({ line }) => line).join(" "), language).slice(0, 14)
  scenes.forEach((_, index) => give(index, [...all, ...PLAIN]))
  return chosen.map((emoji, index) => ({
    emoji: emoji ?? PLAIN[index % PLAIN.length] ?? "✨",
    // The opening needs its picture at frame 0, whatever it says.
    fits: index === 0 || fitting[index] !== null
  }))
}
