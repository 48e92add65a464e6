import { jobStatesThatAllow } from "@callsheet/domain/job/JobMachine"
import { shardOf } from "@callsheet/domain/Shard"
import { UNSETTLED } from "../jobs/JobQueue.ts"
import type { Commit, CommittedEvent, CommittedJob } from "./ActorStore.ts"
import { binaryArray, type Element, type ElementType } from "./BinaryArray.ts"
import type { PreparedStatement } from "./PreparedStatements.ts"

const completable = jobStatesThatAllow("Complete")
/** A status that makes earlier work pointless also clears what of it lies among the dead letters. */
const cancellable = [...jobStatesThatAllow("Cancel"), ...jobStatesThatAllow("Drop")]

/** Rows travel as one array a column. */
type Column<Row> = readonly [name: string, type: ElementType, read: (row: Row) => Element]

const askedColumns: ReadonlyArray<Column<Commit>> = [
  ["id", "text", (c) => c.id],
  ["kind", "text", (c) => c.kind],
  ["org_id", "text", (c) => c.orgId],
  ["account_id", "text", (c) => c.accountId],
  ["plan_id", "text", (c) => c.planId],
  ["expected", "int", (c) => c.expected],
  ["status", "text", (c) => c.status],
  ["slot", "bigint", (c) => c.slot],
  ["since", "bigint", (c) => c.since],
  ["alarm_at", "bigint", (c) => c.alarmAt],
  ["state", "jsonb", (c) => c.state],
  ["at", "bigint", (c) => c.at]
]

/** What commits may bring besides their actors' next states. */
interface Part {
  readonly name: string
  /** Null where none of the commits brings anything of the kind: then the statement does without this part. */
  readonly values: (commits: ReadonlyArray<Commit>) => ReadonlyArray<unknown> | null
  readonly sql: (parameter: (n: number) => string) => string
}

/** `sql` is told the part's rows (as `r`, in the order given, `place` being their commit's number) and its further values. */
const part = <Row>(name: string, options: {
  readonly columns: ReadonlyArray<Column<Row>>
  readonly rows: (commit: Commit) => ReadonlyArray<Row>
  readonly more?: ReadonlyArray<unknown>
  readonly sql: (rows: string, parameter: (n: number) => string, more: (n: number) => string) => string
}): Part => ({
  name,
  values: (commits) => {
    const rows = commits.map(options.rows)
    const all = rows.flat()
    if (all.length === 0) return null
    const places = rows.flatMap((own, i) => own.map(() => i + 1))
    return [
      ...options.columns.map(([, type, read]) => binaryArray(type, all.map(read))),
      binaryArray("bigint", places),
      ...(options.more ?? [])
    ]
  },
  sql: (parameter) => {
    const columns = [...options.columns.map(([column, type]) => [column, type] as const), ["place", "bigint"] as const]
    const arrays = columns.map(([, type], i) => `${parameter(i + 1)}::${type}[]`)
    const rows = `unnest(${arrays.join(", ")}) WITH ORDINALITY AS r(${
      columns.map(([column]) => column).join(", ")
    }, turn)`
    return options.sql(rows, parameter, (n) => parameter(columns.length + n))
  }
})

/**
 * All parts run on one snapshot, in an order that is the server's to choose. So no two of them, and no two commits of one
 * statement, may touch the same row: each commit closes and drops jobs of its own actor alone, and drops none that it
 * closes. What gets a number gets it in the order asked for: ties of a claim go to the lower number.
 */
const parts: ReadonlyArray<Part> = [
  part<CommittedEvent & { readonly commandId: string }>("told", {
    columns: [
      ["tag", "text", (e) => e.tag],
      ["from_status", "text", (e) => e.from],
      ["by", "text", (e) => e.by],
      ["reason", "text", (e) => e.reason],
      ["trace_id", "text", (e) => e.traceId],
      ["body", "jsonb", (e) => e.body],
      ["command_id", "text", (e) => e.commandId],
      ["body_hash", "text", (e) => e.bodyHash],
      ["answer", "jsonb", (e) => e.answer]
    ],
    rows: ({ commandId, event }) => event === null ? [] : [{ ...event, commandId }],
    sql: (rows) => `
      INSERT INTO event (actor_id, kind, org_id, plan_id, version, at, tag, from_status, to_status, by, reason, trace_id, body, command_id, body_hash, answer)
      SELECT kept.id, kept.kind, kept.org_id, kept.plan_id, kept.version, kept.at, r.tag, r.from_status, kept.status,
        r.by, r.reason, r.trace_id, r.body, r.command_id, r.body_hash, r.answer
      FROM ${rows} JOIN kept USING (place) ORDER BY r.turn`
  }),
  part<{ readonly job: string; readonly failure: string | null }>("closed", {
    columns: [["job", "bigint", (c) => c.job], ["failure", "jsonb", (c) => c.failure]],
    rows: ({ closes }) => closes === null ? [] : [closes],
    more: [completable],
    sql: (rows, parameter, more) => `
      UPDATE job SET
        state = CASE WHEN r.failure IS NULL THEN 'completed' ELSE 'dead' END,
        ended_at = kept.at, leased_by = NULL, lease_until = NULL, failure = r.failure,
        history = CASE WHEN r.failure IS NULL THEN job.history ELSE job.history || jsonb_build_array(jsonb_build_object(
          'at', to_char(to_timestamp(kept.at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'event', 'Bury', 'by', 'worker', 'failure', r.failure)) END
      FROM ${rows} JOIN kept USING (place)
      WHERE job.id = ANY (${parameter(1)}::bigint[]) AND job.id = r.job AND job.owner_id = kept.id
        AND job.state = ANY (${more(1)}::text[])`
  }),
  part<{ readonly owner: string; readonly spare: string | null }>("dropped", {
    columns: [["owner", "text", (d) => d.owner], ["spare", "bigint", (d) => d.spare]],
    rows: ({ abandon, closes, id }) => abandon ? [{ owner: id, spare: closes?.job ?? null }] : [],
    more: [cancellable],
    sql: (rows, parameter, more) => `
      UPDATE job SET state = 'cancelled', ended_at = kept.at, leased_by = NULL, lease_until = NULL
      FROM ${rows} JOIN kept USING (place)
      WHERE job.owner_id = ANY (${parameter(1)}::text[]) AND job.owner_id = r.owner AND ${UNSETTLED}
        AND job.state = ANY (${more(1)}::text[]) AND job.id IS DISTINCT FROM r.spare`
  }),
  part<CommittedJob & { readonly shard: number }>("owed", {
    columns: [
      ["key", "text", (j) => j.key],
      ["kind", "text", (j) => j.kind],
      ["priority", "bigint", (j) => j.priority],
      ["run_at", "bigint", (j) => j.runAt],
      ["payload", "jsonb", (j) => j.payload],
      ["trace_id", "text", (j) => j.traceId],
      ["shard", "int", (j) => j.shard]
    ],
    rows: ({ id, jobs }) => jobs.map((job) => ({ ...job, shard: shardOf(id) })),
    sql: (rows) => `
      INSERT INTO job (key, kind, owner_kind, owner_id, org_id, plan_id, priority, run_at, payload, trace_id, shard, created_at)
      SELECT r.key, r.kind, kept.kind, kept.id, kept.org_id, kept.plan_id, r.priority, r.run_at, r.payload, r.trace_id, r.shard, kept.at
      FROM ${rows} JOIN kept USING (place) ORDER BY r.turn
      ON CONFLICT (key) DO NOTHING`
  }),
  part<Commit["ledger"][number]>("spent", {
    columns: [
      ["kind", "text", (l) => l.kind],
      ["amount", "bigint", (l) => l.amount],
      ["reference", "text", (l) => l.reference],
      ["note", "text", (l) => l.note]
    ],
    rows: ({ ledger }) => ledger,
    sql: (rows) => `
      INSERT INTO usage_ledger (org_id, at, kind, amount, reference, note)
      SELECT kept.org_id, kept.at, r.kind, r.amount, r.reference, r.note
      FROM ${rows} JOIN kept USING (place) ORDER BY r.turn`
  })
]

const textOf = (present: ReadonlyArray<{ readonly part: Part; readonly before: number }>): string => `
  WITH asked AS (
    SELECT * FROM unnest(${askedColumns.map(([, type], i) => `$${i + 1}::${type}[]`).join(", ")})
      WITH ORDINALITY AS t(${askedColumns.map(([name]) => name).join(", ")}, place)
  ), moved AS (
    INSERT INTO actor AS a (id, kind, org_id, account_id, version, status, slot, since, alarm_at, state)
    SELECT id, kind, org_id, account_id, expected + 1, status, slot, since, alarm_at, state FROM asked ORDER BY id
    ON CONFLICT (id) DO UPDATE SET
      version = excluded.version, status = excluded.status, slot = excluded.slot, since = excluded.since,
      alarm_at = excluded.alarm_at, state = excluded.state, account_id = excluded.account_id
    WHERE a.version = excluded.version - 1
    RETURNING a.id
  ), kept AS (
    SELECT asked.place, asked.id, asked.kind, asked.org_id, asked.plan_id, asked.expected + 1 AS version, asked.status, asked.at
    FROM asked JOIN moved USING (id)
  )${present.map(({ before, part: { name, sql } }) => `, ${name} AS (${sql((n) => `$${before + n}`)}\n  )`).join("")}
  SELECT place::int AS place FROM kept`

const texts = new Map<string, string>()

/**
 * One statement for any number of actors: the fenced next state of each and what comes with it. It has the parts that
 * its commits need, and no others. It answers with the places, from 1, of the commits that were stored.
 */
export const commitStatement = (
  commits: ReadonlyArray<Commit>
): { readonly statement: PreparedStatement; readonly values: ReadonlyArray<unknown> } => {
  const values: Array<unknown> = askedColumns.map(([, type, read]) => binaryArray(type, commits.map(read)))
  const present: Array<{ readonly part: Part; readonly before: number }> = []
  for (const part of parts) {
    const own = part.values(commits)
    if (own === null) continue
    present.push({ part, before: values.length })
    values.push(...own)
  }
  const name = ["commit", ...present.map(({ part }) => part.name)].join("_")
  const text = texts.get(name) ?? textOf(present)
  texts.set(name, text)
  return { statement: { name, text }, values }
}
