import { record as recordPage } from "@callsheet/audit/AuditRecord"
import { ApiClient } from "@callsheet/client/Client"
import { NotReached } from "@callsheet/client/CliError"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, table } from "@callsheet/client/terminal/Render"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option } from "effect"
import { resolve } from "node:path"
import { asking, common, planArg } from "../parser/Leaf.ts"
import { planOf } from "../parser/Resolve.ts"

/** The plan that was named, or the first that waits for a release. */
const planToRelease = (given: Option.Option<string>) =>
  Effect.gen(function*() {
    if (Option.isSome(given)) return yield* planOf(given.value)
    const client = yield* ApiClient
    const { plans } = yield* client.plan.list({ status: ["in_review"] })
    const direct = plans.find(({ delivery, locked }) => delivery === "direct" && !locked)
    if (direct !== undefined) return direct.id
    return yield* new NotReached({
      what: "No plan waits for a release.",
      next: "Approve one and wait until its video is made: callsheet plan approve PLAN --wait in_review",
      state: "none"
    })
  })

const record = Command.make(
  "record",
  {
    plan: planArg.pipe(Args.optional),
    out: Options.text("out").pipe(
      Options.withDescription("Where the recording, the pictures and the checklist go."),
      Options.withDefault("callsheet-audit")
    ),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const planId = yield* planToRelease(input.plan)
      const { folder, points } = yield* recordPage({ planId, folder: resolve(input.out), paceMillis: 1_500 })
      const missing = points.filter((point) => point.missing !== null).length
      return {
        ...answer({ folder, planId, points }, (look) =>
          [
            facts([
              ["plan", planId],
              ["recording", `${folder}/release-page.mp4`],
              ["checklist", `${folder}/checklist.md`],
              ["shown", `${points.length - missing} of ${points.length} points`]
            ], look),
            table(points, [
              { name: "point", of: ({ id }) => id },
              { name: "shown", of: ({ missing }) => missing ?? "yes", flexible: true },
              { name: "TikTok asks", of: ({ demand }) => demand, flexible: true }
            ], look)
          ].join("\n")),
        ...(missing > 0 ? { exit: 1 } : {})
      }
    })
  )
).pipe(
  Command.withDescription(
    "Records the release page on the sandbox for TikTok's audit: a video, pictures and a checklist. It releases the plan. Example: callsheet audit record"
  )
)

export const audit = Command.make("audit").pipe(
  Command.withDescription("What TikTok's audit of your app asks for."),
  Command.withSubcommands([record])
)
