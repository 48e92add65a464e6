import { Schema } from "effect"
import { Script, ScriptLine } from "../../asset/Script.ts"
import { Failure } from "../../Failure.ts"
import { PlanId } from "../../Ids.ts"
import { TakeOf } from "../../plan/Takes.ts"
import { name } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, optional } from "../Fields.ts"
import { everyone, staff } from "../Role.ts"
import { EditedPlan, EditEffectView } from "./planEdit.ts"

const TakeLook = Schema.Struct({
  id: field(PlanId, "The plan."),
  take: field(Schema.Number, "The take."),
  option: field(Schema.Number, "The option."),
  line: field(Schema.Number, "Which line it is about, counted from 0; the first where it is a whole script.")
})

const TakeView = Schema.Struct({
  number: field(Schema.Number, "Counts the takes of a plan."),
  of: field(TakeOf, "What it is another take of."),
  line: field(Schema.NullOr(Schema.Number), "Which line, counted from 1; null for a whole script."),
  reason: field(Schema.NullOr(Schema.String), "Why another one was wanted."),
  by: field(Schema.String, "Who asked for it."),
  at: field(Schema.String, "When it was asked for."),
  state: field(
    Schema.Literal("writing", "ready", "failed"),
    "`writing` until its options are there; `failed` where there will be none."
  ),
  failure: field(Schema.NullOr(Failure), "Why there are no options; null where there are some, or may be."),
  options: field(
    Schema.Array(Schema.Struct({
      option: field(Schema.Number, "Names it. 0 is the old take: what stood there when another one was asked for."),
      script: field(Schema.NullOr(Script), "A whole script; null where the option is one line."),
      line: field(Schema.NullOr(ScriptLine), "One line; null where the option is a whole script."),
      inUse: field(Schema.Boolean, "Whether the plan's script shows it now."),
      look: field(
        TakeLook,
        "The payload of `plan.preview` that shows cover, stills and sound of the script with this option."
      )
    })),
    "What there is to choose from."
  )
}).annotations({ identifier: "Take" })
export type TakeView = typeof TakeView.Type

const id = field(PlanId, "The plan.")
const number = Schema.Int.pipe(Schema.between(1, 1_000_000))
const dryRun = optional(Schema.Boolean, "True tells what it would do and stores nothing.")

export const takeCalls = noun(
  "Other takes of a plan's script, hook, lines and pictures: asked for, compared and chosen.",
  change("take.ask", {
    roles: staff,
    answer: "stored",
    summary: "Ask for another take of a plan's script, hook, line or picture",
    description:
      "It changes nothing until you choose one of its options: see `take.list` and `take.choose`. A take is bought once, however often its job runs. The writer gets your reason (else that of the last rejection), the account's latest lines and your policy's banned words. Without a language model it is made of the plan's notes and costs nothing.",
    payload: {
      id,
      of: field(TakeOf, "What you want another take of. A hook comes in up to three options."),
      line: optional(
        Schema.Int.pipe(Schema.between(1, 40)),
        "Which line, counted from 1; needed for a line and a picture."
      ),
      reason: optional(name(500), "What is wrong with the one there is."),
      wish: optional(name(120), "For a picture: what to look for instead."),
      dryRun
    },
    success: Schema.Struct({
      take: field(Schema.NullOr(TakeView), "The take that was asked for; null after a dry run."),
      effect: field(EditEffectView, "What asking does.")
    }).annotations({ identifier: "TakeAsked" })
  }),
  read("take.list", {
    roles: everyone,
    summary: "List the takes of a plan with their options",
    description: "The latest six, the latest last. The old take is option 0 of each.",
    payload: { id },
    success: Schema.Array(TakeView)
  }),
  change("take.choose", {
    roles: staff,
    answer: "stored",
    summary: "Choose an option of a take, or take the old one back",
    description:
      "An edit like any other: it says what it voids, makes again and buys, returns a released plan to review, and can be undone.",
    payload: {
      id,
      take: field(number, "Which take."),
      option: field(Schema.Int.pipe(Schema.between(0, 40)), "Which of its options; 0 takes the old one back."),
      ifVersion: optional(
        Schema.Int.pipe(Schema.between(0, 2_147_483_647)),
        "The `version` of the plan you looked at. If somebody edited it since, nothing is stored. Over HTTP also as `If-Match`."
      ),
      dryRun
    },
    success: EditedPlan
  })
)
