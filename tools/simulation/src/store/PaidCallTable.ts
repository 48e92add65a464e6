import type { Abandoned, Buyer, PaidCalls, Taken } from "@callsheet/database/jobs/PaidCalls"
import { jobKindsWhere } from "@callsheet/domain/facts/jobKinds"
import type { Amount } from "@callsheet/domain/org/Org"
import type { Context, Effect } from "effect"
import type { JobRow } from "./Rows.ts"

/** One content of an org that was bought or is being bought. */
export interface PaidCallRow {
  readonly orgId: string
  readonly requestId: string
  readonly provider: string
  readonly planId: string | null
  readonly createdAt: number
  readonly estimate: ReadonlyArray<Amount>
  buyer: Buyer | null
  sent: number
  answer: Uint8Array | null
  amounts: ReadonlyArray<Amount> | null
  sentAt: number | null
  answeredAt: number | null
  settledAt: number | null
  usedAt: number | null
}

const BUYING: ReadonlyArray<string> = jobKindsWhere(({ buys }) => buys)
const OPEN: ReadonlyArray<string> = ["pending", "waiting", "in_progress"]
const byAge = (at: (row: PaidCallRow) => number) => (a: PaidCallRow, b: PaidCallRow) =>
  at(a) - at(b) || (a.requestId < b.requestId ? -1 : 1)

type Store = Context.Tag.Service<PaidCalls>
type Now<F> = F extends (...args: infer A) => Effect.Effect<infer R, unknown> ? (...args: A) => R : never

/** The table of paid calls as the statements of `PaidCalls` leave it. */
export class PaidCallTable implements Readonly<{ [K in keyof Store]: Now<Store[K]> }> {
  readonly rows = new Map<string, PaidCallRow>()
  readonly #jobs: ReadonlyMap<number, JobRow>

  constructor(jobs: ReadonlyMap<number, JobRow>) {
    this.#jobs = jobs
  }

  #holds({ job, token }: Buyer, now: number): boolean {
    const row = this.#jobs.get(Number(job))
    return row !== undefined && row.leaseToken === token && row.state === "in_progress" && (row.leaseUntil ?? 0) > now
  }

  #of(requestId: string): PaidCallRow | undefined {
    return [...this.rows.values()].find((row) => row.requestId === requestId)
  }

  take(...[wanted, buyer, now]: Parameters<Store["take"]>): Taken {
    const place = `${wanted.orgId} ${wanted.key}`
    const known = this.rows.get(place)
    if (known === undefined) {
      const { estimate, orgId, planId, provider, requestId } = wanted
      const fresh = {
        orgId,
        requestId,
        provider,
        planId,
        createdAt: now,
        estimate,
        buyer,
        sent: 0,
        answer: null,
        amounts: null,
        sentAt: null,
        answeredAt: null,
        settledAt: null,
        usedAt: null
      }
      this.rows.set(place, fresh)
      return { _tag: "Mine", requestId, sent: 0 }
    }
    const { amounts, answer, requestId, sent, settledAt } = known
    if (answer !== null) {
      known.usedAt = now
      return { _tag: "Answered", requestId, answer, amounts: amounts ?? [], settled: settledAt !== null }
    }
    if (known.buyer !== null && this.#holds(known.buyer, now)) return { _tag: "Held" }
    known.buyer = buyer
    return { _tag: "Mine", requestId, sent }
  }

  leaving(...[requestId, { job, token }, now]: Parameters<Store["leaving"]>): boolean {
    const row = this.#of(requestId)
    if (row === undefined || row.answer !== null || row.buyer?.job !== job || row.buyer.token !== token) return false
    row.sent += 1
    row.sentAt = now
    return true
  }

  declined(...[requestId]: Parameters<Store["declined"]>): number {
    const row = this.#of(requestId)
    if (row === undefined) return 0
    row.sent = Math.max(0, row.sent - 1)
    return row.sent
  }

  answered(...[requestId, answer, amounts, now]: Parameters<Store["answered"]>): void {
    const row = this.#of(requestId)
    if (row === undefined || row.answer !== null) return
    row.answer = answer
    row.answeredAt = now
    row.amounts = amounts
    row.buyer = null
  }

  settled(...[requestId, now]: Parameters<Store["settled"]>): void {
    const row = this.#of(requestId)
    if (row !== undefined) row.settledAt ??= now
  }

  release(...[requestId, { job, token }]: Parameters<Store["release"]>): void {
    const row = this.#of(requestId)
    if (row?.buyer?.job === job && row.buyer.token === token) row.buyer = null
  }

  #mayBuy(planId: string | null, states: ReadonlyArray<string>): boolean {
    return planId !== null &&
      [...this.#jobs.values()].some((job) =>
        job.planId === planId && BUYING.includes(job.kind) && states.includes(job.state)
      )
  }

  abandoned(...[before, now, limit]: Parameters<Store["abandoned"]>): ReadonlyArray<Abandoned> {
    const isQuiet = ({ answeredAt, createdAt, sentAt, usedAt }: PaidCallRow) =>
      Math.max(createdAt, sentAt ?? 0, answeredAt ?? 0, usedAt ?? 0) < before
    const found = [...this.rows].filter(([, row]) =>
      row.settledAt === null && isQuiet(row) && !this.#mayBuy(row.planId, OPEN) &&
      (row.buyer === null || !this.#holds(row.buyer, now))
    ).toSorted(([, a], [, b]) => byAge(({ createdAt }) => createdAt)(a, b)).slice(0, limit)
    return found.map(([place, row]) => {
      row.buyer = null
      const { amounts, answer, estimate, orgId, planId, provider, requestId, sent } = row
      if (answer === null) {
        this.rows.delete(place)
        this.rows.set(`${orgId} abandoned ${requestId}`, row)
      }
      return { orgId, requestId, provider, planId, sent, answered: answer !== null, amounts: amounts ?? estimate }
    })
  }

  prune(...[before, limit]: Parameters<Store["prune"]>): number {
    const isOld = ({ planId, settledAt, usedAt }: PaidCallRow) =>
      settledAt !== null && settledAt < before && (usedAt === null || usedAt < before) &&
      !this.#mayBuy(planId, [...OPEN, "dead"])
    const going = [...this.rows].filter(([, row]) => isOld(row)).toSorted(([, a], [, b]) =>
      byAge(({ settledAt }) => settledAt ?? 0)(a, b)
    ).slice(0, limit)
    for (const [place] of going) this.rows.delete(place)
    return going.length
  }
}
