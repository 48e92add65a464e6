// Hand-written SQL with node-postgres. `each`: one statement and one commit a step. `grouped`: the steps of all plans
// that are ready share a statement, which is as little as durability allows.
import { Client, Pool } from "pg"
import { countSql, lanes, RESULT_JSON, STEP_SQL, STEPS, STEPS_SQL, TABLES } from "../Work.mjs"

const grouping = (pool) => {
  let waiting = []
  let flushing = 0
  const flush = async () => {
    if (flushing >= 2 || waiting.length === 0) return
    flushing++
    const batch = waiting.splice(0, 256)
    try {
      const values = [batch.map((b) => b.id), batch.map((b) => b.k), batch.map((b) => STEPS[b.k]), RESULT_JSON]
      await pool.query({ name: "steps", text: STEPS_SQL, values })
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
    flushing--
    setImmediate(flush)
  }
  return (id, k) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ id, k, resolve, reject }) === 1) setImmediate(flush)
    })
}

const open = async (options) => {
  const pool = new Pool({ connectionString: options.url, max: options.variant === "grouped" ? 4 : 32 })
  const each = (id, k) => pool.query({ name: "step", text: STEP_SQL, values: [id, k, STEPS[k], RESULT_JSON] })
  const step = options.variant === "grouped" ? grouping(pool) : each
  return {
    drive: (plans, width) =>
      lanes(plans, width, async (id) => {
        for (let k = 0; k < STEPS.length; k++) await step(id, k)
      }),
    count: async (prefix) => (await pool.query(countSql(prefix))).rows[0],
    ready: (plans) => lanes(plans, 16, (id) => step(id, 0)),
    command: (id) => step(id, 1),
    alarms: async (plans, due) => {
      await pool.query("CREATE TABLE alarm (id text PRIMARY KEY, due bigint NOT NULL); CREATE INDEX ON alarm (due)")
      await pool.query("INSERT INTO alarm SELECT id, $2 FROM unnest($1::text[]) AS t(id)", [plans, due])
      const fired = []
      const durable = []
      while (durable.length < plans.length) {
        const { rows: [{ next }] } = await pool.query("SELECT min(due)::float8 AS next FROM alarm")
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - Date.now())))
        const started = Date.now()
        const { rowCount } = await pool.query(
          `WITH gone AS (
             DELETE FROM alarm WHERE id IN (
               SELECT id FROM alarm WHERE due <= $2 ORDER BY due LIMIT 1000 FOR UPDATE SKIP LOCKED) RETURNING id),
           told AS (INSERT INTO step SELECT id, 0, $1::jsonb FROM gone ON CONFLICT DO NOTHING)
           INSERT INTO plan SELECT id, 'scheduled', 1 FROM gone ON CONFLICT DO NOTHING`,
          [RESULT_JSON, started]
        )
        for (let i = 0; i < rowCount; i++) {
          fired.push(started - due)
          durable.push(Date.now() - due)
        }
      }
      return { fired, durable }
    },
    fill: async (from, to) => {
      await pool.query(
        `WITH plans AS (INSERT INTO plan SELECT 'f' || lpad(n::text, 8, '0'), 'tracked', 6 FROM generate_series($1::int, $2::int) n)
         INSERT INTO step SELECT 'f' || lpad(n::text, 8, '0'), k, '{}' FROM generate_series($1::int, $2::int) n, generate_series(0, 1) k`,
        [from, to]
      )
    },
    sleepers: async (plans) => {
      await pool.query("INSERT INTO plan SELECT id, 'scheduled', 1 FROM unnest($1::text[]) AS t(id)", [plans])
    }
  }
}

export default {
  prepare: async ({ url }) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(TABLES)
    await client.end()
  },
  open
}
