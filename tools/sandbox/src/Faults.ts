import { createHash } from "node:crypto"
import { oauthRefuse, refuse, type WireAnswer } from "./Answer.ts"
import { directPostCaps } from "./Caps.ts"
import { hex } from "./Entropy.ts"
import type { FaultPlace, FaultRule, InjectedFault } from "./Fault.ts"
import { isRecord, type SandboxWorld } from "./World.ts"

export const addFault = (world: SandboxWorld, rule: FaultRule): InjectedFault => {
  const fault: InjectedFault = { ...rule, id: hex(world.entropy, 6), seen: 0, struck: 0 }
  world.store.put("faults", fault.id, fault)
  return fault
}

/** The same seed and number give the same throw of the dice. */
const chance = (seed: string, call: number): number =>
  createHash("sha256").update(`${seed} ${call}`).digest().readUInt32BE(0) / 2 ** 32

const strikes = (fault: InjectedFault): boolean => {
  const most = fault.count ?? (fault.nth === undefined ? Infinity : 1)
  return fault.seen >= (fault.nth ?? 1) && fault.struck < most &&
    (fault.probability === undefined || chance(fault.seed ?? fault.id, fault.seen) < fault.probability)
}

/** Counts a call for every rule that fits it and gives the first one that strikes. */
export const meetFault = (world: SandboxWorld, place: FaultPlace, openId: string | null): InjectedFault | null => {
  let struck: InjectedFault | null = null
  for (const rule of world.store.all("faults")) {
    if (rule.openId !== undefined && rule.openId !== openId) continue
    if (rule.endpoint !== place && (rule.endpoint !== "*" || place === "processing")) continue
    const seen: InjectedFault = { ...rule, seen: rule.seen + 1 }
    const hit: boolean = struck === null && strikes(seen)
    const counted: InjectedFault = hit ? { ...seen, struck: seen.struck + 1 } : seen
    world.store.put("faults", rule.id, counted)
    if (hit) struck = counted
  }
  return struck
}

/** The error a fault stands for: its code, and the HTTP status if it is not the catalogue's. */
const errorOf = (
  place: FaultPlace,
  fault: InjectedFault
): { readonly code: string; readonly status?: number } | null => {
  switch (fault.kind) {
    case "status":
      return { code: fault.code ?? "internal_error", status: fault.status ?? 500 }
    case "rateLimited":
      return { code: "rate_limit_exceeded", status: 429 }
    case "tokenInvalid":
      return { code: "access_token_invalid", status: 401 }
    case "refuse": {
      const code = fault.code ?? "spam_risk"
      const standard = place === "creator_info" && directPostCaps.some((cap) => cap === code) ? { status: 200 } : {}
      return { code, ...standard, ...(fault.status === undefined ? {} : { status: fault.status }) }
    }
    default:
      return null
  }
}

/** What a fault answers in place of the rules, in the shape of the endpoint, or null if the rules are to be asked. */
export const answerInstead = (
  world: SandboxWorld,
  place: FaultPlace,
  fault: InjectedFault,
  logId: string
): WireAnswer | null => {
  const { settings } = world.store
  const error = errorOf(place, fault)
  if (error === null) return null
  const retryAfterSeconds = fault.retryAfterSeconds ?? null
  const full = refuse(settings, logId, error.code, { ...error, retryAfterSeconds })
  if (place === "chunk") return { ...full, body: "" }
  if (place !== "token" && place !== "revoke") return full
  const code = error.code === "internal_error" ? "server_error" : error.code
  return {
    ...oauthRefuse(settings, logId, code, ""),
    headers: full.headers,
    status: error.status ?? settings.oauthErrorStatus
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
export const spoil = (fault: InjectedFault, answer: WireAnswer): WireAnswer => {
  switch (fault.kind) {
    case "malformed":
      return { ...answer, body: `<html><body>${answer.body.slice(0, 20)}` }
    case "wrongType":
      return answer.body.startsWith("{") ? { ...answer, body: withOtherTypes(answer.body) } : answer
    default:
      return answer
  }
}
