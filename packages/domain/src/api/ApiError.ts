import { Schema } from "effect"
import { AccountError } from "../account/AccountError.ts"
import { AssetError } from "../asset/AssetError.ts"
import { Busy, KeyReused } from "../Envelope.ts"
import type { Remedied } from "../Failure.ts"
import { MediaRefused } from "../library/LibraryMedia.ts"
import { OrgError } from "../org/OrgError.ts"
import { PlanError } from "../plan/PlanError.ts"
import { remedyText, Step, step, type Steps } from "../Remedy.ts"

export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", {}) {
  override get message() {
    return "The call carries no API key that is known and valid."
  }
  get steps(): Steps {
    return [
      step("Send `Authorization: Bearer <api key>`; on the command line set CALLSHEET_API_KEY"),
      step("Or make a key", "key.create")
    ]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** The address of the caller tried too many keys that nobody has. A key that worked within the last hour goes on working. */
export class TooManyAttempts extends Schema.TaggedError<TooManyAttempts>()("TooManyAttempts", {
  retryAfterMillis: Schema.Number
}) {
  override get message() {
    return "Too many unknown keys came from this address."
  }
  get remedy() {
    return `Look whether the key is right, then try again in ${Math.ceil(this.retryAfterMillis / 1_000)} s.`
  }
}

export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", {
  call: Schema.String,
  role: Schema.String,
  allowed: Schema.Array(Schema.String)
}) {
  override get message() {
    return `${this.call} is not open to the role ${this.role}.`
  }
  get remedy() {
    return `Ask someone with the role ${this.allowed.join(" or ")}.`
  }
}

/** One thing that is wrong with what was sent. `row` counts the data rows of a file from 1. */
export const Fault = Schema.Struct({
  row: Schema.NullOr(Schema.Number),
  column: Schema.NullOr(Schema.String),
  message: Schema.String
})
export type Fault = typeof Fault.Type

/** Nothing of the request was done. All faults are named, not just the first. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  faults: Schema.NonEmptyArray(Fault)
}) {
  override get message() {
    const where = ({ column, row }: Fault) =>
      [row === null ? [] : [`row ${row}`], column === null ? [] : [column]].flat().join(", ")
    return this.faults.map((fault) => [where(fault), fault.message].filter((part) => part !== "").join(": ")).join("\n")
  }
  get remedy() {
    return this.faults.length === 1
      ? "Correct it and send it again."
      : "Correct these and send it again; nothing was stored."
  }
}

export const fault = (column: string | null, message: string, row: number | null = null): Fault => ({
  row,
  column,
  message
})

/** What is wrong, as one error. An empty list still refuses: its caller had a reason to ask. */
export const invalid = (faults: ReadonlyArray<Fault>): InvalidInput => {
  const [first = fault(null, "It cannot be used"), ...rest] = faults
  return new InvalidInput({ faults: [first, ...rest] })
}

/** `list`: the call that says what there is. */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", {
  what: Schema.String,
  id: Schema.String,
  list: Schema.String
}) {
  override get message() {
    return `There is no ${this.what} ${this.id}.`
  }
  get steps(): Steps {
    return [{ text: "See what there is", action: { call: this.list, input: {} } }]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** The thing exists, but what was asked of it is not possible as it stands. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  what: Schema.String,
  next: Schema.String,
  steps: Schema.optional(Schema.Array(Step))
}) {
  override get message() {
    return this.what
  }
  get remedy() {
    return this.next
  }
}

/** A refusal whose remedy names calls. */
export const refused = (what: string, ...steps: Steps): Refused => new Refused({ what, next: remedyText(steps), steps })

/** What somebody else found, as a refusal. */
export const refusedBy = ({ message, remedy, steps }: Omit<Remedied, "_tag">): Refused =>
  new Refused({ what: message, next: remedy, ...(steps === undefined ? {} : { steps }) })

/** What a call can end with. Every member has a message and a remedy. */
export const ApiError = Schema.Union(
  Unauthorized,
  TooManyAttempts,
  Forbidden,
  InvalidInput,
  NotFound,
  Refused,
  KeyReused,
  Busy,
  PlanError,
  AssetError,
  AccountError,
  OrgError,
  MediaRefused
)
export type ApiError = typeof ApiError.Type

/**
 * What a refusal is about: the key, the input, a thing that is not there, a moment that passes, or how things stand. Exit
 * codes, HTTP statuses and kept answers follow from it.
 */
export type ErrorKind = "key" | "input" | "missing" | "passing" | "state"

const kinds: { readonly [tag: string]: ErrorKind } = {
  Unauthorized: "key",
  TooManyAttempts: "key",
  Forbidden: "key",
  InvalidInput: "input",
  NotFound: "missing",
  AccountNotFound: "missing",
  AssetNotFound: "missing",
  OrgNotFound: "missing",
  PlanNotFound: "missing",
  // The same key may try again, corrected or later.
  ActorMoved: "passing",
  Busy: "passing",
  KeyReused: "passing",
  QuotaExceeded: "passing"
}

export const errorKindOf = (tag: string): ErrorKind => kinds[tag] ?? "state"

const exitCodes: { readonly [K in ErrorKind]: number } = { input: 2, passing: 3, state: 3, missing: 4, key: 5 }

/** What an error means to a script: its exit code on the command line and its status over HTTP. */
export const exitCodeOf = (tag: string): number => exitCodes[errorKindOf(tag)]

const statuses: { readonly [tag: string]: number } = {
  Forbidden: 403,
  PlanEditedMeanwhile: 412,
  QuotaExceeded: 429,
  TooManyAttempts: 429,
  Busy: 503
}
const kindStatuses: { readonly [K in ErrorKind]: number } = {
  key: 401,
  input: 422,
  missing: 404,
  passing: 409,
  state: 409
}

export const httpStatusOf = (tag: string): number => statuses[tag] ?? kindStatuses[errorKindOf(tag)]
