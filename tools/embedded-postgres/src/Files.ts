import { Effect } from "effect"
import { EmbeddedPostgresError, useOwnServer } from "./EmbeddedPostgresError.ts"

/**
 * Does file work inside the data folder. Everything that fails there (no permission, full disk, a file where a folder
 * should be) is told as a fault of that folder.
 *
 * `node:fs` instead of the platform's `FileSystem`: this runs before any layer exists, and it needs owners and
 * user ids, which that interface does not have.
 */
export const inFolder = <A>(dataDir: string, work: () => Promise<A>): Effect.Effect<A, EmbeddedPostgresError> =>
  Effect.tryPromise({
    try: work,
    catch: (cause) =>
      new EmbeddedPostgresError({
        problem: `The data folder ${dataDir} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
        remedy: `Set CALLSHEET_DATA_DIR to a folder this account may write to, with room to spare, ${useOwnServer}.`
      })
  })
