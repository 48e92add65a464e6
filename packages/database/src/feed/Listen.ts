import { Data, Effect, Mailbox, type Mailbox as Box, Redacted, Schedule, Stream } from "effect"
import { Client, escapeIdentifier } from "pg"

/** What a listener hears. Notifications are hints; what the tables say is the truth. */
export type Heard = Data.TaggedEnum<{
  /** Listening begins, or begins again: what was sent before this moment may have been missed. */
  Resync: object
  Payload: { readonly channel: string; readonly payload: string }
}>
export const Heard = Data.taggedEnum<Heard>()

class ListenBroken extends Data.TaggedError("ListenBroken")<{ readonly message: string }> {}

/** A connection cut without a word (a firewall, a pulled cable) is found out by this question. */
const questionEvery = "20 seconds"
const answerWithinMillis = 10_000

/** One connection, from LISTEN to its end. It can only fail. */
const session = (
  url: Redacted.Redacted<string>,
  channels: ReadonlyArray<string>,
  out: Box.Mailbox<Heard>
): Effect.Effect<never, ListenBroken> =>
  Effect.scoped(Effect.gen(function*() {
    const client = yield* Effect.acquireRelease(
      Effect.sync(() =>
        new Client({
          connectionString: Redacted.value(url),
          application_name: "callsheet-listen",
          connectionTimeoutMillis: 5000,
          query_timeout: answerWithinMillis,
          keepAlive: true
        })
      ),
      // Ending a broken connection may itself fail; it is gone either way.
      (client) => Effect.promise(() => client.end().catch(() => {})).pipe(Effect.timeoutOption("1 second"))
    )
    const ended = Effect.async<never, ListenBroken>((resume) => {
      client.on("error", (cause) => resume(new ListenBroken({ message: cause.message })))
      client.on("end", () => resume(new ListenBroken({ message: "the connection ended" })))
    })
    const question = (query: string) =>
      Effect.tryPromise({
        try: () => client.query(query),
        catch: (cause) => new ListenBroken({ message: cause instanceof Error ? cause.message : String(cause) })
      })
    client.on("notification", ({ channel, payload }) =>
      out.unsafeOffer(Heard.Payload({ channel, payload: payload ?? "" })))
    const listening = Effect.gen(function*() {
      yield* Effect.tryPromise({
        try: () =>
          client.connect(),
        catch: (cause) => new ListenBroken({ message: cause instanceof Error ? cause.message : String(cause) })
      })
      yield* question(channels.map((channel) => `LISTEN ${escapeIdentifier(channel)}`).join("; "))
      out.unsafeOffer(Heard.Resync())
      return yield* Effect.forever(Effect.zipRight(Effect.sleep(questionEvery), question("SELECT 1")))
    })
    return yield* Effect.raceFirst(ended, listening)
  }))

/**
 * LISTEN that survives. `PgClient.listen` goes silent for good when its connection drops, without an error; this one
 * keeps a connection of its own, reconnects with a growing delay (at most 5 seconds) for as long as the stream is
 * read, and says `Resync` after every connect. On `Resync`, read again from your last position.
 *
 * Send with `SELECT pg_notify(channel, payload)` in the transaction; `PgClient.notify` is a syntax error.
 */
export const listen = (
  url: Redacted.Redacted<string>,
  ...channels: readonly [string, ...Array<string>]
): Stream.Stream<Heard> =>
  Stream.unwrapScoped(Effect.gen(function*() {
    const out = yield* Mailbox.make<Heard>()
    yield* session(url, channels, out).pipe(
      Effect.tapError((error) =>
        Effect.logWarning(`Listening on ${channels.join(" and ")} was cut off: ${error.message}`)
      ),
      Effect.retry(
        Schedule.exponential("100 millis").pipe(
          Schedule.union(Schedule.spaced("5 seconds")),
          Schedule.jittered,
          // A connection that held for a while starts again at the shortest delay.
          Schedule.resetAfter("30 seconds")
        )
      ),
      Effect.forkScoped
    )
    return Mailbox.toStream(out)
  }))
