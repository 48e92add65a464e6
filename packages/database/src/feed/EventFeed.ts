import { InvalidInput } from "@callsheet/domain/api/ApiError"
import type { FeedItem } from "@callsheet/domain/api/calls/events"
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
  Queue,
  type Redacted,
  Schedule,
  Stream
} from "effect"
import { COMMIT_CHANNEL } from "../commit/CommitNotifier.ts"
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

const make = (url: Redacted.Redacted<string>) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const subscribers = new Set<Subscriber>()
    /** Everything up to here was given to anyone who was subscribed. */
    let tail: Position = { tx: 0n, row: 0n }
    const started = yield* Deferred.make<void>()

    /**
     * Rows of transactions that are older than every running one: nothing can appear before them any more, so a position
     * never passes over a commit that comes late.
     */
    const settled = (after: Position, only: Fragment) =>
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

    const hand = (item: FeedItem, at: Position) => {
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
    const catchUp = (pause: number): Effect.Effect<void, SqlError> =>
      Effect.gen(function*() {
        const items = yield* settled(tail, sql`true`)
        for (const item of items) {
          const at = positionOf(item)
          hand(item, at)
          tail = at
        }
        if (items.length === PAGE) return yield* catchUp(HELD_BACK_MILLIS)
        if (yield* heldBack) {
          yield* Effect.sleep(pause)
          return yield* catchUp(Math.min(HELD_BACK_MOST_MILLIS, pause * 2))
        }
      })

    const begin = Effect.gen(function*() {
      const rows = yield* sql<{ tx: string }>`SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS tx`
      tail = { tx: BigInt(rows[0]?.tx ?? "0") - 1n, row: LAST_ROW }
      yield* Deferred.succeed(started, undefined)
    })

    const patiently = <A>(work: Effect.Effect<A, SqlError>) =>
      work.pipe(
        Effect.tapError((error) => Effect.logWarning(`The feed of events waits for the database: ${error.message}`)),
        Effect.retry(Schedule.exponential("100 millis").pipe(Schedule.union(Schedule.spaced("2 seconds")))),
        Effect.orDie
      )

    // Any number of notifications that arrive during a read are answered by one more read.
    const wakes = yield* Queue.sliding<void>(1)
    yield* Stream.runForEach(listen(url, COMMIT_CHANNEL), () => Queue.offer(wakes, undefined)).pipe(Effect.forkScoped)
    yield* Effect.gen(function*() {
      yield* patiently(begin)
      while (true) {
        yield* Effect.race(Queue.take(wakes), Effect.sleep(LOOK_ANYWAY))
        yield* patiently(catchUp(HELD_BACK_MILLIS))
      }
    }).pipe(Effect.forkScoped)

    const follow = (options: FollowOptions): Stream.Stream<FeedItem, Busy | InvalidInput> =>
      Stream.unwrapScoped(Effect.gen(function*() {
        const since = options.since === undefined ? undefined : readPosition(options.since)
        if (options.since !== undefined && since === undefined) {
          return yield* new InvalidInput({
            faults: [{ row: null, column: "since", message: `${options.since} is not a position of the feed` }]
          })
        }
        yield* Deferred.await(started).pipe(
          Effect.timeoutFail({ duration: "10 seconds", onTimeout: () => away })
        )
        const box = yield* Mailbox.make<FeedItem, Busy>({ capacity: SLACK, strategy: "dropping" })
        // Subscribed first, then the past is read up to exactly here: what happens meanwhile waits in the box.
        const until = tail
        const subscriber: Subscriber = {
          orgId: options.orgId,
          planId: options.planId,
          from: since !== undefined && isAfter(since, until) ? since : until,
          box
        }
        subscribers.add(subscriber)
        yield* Effect.addFinalizer(() => Effect.sync(() => subscribers.delete(subscriber)))
        const live = Mailbox.toStream(box)
        return since === undefined ? live : Stream.concat(past(options, since, until), live)
      }))

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

    const position = Deferred.await(started).pipe(
      Effect.timeoutFail({ duration: "10 seconds", onTimeout: () => away }),
      Effect.map(() => `${tail.tx}.${tail.row}`)
    )

    return EventFeed.of({ follow, position })
  })
