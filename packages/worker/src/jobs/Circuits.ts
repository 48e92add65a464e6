import { after, type RetryAdvice } from "@callsheet/domain/Failure"
import { minutes, seconds } from "@callsheet/domain/Instant"
import { setCircuitOpen } from "@callsheet/process/Metrics"
import { Clock, Context, Effect, Exit, Layer, Schema } from "effect"

/** Anyone who serves us from outside; each has a circuit of its own. */
export type Provider = "tiktok" | "llm" | "voice"

const names: { readonly [P in Provider]: string } = {
  tiktok: "TikTok",
  llm: "The language model",
  voice: "The speech engine"
}

/** This many outages in a row, without one answer between them, open the circuit. */
const OPENS_AFTER = 5
/** The first rest; it doubles with every probe that fails. */
const FIRST_REST = seconds(10)
const LONGEST_REST = minutes(2)
/** Where a probe is under way its outcome is waited for. */
const PROBE_WAIT = seconds(2)

/**
 * Failures on our side of a guarded call: the ledger, the database, a limit, a lost lease, a file of ours. The provider was
 * not asked, or what it said is not what failed: they neither open its circuit nor close one.
 */
const ours: ReadonlySet<string> = new Set([
  "LedgerAway",
  "QuotaExceeded",
  "Busy",
  "JobFailed",
  "LeaseLost",
  "SqlError",
  "FileNotReleased",
  "MediaMissing",
  "MediaCorrupt",
  "DiskFull",
  "StoreReadOnly",
  "StoreUnavailable"
])

const isOurs = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "_tag" in error && typeof error._tag === "string" &&
  ours.has(error._tag)

/** Nothing leaves for a provider that is down; one call at a time finds out whether it is back. */
export class CircuitOpen extends Schema.TaggedError<CircuitOpen>()("CircuitOpen", {
  provider: Schema.String,
  failures: Schema.Number,
  until: Schema.Number,
  waitMillis: Schema.Number
}) {
  override get message(): string {
    return `${this.provider} has failed ${this.failures} times in a row; the next try is at ${
      new Date(this.until).toISOString()
    }.`
  }
  get remedy(): string {
    return "Nothing needs to be done: the work goes on by itself as soon as it answers again."
  }
  get retry(): RetryAdvice {
    return after(this.waitMillis)
  }
}

/** The circuit breakers of one worker process, shared by all its jobs. */
export class Circuits extends Context.Tag("@callsheet/worker/Circuits")<Circuits, {
  /** Fails at once while the circuit is open: to be asked before anything scarce is taken for the call. */
  readonly check: (provider: Provider) => Effect.Effect<void, CircuitOpen>
  /** Makes the call, or refuses it; `isOutage` tells the provider's absence from an answer, however unwelcome. */
  readonly guard: <A, E, R>(
    provider: Provider,
    isOutage: (error: E) => boolean,
    call: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | CircuitOpen, R>
}>() {
  static readonly layer = Layer.sync(this, () => make())
}

interface Circuit {
  failures: number
  /** 0 while closed; in the past while the next call is the probe. */
  openUntil: number
  rest: number
  probing: boolean
}

const make = () => {
  const circuits = new Map<Provider, Circuit>()
  const of = (provider: Provider): Circuit => {
    const known = circuits.get(provider)
    if (known !== undefined) return known
    const fresh: Circuit = { failures: 0, openUntil: 0, rest: FIRST_REST, probing: false }
    circuits.set(provider, fresh)
    return fresh
  }

  const refusal = (provider: Provider, circuit: Circuit, now: number): CircuitOpen | null => {
    if (circuit.openUntil === 0 || (now >= circuit.openUntil && !circuit.probing)) return null
    const until = circuit.probing ? now + PROBE_WAIT : circuit.openUntil
    return new CircuitOpen({
      provider: names[provider],
      failures: circuit.failures,
      until,
      waitMillis: Math.max(1, until - now)
    })
  }

  const check = (provider: Provider) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const refused = refusal(provider, of(provider), now)
      return refused === null ? Effect.void : Effect.fail(refused)
    })

  const closed = (provider: Provider, circuit: Circuit) =>
    Effect.suspend(() => {
      const wasOpen = circuit.openUntil !== 0
      circuit.failures = 0
      circuit.openUntil = 0
      circuit.rest = FIRST_REST
      return wasOpen
        ? Effect.zipRight(Effect.logInfo(`${names[provider]} answers again.`), setCircuitOpen(provider, false))
        : Effect.void
    })

  const failed = (provider: Provider, circuit: Circuit) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      circuit.failures++
      // Calls that were already on their way when the circuit opened say nothing new.
      if (circuit.openUntil > now || circuit.failures < OPENS_AFTER) return Effect.void
      if (circuit.openUntil !== 0) circuit.rest = Math.min(LONGEST_REST, circuit.rest * 2)
      circuit.openUntil = now + circuit.rest
      return Effect.zipRight(
        Effect.logWarning(`${names[provider]} does not answer; nothing leaves for ${circuit.rest / 1_000} s.`),
        setCircuitOpen(provider, true)
      )
    })

  return Circuits.of({
    check,
    guard: <A, E, R>(provider: Provider, isOutage: (error: E) => boolean, call: Effect.Effect<A, E, R>) =>
      Effect.suspend((): Effect.Effect<A, E | CircuitOpen, R> => {
        const circuit = of(provider)
        return Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<A, E | CircuitOpen, R> => {
          const refused = refusal(provider, circuit, now)
          if (refused !== null) return Effect.fail(refused)
          const probe = circuit.openUntil !== 0
          if (probe) circuit.probing = true
          return call.pipe(
            Effect.onExit((exit) => {
              if (probe) circuit.probing = false
              if (Exit.isSuccess(exit)) return closed(provider, circuit)
              // An interrupted call says nothing about the provider.
              if (exit.cause._tag !== "Fail" || isOurs(exit.cause.error)) return Effect.void
              return isOutage(exit.cause.error) ? failed(provider, circuit) : closed(provider, circuit)
            })
          )
        })
      })
  })
}
