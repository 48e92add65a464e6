import { VERSION } from "@callsheet/domain/Version"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { account } from "./commands/account.ts"
import { asset } from "./commands/asset.ts"
import { audit } from "./commands/audit.ts"
import { brand } from "./commands/brand.ts"
import { calendar } from "./commands/calendar.ts"
import { demo } from "./commands/demo.ts"
import { dlq } from "./commands/dlq.ts"
import { doctor } from "./commands/doctor.ts"
import { drill } from "./commands/drill.ts"
import { events } from "./commands/events.ts"
import { completionsOf, help } from "./commands/help.ts"
import { job } from "./commands/job.ts"
import { key } from "./commands/key.ts"
import { media } from "./commands/media.ts"
import { metrics } from "./commands/metrics.ts"
import { org } from "./commands/org.ts"
import { pause, resume } from "./commands/pause.ts"
import { plan } from "./commands/plan.ts"
import { preset } from "./commands/preset.ts"
import { quota } from "./commands/quota.ts"
import { review } from "./commands/review.ts"
import { migrate, sandbox, server } from "./commands/roles.ts"
import { open, session } from "./commands/session.ts"
import { status, whoami } from "./commands/status.ts"
import { totals } from "./commands/totals.ts"
import { up } from "./commands/up.ts"
import { usage } from "./commands/usage.ts"
import { voice } from "./commands/voice.ts"
import { worker } from "./commands/worker.ts"
import { outlineOf } from "./parser/CommandOutline.ts"

const completions = completionsOf((shell) => scripts(shell))

/** The whole command line. */
export const tree = Command.make("callsheet").pipe(
  Command.withDescription("A durable autopilot for short-form video. Example: callsheet up"),
  Command.withSubcommands([
    up,
    demo,
    doctor,
    drill,
    server,
    worker,
    sandbox,
    migrate,
    org,
    key,
    account,
    plan,
    asset,
    review,
    media,
    brand,
    preset,
    calendar,
    audit,
    metrics,
    job,
    dlq,
    quota,
    usage,
    voice,
    events,
    pause,
    resume,
    status,
    totals,
    whoami,
    open,
    session,
    completions,
    help
  ])
)

export const outline = outlineOf(tree.descriptor)

const scripts = (shell: "bash" | "zsh" | "fish"): Effect.Effect<string> => {
  const lines = {
    bash: Command.getBashCompletions(tree, "callsheet"),
    zsh: Command.getZshCompletions(tree, "callsheet"),
    fish: Command.getFishCompletions(tree, "callsheet")
  }
  return Effect.map(lines[shell], (lines) => lines.join("\n"))
}

export const parseAndRun = Command.run(tree, { name: "callsheet", version: VERSION })
