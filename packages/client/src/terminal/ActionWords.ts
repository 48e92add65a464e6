import { type Action, type ActionCall, actionCalls } from "@callsheet/domain/Action"
import type { WaitingFor, Who } from "@callsheet/domain/WaitingFor"

const whoWords: Readonly<Record<Who, string>> = {
  approver: "an approver",
  editor: "an editor",
  owner: "an owner",
  creator: "the creator",
  operator: "an operator",
  system: "the system",
  clock: "its time",
  tiktok: "TikTok"
}

/** What a person still adds, by call. */
const more: Readonly<Partial<Record<ActionCall, string>>> = {
  "plan.allow": "--reason WHY",
  "plan.release": "--privacy LEVEL",
  "plan.reschedule": "--at TIME"
}

const isActionCall = (call: string): call is ActionCall => actionCalls.some((one) => one === call)

const texts = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string" ? [value] : Array.isArray(value) ? value.flatMap(texts) : []

/** The command that makes a proposed call, ready to paste. */
export const commandOf = ({ call, input: { id, ids, orgId } }: Action): string =>
  [
    "npx callsheet",
    call.replace(".", " "),
    ...texts(id),
    ...texts(ids),
    ...texts(orgId).map((org) => `--org ${org}`),
    ...(isActionCall(call) ? texts(more[call]) : [])
  ].join(" ")

/** A wait in one line: what for, who ends it, and the command where there is one. */
export const waitText = ({ action, what, who }: WaitingFor): string =>
  `${what} (${whoWords[who]}${action === null ? "" : `: ${commandOf(action)}`})`
