import { ApiClient } from "@callsheet/client/Client"
import { CannotDo, NotReached } from "@callsheet/client/CliError"
import { readOwnerKey } from "@callsheet/client/OwnerKey"
import { remedyWords } from "@callsheet/client/terminal/ActionWords"
import { answer, type CommandAnswer, Output } from "@callsheet/client/terminal/Output"
import { facts, painter, span } from "@callsheet/client/terminal/Render"
import { Signals } from "@callsheet/client/terminal/Signals"
import { timelineTable } from "@callsheet/client/terminal/Views"
import { planChanges } from "@callsheet/client/Watch"
import type { Metrics } from "@callsheet/domain/api/calls/metrics"
import type { TimelineRow } from "@callsheet/domain/api/calls/plan"
import { isEnded, planStatusFacts } from "@callsheet/domain/facts/planStatuses"
import { AccountId, type OrgId } from "@callsheet/domain/Ids"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { announcement, panelLink, requireWorkers } from "@callsheet/stack/Announcement"
import { type Stack, startStack } from "@callsheet/stack/Stack"
import { Clock, Effect, Option, Schedule, Stream } from "effect"
import { type Board, makeBoard } from "./Board.ts"
import { accountWithRoom, stillUsable } from "./DemoAccount.ts"
import { freshCalendar, rememberCalendar, type StoredCalendar, unfinishedCalendar } from "./DemoCalendar.ts"
import { patiently } from "./Patiently.ts"
import { personFor } from "./Person.ts"

/** On two cores the five videos take about two minutes; anyone who waits for longer than this waits without success. */
const PATIENCE = "15 minutes"
const METRICS_PATIENCE = "3 minutes"

const importCalendar = (calendar: StoredCalendar, orgId: OrgId) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const { plans } = yield* patiently(
      client.plan.import({ orgId, format: "csv", content: calendar.csv, key: calendar.importKey })
    )
    return { calendar, plans }
  })

/** Goes on with the calendar of an interrupted run; one that is too old to be planned makes room for a new one. */
const planned = (stack: Stack, orgId: OrgId) =>
  Effect.gen(function*() {
    const unfinished = unfinishedCalendar(stack.dataDir)
    const fresh = accountWithRoom(orgId, stack.standIn).pipe(
      Effect.flatMap((account) => freshCalendar(stack.dataDir, account.id)),
      Effect.flatMap((calendar) => importCalendar(calendar, orgId))
    )
    return unfinished === undefined
      ? yield* fresh
      : yield* importCalendar(unfinished, orgId).pipe(Effect.catchTag("InvalidInput", () => fresh))
  })

const follow = (first: PlanView, calendar: StoredCalendar, board: Board) => {
  const helps = personFor(calendar.importKey)
  return planChanges(first.id).pipe(
    Stream.tap((plan) => Effect.sync(() => board.plan(plan))),
    Stream.tap(helps),
    Stream.filter(({ status }) => isEnded(status)),
    Stream.runHead,
    Effect.flatMap(Option.match({
      onNone: () =>
        new NotReached({ what: `Nothing more is heard of ${first.id}.`, next: "Run it again.", state: "unknown" }),
      onSome: (plan) =>
        plan.status === "tracked" ? Effect.succeed(plan) : new NotReached({
          what: `"${plan.topic}" ended ${plan.status}: ${plan.failure?.message ?? "no reason is stored"}`,
          next: plan.failure === null
            ? `Look at it while the stack is up: callsheet plan timeline ${plan.id}`
            : remedyWords(plan.failure),
          state: plan.status
        })
    }))
  )
}

const firstMetrics = (plan: PlanView) =>
  Effect.flatMap(ApiClient, (client) =>
    patiently(client.metrics.plan({ id: plan.id })).pipe(
      Effect.repeat({ until: (rows) => rows.length > 0, schedule: Schedule.spaced("500 millis") }),
      Effect.timeoutFail({
        duration: METRICS_PATIENCE,
        onTimeout: () =>
          new NotReached({
            what: `"${plan.topic}" is tracked, but no figures came within ${METRICS_PATIENCE}.`,
            next: "Look at logs/worker-1.log in the data folder.",
            state: plan.status
          })
      })
    ))

interface Shown {
  readonly plan: PlanView
  readonly timeline: ReadonlyArray<TimelineRow>
  readonly videoPath: string | null
  readonly metrics: ReadonlyArray<Metrics>
}

const storyOf = (plan: PlanView) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const id = plan.id
    const timeline = yield* patiently(client.plan.timeline({ id }))
    const { videoPath, videoUrl } = yield* patiently(client.asset.show({ id }))
    const story: Shown = {
      plan,
      timeline,
      videoPath: videoPath ?? videoUrl,
      metrics: yield* patiently(client.metrics.plan({ id }))
    }
    return story
  })

const storyText = (
  { metrics, plan, timeline, videoPath }: Shown,
  look: Parameters<CommandAnswer["text"]>[0]
): string => {
  const paint = painter(look)
  const took = Date.parse(timeline.at(-1)?.at ?? "") - Date.parse(timeline[0]?.at ?? "")
  const latest = metrics.at(-1)
  return [
    paint("bold", `${plan.topic} (${plan.language}), ${span(took)} from plan to ${plan.status}`),
    timelineTable(timeline, look),
    facts([
      ["plan", plan.id],
      ["post", plan.postId],
      ["video", videoPath],
      ["views", latest?.views ?? null],
      ["likes", latest?.likes ?? null]
    ], look)
  ].join("\n")
}

/** Everything after the stack stands. */
const show = (stack: Stack, orgId: OrgId, board: Board) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const { dataDir, url } = stack
    const began = yield* Clock.currentTimeMillis
    const { calendar, plans } = yield* planned(stack, orgId)
    const accountId = AccountId.make(plans[0]?.accountId ?? "")
    const { username } = yield* patiently(client.account.show({ id: accountId }))
    yield* board.tell(`Imported ${plans.length} plans for @${username}.`)
    for (const plan of plans) {
      const now = yield* patiently(client.plan.show({ id: plan.id }))
      // Stopped in an earlier run: a person would let it go on. What stops in this run is told instead.
      const stopped = planStatusFacts(now.status)?.waitsFor === "person"
      board.plan(stopped ? yield* patiently(client.plan.retry({ id: plan.id })) : now)
    }

    const jobs = patiently(client.job.list({ orgId, state: ["in_progress"], limit: 100 })).pipe(
      Effect.map(({ jobs }) => board.jobs(jobs)),
      Effect.zipRight(stillUsable(accountId)),
      Effect.repeat(Schedule.spaced("1 second")),
      Effect.zipRight(Effect.never)
    )
    const tracked = Effect.forEach(plans, (plan) => follow(plan, calendar, board), { concurrency: "unbounded" }).pipe(
      Effect.timeoutFail({
        duration: PATIENCE,
        onTimeout: () =>
          new NotReached({
            what: `Not every plan was tracked within ${PATIENCE}.`,
            next: "Run it again: it goes on where it stands. The logs are in the data folder.",
            state: "waiting"
          })
      })
    )
    const done = yield* tracked.pipe(
      Effect.raceFirst(jobs),
      Effect.raceFirst(board.run),
      Effect.ensuring(board.finish)
    )
    yield* board.tell("All are tracked; fetching their first figures.")
    yield* Effect.forEach(done, firstMetrics, { concurrency: "unbounded" })
    const stories = yield* Effect.forEach(done, storyOf)
    yield* rememberCalendar(dataDir, { ...calendar, finished: true })
    const took = (yield* Clock.currentTimeMillis) - began
    return answer(
      { url, orgId, accountId, tookMillis: took, plans: stories },
      (look) =>
        [
          ...stories.map((story) => storyText(story, look)),
          `${stories.length} videos made, posted to the sandbox and tracked in ${span(took)}. Server: ${url}`
        ].join("\n\n")
    )
  })

export const runDemo = (input: { readonly keep: boolean; readonly workers: number }) =>
  Effect.scoped(Effect.gen(function*() {
    const output = yield* Output
    const signals = yield* Signals
    const board = makeBoard(output)
    const stack = yield* startStack({
      workers: yield* requireWorkers(input.workers),
      tell: board.tell,
      step: (text) => board.tell(`Starting ${text} …`)
    })
    const key = yield* readOwnerKey(stack.dataDir)
    if (stack.mode === "live" || Option.isNone(key)) {
      return yield* new CannotDo({
        what: "The demo posts to the sandbox alone, and CALLSHEET_MODE is live.",
        next: "Run it in sandbox mode: CALLSHEET_MODE=sandbox npm run demo"
      })
    }
    yield* output.say(`Callsheet stands at ${stack.url} (sandbox: nothing is posted to TikTok).`)
    const panel = yield* panelLink(stack.url, key.value.key)
    if (panel !== null) yield* output.say(`Watch it in the panel (the link works once): ${panel}`)
    const client = ApiClient.layer({ url: stack.url, key: key.value.key })
    const shown = yield* Effect.raceFirst(
      Effect.provide(show(stack, key.value.orgId, board), client),
      stack.fails
    ).pipe(Effect.onInterrupt(() =>
      output.say(
        "Stopping: work that runs may come to its end. Run it again and it goes on there. Once more to stop at once."
      )
    ))
    if (!input.keep) return shown
    yield* output.print(shown)
    const told = yield* announcement(stack)
    yield* output.say(told.text(output.errLook))
    yield* Effect.raceFirst(signals.stopAsked, stack.fails)
    yield* output.say("Stopping.")
    return { value: undefined, text: () => "" }
  }))
