import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { Fingerprints } from "@callsheet/database/jobs/Fingerprints"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { MetricStore } from "@callsheet/database/jobs/MetricStore"
import { PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import type { SqlError } from "@effect/sql/SqlError"
import { type Context, Effect, Either, Layer, Option, Schema } from "effect"
import { Queue } from "./Queue.ts"
import { Tables } from "./Tables.ts"

/** How a statement reaches the tables: at once, or over a network that loses things. `what` names the step in a trace. */
export type Through = <A, E = never>(what: string, act: () => Either.Either<A, E>) => Effect.Effect<A, E | SqlError>

export interface StoreServices {
  readonly actorStore: Context.Tag.Service<ActorStore>
  readonly appLimits: Context.Tag.Service<AppLimits>
  readonly jobQueue: Context.Tag.Service<JobQueue>
  readonly fingerprints: Context.Tag.Service<Fingerprints>
  readonly metricStore: Context.Tag.Service<MetricStore>
  readonly paidCalls: Context.Tag.Service<PaidCalls>
  readonly webhookInbox: Context.Tag.Service<WebhookInbox>
}

type Ask = <A>(what: string, act: () => A) => Effect.Effect<A, SqlError>

const actorStore = (tables: Tables, ask: Ask, through: Through) =>
  ActorStore.of({
    load: (id) =>
      ask(`load ${id}`, () => {
        const row = tables.actors.get(id)
        if (row === undefined) return Option.none()
        const { kind, since, state, version } = row
        return Option.some({ id, kind, version, since, state: JSON.parse(state) as unknown })
      }),
    answered: (commandId) =>
      ask(`look up command ${commandId}`, () => {
        const row = tables.answered(commandId)
        if (row === undefined) return Option.none()
        const answer: unknown = row.answer === null ? null : JSON.parse(row.answer)
        return Option.some({ actorId: row.actorId, bodyHash: row.bodyHash, answer })
      }),
    commit: (commit) =>
      through(
        `commit ${commit.id} v${commit.expected + 1} ${commit.event?.tag ?? "(quiet)"} -> ${commit.status}`,
        () => tables.commit(commit)
      ),
    commitAll: (commits) => commits.length === 0 ? Effect.void : through("commit all", () => tables.commitAll(commits)),
    alarms: (until, limit) =>
      ask(
        "look for alarms",
        () =>
          [...tables.actors.values()].flatMap(({ alarmAt, id, kind }) =>
            alarmAt === null || alarmAt > until ? [] : [{ id, kind, at: alarmAt }]
          ).toSorted((a, b) => a.at - b.at).slice(0, limit)
      )
  })

const jobQueue = (queue: Queue, ask: Ask) =>
  JobQueue.of({
    claim: (options) => ask("claim jobs", () => queue.claim(options)),
    renew: (leases, now, leaseMillis) =>
      leases.length === 0
        ? Effect.succeed(new Set())
        : ask("renew leases", () => queue.renew(leases, now, leaseMillis)),
    checkpoint: (lease, data) => ask(`checkpoint job ${lease.id}`, () => queue.checkpoint(lease, data)),
    progress: (lease, stage, fraction) =>
      ask(`progress of job ${lease.id}`, () => queue.progress(lease, stage, fraction)),
    complete: (lease, now) => ask(`complete job ${lease.id}`, () => queue.complete(lease, now)),
    postpone: (lease, now, runAt, failure) =>
      ask(`postpone job ${lease.id} ${failure?.tag ?? ""}`, () => queue.postpone(lease, now, runAt, failure)),
    release: (lease) => ask(`release job ${lease.id}`, () => queue.release(lease)),
    bury: (lease, now, failure) => ask(`bury job ${lease.id} ${failure.tag}`, () => queue.bury(lease, now, failure)),
    abandonLeasesOf: (worker) => ask(`free leases of ${worker}`, () => queue.abandonLeasesOf(worker)),
    wakeAccount: (accountId, now) => ask(`wake work of ${accountId}`, () => queue.wakeAccount(accountId, now)),
    nextDue: (kinds, shards) => ask("next due job", () => queue.nextDue(kinds, shards)),
    retry: (id, now, by) => ask(`retry job ${id}`, () => queue.asked(id, "Retry", now, by)),
    cancel: (id, now, by) => ask(`cancel job ${id}`, () => queue.asked(id, "Cancel", now, by)),
    drop: (id, now, by) => ask(`drop job ${id}`, () => queue.asked(id, "Drop", now, by)),
    depths: (now) => ask("queue depths", () => queue.depths(now))
  })

const fingerprints = (tables: Tables, ask: Ask) =>
  Fingerprints.of({
    known: (accountId) => ask(`scripts of ${accountId}`, () => tables.knownScripts(accountId)),
    said: (accountId, planId, scripts) =>
      ask(`lines of ${accountId}`, () => tables.saidLines(accountId, planId, scripts)),
    remember: (own) => ask(`remember script of ${own.assetId}`, () => tables.rememberScript(own))
  })

const paidCalls = (tables: Tables, ask: Ask) =>
  PaidCalls.of({
    take: (wanted, buyer, now) => ask(`take ${wanted.provider} call`, () => tables.paidCalls.take(wanted, buyer, now)),
    leaving: (id, buyer, now) => ask(`${id} is leaving`, () => tables.paidCalls.leaving(id, buyer, now)),
    declined: (id) => ask(`${id} was declined`, () => tables.paidCalls.declined(id)),
    answered: (id, answer, amounts, now) =>
      ask(`${id} was answered`, () => tables.paidCalls.answered(id, answer, amounts, now)),
    settled: (id, now) => ask(`${id} is settled`, () => tables.paidCalls.settled(id, now)),
    release: (id, buyer) => ask(`give up ${id}`, () => tables.paidCalls.release(id, buyer)),
    abandoned: (before, now, limit) =>
      ask("look for abandoned calls", () => tables.paidCalls.abandoned(before, now, limit)),
    prune: (before, limit) => ask("prune paid calls", () => tables.paidCalls.prune(before, limit))
  })

const metricStore = (tables: Tables, ask: Ask) =>
  MetricStore.of({
    add: (reading) =>
      ask(`metrics of ${reading.postId}`, () => {
        const key = `${reading.postId} ${reading.at}`
        if (!tables.metrics.has(key)) tables.metrics.set(key, reading)
      }),
    addAccount: (reading) =>
      ask(`figures of ${reading.accountId}`, () => {
        tables.accountFigures.set(reading.accountId, reading)
      }),
    accountReadAt: (accountId) =>
      ask(`when ${accountId} was read`, () => tables.accountFigures.get(accountId)?.at ?? null),
    addUnread: (answer) =>
      ask(`unread answer about ${answer.postId}`, () => {
        tables.unread.push(answer)
      })
  })

const webhookInbox = (tables: Tables, ask: Ask) =>
  WebhookInbox.of({
    put: (received) => ask(`store ${received.event}`, () => tables.inbox.put(received)),
    waiting: (limit, after) => ask("look for news", () => tables.inbox.waiting(limit, after)),
    handled: (id) => ask(`news ${id} is handled`, () => tables.inbox.handled(id)),
    heardOf: (publishId) => ask(`news of ${publishId}`, () => tables.inbox.heardOf(publishId)),
    wake: (publishId, now) => ask(`wake who waits for ${publishId}`, () => tables.inbox.wake(publishId, now)),
    accountOf: (openId) => ask(`whose is ${openId}`, () => tables.inbox.accountOf(openId)),
    assetOf: (publishId) => ask(`whose is ${publishId}`, () => tables.inbox.assetOf(publishId))
  })

const appLimits = (tables: Tables, ask: Ask) =>
  AppLimits.of({
    change: ({ initial, name, schema }, f) =>
      ask(`shared limit ${name}`, () => {
        const stored = tables.appLimits.get(name)
        const before = stored === undefined ? initial : Schema.decodeUnknownSync(schema)(JSON.parse(stored))
        const { answer, self } = f(before)
        tables.appLimits.set(name, JSON.stringify(Schema.encodeSync(schema)(self)))
        return answer
      })
  })

/** The database's services over tables in memory. */
export const storeServices = (tables: Tables, through: Through): StoreServices => {
  const ask: Ask = (what, act) => through(what, () => Either.right(act()))
  return {
    actorStore: actorStore(tables, ask, through),
    jobQueue: jobQueue(new Queue(tables), ask),
    fingerprints: fingerprints(tables, ask),
    paidCalls: paidCalls(tables, ask),
    metricStore: metricStore(tables, ask),
    webhookInbox: webhookInbox(tables, ask),
    appLimits: appLimits(tables, ask)
  }
}

/** The same services without any network between: every statement is answered at once. */
export const layerMemory = (tables: Tables = new Tables()) => {
  const { actorStore, appLimits, fingerprints, jobQueue, metricStore, paidCalls, webhookInbox } = storeServices(
    tables,
    (_what, act) => Effect.suspend(act)
  )
  return Layer.mergeAll(
    Layer.succeed(ActorStore, actorStore),
    Layer.succeed(AppLimits, appLimits),
    Layer.succeed(JobQueue, jobQueue),
    Layer.succeed(Fingerprints, fingerprints),
    Layer.succeed(MetricStore, metricStore),
    Layer.succeed(PaidCalls, paidCalls),
    Layer.succeed(WebhookInbox, webhookInbox)
  )
}
