import type { AccountView } from "../account/AccountView.ts"
import type { Feasibility } from "../api/calls/plan.ts"
import { isSpokenLocally, languageName } from "../facts/languages.ts"
import { tikTokCaps, tikTokLimits } from "../facts/TikTokLimits.ts"
import { days, hours, type Instant, iso, minutes } from "../Instant.ts"
import type { Amount, Org } from "../org/Org.ts"
import { waysToSaySomething } from "../plan/Notes.ts"
import { DEFAULT_GRACE_MILLIS, type Delivery } from "../plan/Plan.ts"
import { usedAt } from "../spending/Sums.ts"
import { clashes, slotText } from "./Slot.ts"

/** A plan that stands or is about to, as far as its hour, its account and its words matter. */
export interface Neighbour {
  readonly id: string
  readonly accountId: string
  readonly slot: Instant
  /** The topic by `topicKey`. */
  readonly words: string
  readonly delivery: string
  /** The row of the same file that it comes from: its plan is not there yet. */
  readonly row?: number | null
}

export interface FeasibilityQuestion {
  readonly row: number | null
  readonly id: string
  readonly slot: Instant
  readonly timeZone: string
  readonly topic: string
  readonly delivery: "direct" | "inbox"
  readonly account: AccountView
  /** A topic and nothing else to make a video from. */
  readonly bare: boolean
  /** The slot is "now": that the video takes a moment is no obstacle. */
  readonly asap?: boolean
  /** What the plan has behind it: an approved one has its amounts reserved, a made one has its video. */
  readonly reached?: "approved" | "made"
  readonly language: string
}

/** What can be known before the promise is made. */
export interface Surroundings {
  readonly now: Instant
  readonly org: Org
  readonly neighbours: ReadonlyArray<Neighbour>
  /** What the making and posting of one video is promised when it is approved, money included where it costs any. */
  readonly needs: ReadonlyArray<Amount>
  readonly modelWrites: boolean
  /** Whether an endpoint speaks; without one the voice in the package does. */
  readonly endpointSpeaks: boolean
}

const perDay: { readonly [D in Delivery]: number } = {
  direct: tikTokCaps.posts.limit,
  inbox: tikTokCaps.pendingShares.limit
}

/** Script, voice and render of one short on a machine that is not busy. */
const MAKING_MILLIS = minutes(3)

/** How far ahead a better slot is looked for, and in how many steps. */
const HORIZON_MILLIS = days(60)
const MOST_STEPS = 100

/** Words without case, marks and order: "Five coffee myths!" and "coffee MYTHS, five" are one topic. */
export const topicKey = (topic: string): string =>
  (topic.toLowerCase().normalize("NFKD").match(/[\p{L}\p{N}]+/gu) ?? []).toSorted().join(" ")

/** Two topics are nearly one when this share of their words is the same. */
const NEARLY = 0.75

/** Whether two topics, as `topicKey` gives them, are one or nearly one. */
const nearlySame = (a: string, b: string): boolean => {
  if (a === b) return a !== ""
  const ours = a.split(" ")
  const theirs = b.split(" ")
  const words = ours.length + theirs.length
  if (2 * Math.min(ours.length, theirs.length) < NEARLY * words) return false
  const left = [...theirs]
  const shared = ours.filter((word) => {
    const at = left.indexOf(word)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
  return 2 * shared.length >= NEARLY * words
}

/** How many of these ascending moments come before `at`. */
const countBefore = (at: Instant, ascending: Float64Array): number => {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! < at) low = middle + 1
    else high = middle
  }
  return low
}

/** The fullest 24 hours around `at`, one post at `at` included. */
const dayLoad = (at: Instant, ascending: Float64Array): number => {
  const from = countBefore(at - days(1) + 1, ascending)
  const near = [...ascending.subarray(from, countBefore(at + days(1), ascending))]
  near.splice(countBefore(at, ascending) - from, 0, at)
  let first = 0
  let most = 0
  near.forEach((slot, last) => {
    while (near[first]! <= slot - days(1)) first++
    most = Math.max(most, last - first + 1)
  })
  return most
}

/** Whether a post at `at` makes more than `most` in some 24 hours. Only that many posts on either side can matter. */
const isDayFull = (at: Instant, ascending: Float64Array, most: number): boolean => {
  const place = countBefore(at, ascending)
  const near = ascending.subarray(Math.max(0, place - most), place + most)
  return near.length >= most && dayLoad(at, near) > most
}

interface Obstacle {
  /** Asked only of the slot that was wished for, not of every slot that is tried. */
  readonly says: () => string
  /** When it is out of the way; null where only a person can see to that. */
  readonly until: Instant | null
}

/** The name people know the account by. */
const nameOf = ({ id, username }: AccountView): string => username === "" ? id : `@${username}`

/** `taken`: the other slots of the account in the same way of delivery, ascending. */
const obstacles = (
  { account, asap = false, delivery, reached, slot, timeZone }: FeasibilityQuestion,
  { needs, now, org }: Surroundings,
  taken: Float64Array
): ReadonlyArray<Obstacle> => {
  const minute = Math.floor(slot / 60_000) * 60_000
  const sameMinute = countBefore(minute + 60_000, taken) - countBefore(minute, taken) + 1
  const { limit } = tikTokLimits.init
  const suspendedUntil = account.suspendedUntil === null ? null : Date.parse(account.suspendedUntil)
  const found: Array<Obstacle> = []
  if (!asap && reached !== "made" && slot < now + MAKING_MILLIS) {
    found.push({
      says: () =>
        `The video takes about ${MAKING_MILLIS / 60_000} minutes to make, so it would go out late, at the latest at ${
          slotText(slot + DEFAULT_GRACE_MILLIS, timeZone)
        }.`,
      until: now + MAKING_MILLIS
    })
  }
  if (account.status === "needs_reauth") {
    found.push({
      says: () => `Account ${nameOf(account)} must be connected again before anything is posted.`,
      until: null
    })
  }
  if (suspendedUntil !== null && suspendedUntil > slot) {
    found.push({ says: () => `Account ${nameOf(account)} rests until ${iso(suspendedUntil)}.`, until: suspendedUntil })
  }
  if (sameMinute > limit) {
    const late = Math.floor((sameMinute - 1) / limit)
    found.push({
      says: () =>
        `The slot has ${sameMinute} plans, ${limit} fit into a minute: the last would go out at ${
          slotText(slot + minutes(late), timeZone)
        }.`,
      until: slot + minutes(late)
    })
  }
  if (isDayFull(slot, taken, perDay[delivery])) {
    found.push({
      says: () =>
        `${dayLoad(slot, taken)} posts of account ${nameOf(account)} would fall into 24 hours; TikTok allows about ${
          perDay[delivery]
        }.`,
      until: slot + hours(1)
    })
  }
  for (const { amount, kind } of reached === undefined ? needs : []) {
    const allowed = org.limits[kind]
    if (allowed === undefined) continue
    const { reserved, settled } = usedAt(org, kind, now)
    const left = allowed.amount - settled - reserved
    const ends = org.sums[kind]?.periodEnd ?? null
    if (left < amount && (ends === null || slot < ends)) {
      found.push({
        says: () =>
          left <= 0
            ? `The ${kind} limit of ${allowed.amount} is used up.`
            : `The ${kind} limit of ${allowed.amount} has ${left} left; a video needs room for ${amount}.`,
        until: ends
      })
    }
  }
  return found
}

/** The first moment from the wished slot on with nothing in its way; null where none is in sight. */
const nearest = (question: FeasibilityQuestion, around: Surroundings, taken: Float64Array): Instant | null => {
  let slot = question.slot
  for (let step = 0; step < MOST_STEPS && slot <= question.slot + HORIZON_MILLIS; step++) {
    const open = obstacles({ ...question, slot }, around, taken)
    if (open.length === 0) return slot
    if (open.some(({ until }) => until === null)) return null
    slot = Math.max(slot + 1, ...open.map(({ until }) => until ?? slot))
  }
  return null
}

/** What another plan is called: its row while it is not there yet. */
const otherName = ({ id, row }: Neighbour): string => row === undefined || row === null ? id : `row ${row}`

const warnings = (
  { account, asap = false, bare, id, language, reached, slot, timeZone, topic }: FeasibilityQuestion,
  { endpointSpeaks, modelWrites, neighbours, now }: Surroundings
) => {
  const others = neighbours.filter((other) => other.id !== id)
  const sameHour = others.filter((other) => other.accountId === account.id && clashes(slot, [other.slot]).length > 0)
  const words = topicKey(topic)
  const sameTopic = others.find((other) => other.words === words)
  const nearTopic = sameTopic === undefined
    ? others.find((other) => other.accountId === account.id && nearlySame(words, other.words))
    : undefined
  const first = sameHour[0]
  return [
    ...(bare && !modelWrites
      ? [`Only a topic: it cannot be approved, because there is nothing to write the video from. ${waysToSaySomething}`]
      : []),
    ...(first === undefined
      ? []
      : [`Same hour: ${otherName(first)} of this account is at ${slotText(first.slot, timeZone)}.`]),
    ...(sameTopic === undefined
      ? []
      : [`Same topic: ${otherName(sameTopic)} at ${slotText(sameTopic.slot, timeZone)} is about the same.`]),
    ...(nearTopic === undefined
      ? []
      : [
        `Similar topic: ${otherName(nearTopic)} of this account at ${
          slotText(nearTopic.slot, timeZone)
        } is about nearly the same; a script that says the same would be held.`
      ]),
    ...(Date.parse(account.refreshExpiresAt) < slot
      ? [`The connection of account ${nameOf(account)} ends at ${account.refreshExpiresAt}: connect it again before.`]
      : []),
    ...(account.missingScopes.length > 0
      ? [`Account ${nameOf(account)} did not grant ${account.missingScopes.join(", ")}.`]
      : []),
    ...(endpointSpeaks || isSpokenLocally(language)
      ? []
      : [
        `The voice does not speak ${
          languageName(language) ?? language
        }: the video has captions and music, and no voice.`
      ]),
    ...(asap
      ? [
        `Posted as soon as it is made and released, until ${
          slotText(slot + DEFAULT_GRACE_MILLIS, timeZone)
        }; after that it asks.`
      ]
      : []),
    ...(!asap && reached === undefined && slot >= now && slot < now + hours(1)
      ? [`Approve it at once: its slot is ${slotText(slot, timeZone)}.`]
      : [])
  ]
}

/** Whether a slot can be met as things stand now, why not, and the nearest one that can. Nothing is refused here. */
export const feasibilityOf = (question: FeasibilityQuestion, around: Surroundings): Feasibility => {
  const taken = Float64Array.from(
    around.neighbours.flatMap((other) =>
      other.id !== question.id && other.accountId === question.account.id && other.delivery === question.delivery
        ? [other.slot]
        : []
    )
  ).toSorted()
  const inTheWay = obstacles(question, around, taken)
  const better = inTheWay.length === 0 ? null : nearest(question, around, taken)
  return {
    row: question.row,
    slot: iso(question.slot),
    timeZone: question.timeZone,
    feasible: inTheWay.length === 0,
    warnings: [...inTheWay.map(({ says }) => says()), ...warnings(question, around)],
    nearest: better === null ? null : iso(better)
  }
}
