import { withoutPauses } from "@callsheet/domain/asset/Pauses"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { contentWords } from "./notes/Keywords.ts"
import { MOST_IN_A_BREATH, saidWords } from "./notes/Sentences.ts"
import type { Tongue } from "./notes/Tongue.ts"
import { tongueFor } from "./notes/Tongues.ts"

/** Something a viewer would scroll past, and where. `line` counts from 1; null means the whole script. */
export interface CriticRemark {
  readonly line: number | null
  readonly says: string
}

export const MOST_HOOK_WORDS = 12
const FEWEST_TOTAL = 15
const MOST_TOTAL = 120

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

const plainWords = (text: string): ReadonlyArray<string> => saidWords(withoutPauses(text).toLowerCase())

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

/** A turn that begins later keeps nobody who is about to leave. */
const LATEST_TURN = 0.35
/** Shorter videos end before they would need one. */
const FEWEST_LINES_WITH_TURN = 5

/** How much of a video has passed when each line begins; what is said takes time by its letters. */
const beginningsOf = (lines: ReadonlyArray<Pick<ScriptLine, "text">>): ReadonlyArray<number> => {
  const lengths = lines.map(({ text }) => withoutPauses(text).length + 6)
  const whole = lengths.reduce((sum, length) => sum + length, 0)
  return lengths.map((_, at) => lengths.slice(0, at).reduce((sum, length) => sum + length, 0) / whole)
}

/** The lines, hook and closing apart, that begin early enough to turn the story. */
export const earlyLines = (lines: ReadonlyArray<Pick<ScriptLine, "text">>): ReadonlyArray<number> =>
  beginningsOf(lines).flatMap((begins, at) => at > 0 && at < lines.length - 1 && begins < LATEST_TURN ? [at] : [])

/** Whether a line turns the story: it is meant to, contradicts, or brings a number. */
export const isTurn = ({ role, text }: Pick<ScriptLine, "role" | "text">, tongue: Tongue | undefined): boolean =>
  role === "turn" || /\d/.test(text) || (tongue?.contrast.test(text) ?? false)

const STEM = 5
const stemsOf = (text: string, tongue: Tongue): ReadonlySet<string> =>
  new Set([...contentWords(text, tongue)].map((word) => word.slice(0, STEM)))

/** Whether the last line leads back into the first: by a word of its or of its label, or because it is left open. */
const loops = (lines: Script["lines"], tongue: Tongue): boolean => {
  const last = lines.at(-1)?.text.replaceAll("*", "").trim() ?? ""
  if (/(?:…|\.\.\.|:|–|—)$/u.test(last)) return true
  const hook = stemsOf(`${lines[0].text} ${lines[0].kicker ?? ""}`, tongue)
  return hook.size === 0 || [...stemsOf(last, tongue)].some((stem) => hook.has(stem))
}

/** What is wrong with the course of a script: known in the languages whose contradictions are known here. */
const courseRemarks = ({ language, lines }: Pick<Script, "language" | "lines">): ReadonlyArray<CriticRemark> => {
  const tongue = tongueFor(language)
  if (tongue === undefined || lines.length < FEWEST_LINES_WITH_TURN) return []
  const turns = earlyLines(lines).some((at) => isTurn(lines[at] ?? lines[0], tongue))
  return [
    ...(turns ? [] : [{
      line: null,
      says: "Nothing turns in the first third: bring a contradiction, a number or a \"but\" before it is over."
    }]),
    ...(loops(lines, tongue) ? [] : [{
      line: lines.length,
      says: "The end does not lead back into the hook: say a word of it again, so that the video can start over."
    }])
  ]
}

/** The first early line that turns the story, told to anyone who paces it; a script that names its turn stays as it is. */
export const withTurn = (script: Script): Script => {
  if (script.lines.some(({ role }) => role === "turn")) return script
  const tongue = tongueFor(script.language)
  const at = earlyLines(script.lines).find((line) => isTurn(script.lines[line] ?? script.lines[0], tongue))
  if (at === undefined || tongue === undefined) return script
  const [hook, ...rest] = script.lines
  return new Script({
    ...script,
    lines: [hook, ...rest.map((line, index) => index + 1 === at ? new ScriptLine({ ...line, role: "turn" }) : line)]
  })
}

/** What a strict editor would say of a script. Pure; `earlier` are lines that the account said before. An empty answer is praise. */
export const critique = (
  script: Pick<Script, "language" | "lines">,
  earlier: ReadonlyArray<string> = []
): ReadonlyArray<CriticRemark> => {
  const remarks: Array<CriticRemark> = []
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
  remarks.push(...courseRemarks(script))
  const said = new Set(earlier.flatMap(runsOf))
  lines.forEach(({ role, text }, at) => {
    const words = plainWords(text).length
    const plain = text.toLowerCase()
    if (at > 0 && words > MOST_IN_A_BREATH) {
      remarks.push({ line: at + 1, says: `The line has ${words} words; ${MOST_IN_A_BREATH} fit into one breath.` })
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

export const remarkText = ({ line, says }: CriticRemark): string => line === null ? says : `Line ${line}: ${says}`
