import { Schema } from "effect"
import { Action } from "./Action.ts"
import { field } from "./Field.ts"

/**
 * Who can end a wait: someone in a role (`editor`, `approver`, `owner`), the creator who owns the TikTok account, anyone who
 * operates the installation, or nobody: then the system's own work, TikTok or the time moves it on.
 */
const known = ["approver", "editor", "owner", "creator", "operator", "system", "clock", "tiktok"] as const
export type Who = typeof known[number]

const isKnown = (who: string): who is Who => known.some((one) => one === who)

/** How releases before 0.2 began this text. Workers of that release and answers they kept still say it so. */
const earlier: ReadonlyArray<readonly [string, Who]> = [
  ["an approver", "approver"],
  ["an editor", "editor"],
  ["the system", "system"],
  ["TikTok", "tiktok"]
]

/** Text that this release does not know means somebody of the team must look. */
const whoOf = (text: string): Who =>
  isKnown(text) ? text : earlier.find(([beginning]) => text.startsWith(beginning))?.[1] ?? "editor"

export const Who = Schema.transform(Schema.String, Schema.Literal(...known), {
  strict: true,
  decode: whoOf,
  encode: (who) => who
}).annotations({ jsonSchema: { type: "string", enum: known } })

/** True where the wait ends without a person. */
export const endsByItself = (who: Who): boolean => who === "system" || who === "clock" || who === "tiktok"

/** Why nothing happens right now. */
export const WaitingFor = Schema.Struct({
  what: field(Schema.String, "What is waited for, as a sentence."),
  since: field(Schema.String, "Since when, as an ISO instant."),
  until: field(
    Schema.NullOr(Schema.String),
    "When something changes by itself, as an ISO instant; null where only a person ends the wait."
  ),
  who: field(Who, "Who can end the wait."),
  /** Absent in what earlier releases say. */
  action: Schema.optionalWith(Schema.NullOr(Action), { default: () => null }).annotations({
    description: "The call that ends the wait; null where nothing needs to be done."
  })
}).annotations({ identifier: "WaitingFor" })
export type WaitingFor = typeof WaitingFor.Type
