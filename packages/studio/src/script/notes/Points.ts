import { sentencesOf, speakable, wordsIn } from "./Sentences.ts"
import type { Tongue } from "./Tongue.ts"

/** One thing that the notes say, as it is spoken. */
export interface NotePoint {
  readonly lines: ReadonlyArray<string>
  /** It was numbered, so its place matters. */
  readonly numbered: boolean
  readonly label: string | null
}

export interface ReadNotes {
  readonly points: ReadonlyArray<NotePoint>
  /** Lines that the notes themselves call the hook or the call to action. */
  readonly hook: string | null
  readonly cta: string | null
  readonly listed: boolean
}

const BULLET = /^\s*(?:[-*+•–—·▪◦‣✓✔☐☑➤→]|\[[ xX]?\])\s+(?:\[[ xX]?\]\s*)?/u
const NUMBER = /^\s*(?:\(?\d{1,2}[.)]|\p{L}\)|(?:step|schritt|paso|étape)\s+\d{1,2}\s*[:.)–-])\s+/iu
const LABELLED = /^([\p{L}\p{N}][^:.!?]{0,38}?)\s?:\s+(.+)$/u
const HOOK = /^(?:hook|einstieg|gancho|accroche)$/i
const CTA = /^(?:cta|call to action|aufruf|llamada|appel)$/i

/** Markdown, HTML and links as plain words; one pair of `*` keeps what was bold. */
const unmarked = (text: string): string =>
  text
    .replace(/!\[[^\]]*\]\([^)]*\)/gu, "")
    .replace(/\[([^\]]+)\]\([^)]*\)/gu, "$1")
    .replace(/<[^>\n]{1,200}>/gu, "")
    .replace(/\bhttps?:\/\/\S+/gu, "")
    .replace(/`+/gu, "")
    .replace(/\*{2,3}([^*\n]+)\*{2,3}|__([^_\n]+)__/gu, (_, a?: string, b?: string) => a ?? b ?? "")
    .replaceAll("*", "")
    .replace(/(?<!\p{L})_([^_\n]+)_(?!\p{L})/gu, "$1")

const spokenForm = (text: string, tongue: Tongue): string =>
  tongue.spoken.reduce((said, [pattern, words]) => said.replace(pattern, words), text).replace(/\s+/gu, " ").trim()

interface Block {
  readonly text: string
  readonly kind: "bullet" | "number" | "text"
}

/** Lines that belong together: a bullet with its continuation, a paragraph. Headings, rules and tables' edges are left out. */
const blocksOf = (notes: string): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let open: Block | null = null
  const close = () => {
    if (open !== null) blocks.push(open)
    open = null
  }
  for (const raw of notes.split(/\r\n|\r|\n|\u2028|\u2029/u)) {
    const line = raw.replace(/^\s*>\s?/u, "")
    if (line.trim() === "" || /^\s*(?:#{1,6}\s|```|[-=_*]{3,}\s*$|\|?[\s:|-]+\|[\s:|-]*$)/u.test(line)) {
      close()
      continue
    }
    const kind: Block["kind"] = NUMBER.test(line) ? "number" : BULLET.test(line) ? "bullet" : "text"
    const text: string = line.replace(kind === "number" ? NUMBER : kind === "bullet" ? BULLET : /^\s+/u, "").replace(
      /^\|\s*|\s*\|$/gu,
      ""
    ).replace(/\s*\|\s*/gu, ": ").trim()
    const goesOn: boolean = kind === "text" && open !== null && !LABELLED.test(text) &&
      (open.kind === "text" || /^\s+\S/u.test(line) || /^\p{Ll}/u.test(text))
    if (goesOn && open !== null) {
      const earlier: Block = open
      open = { ...earlier, text: `${earlier.text} ${text}` }
      continue
    }
    close()
    open = { text, kind }
  }
  close()
  return blocks
}

const TINY = 2

/** Bullets of a word or two are the items of one list: "Flour", "Water", "Salt". */
const withLists = (points: ReadonlyArray<NotePoint>): ReadonlyArray<NotePoint> => {
  const joined: Array<NotePoint> = []
  let tiny: Array<string> = []
  const flush = () => {
    if (tiny.length > 0) {
      joined.push({
        lines: [`${tiny.map((item) => item.replace(/[.!?]$/u, "")).join(", ")}.`],
        numbered: false,
        label: null
      })
    }
    tiny = []
  }
  for (const point of points) {
    const [first = ""] = point.lines
    if (
      !point.numbered && point.lines.length === 1 && wordsIn(first).length <= TINY && !/[!?]$/.test(first) &&
      tiny.length < 6
    ) {
      tiny.push(tiny.length === 0 ? first : first.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter))
    } else {
      flush()
      joined.push(point)
    }
  }
  flush()
  return joined
}

/** What a person's notes say, in their order and their words. */
export const readNotes = (notes: string, tongue: Tongue): ReadNotes => {
  const points: Array<NotePoint> = []
  let hook: string | null = null
  let cta: string | null = null
  const blocks = blocksOf(unmarked(notes))
  for (const { kind, text } of blocks) {
    const said = spokenForm(text, tongue)
    const [, label = "", rest = ""] = LABELLED.exec(said) ?? []
    if (tongue.sources.test(label) || tongue.sources.test(said.replace(/\s?:$/u, ""))) continue
    if (HOOK.test(label)) hook ??= speakable(rest, tongue)[0] ?? null
    else if (CTA.test(label)) cta ??= speakable(rest, tongue)[0] ?? null
    else {
      const sentences = sentencesOf(said, tongue)
      const lines = sentences.map((sentence) => speakable(sentence, tongue))
      if (kind === "text") points.push(...lines.map((each) => ({ lines: each, numbered: false, label: null })))
      else if (lines.length > 0) {
        points.push({
          lines: lines.flat(),
          numbered: kind === "number",
          label: label === "" || wordsIn(label).length > 4 ? null : label
        })
      }
    }
  }
  return {
    points: withLists(points.filter(({ lines }) => lines.length > 0)),
    hook,
    cta,
    listed: blocks.filter(({ kind }) => kind !== "text").length >= 2
  }
}
