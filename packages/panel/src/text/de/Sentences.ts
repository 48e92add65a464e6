import { sentences } from "./sentenceTable.ts"

/** Words of the command line and of states, as German sentences name them. */
const terms: Readonly<Record<string, string>> = {
  allow: "durchlassen",
  approve: "Idee freigeben",
  cancel: "absagen",
  edit: "ändern",
  lock: "sperren",
  reject: "ablehnen",
  release: "Video freigeben",
  reschedule: "verschieben",
  retry: "weitergehen lassen",
  take: "neue Fassung",
  undo: "zurücknehmen",
  unlock: "entsperren",
  approved: "freigegeben",
  assets_generated: "bereit",
  cancelled: "abgesagt",
  connected: "verbunden",
  disconnected: "getrennt",
  draft: "Entwurf",
  failed: "angehalten",
  generating: "in Arbeit",
  in_review: "zur Freigabe des Videos",
  needs_attention: "vor einer Entscheidung",
  needs_reauth: "ohne Einwilligung",
  published: "bei TikTok angekommen",
  publishing: "beim Senden",
  rejected: "abgelehnt",
  scheduled: "zur Freigabe der Idee",
  suspended: "in Ruhe",
  tracked: "live",
  editor: "Redaktion",
  approver: "Freigabe",
  owner: "Inhaber",
  viewer: "Leser",
  llm_tokens: "Tokens",
  money_micros: "Kosten",
  storage_bytes: "Speicher",
  videos: "Videos",
  voice_seconds: "Sekunden Sprache",
  topic: "Thema",
  notes: "Notizen",
  language: "Sprache",
  hashtags: "Hashtags",
  caption: "Bildunterschrift",
  script: "Skript",
  cover: "Titelbild",
  preset: "Vorlage",
  delivery: "Zustellung",
  settings: "Einstellungen",
  picture: "Bild",
  hook: "erste Zeile",
  line: "Zeile",
  "the caption": "der Bildunterschrift",
  "the hashtags": "den Hashtags",
  "the script": "dem Skript"
}

/** `{name}` in a template stands for what changes from one sentence to the next. */
const PLACE = /\{(\w+)\}/g

interface Pattern {
  readonly matches: RegExp
  readonly names: ReadonlyArray<string>
  readonly german: string
}

const escaped = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&")

let compiled: { readonly fixed: ReadonlyMap<string, string>; readonly patterns: ReadonlyArray<Pattern> } | null = null

/** Made at the first sentence: most visits meet none. */
const table = () => {
  if (compiled !== null) return compiled
  const fixed = new Map<string, string>()
  const patterns: Array<Pattern> = []
  for (const [english, german] of sentences) {
    const names = [...english.matchAll(PLACE)].flatMap(([, name = ""]) => [name])
    if (names.length === 0) fixed.set(english, german)
    else patterns.push({ matches: new RegExp(`^${escaped(english).replace(PLACE, "(.*?)")}$`, "s"), names, german })
  }
  // The more of a sentence is fixed, the surer it is that one.
  patterns.sort((a, b) => b.matches.source.length - a.matches.source.length)
  compiled = { fixed, patterns }
  return compiled
}

const termOf = (text: string): string => {
  const parts = text.split(/, | or /)
  return parts.every((part) => Object.hasOwn(terms, part)) ? parts.map((part) => terms[part]).join(", ") : text
}

const whole = (text: string): string | undefined => {
  const { fixed, patterns } = table()
  const known = fixed.get(text)
  if (known !== undefined) return known
  for (const { german, matches, names } of patterns) {
    const found = matches.exec(text)
    if (found === null) continue
    return german.replace(PLACE, (_, name: string) => termOf(found[names.indexOf(name) + 1] ?? ""))
  }
  return undefined
}

/** A longer text is somebody's, not a sentence of ours, and three places in it could be tried in a billion ways. */
const LONGEST = 1_000

/**
 * One sentence of the server, or several, in German; undefined where one of them has none. A step or a fault
 * is written without its full stop, and stays so.
 */
export const sentenceIn = (text: string): string | undefined => {
  if (text.length > LONGEST) return undefined
  const one = whole(text) ?? whole(`${text}.`)?.replace(/\.$/, "")
  if (one !== undefined) return one
  const parts = text.split(/(?<=[.!?]) (?=[A-Z0-9@])/)
  if (parts.length < 2) return undefined
  const told: Array<string> = []
  let at = 0
  while (at < parts.length) {
    // What is one entry of the table may be two sentences: the longest that is known is taken.
    const most = Math.min(parts.length - at, 4)
    const lengths = Array.from({ length: most }, (_, less) => most - less)
    const length = lengths.find((count) => whole(parts.slice(at, at + count).join(" ")) !== undefined)
    if (length === undefined) return undefined
    told.push(whole(parts.slice(at, at + length).join(" ")) ?? "")
    at += length
  }
  return told.join(" ")
}
