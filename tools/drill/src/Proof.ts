import { CannotDo } from "@callsheet/client/CliError"
import { facts, painter, span, type TerminalLook } from "@callsheet/client/terminal/Render"
import { isEnded, isPosted } from "@callsheet/domain/facts/planStatuses"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import type { StandIn } from "@callsheet/stack/StandIn"
import { Effect, Redacted, Schema } from "effect"
import { killing, type StrikeKind } from "./Faults.ts"
import type { TakeOver, Untimed } from "./Probes.ts"
import type { Quiet, Stretch } from "./StallDetector.ts"
import { TAKE_OVER_LIMIT_MILLIS, takeOversOf, type TakeOverSpread } from "./TakeOvers.ts"

/** What the stand-in for TikTok has written down itself: a video that went up, and the bytes it was. */
const PostEntry = Schema.Struct({ kind: Schema.Literal("post"), publishId: Schema.String, sha256: Schema.String })
const Books = Schema.Struct({
  entries: Schema.Array(Schema.Union(PostEntry, Schema.Struct({ kind: Schema.String })))
})
export type PostEntry = typeof PostEntry.Type

const isPost = Schema.is(PostEntry)

export const postsInBooks = (standIn: StandIn | null): Effect.Effect<ReadonlyArray<PostEntry>, CannotDo> =>
  Effect.tryPromise(async (): Promise<unknown> => {
    if (standIn === null) throw new Error("the stack has no sandbox of its own")
    const answer = await fetch(`${standIn.url}/sandbox/books?since=0`, {
      headers: { authorization: `Bearer ${Redacted.value(standIn.token)}` },
      signal: AbortSignal.timeout(30_000)
    })
    return await answer.json()
  }).pipe(
    Effect.flatMap(Schema.decodeUnknown(Books)),
    Effect.map(({ entries }) => entries.filter(isPost)),
    Effect.mapError((cause) =>
      new CannotDo({
        what: `The sandbox's books cannot be read: ${cause.message}`,
        next: "Look at logs/sandbox.log in the drill's data folder."
      })
    )
  )

export interface ProofFacts {
  readonly seed: string
  readonly tookMillis: number
  /** Ended before its time by a person: plans may be under way. */
  readonly stopped: boolean
  readonly strikes: ReadonlyMap<StrikeKind, number>
  readonly skipped: ReadonlyArray<StrikeKind>
  /** Calls of the drill that the server answered with a defect. */
  readonly defects: ReadonlyArray<string>
  /** Ids of the plans whose making was answered. */
  readonly made: ReadonlySet<string>
  readonly plans: ReadonlyArray<PlanView>
  readonly posts: ReadonlyArray<PostEntry>
  readonly takeOvers: ReadonlyArray<TakeOver>
  /** Kills of workers whose take-over was not timed, by reason. */
  readonly untimed: ReadonlyMap<Untimed, number>
  readonly quiet: Quiet
}

const named = (plans: ReadonlyArray<PlanView>, why: (plan: PlanView) => string): string =>
  plans.slice(0, 5).map((plan) => `\n    ${plan.id} ${why(plan)}`).join("") +
  (plans.length > 5 ? `\n    and ${plans.length - 5} more` : "")

/** Strikes that ended a process with SIGKILL. */
export const killsIn = (strikes: ReadonlyMap<StrikeKind, number>): number =>
  [...strikes].reduce((sum, [kind, count]) => killing.has(kind) ? sum + count : sum, 0)

const seconds = (millis: number | null): string => millis === null ? "not measured" : `${(millis / 1000).toFixed(2)} s`

/** More parts than this of a stretch of time tell nobody more. */
const PARTS_SHOWN = 4

const described = ({ millis, parts, struck }: Stretch): string => {
  const shown = parts.slice(0, PARTS_SHOWN)
  const rest = parts.slice(PARTS_SHOWN).reduce((sum, { millis }) => sum + millis, 0)
  const filled = [...shown, ...(rest > 0 ? [{ what: "else", millis: rest }] : [])].map(({ millis, what }) =>
    `${what} ${seconds(millis)}`
  )
  const strikes = struck.map(({ count, kind }) => `${kind} ${count}`)
  return [
    seconds(millis),
    ...(filled.length > 0 ? [`: ${filled.join("; ")}`] : []),
    ...(strikes.length > 0 ? [` (struck in it: ${strikes.join(", ")})`] : [])
  ].join("")
}

/** What is to be seen from a drill. Empty `wrong` means: nothing was lost, nothing was doubled, all came to its end. */
export const proofOf = (drill: ProofFacts) => {
  const { made, plans, posts, stopped } = drill
  const known = new Set<string>(plans.map(({ id }) => id))
  const lost = [...made].filter((id) => !known.has(id))
  const stuck = plans.filter((plan) => !isEnded(plan.status))
  const elsewhere = plans.filter((plan) => isEnded(plan.status) && plan.status !== "tracked")
  const published = new Set(posts.map(({ publishId }) => publishId))
  const owners = new Map(plans.flatMap((plan) => plan.publishId === null ? [] : [[plan.publishId, plan] as const]))
  // A second post is one of the same publication, or one of a publication that no plan stands by.
  const doubled = posts.length - [...published].filter((id) => owners.has(id)).length
  const unposted = plans.filter(({ publishId, status }) =>
    status === "tracked" && (publishId === null || !published.has(publishId))
  )
  const changed = posts.filter(({ publishId, sha256 }) => {
    const approved = owners.get(publishId)?.assetSha256
    return approved !== undefined && approved !== null && approved !== sha256
  })
  const { slow, ...takeOver } = takeOversOf(drill.takeOvers)
  const wrong = [
    ...(!stopped && made.size === 0 ? ["No plan was made, so nothing is proven."] : []),
    ...(!stopped && killsIn(drill.strikes) === 0 ? ["Nothing was killed, so nothing is proven."] : []),
    ...(doubled > 0 ? [`${doubled} posts too many in TikTok's books.`] : []),
    ...(lost.length > 0 ? [`${lost.length} plans are lost: ${lost.join(", ")}`] : []),
    ...(!stopped && stuck.length > 0
      ? [
        `${stuck.length} plans did not come to an end:${
          named(stuck, ({ status, waitingFor }) => `${status}: ${waitingFor?.what ?? "waits for nothing"}`)
        }`
      ]
      : []),
    ...(elsewhere.length > 0
      ? [
        `${elsewhere.length} plans ended without a post:${
          named(elsewhere, ({ failure, status }) => `${status}: ${failure?.message ?? "no reason"}`)
        }`
      ]
      : []),
    ...(unposted.length > 0
      ? [`${unposted.length} plans say posted, TikTok's books do not:${named(unposted, ({ status }) => status)}`]
      : []),
    ...(changed.length > 0 ? [`${changed.length} posts are not the bytes that were approved.`] : []),
    ...(drill.defects.length > 0
      ? [
        `${drill.defects.length} calls ended in a defect:\n    ${
          [...new Set(drill.defects)].slice(0, 5).join("\n    ")
        }`
      ]
      : []),
    ...(slow > 0 ? [`${slow} take-overs lasted longer than ${span(TAKE_OVER_LIMIT_MILLIS)}.`] : []),
    ...(drill.quiet.withDead.millis > TAKE_OVER_LIMIT_MILLIS
      ? [`A job stayed with a killed worker although another one was there: ${described(drill.quiet.withDead)}`]
      : [])
  ]
  return {
    seed: drill.seed,
    tookMillis: Math.round(drill.tookMillis),
    stopped,
    kills: killsIn(drill.strikes),
    strikes: [...drill.strikes.values()].reduce((sum, count) => sum + count, 0),
    strikesByKind: Object.fromEntries(drill.strikes),
    skipped: drill.skipped,
    plansMade: made.size,
    plansPosted: plans.filter(({ status }) => isPosted(status)).length,
    postsInBooks: posts.length,
    doublePosts: doubled,
    lostPlans: lost.length,
    underWay: stuck.length,
    takeOver,
    workerKills: { timed: drill.takeOvers.length, untimed: Object.fromEntries(drill.untimed) },
    quiet: drill.quiet,
    wrong
  }
}

export type DrillProof = ReturnType<typeof proofOf>

const spread = ({ maxMillis, measured, p50Millis, p99Millis }: TakeOverSpread): string =>
  measured === 0
    ? "not measured"
    : `p50 ${seconds(p50Millis)}, p99 ${seconds(p99Millis)}, longest ${seconds(maxMillis)} (${measured} measured)`

export const proofText = (proof: DrillProof, look: TerminalLook): string => {
  const paint = painter(look)
  const { besides, steps, ...wholeTakeOver } = proof.takeOver
  const { timed, untimed } = proof.workerKills
  return [
    facts([
      ["kills (SIGKILL)", proof.kills],
      ["strikes", proof.strikes],
      ...Object.entries(proof.strikesByKind).map(([kind, count]) => [`  ${kind}`, count] as const),
      ...proof.skipped.map((kind) => [`  ${kind}`, "skipped: this account may not mount a disk of its own"] as const),
      ["plans made", proof.plansMade],
      ["plans posted", proof.plansPosted],
      ["posts in TikTok's books", proof.postsInBooks],
      ["double posts", proof.doublePosts],
      ["lost plans", proof.lostPlans],
      ["take-over", spread(wholeTakeOver)],
      ["  seen dead after", spread(steps.seen)],
      ["  shard taken after", spread(steps.taken)],
      ...Object.entries(besides).map(([what, some]) => [`  while mending: ${what}`, spread(some)] as const),
      ["worker kills timed", `${timed} of ${timed + Object.values(untimed).reduce((sum, count) => sum + count, 0)}`],
      ...Object.entries(untimed).map(([why, count]) => [`  not timed: ${why}`, count] as const),
      ["longest silence", described(proof.quiet.silence)],
      ["longest without a commit", described(proof.quiet.noCommit)],
      ["longest with a killed worker", described(proof.quiet.withDead)],
      ["longest due and not taken", described(proof.quiet.untaken)],
      ["took", span(proof.tookMillis)],
      ["seed", proof.seed]
    ], look),
    proof.wrong.length > 0
      ? paint("red", `Broken:\n${proof.wrong.map((line) => `  ${line}`).join("\n")}`)
      : proof.underWay > 0
      ? paint("green", `Nothing was lost and nothing was doubled so far; ${proof.underWay} plans were under way.`)
      : paint("green", "Nothing was lost, nothing was doubled, everything came to its end.")
  ].join("\n")
}
