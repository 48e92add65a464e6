import type { Machine } from "@callsheet/domain/Machine"
import { Either, Schema } from "effect"
import { RESULT, STEPS } from "../Work.mjs"

/** A plan reduced to what every peer can do as well: six steps in a row, each with a result. */
export const BenchPlan = Schema.Struct({
  id: Schema.String,
  status: Schema.Struct({ _tag: Schema.String }),
  step: Schema.Int,
  /** True where each step's end owes the next one as a job. */
  chain: Schema.Boolean,
  /** When the plan's alarm rings, epoch milliseconds. */
  due: Schema.NullOr(Schema.Number)
})
export type BenchPlan = typeof BenchPlan.Type

export const Step = Schema.TaggedStruct("Step", {
  step: Schema.Int,
  result: Schema.Unknown,
  chain: Schema.Boolean,
  due: Schema.NullOr(Schema.Number)
})
export type Step = typeof Step.Type

export class OutOfOrder extends Schema.TaggedError<OutOfOrder>()("OutOfOrder", {
  asked: Schema.Int,
  done: Schema.Int
}) {
  override get message() {
    return `Step ${this.asked} is not next: the plan has done step ${this.done}.`
  }
  get remedy() {
    return `Ask for step ${this.done + 1}.`
  }
}

/** What the asker of a step hears. */
export const Stood = Schema.Struct({ step: Schema.Int, version: Schema.Int })
export type Stood = typeof Stood.Type

interface Stepped extends Step {
  readonly id: string
}

export const stepOf = (step: number, more: { readonly chain?: boolean; readonly due?: number } = {}): Step => ({
  _tag: "Step",
  step,
  result: RESULT,
  chain: more.chain ?? false,
  due: more.due ?? null
})

export const benchMachine: Machine<BenchPlan, Step, Stepped, OutOfOrder, Stood> = {
  kind: "plan",
  birth: (id, command) =>
    command.step === 0
      ? Either.right({ ...command, id })
      : Either.left(new OutOfOrder({ asked: command.step, done: -1 })),
  decide: (self, command) =>
    command.step === self.step + 1
      ? Either.right({ ...command, id: self.id })
      : Either.left(new OutOfOrder({ asked: command.step, done: self.step })),
  evolve: (_self, { chain, due, id, step }) => ({ id, status: { _tag: STEPS[step] ?? "tracked" }, step, chain, due }),
  owes: (self) => ({
    jobs: self.chain && self.step + 1 < STEPS.length
      ? [{ kind: "start_asset", payload: { approvedAt: self.step + 1 } }]
      : [],
    abandon: false
  }),
  alarm: (self) => self.due,
  onAlarm: (self, _since, at) => self.due !== null && self.due <= at ? stepOf(self.step + 1) : null,
  quiet: () => false,
  answer: (self, _event, version) => ({ step: self.step, version }),
  givenUp: () => null,
  index: (self) => ({ orgId: "org_bench", accountId: null, planId: self.id, slot: self.due })
}
