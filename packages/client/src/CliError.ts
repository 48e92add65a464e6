import { ApiError, exitCodeOf } from "@callsheet/domain/api/ApiError"
import type { Remedied } from "@callsheet/domain/Failure"
import { schemaFaults } from "@callsheet/domain/SchemaFaults"
import { unusable, UnusableConfig } from "@callsheet/process/ConfigReport"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as ValidationError from "@effect/cli/ValidationError"
import { RpcClientError } from "@effect/rpc/RpcClientError"
import { Cause, ConfigError, ParseResult, Schema } from "effect"
import { stripVTControlCharacters } from "node:util"
import { remedyWords } from "./terminal/ActionWords.ts"

/** What a process tells the shell that started it. Part of the outside contract. */
export const exitCodes = {
  done: 0,
  other: 1,
  wrongUse: 2,
  refused: 3,
  notFound: 4,
  notAuthorized: 5,
  unreachable: 6,
  interrupted: 130
} as const

export const exitCodeMeanings: ReadonlyArray<readonly [code: number, meaning: string]> = [
  [exitCodes.done, "done"],
  [exitCodes.other, "anything else, also a plan that failed while it was waited for"],
  [exitCodes.wrongUse, "wrong use: an unknown command, a missing option, a value that cannot be read"],
  [exitCodes.refused, "refused by state, policy, quota or rate"],
  [exitCodes.notFound, "not found"],
  [exitCodes.notAuthorized, "not authorized"],
  [exitCodes.unreachable, "the server or the database cannot be reached"],
  [exitCodes.interrupted, "interrupted with Ctrl-C"]
]

/** What was typed cannot be meant, or misses something. */
export class WrongUse extends Schema.TaggedError<WrongUse>()("WrongUse", {
  what: Schema.String,
  next: Schema.String
}) {
  readonly exit = exitCodes.wrongUse
  override get message() {
    return this.what
  }
  get remedy() {
    return this.next
  }
}

/** No key was given and none is stored, so the server need not be asked. */
export class NoKey extends Schema.TaggedError<NoKey>()("NoKey", {
  looked: Schema.String,
  /** Data folders of stacks that run on this machine. */
  stacks: Schema.Array(Schema.String)
}) {
  readonly exit = exitCodes.notAuthorized
  override get message() {
    return `No API key: CALLSHEET_API_KEY is empty and ${this.looked} does not exist.`
  }
  get remedy() {
    const [stack] = this.stacks
    return stack === undefined
      ? "If your stack runs with CALLSHEET_DATA_DIR, set it here too. Otherwise set CALLSHEET_API_KEY, start a stack (callsheet up), " +
        "or make the first org where the database is: callsheet org create NAME"
      : `A stack runs with the data folder ${stack} and keeps its key there. Use it: export CALLSHEET_DATA_DIR=${stack}`
  }
}

/** Something on this machine could not be done: a file, a port, a process. */
export class CannotDo extends Schema.TaggedError<CannotDo>()("CannotDo", {
  what: Schema.String,
  next: Schema.String
}) {
  readonly exit = exitCodes.other
  override get message() {
    return this.what
  }
  get remedy() {
    return this.next
  }
}

/** What was waited for did not come. `state` is how it stands instead. */
export class NotReached extends Schema.TaggedError<NotReached>()("NotReached", {
  what: Schema.String,
  next: Schema.String,
  state: Schema.String
}) {
  readonly exit = exitCodes.other
  override get message() {
    return this.what
  }
  get remedy() {
    return this.next
  }
}

/** Several things were asked for and some were refused; the others are done. */
export class PartlyDone extends Schema.TaggedError<PartlyDone>()("PartlyDone", {
  exit: Schema.Number,
  failures: Schema.Array(
    Schema.Struct({ id: Schema.String, tag: Schema.String, message: Schema.String, remedy: Schema.String })
  ),
  done: Schema.Array(Schema.Unknown)
}) {
  override get message() {
    return [
      `${this.failures.length} of ${this.failures.length + this.done.length} could not be done:`,
      ...this.failures.map(({ id, message }) => `  ${id}: ${message}`)
    ].join("\n")
  }
  get remedy() {
    return this.failures[0]?.remedy ?? "Look at each: callsheet plan show ID"
  }
}

/** An error as it leaves the program, in words or as JSON. Further fields of the error travel along. */
export interface Explained {
  readonly tag: string
  readonly message: string
  readonly remedy: string
  readonly exit: number
  readonly details: Readonly<Record<string, unknown>>
}

const isApiError = Schema.is(ApiError)

/** The parser tells of a schema as a tree; what is wrong stands at its end. */
const plain = (doc: HelpDoc.HelpDoc): string => {
  const text = stripVTControlCharacters(HelpDoc.toAnsiText(doc)).trim()
  return text.includes("└─") ? (text.split("└─").at(-1) ?? text).trim() : text
}

const detailsOf = (error: object): Readonly<Record<string, unknown>> => {
  const { _tag, exit: _exit, message: _message, stack: _stack, ...details } = { ...error } as Record<string, unknown>
  return details
}

const unreachable = (error: RpcClientError): Explained => {
  const { cause } = error
  const request = typeof cause === "object" && cause !== null && "request" in cause ? cause.request : undefined
  const url = typeof request === "object" && request !== null && "url" in request ? String(request.url) : "the server"
  const answered = typeof cause === "object" && cause !== null && "response" in cause
  return {
    tag: "Unreachable",
    message: answered
      ? `${url} answers, but not as a Callsheet server does.`
      : cause === undefined
      ? "The server went away before it answered."
      : `Nothing answers at ${url}.`,
    remedy: "Start the stack (callsheet up), or point CALLSHEET_URL or --url at a running server.",
    exit: exitCodes.unreachable,
    details: { url }
  }
}

const hasWords = (error: unknown): error is Remedied =>
  typeof error === "object" && error !== null && "_tag" in error && "message" in error && "remedy" in error

const unreachableTags = new Set(["DatabaseUnreachable"])

/** A server that answers while its database does not: for a script the same as no server. */
const isDatabaseAway = (error: { readonly _tag: string }): boolean =>
  error._tag === "Busy" && "why" in error && error.why === "database"

/** What an expected error means to the person who typed the command. */
export const explain = (error: unknown): Explained => {
  if (ValidationError.isValidationError(error)) {
    return {
      tag: "WrongUse",
      message: plain(error.error),
      remedy: "See what there is: callsheet --help",
      exit: exitCodes.wrongUse,
      details: {}
    }
  }
  if (error instanceof RpcClientError) return unreachable(error)
  if (ConfigError.isConfigError(error) || error instanceof UnusableConfig) {
    const { _tag: tag, faults, message, remedy } = error instanceof UnusableConfig ? error : unusable([error])
    return { tag, message, remedy, exit: exitCodes.wrongUse, details: { faults } }
  }
  if (ParseResult.isParseError(error)) {
    const faults = schemaFaults(error).map(({ message, place }) => place === "" ? message : `${place}: ${message}`)
    return {
      tag: "InvalidInput",
      message: faults.join("\n"),
      remedy: "Correct it and send it again.",
      exit: exitCodes.wrongUse,
      details: { faults }
    }
  }
  if (hasWords(error)) {
    const exit = "exit" in error && typeof error.exit === "number"
      ? error.exit
      : isDatabaseAway(error)
      ? exitCodes.unreachable
      : isApiError(error)
      ? exitCodeOf(error._tag)
      : unreachableTags.has(error._tag)
      ? exitCodes.unreachable
      : exitCodes.other
    return {
      tag: error._tag,
      message: error.message,
      remedy: remedyWords(error),
      exit,
      details: { ...detailsOf(error), ...(error.steps === undefined ? {} : { steps: error.steps }) }
    }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    tag: "Unexpected",
    message,
    remedy: "This should not happen; --log-level debug shows where it comes from.",
    exit: exitCodes.other,
    details: {}
  }
}

/** The same for everything else that can end a program: an interruption, or a defect. */
export const explainCause = (cause: Cause.Cause<unknown>): Explained =>
  Cause.isInterruptedOnly(cause)
    ? {
      tag: "Interrupted",
      message: "Interrupted.",
      remedy: "What was asked for before goes on at the server.",
      exit: exitCodes.interrupted,
      details: {}
    }
    : explain(Cause.squash(cause))
