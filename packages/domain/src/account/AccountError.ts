import { Schema } from "effect"
import { after, never } from "../Failure.ts"
import { minutes, seconds } from "../Instant.ts"
import { IllegalCommand } from "../Machine.ts"
import { remedyText, step, type Steps } from "../Remedy.ts"

export class AccountNotFound extends Schema.TaggedError<AccountNotFound>()("AccountNotFound", { id: Schema.String }) {
  override get message() {
    return `There is no account ${this.id}.`
  }
  get steps(): Steps {
    return [step("List the accounts there are", "account.list")]
  }
  get remedy() {
    return remedyText(this.steps)
  }
  get retry() {
    return never
  }
}

export class AccountNeedsReauth extends Schema.TaggedError<AccountNeedsReauth>()("AccountNeedsReauth", {
  id: Schema.String,
  orgId: Schema.String
}) {
  override get message() {
    return `TikTok no longer accepts the connection of account ${this.id}.`
  }
  get steps(): Steps {
    return [step("Connect it again; plans that wait go on by themselves", "account.connect", { orgId: this.orgId })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
  /** The consent wakes what waits for it; this is the net below. */
  get retry() {
    return after(minutes(10))
  }
}

export class AccountIsSuspended extends Schema.TaggedError<AccountIsSuspended>()("AccountIsSuspended", {
  id: Schema.String,
  until: Schema.Number,
  because: Schema.String
}) {
  override get message() {
    return `Account ${this.id} rests until ${new Date(this.until).toISOString()}: ${this.because}`
  }
  get remedy() {
    return "Nothing needs to be done: its plans go on by themselves once the account is free again."
  }
}

export class AccountDisconnectedError
  extends Schema.TaggedError<AccountDisconnectedError>()("AccountDisconnectedError", {
    id: Schema.String,
    orgId: Schema.String
  })
{
  override get message() {
    return `Account ${this.id} was disconnected.`
  }
  get steps(): Steps {
    return [step("Connect it again", "account.connect", { orgId: this.orgId })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
  get retry() {
    return never
  }
}

/** The stored token is too close to its end to be used; its renewal is under way. */
export class TokenNotFresh extends Schema.TaggedError<TokenNotFresh>()("TokenNotFresh", { id: Schema.String }) {
  override get message() {
    return `The access token of account ${this.id} is being renewed.`
  }
  get remedy() {
    return "Nothing needs to be done: the call is made as soon as the new token is stored."
  }
  /** The new token wakes what waits for it; this is the net below. */
  get retry() {
    return after(seconds(15))
  }
}

/** The vendor's limit leaves no call free soon. `until`: epoch milliseconds of the next free one. */
export class WindowFull extends Schema.TaggedError<WindowFull>()("WindowFull", {
  id: Schema.String,
  window: Schema.String,
  limit: Schema.Number,
  windowMillis: Schema.Number,
  until: Schema.Number
}) {
  override get message() {
    const span = this.windowMillis >= 3_600_000
      ? `${Math.round(this.windowMillis / 3_600_000)} hours`
      : `${Math.round(this.windowMillis / 1_000)} s`
    return `TikTok allows ${this.limit} such calls in ${span} for account ${this.id}; the next one is free at ${
      new Date(this.until).toISOString()
    }.`
  }
  get remedy() {
    return "Nothing needs to be done: the call is made as soon as it is free."
  }
}

export class OtherOrgsAccount extends Schema.TaggedError<OtherOrgsAccount>()("OtherOrgsAccount", {
  id: Schema.String,
  /** The name people know the TikTok account by; absent where it is not known. */
  name: Schema.optional(Schema.String)
}) {
  override get message() {
    return `The TikTok account ${this.name ?? this.id} is connected to another org.`
  }
  get steps(): Steps {
    return [
      step("Have it disconnected in that org first", "account.disconnect"),
      step("Or connect another TikTok account here", "account.connect")
    ]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export const AccountError = Schema.Union(
  AccountNotFound,
  AccountNeedsReauth,
  AccountIsSuspended,
  AccountDisconnectedError,
  TokenNotFresh,
  WindowFull,
  OtherOrgsAccount,
  IllegalCommand
)
export type AccountError = typeof AccountError.Type
