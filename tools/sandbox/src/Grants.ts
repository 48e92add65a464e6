import { enqueue } from "./Notices.ts"
import { fail } from "./Publications.ts"
import type { Grant } from "./Records.ts"
import type { SandboxWorld } from "./World.ts"

/** Why access ended, as the event says it: 1 the creator disconnected, 4 the account was banned, 5 the app revoked. */
export type RevokeReason = 1 | 2 | 3 | 4 | 5

export const grantsOf = (world: SandboxWorld, username: string): ReadonlyArray<Grant> =>
  world.store.all("grants").filter((grant) => grant.username === username && !grant.revoked)

/** Ends every access of this creator to the app at once; what was under way fails. */
export const revokeAccess = (world: SandboxWorld, username: string, reason: RevokeReason, now: number): void => {
  const grants = grantsOf(world, username)
  for (const grant of grants) world.store.put("grants", grant.id, { ...grant, revoked: true })
  for (const publication of world.store.all("publications")) {
    if (publication.username === username && publication.status === "PROCESSING_UPLOAD") {
      fail(world, publication, "auth_removed", now)
    }
  }
  const openId = grants[0]?.openId
  if (openId !== undefined) {
    enqueue(world, { event: "authorization.removed", openId, publishId: null, content: { reason } }, now)
  }
}
