import { Actors } from "@callsheet/actors/Actors"
import { type Refused, refused } from "@callsheet/domain/api/ApiError"
import type { TakeView } from "@callsheet/domain/api/calls/take"
import { Principal } from "@callsheet/domain/api/Principal"
import { approvers } from "@callsheet/domain/api/Role"
import { type Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { failureFor } from "@callsheet/domain/Failure"
import type { PlanId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { tellTake } from "@callsheet/domain/plan/EditWords"
import { saysSomething } from "@callsheet/domain/plan/Notes"
import type { Content } from "@callsheet/domain/plan/Plan"
import { contentOf } from "@callsheet/domain/plan/PlanEdit"
import { NoSuchTake, NothingToSay, NothingToTake } from "@callsheet/domain/plan/PlanError"
import { approvedAt } from "@callsheet/domain/plan/PlanEvolve"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import {
  lineOfTake,
  optionInUse,
  optionOf,
  otherPicture,
  scriptWithOption,
  type Take,
  type TakeOption,
  takesOf,
  type TakeWish
} from "@callsheet/domain/plan/Takes"
import { step } from "@callsheet/domain/Remedy"
import { PaidServices, PriceList } from "@callsheet/process/PriceConfig"
import { Clock, Effect, Either } from "effect"
import { byOf, type Caller, commandIdOf, envelopeOf, type Handlers, orBusy } from "./Commands.ts"
import { type Current, PlanEdits } from "./PlanEdits.ts"

const stateOf = ({ failure, source }: Take): TakeView["state"] =>
  source !== undefined ? "ready" : failure === undefined ? "writing" : "failed"

const takeView = (planId: PlanId, take: Take, script: Script | null): TakeView => {
  const { at, before, by, failure = null, number, of, options, reason = null, source } = take
  const inUse = optionInUse(script, take)
  const place = lineOfTake(take)
  const shown = [before, ...(source === undefined ? [] : options)]
  return {
    number,
    of,
    line: place === null ? null : place + 1,
    reason,
    by,
    at: iso(at),
    state: stateOf(take),
    failure: source === undefined && failure !== null ? failureFor(failure, { planId }) : null,
    options: shown.flatMap((option, index) =>
      option === undefined
        ? []
        : [{
          option: index,
          script: option.script ?? null,
          line: option.line ?? null,
          inUse: index === inUse,
          look: { id: planId, take: number, option: index, line: place ?? 0 }
        }]
    )
  }
}

const named = (of: TakeWish["of"]): string => of === "line" ? "line" : of

/** Another picture needs no writer: it is the same wish, answered by the next one, or another wish. */
const pictureOption = (
  { plan, written }: Current,
  wish: TakeWish,
  words: string | undefined
): Either.Either<TakeOption, NothingToTake> => {
  const line = written?.lines[lineOfTake(wish) ?? 0]
  const shows = line?.shows
  const picture = shows?.kind === "picture" ? shows : { kind: "picture" as const }
  return line === undefined || (words === undefined && (shows?.kind !== "picture" || shows.wish === undefined))
    ? Either.left(
      new NothingToTake({ id: plan.id, of: "picture", line: wish.line ?? 1, lines: written?.lines.length ?? 0 })
    )
    : Either.right({ line: new ScriptLine({ ...line, shows: otherPicture(picture, words) }) })
}

/** Why there is nothing to take; null where the wish can be granted. */
const fault = (
  { plan, written }: Current,
  wish: TakeWish,
  caller: Caller,
  writes: boolean
): NothingToTake | NothingToSay | Refused | null => {
  const at = lineOfTake(wish)
  const lines = written?.lines.length ?? 0
  if (at !== null && at >= lines) return new NothingToTake({ id: plan.id, of: named(wish.of), line: at + 1, lines })
  if (wish.of === "picture") return null
  if (!writes) return saysSomething({ notes: plan.notes, script: null }) ? null : new NothingToSay({ id: plan.id })
  // An approval is what lets a plan cost something.
  return approvedAt(plan.status) === undefined && !approvers.includes(caller.role)
    ? refused(
      `Another take of plan ${plan.id} is bought from the language model, and nobody has approved the plan yet.`,
      step("Have it approved first", "plan.approve", { id: plan.id }),
      step("Or write it yourself", "plan.edit", { id: plan.id }, ["lines"])
    )
    : null
}

/** Other takes of a plan's script: asked for, listed and chosen. */
export const makeTakeHandlers = Effect.gen(function*() {
  const actors = yield* Actors
  const edits = yield* PlanEdits
  const { writes } = yield* PaidServices
  const prices = yield* PriceList

  const ask = (
    { dryRun, id, key, wish: words, ...wish }: TakeWish & {
      readonly id: string
      readonly wish?: string | undefined
      readonly dryRun?: boolean | undefined
      readonly key?: string | undefined
    }
  ) =>
    Effect.gen(function*() {
      const caller = yield* Principal
      const now = yield* edits.current(caller, id)
      const options = wish.of === "picture" ? [yield* pictureOption(now, wish, words)] : undefined
      const refusal = fault(now, wish, caller, writes)
      if (refusal !== null) return yield* refusal
      const effect = tellTake(now.plan, wish, { prices, writes })
      const command = {
        _tag: "AskTake",
        wish,
        from: now.written,
        ...(options === undefined ? {} : { options })
      } as const
      if (dryRun === true) {
        const at = yield* Clock.currentTimeMillis
        yield* planMachine.decide(now.plan, command, at, byOf(caller), now.version)
        return { take: null, effect }
      }
      yield* actors.plan(id, yield* envelopeOf(caller, commandIdOf(caller.orgId, key), false), command)
      const { plan, written } = yield* edits.current(caller, id)
      const take = takesOf(plan).at(-1)
      return { take: take === undefined ? null : takeView(plan.id, take, written), effect }
    }).pipe(orBusy(`plan ${id}`))

  const choose = ({ option, take: number, ...wish }: {
    readonly id: string
    readonly take: number
    readonly option: number
    readonly ifVersion?: number | undefined
    readonly dryRun?: boolean | undefined
    readonly key?: string | undefined
  }) =>
    edits.change(wish, ({ plan, written }): Either.Either<Content, NoSuchTake | NothingToTake> => {
      const take = takesOf(plan).find((one) => one.number === number)
      const chosen = take === undefined ? undefined : optionOf(take, option)
      if (take === undefined || chosen === undefined) {
        return Either.left(new NoSuchTake({ id: plan.id, number, option, options: take?.options.length ?? 0 }))
      }
      const script = scriptWithOption(written, take, chosen)
      return script === null
        ? Either.left(
          new NothingToTake({
            id: plan.id,
            of: named(take.of),
            line: (lineOfTake(take) ?? 0) + 1,
            lines: written?.lines.length ?? 0
          })
        )
        : Either.right({ ...contentOf(plan), script })
    }, { take: { number, option } })

  const handlers: Handlers<"take.ask" | "take.list" | "take.choose"> = {
    "take.ask": ask,
    "take.list": ({ id }) =>
      Effect.gen(function*() {
        const { plan, written } = yield* edits.current(yield* Principal, id)
        return takesOf(plan).map((take) => takeView(plan.id, take, written))
      }).pipe(orBusy(`plan ${id}`)),
    "take.choose": choose
  }
  return handlers
})
