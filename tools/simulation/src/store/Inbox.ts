import type { ReceivedWebhook, StoredWebhook } from "@callsheet/database/jobs/WebhookInbox"
import type { JobRow } from "./Rows.ts"
import type { Tables } from "./Tables.ts"

const awaiting: ReadonlyArray<string> = ["follow", "track"]

const publishIdOf = (job: JobRow): unknown => JSON.parse(job.payload)?.publication?.publishId

/** The events of TikTok that arrived: each method is one statement of `WebhookInbox`. */
export class Inbox {
  readonly #tables: Tables
  readonly #events: Array<{ readonly row: StoredWebhook; handled: boolean }> = []
  readonly #digests = new Set<string>()

  constructor(tables: Tables) {
    this.#tables = tables
  }

  put(received: ReceivedWebhook): boolean {
    if (this.#digests.has(received.digest)) return false
    this.#digests.add(received.digest)
    this.#events.push({ row: { ...received, id: String(this.#events.length + 1) }, handled: false })
    return true
  }

  waiting(limit: number, after = "0"): ReadonlyArray<StoredWebhook> {
    return this.#events.filter(({ handled, row }) => !handled && Number(row.id) > Number(after)).slice(0, limit)
      .map(({ row }) => row)
  }

  handled(id: string): void {
    const event = this.#events[Number(id) - 1]
    if (event !== undefined) event.handled = true
  }

  heardOf(publishId: string): ReadonlyArray<Pick<ReceivedWebhook, "event" | "postId">> {
    return this.#events.flatMap(({ row: { event, postId, publishId: of } }) =>
      of === publishId ? [{ event, postId }] : []
    )
  }

  wake(publishId: string, now: number): void {
    for (const job of this.#tables.open.values()) {
      const waits = job.state === "pending" || job.state === "waiting"
      if (waits && awaiting.includes(job.kind) && job.runAt > now && publishIdOf(job) === publishId) job.runAt = now
    }
  }

  accountOf(openId: string): string | null {
    const rows = [...this.#tables.actors.values()].filter(({ kind, state }) =>
      kind === "account" && JSON.parse(state).openId === openId
    )
    const lives = (status: string) => status === "connected" || status === "suspended"
    const [first] = rows.toSorted((a, b) => Number(lives(b.status)) - Number(lives(a.status)) || b.since - a.since)
    return first?.id ?? null
  }

  assetOf(publishId: string): string | null {
    for (const job of this.#tables.jobs.values()) {
      if (job.kind === "follow" && publishIdOf(job) === publishId) return job.ownerId
    }
    return null
  }
}
