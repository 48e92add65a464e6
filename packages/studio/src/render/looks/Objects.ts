import { pictogramsOf } from "../../script/notes/Pictograms.ts"
import { hasPictogram } from "../paint/Pictograms.ts"
import { pictogramsFor } from "../paint/PictogramWords.ts"

/** What is known of a scene when its object is chosen. */
export interface ObjectWish {
  /** The script's own pictogram for the line; only its first piece shows it. */
  readonly own: string | null
  readonly words: ReadonlyArray<{ readonly text: string; readonly emphasised: boolean }>
  /** All of the line that this is a piece of; the pieces after the first have their own words alone. */
  readonly line: string
}

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
 * An object for each scene, none twice in a video: the script's own, else what the scene's own words call by name, then those
 * of its line. Null where nothing fits: words alone say more than a wrong picture. The opening may take what the whole script
 * is about, and the last line comes back to the opening's, so that the end leads into the beginning.
 */
export const objectsFor = (scenes: ReadonlyArray<ObjectWish>, language: string): ReadonlyArray<string | null> => {
  const taken = new Set<string>()
  const isFree = (emoji: string | undefined): emoji is string =>
    emoji !== undefined && emoji !== "" && hasPictogram(emoji) && !kindOf(emoji).some((one) => taken.has(one))
  const last = scenes.length - 1
  const chosen: Array<string | null> = scenes.map(({ own }, index) => {
    if (own === null || !hasPictogram(own)) return null
    const comesBack = index > 0 && index === last && bare(own) === bare(scenes[0]?.own ?? "")
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
  const called = (words: ObjectWish["words"]): ReadonlyArray<string | undefined> => {
    const text = words.map(({ text }) => text).join(" ")
    const marked = words.filter(({ emphasised }) => emphasised).map(({ text }) => plain(text))
    return [
      ...pictogramsOf(marked.join(" "), language),
      ...pictogramsOf(text, language),
      ...pictogramsFor(text, language, new Set(marked)).slice(0, 3)
    ]
  }
  const isLast = (index: number) => index === last && last > 0
  scenes.forEach(({ words }, index) => give(index, isLast(index) ? [] : called(words)))
  scenes.forEach(({ line }, index) =>
    give(index, isLast(index) ? [] : [...pictogramsOf(line, language), ...pictogramsFor(line, language).slice(0, 2)])
  )
  const all = scenes.map(({ line }) => line).join(" ")
  give(0, pictogramsOf(all, language))
  return chosen.map((emoji, index) => emoji ?? (isLast(index) ? chosen[0] ?? null : null))
}
