import type * as RpcGroup from "@effect/rpc/RpcGroup"
import { factsOf } from "./Call.ts"
import { accountCalls } from "./calls/account.ts"
import { assetCalls } from "./calls/asset.ts"
import { dlqCalls } from "./calls/dlq.ts"
import { eventCalls } from "./calls/events.ts"
import { hintCalls } from "./calls/hints.ts"
import { jobCalls } from "./calls/job.ts"
import { keyCalls } from "./calls/key.ts"
import { mediaCalls } from "./calls/media.ts"
import { metricsCalls } from "./calls/metrics.ts"
import { orgCalls } from "./calls/org.ts"
import { planCalls } from "./calls/plan.ts"
import { planEditCalls } from "./calls/planEdit.ts"
import { planManyCalls } from "./calls/planMany.ts"
import { presetCalls } from "./calls/preset.ts"
import { quotaCalls } from "./calls/quota.ts"
import { reviewCalls } from "./calls/review.ts"
import { sessionCalls } from "./calls/session.ts"
import { systemCalls } from "./calls/system.ts"
import { takeCalls } from "./calls/take.ts"
import { usageCalls } from "./calls/usage.ts"
import { workerCalls } from "./calls/worker.ts"
import { Once } from "./Once.ts"
import { Authorized } from "./Principal.ts"

/** Everything a client may call. The command line, HTTP, the panel and agents all speak this. */
export class Api extends systemCalls.merge(
  orgCalls,
  keyCalls,
  sessionCalls,
  accountCalls,
  planCalls,
  planEditCalls,
  takeCalls,
  planManyCalls,
  assetCalls,
  reviewCalls,
  mediaCalls,
  presetCalls,
  jobCalls,
  dlqCalls,
  quotaCalls,
  usageCalls,
  metricsCalls,
  workerCalls,
  eventCalls,
  hintCalls
).middleware(Once).middleware(Authorized) {}

export type CallName = RpcGroup.Rpcs<typeof Api>["_tag"]

/** What is known of every call, in the contract's order. */
export const callFacts = [...Api.requests.values()].map(factsOf)
