import type { Metrics } from "@callsheet/domain/api/calls/metrics"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { addDays, dayKey, wallClock, weekdayOf } from "../text/Times.ts"
import { state } from "./Live.ts"

/** A post with its latest reading. */
export interface Post {
  readonly plan: PlanView
  readonly views: number | null
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
  readonly at: string
}

export const postsOf = (
  metrics: ReadonlyArray<Metrics>,
  filter: { readonly days: number; readonly account: string; readonly now: number }
): ReadonlyArray<Post> => {
  const first = addDays(dayKey(filter.now), -filter.days)
  return metrics.flatMap(({ at, comments, likes, planId, shares, views }): ReadonlyArray<Post> => {
    const plan = state.plans.get(planId)
    if (plan === undefined || dayKey(plan.slot) < first) return []
    if (filter.account !== "" && plan.accountId !== filter.account) return []
    return [{ plan, views, likes, comments, shares, at }]
  })
}

export const median = (values: ReadonlyArray<number>): number | null => {
  if (values.length === 0) return null
  const inOrder = values.toSorted((a, b) => a - b)
  const middle = Math.floor(inOrder.length / 2)
  const high = inOrder[middle] ?? 0
  return inOrder.length % 2 === 1 ? high : ((inOrder[middle - 1] ?? 0) + high) / 2
}

export const viewsOf = (posts: ReadonlyArray<Post>): ReadonlyArray<number> =>
  posts.flatMap(({ views }) => views === null ? [] : [views])

export const sum = (posts: ReadonlyArray<Post>, of: "views" | "likes" | "comments" | "shares"): number =>
  posts.reduce((total, post) => total + (post[of] ?? 0), 0)

export type Hook = "question" | "number" | "howto" | "contradiction" | "statement"

/** What a first line does, told from its words alone. */
export const hookOf = (line: string): Hook => {
  const text = line.trim().toLowerCase()
  if (text.endsWith("?")) return "question"
  if (/^(how to|so |wie man|wie du)\b/.test(text)) return "howto"
  if (/\b(not|never|wrong|no|nicht|nie|kein|keine|falsch|but|aber)\b/.test(text)) return "contradiction"
  if (
    /^\D{0,24}\d|^(one|two|three|four|five|six|seven|eight|nine|ten|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)\b/
      .test(text)
  ) {
    return "number"
  }
  return "statement"
}

export interface Group<K> {
  readonly key: K
  readonly posts: ReadonlyArray<Post>
  readonly median: number | null
}

/** Posts by what `key` says of them, the best first. */
export const groupBy = <K>(posts: ReadonlyArray<Post>, key: (post: Post) => K): ReadonlyArray<Group<K>> => {
  const groups = new Map<K, Array<Post>>()
  for (const post of posts) {
    const of = key(post)
    groups.set(of, [...groups.get(of) ?? [], post])
  }
  return [...groups].map(([key, of]) => ({ key, posts: of, median: median(viewsOf(of)) }))
    .toSorted((a, b) => (b.median ?? -1) - (a.median ?? -1))
}

/** Monday is 0; the hour as it stands on the org's wall. */
export const dayOf = ({ plan }: Post): number => weekdayOf(dayKey(plan.slot))
export const hourOf = ({ plan }: Post): string => `${wallClock(plan.slot).slice(0, 2)}:00`
