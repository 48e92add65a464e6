import { isEnded } from "@callsheet/domain/facts/planStatuses"
import type { Plan } from "@callsheet/domain/plan/Plan"
import type { Wish } from "../people/Person.ts"
import type { Breach, World } from "../world/World.ts"

/** Later than this after its slot a publication counts as late. */
const ON_TIME_MILLIS = 60_000

export interface OrgFigures {
  readonly orgId: string
  readonly plans: number
  readonly published: number
  readonly lateness: Lateness
}

/** Milliseconds from the slot to the moment TikTok opened the publication. */
export interface Lateness {
  readonly median: number
  readonly p99: number
  readonly longest: number
}

export interface DayFigures {
  readonly plans: number
  readonly onTime: number
  readonly late: number
  /** Plans that ask for a person or failed, by the name of the cause. */
  readonly named: Readonly<Record<string, number>>
  /** The same, plan by plan, with what they tell their owner. */
  readonly stopped: ReadonlyArray<{ readonly id: string; readonly tag: string; readonly message: string }>
  /** Plans that have neither ended nor say why not, by status. */
  readonly unended: Readonly<Record<string, number>>
  readonly lost: number
  readonly doubled: number
  /** Answers 429 that no fault had asked for. */
  readonly provoked429: number
  readonly calls: Readonly<Record<string, number>>
  /** What TikTok refused of itself, by code. */
  readonly refusedByTikTok: Readonly<Record<string, number>>
  /** Calls that met a fault, by its kind. */
  readonly faults: Readonly<Record<string, number>>
  /** How often an owner was asked to connect an account again, and did. */
  readonly reconnections: number
  /** Commands of people that were refused. */
  readonly refusedCommands: number
  readonly lateness: Lateness
  readonly orgs: ReadonlyArray<OrgFigures>
  readonly breaches: ReadonlyArray<Breach>
  /** From the first moment to the last, in milliseconds. */
  readonly simulated: number
}

const counted = (names: Iterable<string>): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const latenessOf = (millis: ReadonlyArray<number>): Lateness => {
  const sorted = millis.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { median: at(0.5), p99: at(0.99), longest: sorted.at(-1) ?? 0 }
}

/** Codes that are the answer to a call, not a refusal. */
const fine: ReadonlyArray<string> = ["ok", "cut", ""]

/** What a day came to, read from TikTok's books and the installation's own tables. */
export const figuresOf = (
  world: World,
  wishes: ReadonlyArray<Wish>,
  people: Pick<DayFigures, "refusedCommands" | "reconnections">
): DayFigures => {
  const { actors, events } = world.tables
  const { books } = world.sandbox
  const planOf = new Map<string, string>()
  const openedAt = new Map<string, number>()
  for (const event of events) {
    if (event.tag !== "PublicationOpened" || event.planId === null) continue
    planOf.set(JSON.parse(event.body).publication.publishId, event.planId)
    if (!openedAt.has(event.planId)) openedAt.set(event.planId, event.at)
  }
  const posts = counted(
    [...books.of("post"), ...books.of("inbox")].map(({ publishId }) => planOf.get(publishId) ?? "unknown")
  )
  const latenessIn = (some: ReadonlyArray<Wish>) =>
    latenessOf(some.flatMap(({ command, id }) => {
      const at = openedAt.get(id)
      return at === undefined ? [] : [Math.max(0, at - command.slot)]
    }))
  const statusOf = (wish: Wish): Plan["status"] | null => {
    const row = actors.get(wish.id)
    const plan: Plan | null = row === undefined ? null : JSON.parse(row.state)
    return plan === null ? null : plan.status
  }
  const states = wishes.map((wish) => ({ wish, status: statusOf(wish) }))
  const stopped = states.flatMap(({ status, wish }) =>
    status?._tag === "failed" || status?._tag === "needs_attention"
      ? [{ id: wish.id, tag: status.failure.tag, message: status.failure.message }]
      : []
  )
  const tracked = states.filter(({ status }) => status?._tag === "tracked").map(({ wish }) => wish)
  const late = tracked.filter(({ command, id }) => (openedAt.get(id) ?? 0) - command.slot > ON_TIME_MILLIS)
  const requests = books.of("request")
  const own = requests.filter(({ fault }) => fault === null)
  const orgIds = [...new Set(wishes.map(({ command }) => command.orgId))]
  return {
    plans: wishes.length,
    onTime: tracked.length - late.length,
    late: late.length,
    named: counted(stopped.map(({ tag }) => tag)),
    stopped,
    unended: counted(
      states.flatMap(({ status }) =>
        status !== null && !isEnded(status._tag)
          ? [status._tag]
          : []
      )
    ),
    lost: states.filter(({ status, wish }) => status === null && wish.created).length,
    doubled: Object.values(posts).filter((count) => count > 1).length,
    provoked429: own.filter(({ code, status }) => code === "rate_limit_exceeded" || status === 429).length,
    calls: counted(requests.map(({ endpoint }) => endpoint)),
    refusedByTikTok: counted(own.flatMap(({ code }) => fine.includes(code) ? [] : [code])),
    faults: counted(requests.flatMap(({ fault }) => fault === null ? [] : [fault])),
    ...people,
    lateness: latenessIn(tracked),
    orgs: orgIds.map((orgId) => {
      const plans = wishes.filter(({ command }) => command.orgId === orgId)
      const published = tracked.filter(({ command }) => command.orgId === orgId)
      return { orgId, plans: plans.length, published: published.length, lateness: latenessIn(published) }
    }),
    breaches: world.breaches,
    simulated: world.time.now - (world.trace.lines[0]?.at ?? world.time.now)
  }
}
