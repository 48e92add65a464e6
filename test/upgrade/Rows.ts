import { Client } from "pg"

/** What belongs to processes that are gone, or to the engine. */
const passing: ReadonlySet<string> = new Set(["worker", "cluster_runners", "cluster_locks"])

/** One connection for one piece of work. */
export const connected = async <A>(url: string, work: (client: Client) => Promise<A>): Promise<A> => {
  const client = new Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Every row of a database as JSON, table by table, in the order they have. */
export const rowsOf = (url: string): Promise<string> =>
  connected(url, async (client) => {
    const { rows: tables } = await client.query<{ readonly name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
    )
    const all: Record<string, unknown> = {}
    for (const { name } of tables) {
      if (passing.has(name)) continue
      const { rows } = await client.query<{ readonly row: unknown }>(`SELECT to_json(t) AS row FROM ${name} AS t`)
      if (rows.length > 0) all[name] = rows.map(({ row }) => row)
    }
    return `${JSON.stringify(all, null, 1)}\n`
  })

/** Puts such rows into the empty tables they came from. */
export const putRows = (url: string, text: string): Promise<void> =>
  connected(url, async (client) => {
    for (const [table, rows] of Object.entries(JSON.parse(text) as Record<string, ReadonlyArray<unknown>>)) {
      await client.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
        JSON.stringify(rows)
      ])
      // Identities go on after what is there.
      await client.query(`
        SELECT setval(pg_get_serial_sequence(c.table_name, c.column_name), (SELECT count(*) + 100000 FROM ${table}))
        FROM information_schema.columns AS c WHERE c.table_name = '${table}' AND c.is_identity = 'YES'`)
    }
  })

/** Runs one statement. */
export const run = (url: string, statement: string) => connected(url, (client) => client.query(statement))
