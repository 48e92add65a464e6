import type { Buyer, PaidCalls, Taken } from "@callsheet/database/PaidCalls"
import type { Amount } from "@callsheet/domain/org/Org"
import type { Context, Effect } from "effect"
import type { JobRow } from "./Rows.ts"

/** One content of an org that was bought or is being bought. */
export interface PaidCallRow {
  readonly orgId: string
  readonly requestId: string
  readonly provider: string
  readonly estimate: ReadonlyArray<Amount>
  buyer: Buyer | null
  sent: number
  answer: Uint8Array | null
  amounts: ReadonlyArray<Amount> | null
  settled: boolean
}

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
      const { estimate, orgId, provider, requestId } = wanted
      const fresh = {
        orgId,
        requestId,
        provider,
        estimate,
        buyer,
        sent: 0,
        answer: null,
        amounts: null,
        settled: false
      }
      this.rows.set(place, fresh)
      return { _tag: "Mine", requestId, sent: 0 }
    }
    const { amounts, answer, requestId, sent, settled } = known
    if (answer !== null) return { _tag: "Answered", requestId, answer, amounts: amounts ?? [], settled }
    if (known.buyer !== null && this.#holds(known.buyer, now)) return { _tag: "Held" }
    known.buyer = buyer
    return { _tag: "Mine", requestId, sent }
  }

  leaving(...[requestId, { job, token }]: Parameters<Store["leaving"]>): boolean {
    const row = this.#of(requestId)
    if (row === undefined || row.answer !== null || row.buyer?.job !== job || row.buyer.token !== token) return false
    row.sent += 1
    return true
  }

  declined(...[requestId]: Parameters<Store["declined"]>): number {
    const row = this.#of(requestId)
    if (row === undefined) return 0
    row.sent = Math.max(0, row.sent - 1)
    return row.sent
  }

  answered(...[requestId, answer, amounts]: Parameters<Store["answered"]>): void {
    const row = this.#of(requestId)
    if (row === undefined || row.answer !== null) return
    row.answer = answer
    row.amounts = amounts
    row.buyer = null
  }

  settled(...[requestId]: Parameters<Store["settled"]>): void {
    const row = this.#of(requestId)
    if (row !== undefined) row.settled = true
  }

  release(...[requestId, { job, token }]: Parameters<Store["release"]>): void {
    const row = this.#of(requestId)
    if (row?.buyer?.job === job && row.buyer.token === token) row.buyer = null
  }
}
