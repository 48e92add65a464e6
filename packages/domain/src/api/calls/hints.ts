import { Schema } from "effect"
import { follow, noun } from "../Call.ts"
import { field } from "../Fields.ts"
import { everyKey } from "../Role.ts"

export const HintSubject = Schema.Literal("job", "worker", "key", "session", "metric", "preset", "all")
export type HintSubject = typeof HintSubject.Type

export const HintItem = Schema.Struct({
  subject: field(
    HintSubject,
    "What changed: read it again. `all` comes first, and again when hints may have been missed."
  )
}).annotations({ identifier: "Hint" })
export type HintItem = typeof HintItem.Type

export const hintCalls = noun(
  "Hints that something changed which leaves no event.",
  follow("hints.follow", {
    roles: everyKey,
    summary: "Hear what changed without an event",
    description:
      "For pages that stay open. A hint says what to read again and nothing else, comes at most once a second for each subject, and is not kept. `events.follow` follows what happens to plans, assets, accounts and orgs.",
    payload: {},
    success: HintItem
  })
)
