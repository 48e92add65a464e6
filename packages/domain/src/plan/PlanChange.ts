import { Either } from "effect"
import type { LineChange, PlanChange } from "../api/calls/planEdit.ts"
import { parseScript, type ScriptFault, scriptFaults } from "../asset/PlainScript.ts"
import { Script, ScriptLine } from "../asset/Script.ts"
import type { OfferedPreset } from "../org/Preset.ts"
import type { Content, PostSettings } from "./Plan.ts"
import type { SettingsChange } from "./PlanCommand.ts"
import { contentOf } from "./PlanEdit.ts"

export const settingsWith = (settings: PostSettings, change: SettingsChange): PostSettings => ({
  privacy: change.privacy ?? settings.privacy,
  allowComment: change.allowComment ?? settings.allowComment,
  allowDuet: change.allowDuet ?? settings.allowDuet,
  allowStitch: change.allowStitch ?? settings.allowStitch,
  brandOrganic: change.brandOrganic ?? settings.brandOrganic,
  brandContent: change.brandContent ?? settings.brandContent
})

const withoutMarks = (text: string): string => text.replaceAll("*", "")

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** The line with exactly these words emphasised; null where one of them is not in it. */
const emphasised = (text: string, words: ReadonlyArray<string>): string | null => {
  let marked = withoutMarks(text)
  for (const word of words.map(withoutMarks)) {
    const found = new RegExp(`(?<![\\p{L}\\p{N}*])${escaped(word)}(?![\\p{L}\\p{N}*])`, "iu").exec(marked)
    if (found === null) return null
    marked = `${marked.slice(0, found.index)}*${found[0]}*${marked.slice(found.index + found[0].length)}`
  }
  return marked
}

/** `null` takes the field away, an absent one leaves it. */
const kept = <A>(change: A | null | undefined, before: A | undefined): A | undefined =>
  change === undefined ? before : change ?? undefined

const lineWith = (line: ScriptLine, change: LineChange): Either.Either<ScriptLine, ScriptFault> => {
  const where = `line ${change.line}`
  const plain = change.text ?? line.text
  if (!/[\p{L}\p{N}]/u.test(plain)) return Either.left({ where, what: "it has no word to say" })
  const text = change.emphasis === undefined ? plain : emphasised(plain, change.emphasis)
  if (text === null) return Either.left({ where, what: "a word to emphasise is not in the line" })
  if (text.length > 400) return Either.left({ where, what: `it has ${text.length} characters, 400 are possible` })
  const [emoji, kicker, shows] = [
    kept(change.emoji, line.emoji),
    kept(change.kicker, line.kicker),
    kept(change.shows, line.shows)
  ]
  return Either.right(
    new ScriptLine({
      role: change.role ?? line.role,
      text,
      ...(emoji === undefined ? {} : { emoji }),
      ...(kicker === undefined ? {} : { kicker }),
      ...(shows === undefined ? {} : { shows })
    })
  )
}

const withLines = (
  script: Script,
  changes: ReadonlyArray<LineChange>
): Either.Either<Script, ReadonlyArray<ScriptFault>> => {
  const faults: Array<ScriptFault> = []
  const lines = [...script.lines]
  for (const change of changes) {
    const line = lines[change.line - 1]
    if (line === undefined) {
      faults.push({ where: `line ${change.line}`, what: `the script has ${lines.length} lines` })
      continue
    }
    const changed = lineWith(line, change)
    if (Either.isLeft(changed)) faults.push(changed.left)
    else lines[change.line - 1] = changed.right
  }
  const [hook, ...rest] = lines
  if (faults.length > 0 || hook === undefined) return Either.left(faults)
  // A text under the post that repeats the hook goes on repeating it.
  const repeats = script.caption.trim() === withoutMarks(script.lines[0].text).trim()
  return Either.right(
    new Script({ ...script, lines: [hook, ...rest], caption: repeats ? withoutMarks(hook.text) : script.caption })
  )
}

/** What a plan is moved from and to, where its preset changes; null means none. */
export interface PresetMove {
  readonly from: OfferedPreset | null
  readonly to: OfferedPreset | null
}

const DEFAULT_LANGUAGE = "en"

const same = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean => a.join(" ") === b.join(" ")

/** What the plan took from the preset before, it takes from the one it gets; what a person chose stays. */
const underPreset = (
  plan: Content,
  change: PlanChange,
  { from, to }: PresetMove
): Pick<PlanChange, "language"> & Partial<Pick<Content, "hashtags" | "preset">> => {
  const follows = change.language === undefined && change.script === undefined && plan.script === null &&
    plan.language === (from?.language ?? DEFAULT_LANGUAGE)
  const tagged = change.hashtags === undefined && plan.hashtagsOnly !== true &&
    same(plan.hashtags, from?.hashtags ?? [])
  return {
    ...(follows && to !== null && to.language !== null ? { language: to.language } : {}),
    ...(tagged ? { hashtags: to?.hashtags ?? [] } : {}),
    preset: to?.choice
  }
}

/** The whole script as it becomes; null where the writer is to write. */
const scriptWith = (
  content: Content,
  written: Script | null,
  change: PlanChange
): Either.Either<Script | null, ReadonlyArray<ScriptFault>> => {
  const language = change.language ?? content.language
  const lines = [...(change.hook === undefined ? [] : [{ line: 1, text: change.hook }]), ...(change.lines ?? [])]
  const whole: Either.Either<Script | null, ReadonlyArray<ScriptFault>> = change.script === undefined
    ? Either.right(lines.length === 0 && change.recording === undefined ? content.script : content.script ?? written)
    : change.script === null
    ? Either.right(null)
    : Either.mapLeft(
      parseScript(change.script, { language, hashtags: change.hashtags ?? content.hashtags }),
      ({ faults }) => faults
    )
  return Either.flatMap(whole, (script) => {
    if ((lines.length > 0 || typeof change.recording === "string") && script === null) {
      return Either.left([{
        where: lines.length > 0 ? "lines" : "recording",
        what: "there is no script yet whose lines could be changed or spoken; change the notes, or bring a whole script"
      }])
    }
    if (script === null) return Either.right(null)
    const spoken = change.language === undefined || change.script !== undefined
      ? script
      : new Script({ ...script, language })
    const { recording: _before, ...silent } = spoken
    const heard = change.recording === undefined
      ? spoken
      : new Script({ ...silent, ...(change.recording === null ? {} : { recording: change.recording }) })
    return lines.length === 0 ? Either.right(heard) : Either.flatMap(withLines(heard, lines), (changed) => {
      const faults = scriptFaults(changed)
      return faults.length > 0 ? Either.left(faults) : Either.right(changed)
    })
  })
}

/** A plan's content as a person wants it. `written` is the script that its asset holds, where the writer wrote it. */
export const contentWith = (
  plan: Content,
  written: Script | null,
  asked: PlanChange,
  move?: PresetMove
): Either.Either<Content, ReadonlyArray<ScriptFault>> => {
  const { language, ...under } = move === undefined ? {} : underPreset(plan, asked, move)
  const change = language === undefined ? asked : { ...asked, language }
  return Either.map(scriptWith(plan, written, change), (script) => ({
    ...contentOf(plan),
    ...under,
    topic: change.topic ?? plan.topic,
    language: change.language ?? plan.language,
    notes: kept(change.notes, plan.notes),
    caption: kept(change.caption, plan.caption),
    coverAtMillis: kept(change.coverAtMillis, plan.coverAtMillis),
    delivery: change.delivery ?? plan.delivery,
    ...(change.hashtags === undefined ? {} : { hashtags: change.hashtags, hashtagsOnly: true }),
    settings: settingsWith(plan.settings, change.settings ?? {}),
    script
  }))
}
