import { Schema } from "effect"
import { Action, action, type ActionCall, lookingCalls } from "./Action.ts"
import { field, optional } from "./Field.ts"

/**
 * One step of a remedy. The words stand for themselves; the call is data, and each way in writes it in its own form: a
 * command line, a button, a request.
 */
export const Step = Schema.Struct({
  text: field(Schema.String, "What to do, in words."),
  action: optional(Action, "The call that does it; absent where no call of ours does."),
  follows: optional(Schema.Boolean, "True where the step before it comes first; otherwise it is another way.")
}).annotations({ identifier: "Step" })
export type Step = typeof Step.Type

/** The steps in the order in which they are worth trying. */
export type Steps = readonly [Step, ...Array<Step>]

/** `asks` names what a person has to add: fields of the payload, or of a change or of settings in it. */
export const step = (
  text: string,
  call?: ActionCall,
  input: Action["input"] = {},
  asks: ReadonlyArray<string> = []
): Step => call === undefined ? { text } : { text, action: action(call, input, asks) }

/** A step that only makes sense after the one before it. */
export const afterwards = (
  text: string,
  call?: ActionCall,
  input: Action["input"] = {},
  asks: ReadonlyArray<string> = []
): Step => ({ ...step(text, call, input, asks), follows: true })

/** Steps as a text. `show` writes a step in the form of one way in; without it the words alone stand. */
export const remedyText = (
  steps: ReadonlyArray<Step>,
  show: (step: Step) => { readonly text: string; readonly isOpenEnd?: boolean } = ({ text }) => ({ text })
): string =>
  steps.reduce((text, one, index) => {
    const { isOpenEnd = false, text: own } = show(one)
    const isLast = index === steps.length - 1
    const next = steps[index + 1]?.follows === true
    // A command at the very end is left without a full stop, so that it can be copied with the line.
    const end = isLast && isOpenEnd ? "" : next ? ", " : /[.!?]$/.test(own) ? "" : "."
    return `${text}${own}${end}${isLast || next ? "" : " "}`
  }, "")

/** Another video of the same plan: what was made is turned down first. */
export const makeAgain = (text: string): Steps => [
  step(text, "plan.reject"),
  afterwards("then take the plan up again", "plan.retry"),
  afterwards("then approve it", "plan.approve")
]

/** What a remedy's owner knows of its calls, and a table of faults does not. */
export interface Known {
  readonly planId?: string | null
  readonly accountId?: string | null
  readonly orgId?: string | null
  readonly jobId?: string
}

/** By the noun of a call, what its input names. */
const inputOf = (call: string, { accountId, jobId, orgId, planId }: Known): Action["input"] => {
  const [noun] = call.split(".")
  const named = (name: string, id: string | null | undefined): Action["input"] =>
    id === undefined || id === null ? {} : { [name]: id }
  switch (call) {
    case "account.connect":
      return named("orgId", orgId)
    case "job.list":
      return named("planId", planId)
    case "dlq.retry":
    case "dlq.drop":
      return jobId === undefined ? {} : { ids: [jobId] }
    case "org.setPolicy":
      return named("id", orgId)
  }
  return noun === "plan" || noun === "asset" || noun === "take"
    ? named("id", planId)
    : noun === "account"
    ? named("id", accountId)
    : {}
}

/** The same steps with what is known filled in; what a step names already stays. */
export const stepsFor = (steps: ReadonlyArray<Step>, known: Known): ReadonlyArray<Step> =>
  steps.map((one) =>
    one.action === undefined
      ? one
      : {
        ...one,
        action: { ...one.action, input: { ...inputOf(one.action.call, known), ...one.action.input } }
      }
  )

const acts = ({ action }: Step): boolean => action !== undefined && !lookingCalls.has(action.call)

/** Whether a step does something with the plan itself. */
export const movesPlan = (steps: ReadonlyArray<Step>): boolean =>
  steps.some((one) => acts(one) && one.action?.call.startsWith("plan.") === true)

/** The first call of a remedy that does something; null where none helps. */
export const firstAction = (steps: ReadonlyArray<Step> | undefined): Action | null => steps?.find(acts)?.action ?? null
