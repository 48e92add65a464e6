import { Either } from "effect"
import type { AccountView } from "../account/AccountView.ts"
import { type Fault, fault } from "../api/ApiError.ts"
import type { Feasibility, NewPlan } from "../api/calls/plan.ts"
import { parseScript } from "../asset/PlainScript.ts"
import type { Script } from "../asset/Script.ts"
import {
  drawnScripts,
  isWrittenByRule,
  languageName,
  undrawnLetters,
  writingOf,
  writtenByRule
} from "../facts/languages.ts"
import { OrgId } from "../Ids.ts"
import { type Instant, iso } from "../Instant.ts"
import type { Amount, Org } from "../org/Org.ts"
import { offered, type PresetChoice, type PresetOffer } from "../org/Preset.ts"
import { saysSomething } from "../plan/Notes.ts"
import { DEFAULT_GRACE_MILLIS, type PostSettings } from "../plan/Plan.ts"
import type { PlanCommand, SettingsChange } from "../plan/PlanCommand.ts"
import { feasibilityOf, type Neighbour, topicKey } from "./Feasibility.ts"
import { isAhead, isNow, nextFreeSlot, readInstant, type ZonedInstant, zoneOf } from "./Slot.ts"
import { writtenDate } from "./WrittenDate.ts"

export type CreatePlan = Extract<PlanCommand, { readonly _tag: "Create" }>

/** What must be known of an org to plan in it. Rows that are planned together see each other. */
export interface Calendar {
  readonly now: Instant
  readonly org: Org
  readonly accounts: ReadonlyMap<string, AccountView>
  readonly neighbours: ReadonlyArray<Neighbour>
  /** What one video is promised when it is approved. */
  readonly needs: ReadonlyArray<Amount>
  /** Whether a language model writes where nobody brought a script. */
  readonly modelWrites: boolean
  /** Whether an endpoint speaks; without one the voice in the package does. */
  readonly endpointSpeaks: boolean
  readonly offer: PresetOffer
}

/** What an earlier, equal wish got. It means that again, no matter what `next`, a preset or a default means by now. */
export interface Kept {
  readonly slot: Instant
  readonly language: string
  readonly hashtags: ReadonlyArray<string>
  readonly preset: PresetChoice | null
}

export interface PlannerRow {
  /** The row of a file, as the file counts; null for a single plan. */
  readonly row: number | null
  readonly id: string
  readonly plan: NewPlan
  /** What an earlier, equal wish got: the past is then no fault. */
  readonly kept: Kept | null
}

export interface Planned {
  readonly row: number | null
  readonly id: string
  readonly create: CreatePlan
  readonly feasibility: Feasibility
}

const tags = (hashtags: ReadonlyArray<string>) =>
  hashtags.map((tag) => tag.replace(/^#+/, "").trim()).filter((tag) => tag !== "")

const slotOf = (calendar: Calendar, { id, kept, plan }: PlannerRow): Either.Either<ZonedInstant, Fault> => {
  const timeZone = plan.timeZone ?? calendar.org.timeZone
  const zone = zoneOf(timeZone)
  if (Either.isLeft(zone)) return Either.left(fault("timezone", zone.left))
  const isNext = plan.at.toLowerCase() === "next"
  const read = isNext
    ? Either.map(
      nextFreeSlot({
        now: calendar.now,
        timeZone,
        taken: calendar.neighbours.flatMap((other) =>
          other.accountId === plan.accountId && other.id !== id ? [other.slot] : []
        )
      }),
      (slot) => kept === null ? slot : { ...slot, at: kept.slot }
    )
    : isNow(plan.at)
    ? Either.right({ at: kept?.slot ?? calendar.now, timeZone })
    : Either.flatMap(
      writtenDate(plan.at, { now: calendar.now, timeZone, order: null }),
      (text) => readInstant(text, timeZone)
    )
  return Either.mapLeft(read, (message) => fault("at", message))
}

/** What nobody chose stays off, as TikTok asks. */
const settingsOf = (chosen: SettingsChange = {}): PostSettings => ({
  privacy: chosen.privacy ?? null,
  allowComment: chosen.allowComment ?? false,
  allowDuet: chosen.allowDuet ?? false,
  allowStitch: chosen.allowStitch ?? false,
  brandOrganic: chosen.brandOrganic ?? false,
  brandContent: chosen.brandContent ?? false
})

const isPast = (calendar: Calendar, { at }: ZonedInstant) => !isAhead(at, calendar.now)

/** A language that nobody can write or draw in, known before anything is paid for. */
export const languageFaults = (
  { language, script }: { readonly language: string; readonly script: string | null },
  { modelWrites }: Pick<Calendar, "modelWrites">
): ReadonlyArray<Fault> => {
  const name = languageName(language)
  if (name === undefined) return [fault("language", `${language} is not a language; write a tag such as en or de-AT`)]
  const writing = writingOf(language)
  if (script === null && writing?.drawn === false) {
    return [fault(
      "language",
      `No font here draws ${name}, which is written in ${writing.name}; scripts that can be drawn: ${
        drawnScripts.join(", ")
      }`
    )]
  }
  if (script === null) {
    return modelWrites || isWrittenByRule(language) ? [] : [fault(
      "language",
      `Nobody can write a script in ${name} here: without a model it is written in ${writtenByRule.join(", ")}. ` +
        "Bring your own words (script), or name a model in CALLSHEET_LLM_MODEL"
    )]
  }
  const letters = undrawnLetters(script)
  return letters.length === 0 ? [] : [fault(
    "script",
    `No font here has the letters ${letters.slice(0, 10).join(" ")}${
      letters.length > 10 ? " …" : ""
    }; scripts that can be drawn: ${drawnScripts.join(", ")}`
  )]
}

/** What a plan is made with, where its preset and what the plan says itself are put together. */
interface Made {
  readonly preset: PresetChoice | null
  readonly language: string
  readonly hashtags: ReadonlyArray<string>
}

const madeWith = ({ offer }: Calendar, { kept, plan }: PlannerRow): Either.Either<Made, Fault> => {
  const own = {
    ...(plan.language === undefined ? {} : { language: plan.language }),
    ...(plan.hashtags === undefined ? {} : { hashtags: tags(plan.hashtags) })
  }
  if (kept !== null) return Either.right({ ...kept, ...own })
  const found = offered(offer, plan.accountId, plan.preset)
  if (found === undefined) {
    return Either.left(fault("preset", `There is no preset ${plan.preset ?? ""}; see: callsheet preset list`))
  }
  return Either.right({
    preset: found?.choice ?? null,
    language: found?.language ?? "en",
    hashtags: tags(found?.hashtags ?? []),
    ...own
  })
}

const scriptOf = (
  plan: NewPlan,
  { hashtags, language }: Pick<Made, "hashtags" | "language">
): Either.Either<Script | null, ReadonlyArray<Fault>> =>
  plan.script === undefined
    ? Either.right(null)
    : plan.script.trim() === ""
    ? Either.left([fault("script", "It is empty; leave it out to have the script written")])
    : Either.mapLeft(
      parseScript(plan.script, { language, hashtags }),
      (error) => error.faults.map(({ what, where }) => fault("script", `${where}: ${what}`))
    )

/** One plan as it would be made, or everything that is wrong with it. */
export const planned = (calendar: Calendar, row: PlannerRow): Either.Either<Planned, ReadonlyArray<Fault>> => {
  const { plan } = row
  const faults: Array<Fault> = []
  const account = calendar.accounts.get(plan.accountId)
  if (account === undefined) {
    faults.push(fault("account", `There is no account ${plan.accountId} in this org; see: callsheet account list`))
  } else if (account.status === "disconnected" && row.kept === null) {
    faults.push(
      fault(
        "account",
        `Account ${
          account.username === "" ? account.id : `@${account.username}`
        } is disconnected; connect it: callsheet account connect --org ${account.orgId}`
      )
    )
  }
  const slot = slotOf(calendar, row)
  if (Either.isLeft(slot)) faults.push(slot.left)
  else if (row.kept === null && isPast(calendar, slot.right)) {
    faults.push(fault("at", `${plan.at} (${iso(slot.right.at)}) has passed; choose a later slot, "now" or "next"`))
  }
  const made = madeWith(calendar, row)
  if (Either.isLeft(made)) faults.push(made.left)
  const { hashtags, language, preset } = Either.getOrElse(made, () => ({
    preset: null,
    language: plan.language ?? "en",
    hashtags: tags(plan.hashtags ?? [])
  }))
  const script = scriptOf(plan, { hashtags, language })
  if (Either.isLeft(script)) faults.push(...script.left)
  if (row.kept === null) {
    faults.push(...languageFaults({ language, script: plan.script ?? null }, calendar))
    if (plan.notes !== undefined && plan.notes.trim() === "") {
      faults.push(fault("notes", "They are empty; leave them out or write what the video is to say"))
    }
  }
  const settings = settingsOf(plan.settings)
  if (settings.brandContent && settings.privacy === "SELF_ONLY") {
    faults.push(fault("privacy", "Branded content cannot be visible to its creator alone: TikTok does not allow it"))
  }
  if (account === undefined || Either.isLeft(slot) || Either.isLeft(script) || faults.length > 0) {
    return Either.left(faults.map((one) => ({ ...one, row: row.row })))
  }
  const delivery = plan.delivery ?? "direct"
  const notes = (plan.notes ?? "").trim()
  return Either.right({
    row: row.row,
    id: row.id,
    create: {
      _tag: "Create",
      orgId: OrgId.make(calendar.org.id),
      accountId: plan.accountId,
      topic: plan.topic,
      language,
      hashtags,
      ...(notes === "" ? {} : { notes }),
      script: script.right,
      ...(preset === null ? {} : { preset }),
      slot: slot.right.at,
      timeZone: slot.right.timeZone,
      graceMillis: DEFAULT_GRACE_MILLIS,
      delivery,
      settings,
      draft: plan.draft ?? false
    },
    feasibility: feasibilityOf({
      row: row.row,
      id: row.id,
      slot: slot.right.at,
      timeZone: slot.right.timeZone,
      topic: plan.topic,
      delivery,
      account,
      language,
      bare: !saysSomething({ notes, script: script.right }),
      asap: isNow(plan.at)
    }, calendar)
  })
}

export const neighbourOf = ({ create, id, row }: Planned): Neighbour => ({
  row,
  id,
  accountId: create.accountId,
  slot: create.slot,
  words: topicKey(create.topic),
  delivery: create.delivery
})
