import { isOffTheRoad, planRoad, planStatusFacts } from "@callsheet/domain/facts/planStatuses"
import type { OrgId, PlanId } from "@callsheet/domain/Ids"
import type { PlanStatusName } from "@callsheet/domain/plan/Plan"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { type Duration, Effect, Option, Schedule, Stream } from "effect"
import { ApiClient, isAway, serverComesBack } from "./Client.ts"
import { NotReached, WrongUse } from "./CliError.ts"
import { remedyWords } from "./terminal/ActionWords.ts"
import { Output } from "./terminal/Output.ts"

/**
 * The feed from a position on. A stream that breaks because the server restarts goes on after the last item that came, so
 * nothing comes twice and nothing is left out. A server that is not there to begin with is an error at once.
 */
export const feed = (filter: {
  readonly orgId?: OrgId
  readonly planId?: PlanId
  readonly since?: string
}) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    yield* client.system.whoami({})
    let since = filter.since
    return Stream.suspend(() => client.events.follow({ ...filter, ...(since === undefined ? {} : { since }) })).pipe(
      Stream.tap((item) => Effect.sync(() => since = item.position)),
      Stream.retry(Schedule.whileInput(serverComesBack, isAway))
    )
  })

/** How the plan stands, now and after every event. Survives a restart of the server. */
export const planChanges = (id: PlanId) =>
  Stream.unwrap(Effect.gen(function*() {
    const client = yield* ApiClient
    const wakes = Stream.map(yield* feed({ planId: id }), () => undefined)
    // Events push; the slow tick covers what happened before the stream stood, and a stream that ended quietly.
    const looks = Stream.merge(Stream.repeatEffectWithSchedule(Effect.void, Schedule.spaced("3 seconds")), wakes)
    return looks.pipe(
      Stream.mapEffect(() => client.plan.show({ id }).pipe(Effect.retry({ while: isAway, schedule: serverComesBack }))),
      Stream.changesWith((a, b) => a.version === b.version && a.status === b.status)
    )
  }))

/** What `--wait[=STATUS]` means: `rest` is wherever nothing more happens by itself. */
export type Goal = "rest" | PlanStatusName

export const goalOf = (text: string): Effect.Effect<Goal, WrongUse> => {
  if (text === "" || text === "rest") return Effect.succeed("rest")
  const found = planRoad.find((status) => status === text)
  return found === undefined
    ? new WrongUse({ what: `--wait knows no status ${text}.`, next: `Give one of: ${planRoad.join(", ")}` })
    : Effect.succeed(found)
}

const reached = ({ status }: PlanView, goal: Goal): boolean => {
  const facts = planStatusFacts(status)
  if (facts === undefined || facts.progress === null) return false
  return goal === "rest"
    ? facts.waitsFor !== "work" && facts.waitsFor !== "slot"
    : facts.progress >= (planStatusFacts(goal)?.progress ?? 0)
}

const notReached = (plan: PlanView, goal: Goal) =>
  new NotReached({
    what: `Plan ${plan.id} is ${plan.status}${goal === "rest" ? "" : `, not ${goal}`}${
      plan.failure === null ? "" : `: ${plan.failure.message}`
    }`,
    next: plan.failure === null ? `Look at it: callsheet plan timeline ${plan.id}` : remedyWords(plan.failure),
    state: plan.status
  })

/** Ends with the plan as it stands at its goal; fails when it stopped elsewhere or the time is over. */
export const waitFor = (id: PlanId, goal: Goal, timeout: Option.Option<Duration.Duration>) =>
  Effect.gen(function*() {
    const output = yield* Output
    const again = `Look again: callsheet plan watch ${id}`
    const ended = planChanges(id).pipe(
      Stream.tap((plan) =>
        output.say((paint) =>
          `${paint("grey", id)}  ${plan.status}${plan.waitingFor === null ? "" : `: waits for ${plan.waitingFor.what}`}`
        )
      ),
      Stream.filter((plan) => reached(plan, goal) || isOffTheRoad(plan.status)),
      Stream.runHead,
      Effect.flatMap(Option.match({
        onNone: () => new NotReached({ what: `Nothing more is heard of plan ${id}.`, next: again, state: "unknown" }),
        onSome: (plan) => reached(plan, goal) ? Effect.succeed(plan) : Effect.fail(notReached(plan, goal))
      })),
      Effect.onInterrupt(() => output.say(`It goes on at the server. ${again}`))
    )
    return yield* Option.isNone(timeout) ? ended : ended.pipe(
      Effect.timeoutFail({
        duration: timeout.value,
        onTimeout: () =>
          new NotReached({ what: `Plan ${id} did not get there in time.`, next: again, state: "waiting" })
      })
    )
  })
