import type { Clients } from "../people/Clients.ts"
import type { Person } from "../people/Person.ts"
import type { World } from "../world/World.ts"
import { approvedIsPosted } from "./Approved.ts"
import { nobodyIsStuck } from "./Endings.ts"
import { answersHold, onlyLegalStates } from "./EventLog.ts"
import { filesAreWhole } from "./Files.ts"
import { hoursAreKept } from "./Hours.ts"
import { limitsAreKept } from "./Limits.ts"
import { postsAreRight } from "./Posts.ts"
import { quotasHold } from "./Quotas.ts"
import { stoppingIsSafe } from "./Stopping.ts"
import { moneyIsSpentOnce, promisesEnd, sumsAreRight } from "./Sums.ts"
import { tenantsAreApart } from "./Tenants.ts"
import { secretsStaySecret, tokensLive } from "./Tokens.ts"

export interface Evidence {
  readonly world: World
  readonly person: Person
  readonly front: Clients
}

interface Check {
  readonly promise: number
  readonly title: string
  /** Reports what did not hold; null where the promise is seen to elsewhere, as `where` says. */
  readonly holds: ((evidence: Evidence, breach: (what: string) => void) => void) | null
  readonly where?: string
}

const ledgerIsRight: Check["holds"] = (evidence, breach) => {
  sumsAreRight(evidence, breach)
  promisesEnd(evidence, breach)
  quotasHold(evidence, breach)
}

const postedAsApproved: Check["holds"] = (evidence, breach) => {
  approvedIsPosted(evidence, breach)
  hoursAreKept(evidence, breach)
}

/** Every promise of product.md, and how a finished history is held against it. */
export const promises: ReadonlyArray<Check> = [
  { promise: 1, title: "at most one post per plan, exactly one when TikTok answers", holds: postsAreRight },
  { promise: 2, title: "no plan is lost, none is stuck in silence", holds: nobodyIsStuck },
  { promise: 3, title: "only legal states", holds: onlyLegalStates },
  { promise: 4, title: "quotas and budgets hold", holds: ledgerIsRight },
  { promise: 5, title: "TikTok's limits are never exceeded", holds: limitsAreKept },
  { promise: 6, title: "tokens live", holds: tokensLive },
  { promise: 7, title: "files are whole or absent", holds: filesAreWhole },
  { promise: 8, title: "what was approved is what is posted", holds: postedAsApproved },
  { promise: 9, title: "stopping is safe", holds: stoppingIsSafe },
  { promise: 10, title: "recovery is automatic, commands count once", holds: answersHold },
  { promise: 11, title: "secrets stay secret", holds: secretsStaySecret },
  { promise: 12, title: "money is spent once", holds: moneyIsSpentOnce },
  {
    promise: 13,
    title: "a promise is checked before it is made",
    holds: null,
    where: "joins when a simulated person asks before planning"
  },
  {
    promise: 14,
    title: "a restore never re-posts",
    holds: null,
    where: "joins when restoring a backup is built"
  },
  { promise: 15, title: "tenants are apart and fair", holds: tenantsAreApart }
]

export const checkPromises = (world: World, person: Person, front: Clients): void => {
  const evidence = { world, person, front }
  for (const { holds, promise } of promises) holds?.(evidence, (what) => world.breach(promise, what))
}
