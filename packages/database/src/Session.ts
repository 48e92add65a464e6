import type { Scope } from "effect"
import { Effect } from "effect"
import { Socket } from "node:net"
import { Pool } from "pg"

/** A statement that takes longer is ended by the server: everything this product asks takes far less. */
const STATEMENT_MILLIS = 20_000
/** How long a statement waits for a row that another session holds. */
const LOCK_MILLIS = 5_000
/** A process that hangs inside a transaction keeps its rows for so long; then the server ends its session. */
const IDLE_IN_TRANSACTION_MILLIS = 5_000
/** No statement is under way for longer, so a wire without a word for this long leads nowhere. */
const SILENCE_MILLIS = STATEMENT_MILLIS + 2_000

/** What the server ends by itself, and how soon it notices that this process' machine is gone. */
const LIMITS = [
  `statement_timeout = ${STATEMENT_MILLIS}`,
  `lock_timeout = ${LOCK_MILLIS}`,
  `idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MILLIS}`,
  "tcp_keepalives_idle = 5",
  "tcp_keepalives_interval = 2",
  "tcp_keepalives_count = 3",
  "tcp_user_timeout = 15000"
]

/**
 * A wire that is cut when an answer stays away: packets that are dropped without a word (a failover, a forgotten route)
 * would otherwise be waited for a quarter of an hour.
 */
const wire = (silenceMillis: number): Socket => {
  const socket = new Socket()
  let answered = 0
  socket.on("data", () => {
    answered = socket.bytesWritten
  })
  socket.setTimeout(silenceMillis, () => {
    if (socket.bytesWritten > answered) socket.destroy(new Error(`no answer within ${silenceMillis} ms`))
  })
  return socket
}

export interface SessionOptions {
  readonly url: string | undefined
  readonly applicationName: string | undefined
  readonly sessions: number
  /** How long an answer may stay away; default a little longer than the server lets a statement run. */
  readonly patienceMillis?: number
  /** Settings of these sessions, as `name = value`. */
  readonly settings?: ReadonlyArray<string>
}

/** Sessions of which none can be hung up forever, at either end. */
export const makeSessions = (
  { applicationName, patienceMillis = SILENCE_MILLIS, sessions, settings = [], url }: SessionOptions
): Effect.Effect<Pool, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const pool = new Pool({
        connectionString: url,
        application_name: applicationName,
        max: sessions,
        connectionTimeoutMillis: 5_000,
        idleTimeoutMillis: 60_000,
        keepAlive: true,
        keepAliveInitialDelayMillis: 5_000,
        stream: () => wire(patienceMillis),
        onConnect: async (client) => {
          await client.query([...LIMITS, ...settings].map((setting) => `SET ${setting}`).join("; "))
          // Without the number of its server process no statement of this session can be cancelled by number. A cancellation
          // that comes late would meet the next statement instead; a statement nobody waits for ends by its time limit.
          Object.assign(client, { processID: undefined })
        }
      })
      // A session that breaks while nobody uses it leaves the pool by itself; the next statement opens another.
      pool.on("error", () => {})
      return pool
    }),
    (pool) => Effect.promise(() => pool.end()).pipe(Effect.interruptible, Effect.timeoutOption("1 second"))
  )
