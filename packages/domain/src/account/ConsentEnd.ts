import { Failure } from "../Failure.ts"
import { iso } from "../Instant.ts"
import type { Account } from "./Account.ts"

const remedyOf = ({ orgId, username }: Account): string =>
  `Connect ${username === "" ? "it" : `@${username}`} again: callsheet account connect --org ${orgId}`

/** Told while there is time: a refresh token cannot be prolonged by the machinery, only by a person. */
export const consentEnding = (self: Account): Failure =>
  new Failure({
    tag: "ConsentEnding",
    message: `The consent given to this account ends at ${iso(self.tokens.refreshExpiresAt)}.`,
    remedy: `${remedyOf(self)} before then; nothing stops until that moment.`
  })

/** The refresh token has ended by the vendor's own word, so it is not sent any more. */
export const consentEnded = (self: Account): Failure =>
  new Failure({
    tag: "ConsentEnded",
    message: `The consent given to this account ended at ${iso(self.tokens.refreshExpiresAt)}.`,
    remedy: `${remedyOf(self)}. Plans that wait go on by themselves.`
  })
