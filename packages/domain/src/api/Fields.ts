import { Schema } from "effect"
import { REMEMBERED_DAYS } from "../Envelope.ts"
import { field, optional } from "../Field.ts"
import { OrgId } from "../Ids.ts"
import { Cursor, IdempotencyKey, WrittenInstant } from "../Text.ts"

export { field, optional }

/** An instant as people write it: ISO with or without offset, `next` for the account's next free slot, or `now`. */
export const When = WrittenInstant

export const IsoInstant = Schema.String

/** Every change takes it. The builder of calls adds it, so no call can forget it. */
export const idempotencyKey = optional(
  IdempotencyKey,
  `Idempotency key. The same key with the same body returns the first answer for ${REMEMBERED_DAYS} days; with another body, or under another API key, it is refused.`
)

/** The org a call is about, where a key must name it. */
export const ofOrg = field(OrgId, "The org. It must be the org of your API key.")

/** Narrows a list to one org; a key sees only its own. */
export const maybeOrg = optional(OrgId, "The org. Defaults to the org of your API key.")

/** How lists are read in pages. */
export const page = {
  limit: optional(Schema.Int.pipe(Schema.between(1, 1000)), "How many rows to return, from 1 to 1000."),
  after: optional(Cursor, "Where to continue: the `next` of the page before.")
}

/** The other half: where the next page begins. */
export const next = field(
  Schema.NullOr(Schema.String),
  "Pass this as `after` to read the next page. Null on the last page."
)
