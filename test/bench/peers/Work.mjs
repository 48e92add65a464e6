// The work every peer does: a plan goes through six durable steps, each with a result of about one kilobyte, each at most
// once by (plan, step), each durable before the plan's next one starts.

export const STEPS = ["scheduled", "approved", "script", "rendered", "published", "tracked"]

export const RESULT = {
  version: 1,
  ok: true,
  parts: Array.from({ length: 16 }, (_, i) => `part ${i} ${"lorem ipsum dolor sit amet ".repeat(2)}`)
}
export const RESULT_JSON = JSON.stringify(RESULT)

/** The tables of peers that keep no state of a plan themselves, so that one can ask where a plan stands. */
export const TABLES = `
  CREATE TABLE plan (id text PRIMARY KEY, status text NOT NULL, version int NOT NULL);
  CREATE TABLE step (plan_id text NOT NULL, step int NOT NULL, result jsonb NOT NULL, PRIMARY KEY (plan_id, step))`

/** One step as one statement. $1 plan, $2 step, $3 status, $4 result. */
export const STEP_SQL = `
  WITH told AS (
    INSERT INTO step (plan_id, step, result) VALUES ($1, $2::int, $4::jsonb) ON CONFLICT DO NOTHING RETURNING 1
  )
  INSERT INTO plan (id, status, version) SELECT $1, $3, $2::int + 1 FROM told
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, version = excluded.version
  WHERE plan.version = excluded.version - 1`

/** Any number of plans, each one step. $1 plans, $2 steps, $3 statuses, $4 result. */
export const STEPS_SQL = `
  WITH asked AS (SELECT * FROM unnest($1::text[], $2::int[], $3::text[]) AS t(id, step, status)),
  told AS (
    INSERT INTO step (plan_id, step, result) SELECT id, step, $4::jsonb FROM asked
    ON CONFLICT DO NOTHING RETURNING plan_id, step
  )
  INSERT INTO plan (id, status, version)
  SELECT asked.id, asked.status, asked.step + 1 FROM asked JOIN told ON told.plan_id = asked.id AND told.step = asked.step
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, version = excluded.version
  WHERE plan.version = excluded.version - 1`

/** `prefix` names the plans of one run. */
export const countSql = (prefix) => `
  SELECT (SELECT count(*)::int FROM plan WHERE status = 'tracked' AND id LIKE '${prefix}%') AS tracked,
    (SELECT count(*)::int FROM step WHERE plan_id LIKE '${prefix}%') AS steps`

/** How far a run is: asked again and again while it runs, so it does not count the steps. */
export const trackedSql = (prefix) =>
  `SELECT count(*)::int AS tracked FROM plan WHERE status = 'tracked' AND id LIKE '${prefix}%'`

export const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis))

export const ids = (prefix, count) => Array.from({ length: count }, (_, i) => `${prefix}${i}`)

/** Runs `work` over all items, `width` at once. */
export const lanes = async (items, width, work) => {
  let next = 0
  const lane = async () => {
    while (next < items.length) await work(items[next++])
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane))
}

export const summary = (values) => {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  const at = (q) => Number(sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)].toFixed(2))
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** Anyone who waits for an event another part of the process will tell of. */
export const makeWaits = () => {
  const waits = new Map()
  return {
    on: (key) => new Promise((resolve) => waits.set(key, resolve)),
    tell: (key) => {
      waits.get(key)?.()
      waits.delete(key)
    }
  }
}
