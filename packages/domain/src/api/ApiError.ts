import { Schema } from "effect"
import { AccountError } from "../account/AccountError.ts"
import { AssetError } from "../asset/AssetError.ts"
import { Busy, KeyReused } from "../Envelope.ts"
import { MediaRefused } from "../library/LibraryMedia.ts"
import { OrgError } from "../org/OrgError.ts"
import { PlanError } from "../plan/PlanError.ts"

export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", {}) {
  override get message() {
    return "The call carries no API key that is known and valid."
  }
  get remedy() {
    return "Send `Authorization: Bearer <api key>`; on the command line set CALLSHEET_API_KEY, or make a key: callsheet key create"
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

export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", {
  what: Schema.String,
  id: Schema.String,
  list: Schema.String
}) {
  override get message() {
    return `There is no ${this.what} ${this.id}.`
  }
  get remedy() {
    return `See what there is: ${this.list}`
  }
}

/** The thing exists, but what was asked of it is not possible as it stands. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  what: Schema.String,
  next: Schema.String
}) {
  override get message() {
    return this.what
  }
  get remedy() {
    return this.next
  }
}

/** Whatever a call can end with. Every member has a message and a remedy. */
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

const authTags = new Set(["Unauthorized", "TooManyAttempts", "Forbidden"])
const inputTags = new Set(["InvalidInput"])

/** What an error means to a script: its exit code on the command line and its status over HTTP. */
export const exitCodeOf = (tag: string): number =>
  authTags.has(tag) ? 5 : inputTags.has(tag) ? 2 : tag.endsWith("NotFound") ? 4 : 3

export const httpStatusOf = (tag: string): number =>
  tag === "Unauthorized" ?
    401
    : tag === "Forbidden" ?
    403
    : tag === "InvalidInput" ?
    422
    : tag.endsWith("NotFound") ?
    404
    : tag === "PlanEditedMeanwhile" ?
    412
    : tag === "Busy" ?
    503
    : tag === "QuotaExceeded" || tag === "TooManyAttempts" ?
    429
    : 409
