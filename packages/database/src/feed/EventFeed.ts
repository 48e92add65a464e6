import { InvalidInput } from "@callsheet/domain/api/ApiError"
import type { FeedItem } from "@callsheet/domain/api/calls/events"
import type { HintSubject } from "@callsheet/domain/api/calls/hints"
import { Busy } from "@callsheet/domain/Envelope"
import { iso } from "@callsheet/domain/Instant"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import {
  Chunk,
  Context,
  Deferred,
  Effect,
  Exit,
  Layer,
  Mailbox,
  Option,
  PubSub,
  Queue,
  type Redacted,
  Schedule,
  Stream
} from "effect"
import { COMMIT_CHANNEL } from "../commit/CommitNotifier.ts"
import { type Hint, HINT_CHANNEL, readHint } from "./Hints.ts"
import { listen } from "./Listen.ts"

/** Where in the feed: transactions in order, and rows in order within one. */
interface Position {
  readonly tx: bigint
  readonly row: bigint
}

interface FeedRow extends Omit<FeedItem, "at"> {
  readonly at: number
}

export interface FollowOptions {
  readonly orgId: string
  readonly planId?: string | undefined
  /** A position of the feed: what came after it is sent first. Absent: only what happens from now on. */
  readonly since?: string | undefined
}

export class EventFeed extends Context.Tag("@callsheet/database/EventFeed")<EventFeed, {
  /**
   * The org's events in the order of the feed, without gaps. A reader that falls too far behind is cut with `Busy` and goes
   * on later from the last position it saw.
   */
  readonly follow: (options: FollowOptions) => Stream.Stream<FeedItem, Busy | InvalidInput>
  /** What changes in an org, or in the installation, and leaves no event. */
  readonly hints: (orgId: string) => Stream.Stream<HintSubject>
  /** Where the feed stands: anyone who reads the state now and follows from here misses nothing. */
  readonly position: Effect.Effect<string, Busy>
}>() {
  /** One listening connection and one reader of the log serve every subscriber of the process. */
  static readonly layer = (url: Redacted.Redacted<string>): Layer.Layer<EventFeed, never, SqlClient.SqlClient> =>
    Layer.scoped(this, Effect.suspend(() => make(url)))
}

const PAGE = 500
/** Items a subscriber may be behind before it is cut. */
const SLACK = 4_096
/** Hints a reader may be behind; of more the oldest are dropped, and newer ones say the same. */
const HINTS_KEPT = 1_024
/** A net under the notifications, no more. */
const LOOK_ANYWAY = "3 seconds"
/** While a transaction older than a visible row still runs, that row may not be shown; most end in milliseconds. */
const HELD_BACK_MILLIS = 10
const HELD_BACK_MOST_MILLIS = 250
const LAST_ROW = 9_223_372_036_854_775_807n

const readPosition = (text: string): Position | undefined => {
  // A first number alone stands before all of its rows; `0` is the beginning.
  const match = /^(\d{1,19})(?:\.(\d{1,19}))?$/.exec(text)
  return match === null ? undefined : { tx: BigInt(match[1]!), row: BigInt(match[2] ?? "0") }
}
const positionOf = (item: { readonly position: string }): Position => {
  const [tx = "0", row = "0"] = item.position.split(".")
  return { tx: BigInt(tx), row: BigInt(row) }
}
const isAfter = (a: Position, b: Position) => a.tx > b.tx || (a.tx === b.tx && a.row > b.row)

interface Subscriber {
  readonly orgId: string
  readonly planId: string | undefined
  readonly from: Position
  readonly box: Mailbox.Mailbox<FeedItem, Busy>
}

const tooSlow = new Busy({ what: "The feed of events", retryAfterMillis: 1_000 })
const away = new Busy({ what: "The feed of events", retryAfterMillis: 2_000, why: "database" })

/** What the reader of the log and the subscribers of this process share. */
interface Feed {
  readonly subscribers: Set<Subscriber>
  /** Everything up to here was given to anyone who was subscribed. */
  tail: Position
  readonly started: Deferred.Deferred<void>
  readonly hints: PubSub.PubSub<Hint>
}

type Log = ReturnType<typeof logOf>

const logOf = (sql: SqlClient.SqlClient) => {
  /**
   * Rows of transactions that are older than every running one: nothing can appear before them any more, so a position
   * never passes over a commit that comes late.
   */
  const settled = (after: Position, only: Fragment = sql`true`) =>
    sql<FeedRow>`
        SELECT tx::text || '.' || position AS position, at::float8 AS at, kind AS subject, from_status AS "from",
          to_status AS "to", tag AS event, by, reason, trace_id AS "traceId", org_id AS "orgId", plan_id AS "planId",
          actor_id AS "actorId"
        FROM event
        WHERE (tx, event.position) > (${String(after.tx)}::xid8, ${String(after.row)}::bigint)
          AND tx < pg_snapshot_xmin(pg_current_snapshot()) AND ${only}
        ORDER BY tx, event.position LIMIT ${PAGE}`.pipe(
      Effect.map((rows) => rows.map((row): FeedItem => ({ ...row, at: iso(row.at) }))),
      Effect.withTracerEnabled(false)
    )

  const heldBack = sql<{ held: boolean }>`
      SELECT EXISTS (SELECT 1 FROM event WHERE tx >= pg_snapshot_xmin(pg_current_snapshot())) AS held`.pipe(
    Effect.map((rows) => rows[0]?.held === true),
    Effect.withTracerEnabled(false)
  )

  const end = sql<{ tx: string }>`SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS tx`.pipe(
    Effect.map((rows): Position => ({ tx: BigInt(rows[0]?.tx ?? "0") - 1n, row: LAST_ROW }))
  )

  const past = (options: FollowOptions, since: Position, until: Position): Stream.Stream<FeedItem, Busy> =>
    Stream.paginateChunkEffect(since, (after) =>
      Effect.gen(function*() {
        const items = yield* settled(
          after,
          sql.and([
            sql`(tx, event.position) <= (${String(until.tx)}::xid8, ${String(until.row)}::bigint)`,
            sql`org_id = ${options.orgId}`,
            ...(options.planId === undefined ? [] : [sql`plan_id = ${options.planId}`])
          ])
        ).pipe(Effect.mapError(() => away))
        const last = items.at(-1)
        return [
          Chunk.unsafeFromArray(items),
          items.length === PAGE && last !== undefined ? Option.some(positionOf(last)) : Option.none()
        ] as const
      }))

  return { settled, heldBack, end, past }
}

const hand = ({ subscribers }: Feed, item: FeedItem, at: Position) => {
  for (const subscriber of subscribers) {
    if (
      subscriber.orgId !== item.orgId || !isAfter(at, subscriber.from) ||
      (subscriber.planId !== undefined && subscriber.planId !== item.planId)
    ) continue
    if (!subscriber.box.unsafeOffer(item)) {
      subscribers.delete(subscriber)
      subscriber.box.unsafeDone(Exit.fail(tooSlow))
    }
  }
}

/** Reads to the end of what is settled, and waits out what is not. */
const catchUp = (log: Log, feed: Feed, pause = HELD_BACK_MILLIS): Effect.Effect<void, SqlError> =>
  Effect.gen(function*() {
    const items = yield* log.settled(feed.tail)
    for (const item of items) {
      const at = positionOf(item)
      hand(feed, item, at)
      feed.tail = at
    }
    if (items.length === PAGE) return yield* catchUp(log, feed)
    if (yield* log.heldBack) {
      yield* Effect.sleep(pause)
      return yield* catchUp(log, feed, Math.min(HELD_BACK_MOST_MILLIS, pause * 2))
    }
  })

/** Many processes may send the same hint: the first one is passed on at once, later ones at most once in this time. */
const HINTS_EVERY = "1 second"

const hinting = (hints: PubSub.PubSub<Hint>) => {
  /** The hints that were told just now, and whether each came again since. */
  const told = new Map<string, boolean>()
  const tell = (key: string, hint: Hint): Effect.Effect<void> =>
    Effect.gen(function*() {
      told.set(key, false)
      yield* PubSub.publish(hints, hint)
      yield* Effect.sleep(HINTS_EVERY)
      if (told.get(key) === true) return yield* tell(key, hint)
      told.delete(key)
    })
  return (hint: Hint) => {
    const key = `${hint.subject} ${hint.orgId}`
    if (!told.has(key)) return Effect.asVoid(Effect.forkScoped(tell(key, hint)))
    return Effect.sync(() => void told.set(key, true))
  }
}

const patiently = <A>(work: Effect.Effect<A, SqlError>) =>
  work.pipe(
    Effect.tapError((error) => Effect.logWarning(`The feed of events waits for the database: ${error.message}`)),
    Effect.retry(Schedule.exponential("100 millis").pipe(Schedule.union(Schedule.spaced("2 seconds")))),
    Effect.orDie
  )

/** Reads the log whenever something was committed, and hands out what it finds. */
const reading = (url: Redacted.Redacted<string>, log: Log, feed: Feed) =>
  Effect.gen(function*() {
    // Any number of notifications that arrive during a read are answered by one more read.
    const wakes = yield* Queue.sliding<void>(1)
    const hint = hinting(feed.hints)
    yield* listen(url, COMMIT_CHANNEL, HINT_CHANNEL).pipe(
      Stream.runForEach((heard) => {
        if (heard._tag === "Payload" && heard.channel === HINT_CHANNEL) {
          const said = readHint(heard.payload)
          return said === undefined ? Effect.void : hint(said)
        }
        const wake = Queue.offer(wakes, undefined)
        // Listening began again: hints that were sent meanwhile are lost, events are not.
        return heard._tag === "Resync" ? Effect.zipRight(hint({ subject: "all", orgId: null }), wake) : wake
      }),
      Effect.forkScoped
    )
    yield* Effect.gen(function*() {
      feed.tail = yield* patiently(log.end)
      yield* Deferred.succeed(feed.started, undefined)
      while (true) {
        yield* Effect.race(Queue.take(wakes), Effect.sleep(LOOK_ANYWAY))
        yield* patiently(catchUp(log, feed))
      }
    }).pipe(Effect.forkScoped)
  })

const whenStarted = ({ started }: Feed) =>
  Deferred.await(started).pipe(Effect.timeoutFail({ duration: "10 seconds", onTimeout: () => away }))

const following = (log: Log, feed: Feed) => (options: FollowOptions): Stream.Stream<FeedItem, Busy | InvalidInput> =>
  Stream.unwrapScoped(Effect.gen(function*() {
    const since = options.since === undefined ? undefined : readPosition(options.since)
    if (options.since !== undefined && since === undefined) {
      return yield* new InvalidInput({
        faults: [{ row: null, column: "since", message: `${options.since} is not a position of the feed` }]
      })
    }
    yield* whenStarted(feed)
    const box = yield* Mailbox.make<FeedItem, Busy>({ capacity: SLACK, strategy: "dropping" })
    // Subscribed first, then the past is read up to exactly here: what happens meanwhile waits in the box.
    const until = feed.tail
    const subscriber: Subscriber = {
      orgId: options.orgId,
      planId: options.planId,
      from: since !== undefined && isAfter(since, until) ? since : until,
      box
    }
    feed.subscribers.add(subscriber)
    yield* Effect.addFinalizer(() => Effect.sync(() => feed.subscribers.delete(subscriber)))
    const live = Mailbox.toStream(box)
    return since === undefined ? live : Stream.concat(log.past(options, since, until), live)
  }))

/** All that may have changed before one listened comes first, so that nothing falls between reading and listening. */
const hearing = ({ hints }: Feed) => (orgId: string): Stream.Stream<HintSubject> =>
  Stream.unwrapScoped(Effect.map(PubSub.subscribe(hints), (box) =>
    Stream.concat(
      Stream.make<[HintSubject]>("all"),
      Stream.fromQueue(box).pipe(
        Stream.filter((hint) => hint.orgId === null || hint.orgId === orgId),
        Stream.map(({ subject }) => subject)
      )
    )))

const make = (url: Redacted.Redacted<string>) =>
  Effect.gen(function*() {
    const log = logOf(yield* SqlClient.SqlClient)
    const feed: Feed = {
      subscribers: new Set(),
      tail: { tx: 0n, row: 0n },
      started: yield* Deferred.make<void>(),
      hints: yield* PubSub.sliding<Hint>(HINTS_KEPT)
    }
    yield* reading(url, log, feed)
    return EventFeed.of({
      follow: following(log, feed),
      hints: hearing(feed),
      position: Effect.map(whenStarted(feed), () => `${feed.tail.tx}.${feed.tail.row}`)
    })
  })
