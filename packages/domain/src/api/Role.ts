import { Schema } from "effect"

export const Role = Schema.Literal("owner", "editor", "approver", "viewer")
export type Role = typeof Role.Type

const everyone: ReadonlyArray<Role> = ["owner", "editor", "approver", "viewer"]
const plans: ReadonlyArray<Role> = ["owner", "editor"]
const gates: ReadonlyArray<Role> = ["owner", "approver"]
const hands: ReadonlyArray<Role> = ["owner", "editor", "approver"]
const owners: ReadonlyArray<Role> = ["owner"]

/**
 * THE table of who may call what, inside their own org. A call that is missing here does not compile (see Api.ts), and
 * the server's one middleware reads nothing else.
 */
export const allowedRoles = {
  "system.info": everyone,
  "system.whoami": everyone,
  "org.list": everyone,
  "org.show": everyone,
  "org.setPolicy": owners,
  "key.create": owners,
  "key.list": owners,
  "key.revoke": owners,
  "account.connect": hands,
  "account.connection": hands,
  "account.list": everyone,
  "account.show": everyone,
  "account.refresh": hands,
  "account.disconnect": owners,
  "plan.add": plans,
  "plan.import": plans,
  "plan.export": everyone,
  "plan.list": everyone,
  "plan.show": everyone,
  "plan.timeline": everyone,
  "plan.approve": gates,
  "plan.release": gates,
  "plan.reject": gates,
  "plan.reschedule": plans,
  "plan.lock": hands,
  "plan.unlock": hands,
  "plan.cancel": hands,
  "plan.retry": hands,
  "plan.allow": gates,
  "asset.show": everyone,
  "job.list": everyone,
  "job.show": everyone,
  "job.retry": hands,
  "job.cancel": hands,
  "dlq.list": everyone,
  "dlq.retry": hands,
  "dlq.drop": owners,
  "quota.show": everyone,
  "quota.set": owners,
  "usage.show": everyone,
  "metrics.plan": everyone,
  "metrics.org": everyone,
  "worker.list": everyone,
  "worker.drain": owners,
  "events.follow": everyone
} as const satisfies Readonly<Record<string, ReadonlyArray<Role>>>

export type CallName = keyof typeof allowedRoles
