import type { Script } from "@callsheet/domain/asset/Script"

/** Something a viewer would scroll past, and where. `line` counts from 1; null means the whole script. */
export interface Remark {
  readonly line: number | null
  readonly says: string
}

export const MOST_HOOK_WORDS = 12
const FEWEST_TOTAL = 15
const MOST_TOTAL = 120
const MOST_LINE = 16

const GREETING =
  /^(?:hi|hey|hello|welcome|in this video|today (?:i|we)|hallo|willkommen|in diesem video|heute zeige|hola|bienvenid|en este v[ií]deo|hoy (?:te|vamos)|salut|bonjour|bienvenue|dans cette vid[ée]o|aujourd'hui (?:je|on))/i

/** Sentences that fit every topic, and so say nothing about one. */
const BANNED = [
  "game changer",
  "you won't believe",
  "the mistake almost everyone makes",
  "that is the whole secret",
  "in today's world",
  "let's dive in",
  "der fehler, den fast alle machen",
  "das ändert alles",
  "du wirst nicht glauben",
  "das ist das ganze geheimnis",
  "no vas a creer",
  "esto lo cambia todo",
  "el error que casi todos cometen",
  "tu ne vas pas croire",
  "ça change tout",
  "l'erreur que presque tout le monde fait"
]

const plainWords = (text: string): ReadonlyArray<string> => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

const RUN = 4

const runsOf = (text: string): ReadonlyArray<string> => {
  const words = plainWords(text)
  return words.slice(RUN - 1).map((_, at) => words.slice(at, at + RUN).join(" "))
}

/** A hook that points at a number promises that there is one. */
const promised = (hook: string): number | null => {
  const found = /(?:number|Nummer|número|numéro)\s+(\d{1,2})/iu.exec(hook)?.[1]
  return found === undefined ? null : Number(found)
}

/** What a strict editor would say of a script. Pure; `earlier` are lines that the account said before. An empty answer is praise. */
export const critique = (
  script: Pick<Script, "lines">,
  earlier: ReadonlyArray<string> = []
): ReadonlyArray<Remark> => {
  const remarks: Array<Remark> = []
  const { lines } = script
  const hook = lines[0].text.replaceAll("*", "")
  const hookWords = plainWords(hook).length
  if (hookWords > MOST_HOOK_WORDS) {
    remarks.push({
      line: 1,
      says: `The hook has ${hookWords} words; ${MOST_HOOK_WORDS} can be read before a thumb moves.`
    })
  }
  if (GREETING.test(hook)) remarks.push({ line: 1, says: "The hook greets instead of saying something." })
  const beats = lines.filter(({ role }) => role === "beat" || role === "turn").length
  const place = promised(hook)
  if (place !== null && place > beats) {
    remarks.push({ line: 1, says: `The hook promises number ${place}, and there are ${beats} points.` })
  }
  const total = lines.reduce((sum, { text }) => sum + plainWords(text).length, 0)
  if (total < FEWEST_TOTAL) remarks.push({ line: null, says: `${total} words are too few for a video; add notes.` })
  if (total > MOST_TOTAL) remarks.push({ line: null, says: `${total} words are more than 45 seconds hold.` })
  if (lines.at(-1)?.role !== "cta") {
    remarks.push({ line: lines.length, says: "Nothing is asked of the viewer at the end." })
  }
  const said = new Set(earlier.flatMap(runsOf))
  lines.forEach(({ role, text }, at) => {
    const words = plainWords(text).length
    const plain = text.toLowerCase()
    if (at > 0 && words > MOST_LINE) {
      remarks.push({ line: at + 1, says: `The line has ${words} words; ${MOST_LINE} fit into one breath.` })
    }
    const banned = BANNED.find((phrase) => plain.includes(phrase))
    if (banned !== undefined) {
      remarks.push({ line: at + 1, says: `"${banned}" fits every topic and says nothing about this one.` })
    }
    const again = role === "cta" ? undefined : runsOf(text).find((run) => said.has(run))
    if (again !== undefined) remarks.push({ line: at + 1, says: `"${again}" was said before.` })
    for (const run of runsOf(text)) said.add(run)
  })
  return remarks
}

export const remarkText = ({ line, says }: Remark): string => line === null ? says : `Line ${line}: ${says}`
