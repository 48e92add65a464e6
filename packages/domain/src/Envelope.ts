import { Schema } from "effect"
import { Failure, never, type RetryAdvice } from "./Failure.ts"
import { By, CommandId, JobId } from "./Ids.ts"

/** What travels with every command, no matter who it is for. */
export const Envelope = Schema.Struct({
  commandId: CommandId,
  by: By,
  /** Connects the request, this commit, the jobs it owes and their calls; 32 hex digits or null. */
  traceId: Schema.NullOr(Schema.String),
  /**
   * The job whose work this command reports; its row is closed by the same commit: completed, or buried among the dead
   * letters with its cause.
   */
  closes: Schema.NullOr(Schema.Struct({ job: JobId, failure: Schema.NullOr(Failure) })),
  /**
   * True where a caller named the command with an idempotency key: its answer is then kept word for word, and the same
   * key with another body is refused.
   */
  keyed: Schema.Boolean
})
export type Envelope = typeof Envelope.Type

/** How long the answer to an idempotency key is kept at least. Afterwards the key is free, and names a new request. */
export const REMEMBERED_DAYS = 30

/** The same idempotency key was used before for something else, or by another API key of the org. */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", { key: Schema.String }) {
  override get message() {
    return `The idempotency key ${this.key} was already used for another request, or by another API key of the org.`
  }
  get remedy() {
    return "Use a new key for a new wish; repeat a wish with the same key, the same body and the API key that made it."
  }
}

/** The actor was moved by another owner while it answered. Nothing was stored; asking again with the same id is safe. */
export class ActorMoved extends Schema.TaggedError<ActorMoved>()("ActorMoved", { id: Schema.String }) {
  override get message() {
    return `${this.id} changed its owner meanwhile.`
  }
  get remedy() {
    return "Ask again with the same command id."
  }
}

/** Nobody answered in time, or more is asked than can be served. Nothing is lost: the same command id can be sent again. */
export class Busy extends Schema.TaggedError<Busy>()("Busy", {
  what: Schema.String,
  retryAfterMillis: Schema.Number,
  /** Where it is not the crowd: the database does not answer. */
  why: Schema.optional(Schema.Literal("database"))
}) {
  override get message() {
    return `${this.what} cannot be served right now.`
  }
  get remedy() {
    return `Try again in ${Math.ceil(this.retryAfterMillis / 1000)} s with the same idempotency key.`
  }
}

/** The database refuses the step itself, and would refuse it each time: a defect of ours, or text that no door turned away. */
export class Unstorable extends Schema.TaggedError<Unstorable>()("Unstorable", {
  cause: Schema.String
}) {
  override get message() {
    return `What was asked cannot be stored: ${this.cause}.`
  }
  get remedy() {
    return "Remove what no text can hold (U+0000, half of a surrogate pair) and send it again. If it holds nothing of the kind, report it: the worker's log names the step."
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** Two workers hung while they ran this command: a third does not run it. */
export class Harmful extends Schema.TaggedError<Harmful>()("Harmful", {
  deaths: Schema.Number
}) {
  override get message() {
    return `${this.deaths} workers hung while they ran this command, so it is not run again.`
  }
  get remedy() {
    return "Report it with the workers' logs: they name the command. What differs is a new command, with a new idempotency key."
  }
  get retry(): RetryAdvice {
    return never
  }
}

export const DeliveryError = Schema.Union(KeyReused, ActorMoved, Busy, Unstorable, Harmful)
export type DeliveryError = typeof DeliveryError.Type
