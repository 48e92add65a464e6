import { type Failure, failureWith } from "../Failure.ts"
import { iso } from "../Instant.ts"
import { type Step, step } from "../Remedy.ts"
import type { Account } from "./Account.ts"

const connect = ({ orgId, username }: Account, more: string): Step =>
  step(`Connect ${username === "" ? "it" : `@${username}`} again${more}`, "account.connect", { orgId })

/** Told while there is time: a refresh token cannot be prolonged by the machinery, only by a person. */
export const consentEnding = (self: Account): Failure =>
  failureWith(
    {
      tag: "ConsentEnding",
      message: `The consent given to this account ends at ${iso(self.tokens.refreshExpiresAt)}.`
    },
    connect(self, " before then; nothing stops until that moment")
  )

/** The refresh token has ended by the vendor's own word, so it is not sent any more. */
export const consentEnded = (self: Account): Failure =>
  failureWith(
    {
      tag: "ConsentEnded",
      message: `The consent given to this account ended at ${iso(self.tokens.refreshExpiresAt)}.`
    },
    connect(self, "; plans that wait go on by themselves")
  )
