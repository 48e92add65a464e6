import { createHash } from "node:crypto"
import { type Answer, refuse } from "./Answer.ts"
import { hex } from "./Entropy.ts"
import type { Fault, FaultRule, Place } from "./Fault.ts"
import { isRecord, type World } from "./World.ts"

export const addFault = (world: World, rule: FaultRule): Fault => {
  const fault: Fault = { ...rule, id: hex(world.entropy, 6), seen: 0, struck: 0 }
  world.store.put("faults", fault.id, fault)
  return fault
}

/** The same seed and number give the same throw of the dice. */
const chance = (seed: string, call: number): number =>
  createHash("sha256").update(`${seed} ${call}`).digest().readUInt32BE(0) / 2 ** 32

const strikes = (fault: Fault): boolean => {
  const most = fault.count ?? (fault.nth === undefined ? Infinity : 1)
  return fault.seen >= (fault.nth ?? 1) && fault.struck < most &&
    (fault.probability === undefined || chance(fault.seed ?? fault.id, fault.seen) < fault.probability)
}

/** Counts a call for every rule that fits it and gives the first one that strikes. */
export const meetFault = (world: World, place: Place, openId: string | null): Fault | null => {
  let struck: Fault | null = null
  for (const rule of world.store.all("faults")) {
    if (rule.openId !== undefined && rule.openId !== openId) continue
    if (rule.endpoint !== place && (rule.endpoint !== "*" || place === "processing")) continue
    const seen: Fault = { ...rule, seen: rule.seen + 1 }
    const hit: boolean = struck === null && strikes(seen)
    const counted: Fault = hit ? { ...seen, struck: seen.struck + 1 } : seen
    world.store.put("faults", rule.id, counted)
    if (hit) struck = counted
  }
  return struck
}

/** What a fault answers in place of the rules, or null if they are to be asked. */
export const answerInstead = (world: World, fault: Fault, logId: string): Answer | null => {
  const { settings } = world.store
  switch (fault.kind) {
    case "status": {
      const code = fault.code ?? "internal_error"
      return refuse(settings, logId, code, { message: "", status: fault.status ?? 500 })
    }
    case "rateLimited":
      return refuse(settings, logId, "rate_limit_exceeded", { retryAfterSeconds: fault.retryAfterSeconds ?? null })
    case "tokenInvalid":
      return refuse(settings, logId, "access_token_invalid")
    case "refuse":
      return refuse(
        settings,
        logId,
        fault.code ?? "spam_risk",
        fault.status === undefined ? {} : { status: fault.status }
      )
    default:
      return null
  }
}

const otherType = (value: unknown): unknown => {
  if (typeof value === "string") return 0
  if (typeof value === "number") return "not a number"
  if (typeof value === "boolean") return "not a flag"
  return Array.isArray(value) ? {} : []
}

const withOtherTypes = (body: string): string => {
  const value: unknown = JSON.parse(body)
  if (!isRecord(value)) return body
  const data = value["data"]
  const swap = (record: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, otherType(inner)]))
  return JSON.stringify(isRecord(data) ? { ...value, data: swap(data) } : swap(value))
}

/** How a fault spoils a good answer. */
export const spoil = (fault: Fault, answer: Answer): Answer => {
  switch (fault.kind) {
    case "malformed":
      return { ...answer, body: `<html><body>${answer.body.slice(0, 20)}` }
    case "wrongType":
      return answer.body.startsWith("{") ? { ...answer, body: withOtherTypes(answer.body) } : answer
    default:
      return answer
  }
}
