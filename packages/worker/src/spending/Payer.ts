import type { ClaimedJob } from "@callsheet/database/JobQueue"
import { Context } from "effect"

/**
 * The job that a paid call is made for: its org pays, its lease holds the purchase, its plan stands in the ledger. Every call
 * has one of its own, which is why the ports that may buy ask for it.
 *
 * @effect-leakable-service
 */
export class Payer extends Context.Tag("@callsheet/worker/Payer")<
  Payer,
  Pick<ClaimedJob, "id" | "token" | "kind" | "orgId" | "planId" | "traceId">
>() {}
