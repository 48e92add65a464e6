import { type Action, type ActionCall, actionCalls } from "@callsheet/domain/Action"
import { remedyText, type Step } from "@callsheet/domain/Remedy"
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

type Input = Action["input"]

const text = (value: unknown, otherwise: string): string =>
  typeof value === "string" && value !== ""
    ? value
    : typeof value === "number"
    ? String(value)
    : otherwise

const inside = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value ? value[name as keyof typeof value] : undefined

/** What a shell would take apart is quoted. */
const word = (value: string): string => /^[\w@.,:=/+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`

const id = (input: Input, otherwise = "ID") => [text(input["id"], otherwise)]
const option = (name: string, value: string) => [name, word(value)]
const maybe = (name: string, value: unknown) => value === undefined ? [] : option(name, text(value, ""))

/** The option of `plan edit` by which a person says each part of a change. */
const editOptions: Readonly<Record<string, string>> = {
  topic: "--topic TEXT",
  notes: "--notes FILE",
  language: "--language TAG",
  hashtags: "--hashtags LIST",
  caption: "--caption TEXT",
  script: "--script FILE",
  lines: "--line NUMBER=TEXT",
  recording: "--recording FILE",
  preset: "--preset NAME",
  delivery: "--delivery HOW",
  privacy: "--privacy LEVEL",
  brandContent: "--no-brand-content"
}

/** What is known of a change, and the first of what a person is asked for. */
const changes = ({ asks = [], input }: Action): ReadonlyArray<string> => {
  const [asked] = asks.flatMap((name) => editOptions[name] ?? [])
  const recording = inside(input["change"], "recording") === null ? ["--recording", "none"] : []
  return [...recording, ...(asked === undefined ? recording.length > 0 ? [] : ["OPTIONS"] : [asked])]
}

/** The words of each proposed call after `callsheet`; what a person still adds stands in capitals. */
const commands: { readonly [C in ActionCall]: (input: Input, action: Action) => ReadonlyArray<string> } = {
  "account.connect": ({ orgId }) => ["account", "connect", ...maybe("--org", orgId)],
  "account.disconnect": (input) => ["account", "disconnect", ...id(input)],
  "account.list": () => ["account", "list"],
  "account.resume": (input) => ["account", "resume", ...id(input)],
  "account.show": (input) => ["account", "show", ...id(input)],
  "asset.link": (input) => ["asset", "link", ...id(input)],
  "asset.show": (input) => ["asset", "show", ...id(input)],
  "dlq.drop": ({ ids }) => ["dlq", "drop", ...listed(ids)],
  "dlq.retry": ({ ids }) => ["dlq", "retry", ...listed(ids)],
  "job.list": ({ planId }) => ["job", "list", ...maybe("--plan", planId)],
  "key.create": ({ orgId, role }) => ["key", "create", ...maybe("--org", orgId), ...maybe("--role", role)],
  "key.list": () => ["key", "list"],
  "key.revoke": (input) => ["key", "revoke", ...id(input)],
  "media.create": () => ["media", "add", "FILE"],
  "media.list": () => ["media", "list"],
  "org.brand": () => ["brand", "show"],
  "org.list": () => ["org", "list"],
  "org.resume": (input) => ["org", "resume", ...id(input)],
  "org.setPolicy": (input) => [
    "org",
    "policy",
    "set",
    ...id(input, "ORG"),
    ...(inside(input["change"], "gates") === "plan" ? ["gates=plan", "--owner", "NAME"] : ["RULE=VALUE"])
  ],
  "org.show": (input) => ["org", "show", ...id(input, "ORG")],
  "org.voice": () => ["voice", "show"],
  "plan.add": () => ["plan", "add"],
  "plan.allow": (input) => ["plan", "allow", ...id(input), ...option("--reason", text(input["reason"], "WHY"))],
  "plan.approve": (input) => ["plan", "approve", ...id(input)],
  "plan.cancel": (input) => ["plan", "cancel", ...id(input)],
  "plan.edit": (input, action) => [
    "plan",
    "edit",
    ...id(input),
    ...maybe("--if-version", input["ifVersion"]),
    ...changes(action)
  ],
  "plan.list": () => ["plan", "list"],
  "plan.preview": (input) => ["plan", "preview", ...id(input)],
  "plan.reject": (input) => ["plan", "reject", ...id(input), ...option("--reason", text(input["reason"], "WHY"))],
  "plan.release": (input) => [
    "plan",
    "release",
    ...id(input),
    ...(input["seen"] === undefined
      ? option("--privacy", text(inside(input["settings"], "privacy"), "LEVEL"))
      : option("--seen", text(input["seen"], "DIGEST")))
  ],
  "plan.reschedule": (input) => ["plan", "reschedule", ...id(input), ...option("--at", text(input["at"], "TIME"))],
  "plan.retry": (input) => ["plan", "retry", ...id(input)],
  "plan.show": (input) => ["plan", "show", ...id(input)],
  "plan.timeline": (input) => ["plan", "timeline", ...id(input)],
  "plan.unlock": (input) => ["plan", "unlock", ...id(input)],
  "preset.list": () => ["preset", "list"],
  "quota.set": ({ kind, orgId }) => ["quota", "set", text(orgId, "ORG"), text(kind, "KIND"), "AMOUNT/PERIOD"],
  "review.links": () => ["review", "links"],
  "session.list": () => ["session", "list"],
  "take.ask": (input, { asks = [] }) => [
    "plan",
    "take",
    "ask",
    ...id(input),
    ...option("--of", text(input["of"], "PART")),
    ...maybe("--line", input["line"]),
    ...(asks.includes("wish") ? ["--wish", "WORDS"] : [])
  ],
  "take.list": (input) => ["plan", "take", "list", ...id(input)],
  "worker.list": () => ["worker", "list"]
}

const listed = (ids: unknown): ReadonlyArray<string> =>
  Array.isArray(ids) && ids.length > 0 ? ids.map((one) => text(one, "ID")) : ["ID"]

const isActionCall = (call: string): call is ActionCall => actionCalls.some((one) => one === call)

/** The command that makes a proposed call, ready to paste. A call that this release does not know is named as it is. */
export const commandOf = (action: Action): string => {
  const { call, input } = action
  return ["callsheet", ...(isActionCall(call) ? commands[call](input, action) : call.split("."))].join(" ")
}

const shown = ({ action, text }: Step) =>
  action === undefined ? { text } : { text: `${text}: ${commandOf(action)}`, isOpenEnd: true }

/** A remedy for a terminal: its words, each step with the command that takes it. */
export const remedyWords = (
  { remedy, steps }: { readonly remedy: string; readonly steps?: ReadonlyArray<Step> | undefined }
): string => steps === undefined || steps.length === 0 ? remedy : remedyText(steps, shown)

/** A wait in one line: what for, who ends it, and the command where there is one. */
export const waitText = ({ action, what, who }: WaitingFor): string =>
  `${what} (${whoWords[who]}${action === null ? "" : `: ${commandOf(action)}`})`
