import { exitCodes } from "@callsheet/client/CliError"
import { Output } from "@callsheet/client/terminal/Output"
import { pad, painter } from "@callsheet/client/terminal/Render"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { examine } from "../doctor/Doctor.ts"
import { answering, local } from "../parser/Leaf.ts"

export const doctor = Command.make(
  "doctor",
  { ...local },
  answering(() =>
    Effect.gen(function*() {
      const output = yield* Output
      const findings = yield* examine
      const problems = findings.filter(({ state }) => state === "problem")
      if (!output.json) {
        yield* output.say(problems.length === 0 ? "All is well." : `${problems.length} to fix.`)
      }
      return {
        value: { healthy: problems.length === 0, findings },
        text: (look) => {
          const paint = painter(look)
          const marks = { ok: paint("green", "ok"), problem: paint("red", "problem"), note: paint("yellow", "note") }
          return findings.flatMap(({ name, remedy, state, what }) => [
            look.terminal
              ? `${marks[state]}${" ".repeat(8 - state.length)} ${pad(name, 12)} ${what}`
              : [state, name, what, remedy ?? ""].join("\t").trimEnd(),
            ...(look.terminal && remedy !== null ? [`${" ".repeat(22)}${paint("cyan", "remedy:")} ${remedy}`] : [])
          ]).join("\n")
        },
        ...(problems.length === 0 ? {} : { exit: exitCodes.other })
      }
    })
  )
).pipe(
  Command.withDescription("Checks everything Callsheet needs here, and names the remedy where something is amiss.")
)
