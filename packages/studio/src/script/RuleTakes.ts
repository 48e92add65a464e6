import { Script } from "@callsheet/domain/asset/Script"
import type { TakeOption } from "@callsheet/domain/plan/Takes"
import { closingsOf, compose, lineFrom, materialOf, type Opening } from "./Compose.ts"
import { critique } from "./Critic.ts"
import type { ReadNotes } from "./notes/Points.ts"
import type { Tongue } from "./notes/Tongue.ts"
import type { TakeBrief } from "./ScriptWriter.ts"

const MOST_HOOKS = 3
const MOST_LINES = 2

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()

const said = ({ avoid = [], earlier = [] }: TakeBrief): ReadonlyArray<string> => [...avoid, ...earlier]

/** What was there before, or was given by an earlier take. */
const knownWords = ({ take: { from, seen } }: TakeBrief): ReadonlySet<string> =>
  new Set([...seen, ...(from === null ? [] : from.lines.map(({ text }) => text))].map(plain))

const uniqueBy = <A>(all: ReadonlyArray<A>, key: (one: A) => string): ReadonlyArray<A> => {
  const known = new Set<string>()
  return all.filter((one) => !known.has(key(one)) && known.add(key(one)))
}

/** Another beginning, and where the order of the points says nothing also another order. */
const scripts = (brief: TakeBrief, tongue: Tongue, read: ReadNotes): ReadonlyArray<TakeOption> => {
  const { from } = brief.take
  const seen = knownWords(brief)
  const closingBefore = from === null ? "" : plain(from.lines.at(-1)?.text ?? "")
  const candidates = (["strength", "notes"] as const).flatMap((order) => {
    const material = materialOf(brief, tongue, read, order)
    return material.openings
      .filter(({ takes, text }) => !seen.has(plain(text)) || (takes === null && from === null))
      .map((opening) => {
        const closing = closingsOf(material, opening.text).findIndex((text) => plain(text) !== closingBefore)
        return compose(material, opening, Math.max(0, closing))
      })
  })
  const judged = candidates.map((script) => ({ script, remarks: critique(script, said(brief)).length }))
  const [best] = judged.toSorted((a, b) => a.remarks - b.remarks)
  return best === undefined ? [] : [{ script: best.script }]
}

/** A script of a person's or a model's with another beginning; what the hook takes out of the notes is not said a second time. */
const begun = (from: Script, hook: Script["lines"][0], opening: Opening): Script => {
  const [, ...rest] = from.lines
  const taken = plain(opening.takes ?? "")
  return new Script({ ...from, lines: [hook, ...rest.filter(({ text }) => plain(text) !== taken)] })
}

const hooks = (brief: TakeBrief, tongue: Tongue, read: ReadNotes): ReadonlyArray<TakeOption> => {
  const { from } = brief.take
  if (from === null) return []
  const seen = knownWords({ ...brief, take: { ...brief.take, from: null } })
  const current = plain(from.lines[0].text)
  const material = materialOf(brief, tongue, read)
  const closing = closingsOf(material, from.lines[0].text).findIndex((text) =>
    plain(text) === plain(from.lines.at(-1)?.text ?? "")
  )
  const all = [...material.openings, ...material.spare]
  // "Watch for number 4" and "wait for number 4" are the same beginning.
  const pointer = all.some(({ points, text }) => points && plain(text) === current)
    ? undefined
    : all.find(({ points, text }) => points && !seen.has(plain(text)))
  const others = all.filter((one) =>
    plain(one.text) !== current && !seen.has(plain(one.text)) && (!one.points || one === pointer)
  )
  return uniqueBy(others, ({ text }) => plain(text)).slice(0, MOST_HOOKS).map((opening) => {
    const whole = compose(material, opening, Math.max(0, closing))
    // The rules' own script is put together again, so that a point that the old hook had taken comes back.
    return { script: from.source._tag === "rules" && closing >= 0 ? whole : begun(from, whole.lines[0], opening) }
  })
}

/** Lines of the notes that the script leaves out and that stand alone. */
const lines = (brief: TakeBrief, tongue: Tongue, read: ReadNotes): ReadonlyArray<TakeOption> => {
  const { from, line } = brief.take
  const old = from?.lines[line]
  if (from === null || old === undefined) return []
  const seen = knownWords(brief)
  const material = materialOf(brief, tongue, read)
  const left = old.role === "cta"
    ? closingsOf(material, from.lines[0].text)
    : read.points.flatMap((point) => point.lines).filter((text) => !tongue.leaning.test(text))
  return uniqueBy(left.filter((text) => !seen.has(plain(text))), plain)
    .slice(0, MOST_LINES)
    .map((text) => ({ line: lineFrom(material, { role: old.role, text, kicker: old.kicker }) }))
}

/** What else the notes give; empty where they hold nothing that was not said. */
export const takesFromNotes = (brief: TakeBrief, tongue: Tongue, read: ReadNotes): ReadonlyArray<TakeOption> => {
  switch (brief.take.of) {
    case "script":
      return scripts(brief, tongue, read)
    case "hook":
      return hooks(brief, tongue, read)
    case "line":
      return lines(brief, tongue, read)
  }
}
