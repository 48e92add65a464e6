import type { TimelineRow } from "@callsheet/domain/api/calls/plan"
import type { JobView } from "@callsheet/domain/job/Job"
import { spoken } from "../text/Spoken.ts"
import { t } from "../text/Text.ts"
import { byName, eventName } from "../ui/Names.ts"
import { kindWord, whoTried } from "./Jobs.ts"

/** One row of what happened to a plan. */
export interface StoryStep {
  readonly key: string
  readonly from: number
  readonly to: number
  readonly what: string
  readonly who: string
  readonly reason: string | null
  /** What the time before it was spent on. */
  readonly kind: "work" | "people" | "lost"
  readonly isTrouble: boolean
}

type Moment = Omit<StoryStep, "from">

/** What a plan and its asset tell of the same moment is shown once: the first is left out where the second is there. */
const echoes: Readonly<Record<string, string>> = {
  AssetStarted: "GenerationStarted",
  AssetGenerated: "AssetAttached",
  PublishOrdered: "PublishStarted",
  PublicationNoted: "PublicationOpened",
  AssetPublished: "PlanPublished",
  AssetTracked: "PlanTracked"
}

const troubles: ReadonlySet<string> = new Set([
  "ScriptHeld",
  "PublicationDied",
  "PostHidden",
  "AssetFailed",
  "PlanFailed",
  "AttentionNeeded",
  "TakeFailed"
])

const isPerson = ({ by }: TimelineRow) => by.startsWith("key:") || by.startsWith("link:")

const isEcho = (row: TimelineRow, all: ReadonlyArray<TimelineRow>): boolean => {
  const of = row.subject === "asset" && row.event === "DraftPosted" ? "DraftPosted" : echoes[row.event]
  return of !== undefined && all.some((other) => other !== row && other.event === of)
}

const fromEvent = (row: TimelineRow): Moment => ({
  key: row.position,
  to: Date.parse(row.at),
  what: eventName(row.event),
  who: byName(row.by),
  // What a person wrote stays as it is; what stopped the work is said in the language of the page.
  reason: row.reason === null || isPerson(row) ? row.reason : spoken(row.reason),
  kind: isPerson(row) ? "people" : "work",
  isTrouble: troubles.has(row.event)
})

/** Tries that failed, of which no event tells. The same failure again and again is one row that counts. */
const fromJob = ({ history, id, kind }: JobView): ReadonlyArray<Moment> => {
  const found: Array<Moment & { readonly tries: number; readonly event: string }> = []
  history.forEach(({ at, by, event, failure }, index) => {
    const isLost = event === "TakeOver"
    if (failure === null && !isLost) return
    const last = found.at(-1)
    const reason = failure === null ? null : spoken(failure.message)
    const tries = last !== undefined && last.event === event && last.reason === reason ? last.tries + 1 : 1
    if (tries > 1) found.pop()
    const what = kindWord(kind)
    found.push({
      key: `${id} ${index}`,
      to: Date.parse(at),
      what: isLost
        ? t.plan.takenOver(what)
        : event === "Bury"
        ? t.plan.givenUp(what)
        : t.plan.failedTry(what, tries),
      who: whoTried(by),
      reason,
      kind: "lost",
      isTrouble: true,
      tries,
      event
    })
  })
  return found
}

/** What happened to a plan, oldest first: its events, and the tries of its work that failed. */
export const storyOf = (rows: ReadonlyArray<TimelineRow>, jobs: ReadonlyArray<JobView>): ReadonlyArray<StoryStep> =>
  [...rows.filter((row) => !isEcho(row, rows)).map(fromEvent), ...jobs.flatMap(fromJob)]
    .toSorted((a, b) => a.to - b.to)
    .map((moment, index, all) => ({ ...moment, from: all[index - 1]?.to ?? moment.to }))
