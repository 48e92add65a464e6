import { Client } from "pg"

/** A hash for each table. What differs between two of them was stored or removed meanwhile. */
export type Stored = Readonly<Record<string, string>>

/** Rows that only callers make. In the others, work that an earlier request was allowed to begin goes on by itself. */
const madeByCallers = [
  "api_key",
  "brand_kit",
  "media",
  "media_owner",
  "media_upload",
  "oauth_request",
  "preset",
  "preset_default",
  "preset_version",
  "remembered_call",
  "review_answer",
  "review_link",
  "session",
  "sign_in_link",
  "voice_kit",
  "webhook_event"
]

/** The moment at which a key or a session was last used is no trace of a request. */
const rowHash = `md5(coalesce(string_agg(row::text, '' ORDER BY row::text), '')) AS hash`
const rowsIn = (table: string) => `(SELECT to_jsonb(t) - 'last_used_at' AS row FROM "${table}" t) rows`

/** Reads what a running installation has stored. */
export const openStored = async (databaseUrl: string) => {
  const client = new Client(databaseUrl)
  await client.connect()
  const hashOf = async (query: string, values: ReadonlyArray<string> = []) => {
    const { rows } = await client.query<{ readonly hash: string }>(query, [...values])
    return rows[0]?.hash ?? ""
  }
  const { rows: tables } = await client.query<{ readonly name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`
  )
  const missing = madeByCallers.filter((table) => !tables.some(({ name }) => name === table))
  if (missing.length > 0) throw new Error(`There is no table ${missing.join(", ")}; name its successor in Stored.ts.`)
  return {
    close: () => client.end(),
    /** Everything that callers make, and which actors there are. */
    byCallers: async (): Promise<Stored> => {
      const seen: Record<string, string> = {
        actor: await hashOf(`SELECT md5(coalesce(string_agg(id, '' ORDER BY id), '')) AS hash FROM actor`)
      }
      for (const table of madeByCallers) seen[table] = await hashOf(`SELECT ${rowHash} FROM ${rowsIn(table)}`)
      return seen
    },
    /** Every row that names this org. */
    ofOrg: async (orgId: string): Promise<Stored> => {
      const seen: Record<string, string> = {}
      for (const { name } of tables) {
        seen[name] = await hashOf(`SELECT ${rowHash} FROM ${rowsIn(name)} WHERE row::text LIKE $1`, [`%${orgId}%`])
      }
      return seen
    }
  }
}

export const changedBetween = (before: Stored, after: Stored): ReadonlyArray<string> =>
  Object.keys({ ...before, ...after }).filter((table) => before[table] !== after[table])
