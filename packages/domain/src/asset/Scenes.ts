import type { LineRole, Script, ScriptLine } from "./Script.ts"
import type { Shows } from "./Shows.ts"

/** A line of a script with everything that is to be seen decided. */
export interface Scene {
  readonly line: ScriptLine
  readonly role: LineRole
  readonly shows: Shows
}

/** Words that turn a story, at the start of a line. */
const TURNS = new RegExp(
  "^(?:but|yet|except|instead|actually|wrong|aber|doch|sondern|falsch|stattdessen|pero|sin embargo|mais|pourtant|ma|però|mas|" +
    "لكن|ولكن|خطأ|でも|しかし|ところが|実は|だが|하지만|그런데|但是|可是|其实|लेकिन)(?![\\p{L}\\p{N}])",
  "iu"
)
/** Languages without spaces between words: the word is followed by more letters. */
const TURNS_JOINED = /^(?:でも|しかし|ところが|実は|だが|但是|可是|其实)/u

/** A figure and, right behind it, its unit. A year or an ordinal is not a figure that counts. */
const FIGURE = new RegExp(
  "(?<![\\p{Script=Latin}\\p{N}.,])(\\d{1,3}(?:[.,\u00a0\u202f]\\d{3})+|\\d+(?:[.,]\\d+)?)(?:[\\s\u00a0\u202f]?" +
    "(%|٪|‰|°\\s?[CF]?|[€$£¥]|km/h|km|kg|mg|cm|mm|ml|kWh|kW|GB|MB|ms|min|°|×|x(?![\\p{L}\\p{N}])|h(?![\\p{L}\\p{N}])|s(?![\\p{L}\\p{N}])|g(?![\\p{L}\\p{N}])|m(?![\\p{L}\\p{N}])|" +
    "円|分|秒|度|年|歳|人|回|倍|個))?",
  "u"
)
const QUOTED = /[“„«»"「『]([^“”„«»"「」『』]{6,140})[”“»«"」』]/u

const valueOf = (digits: string): number => {
  const grouped = /^\d{1,3}(?:[.,\u00a0\u202f]\d{3})+$/.test(digits)
  return Number(grouped ? digits.replace(/[.,\u00a0\u202f]/g, "") : digits.replace(",", "."))
}

const figureIn = (text: string): Shows | null => {
  const found = FIGURE.exec(text)
  if (found === null) return null
  const [whole, digits = "", unit] = found
  const marked = new RegExp(`\\*[^*]*${digits.replace(/[.]/g, "\\.")}[^*]*\\*`).test(text)
  if (unit === undefined && !marked) return null
  const value = valueOf(digits)
  if (unit === undefined && value >= 1900 && value <= 2100 && whole.length === 4) return null
  return { kind: "number", value, ...(unit === undefined ? {} : { unit: unit.trim() }) }
}

/** "Three things: salt, fat, time." */
const itemsIn = (text: string): Shows | null => {
  const [, after] = /[:：]\s*(.+)$/u.exec(text.replaceAll("*", "")) ?? []
  const items =
    after?.split(/\s*[,;、،]\s*|\s+(?:and|und|y|et|e|و)\s+/u).map((item) => item.replace(/[.!?。]$/u, "").trim())
      .filter((item) => item !== "") ?? []
  return items.length >= 3 && items.length <= 6 && items.every((item) => item.length <= 28)
    ? { kind: "list", items }
    : null
}

/** What a line shows if it does not say so itself: what its own words hold. */
export const showsOf = ({ shows, text }: Pick<ScriptLine, "text" | "shows">): Shows => {
  if (shows !== undefined) return shows
  const quote = QUOTED.exec(text.replaceAll("*", ""))?.[1]?.trim()
  if (quote !== undefined && quote !== "") return { kind: "quote", text: quote }
  return itemsIn(text) ?? figureIn(text) ?? { kind: "text" }
}

const turnsIn = (text: string): boolean => {
  const plain = text.replaceAll("*", "").trim()
  return TURNS.test(plain) || TURNS_JOINED.test(plain)
}

/**
 * The scenes of a script, in order. Pure: the same script always gives the same scenes. A script without a turn of its own
 * gets the first line in its first half that contradicts, if there is one.
 */
export const scenesOf = (script: Pick<Script, "lines">): ReadonlyArray<Scene> => {
  const { lines } = script
  const half = Math.ceil(lines.length / 2)
  const turn = lines.some(({ role }) => role === "turn")
    ? -1
    : lines.findIndex(({ role, text }, index) => role === "beat" && index > 0 && index <= half && turnsIn(text))
  return lines.map((line, index) => ({ line, role: index === turn ? "turn" : line.role, shows: showsOf(line) }))
}
