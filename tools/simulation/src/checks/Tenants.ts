import type { Account } from "@callsheet/domain/account/Account"
import type { World } from "../world/World.ts"
import type { Evidence } from "./Promises.ts"

/** Every row belongs to the org its plan belongs to, and every post stands in an account of that org. */
export const tenantsAreApart = ({ person, world }: Evidence, breach: (what: string) => void): void => {
  const { actors, events, jobs, ledger } = world.tables
  const orgOf = new Map<string, string>(person.wishes.map((wish) => [wish.id, wish.command.orgId]))
  const hold = (what: string, planId: string | null, orgId: string) => {
    const owner = planId === null ? undefined : orgOf.get(planId)
    if (owner !== undefined && owner !== orgId) breach(`${what} of plan ${planId} is kept for ${orgId}, not ${owner}`)
  }
  for (const event of events) hold(`event ${event.position} (${event.tag})`, event.planId, event.orgId)
  for (const job of jobs.values()) hold(`job ${job.id} (${job.kind})`, job.planId, job.orgId)
  for (const line of ledger) hold(`the ledger's ${line.kind}`, line.reference, line.orgId)
  for (const wish of person.wishes) {
    const account = actors.get(wish.command.accountId)
    if (account !== undefined && account.orgId !== wish.command.orgId) {
      breach(`plan ${wish.id} of ${wish.command.orgId} uses ${account.id}, which is ${account.orgId}'s`)
    }
  }
  postsAreAtHome(world, orgOf, breach)
}

const postsAreAtHome = (
  world: World,
  orgOf: ReadonlyMap<string, string>,
  breach: (what: string) => void
): void => {
  const homes = new Map<string, string>()
  for (const row of world.tables.actors.values()) {
    if (row.kind !== "account") continue
    const account: Account = JSON.parse(row.state)
    homes.set(account.openId, row.orgId)
  }
  const planOf = new Map<string, string>()
  for (const event of world.tables.events) {
    if (event.tag !== "PublicationOpened" || event.planId === null) continue
    planOf.set(JSON.parse(event.body).publication.publishId, event.planId)
  }
  for (const { openId, publishId } of [...world.sandbox.books.of("post"), ...world.sandbox.books.of("inbox")]) {
    const plan = planOf.get(publishId)
    const owner = plan === undefined ? undefined : orgOf.get(plan)
    const home = homes.get(openId)
    if (owner !== undefined && home !== undefined && owner !== home) {
      breach(`${publishId} of plan ${plan} (${owner}) was posted in an account of ${home}`)
    }
  }
}
