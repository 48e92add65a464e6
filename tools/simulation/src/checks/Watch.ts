import { jobKindFacts } from "@callsheet/domain/facts/jobKinds"
import type { Watcher } from "../store/Tables.ts"
import type { World } from "../world/World.ts"

/** What can be seen at once, while it happens, and could no longer be seen at the end. */
export const watcherOf = (world: World): Watcher => ({
  committed: (commit) => {
    if (
      commit.event?.tag === "AttentionNeeded" &&
      (/"(GenerationLate|PublishingUnconfirmed|PostNotListed)"/.test(commit.event.body) ||
        // By the job itself, or while the plan waits for its slot: then no work is left.
        (/"Late"/.test(commit.event.body) && commit.event.by === "clock" && commit.event.from === "publishing"))
    ) {
      const at = [...world.tables.open.values()].some((job) => job.planId === commit.planId)
      if (!at) {
        world.breach(10, `${commit.id} ran past its deadline as ${commit.event.from} and nobody was working on it`)
      }
    }
    if (commit.jobs.length === 0) return
    const kinds = new Set(commit.jobs.map((job) => job.kind))
    for (const { workSignal, name, process } of world.cluster.members.values()) {
      if (world.chance.hit(world.weather.hintLost)) {
        world.trace.note(name, `hint about ${[...kinds].join(", ")}`, "the hint was lost")
        continue
      }
      world.time.after(world.chance.int(1, 20), () => {
        if (process.alive) workSignal.notify({ _tag: "Jobs", kinds })
      })
    }
  },
  leaseAccepted: (job, lease) => {
    if (job.leaseToken !== lease.token) {
      world.breach(
        10,
        `job ${job.id} (${job.kind}) obeyed lease ${lease.token}, but lease ${job.leaseToken} is the one in force`
      )
    }
  },
  claimed: (kind, given, left, now) => {
    const underWay = new Map<string, number>()
    for (const { kind: of, leaseUntil, orgId } of world.tables.open.values()) {
      if (of === kind && leaseUntil !== null && leaseUntil > now) underWay.set(orgId, (underWay.get(orgId) ?? 0) + 1)
    }
    for (const { orgId: waiting } of left) {
      for (const { id, orgId } of given) {
        if ((underWay.get(orgId) ?? 0) > (underWay.get(waiting) ?? 0) + 1) {
          world.breach(
            15,
            `job ${id} (${kind}) was given to ${orgId}, which has ${
              underWay.get(orgId)
            } under way, while ${waiting} waits`
          )
        }
      }
    }
  },
  doneUnreported: (job) => {
    const status = world.tables.actors.get(job.ownerId)?.status
    const others = [...world.tables.open.values()].some((other) =>
      other.ownerId === job.ownerId && other.kind === job.kind
    )
    if (status !== undefined && jobKindFacts(job.kind)?.owedIn.includes(status) === true && !others) {
      world.breach(2, `job ${job.id} (${job.kind}) is done, but ${job.ownerId} is still ${status} and nobody is at it`)
    }
  }
})

/** Looks at what TikTok has just entered in its books. */
export const watchTikTok = (world: World): void => {
  const entries = world.sandbox.books.since(world.booksRead)
  world.booksRead += entries.length
  for (const entry of entries) {
    if (entry.kind === "chunk" && !isStored(world, entry.publishId)) {
      world.breach(1, `bytes of ${entry.publishId} reached TikTok before its publish id was stored`)
    }
    if (entry.kind === "request" && entry.code === "rate_limit_exceeded" && entry.fault === null) {
      world.breach(5, `TikTok refused ${entry.path} because its window was full`)
    }
    if (entry.kind === "post") world.trace.note("tiktok", `posts ${entry.postId} from ${entry.publishId}`)
  }
}

const isStored = (world: World, publishId: string): boolean => {
  const word = JSON.stringify(publishId)
  for (const { kind, state } of world.tables.actors.values()) if (kind === "asset" && state.includes(word)) return true
  return false
}
