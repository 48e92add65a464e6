import { Schema } from "effect"
import { TableKey } from "./Ids.ts"
import { Instant, minutes, seconds } from "./Instant.ts"

/**
 * Who goes next where the vendor allows the whole app no more (creators a day). Nobody knows how much is free again, so one
 * org at a time finds out; the one whose turn is longest past goes first, however many accounts another one has waiting.
 */
export const FairShare = Schema.Struct({
  /** The end of the pause after the last refusal; 0 where the app was never refused or nobody waits any more. */
  closedUntil: Instant,
  /** The one that is finding out right now, and until when that is waited for. */
  probe: Schema.NullOr(Schema.Struct({ orgId: Schema.String, until: Instant })),
  /** When each org that waits asked last. */
  waiting: Schema.Record({ key: TableKey, value: Instant }),
  /** When each org had its last turn. */
  turns: Schema.Record({ key: TableKey, value: Instant })
})
export type FairShare = typeof FairShare.Type

export const nobodyWaits: FairShare = { closedUntil: 0, probe: null, waiting: {}, turns: {} }

/** How long the others wait for the outcome of a probe, and for an org whose turn it is but whose plan may be gone. */
const PROBE = minutes(1)
const MISSED = minutes(2)
const LOOK_AGAIN = seconds(5)

/**
 * Orgs that wait, the next one first. Once the pause is over anyone who waits looks again every few seconds: one that has not done
 * so for long has nothing left to post, and has lost this turn.
 */
const order = ({ closedUntil, turns, waiting }: FairShare, now: Instant): ReadonlyArray<string> =>
  Object.entries(waiting)
    .filter(([, askedAt]) => now < Math.max(askedAt, closedUntil) + MISSED)
    .map(([orgId]) => orgId)
    .toSorted((a, b) => (turns[a] ?? 0) - (turns[b] ?? 0) || (a < b ? -1 : 1))

/** `until` null: go on now; otherwise ask again then. */
export const askShare = (
  self: FairShare,
  orgId: string,
  now: Instant
): { readonly self: FairShare; readonly until: Instant | null } => {
  if (self.closedUntil === 0) return { self, until: null }
  const asked = { ...self, waiting: { ...self.waiting, [orgId]: now } }
  if (now < self.closedUntil) return { self: asked, until: self.closedUntil }
  if (self.probe !== null && now < self.probe.until) {
    return { self: asked, until: Math.min(self.probe.until, now + LOOK_AGAIN) }
  }
  if (order(asked, now)[0] !== orgId) return { self: asked, until: now + LOOK_AGAIN }
  const { [orgId]: _done, ...waiting } = asked.waiting
  return {
    self: { ...asked, waiting, turns: { ...self.turns, [orgId]: now }, probe: { orgId, until: now + PROBE } },
    until: null
  }
}

/** The vendor refused: nobody asks before `until`, and this org is still waiting. */
export const refuseShare = (self: FairShare, orgId: string, now: Instant, until: Instant): FairShare => ({
  ...self,
  closedUntil: Math.max(self.closedUntil, until),
  probe: null,
  waiting: { ...self.waiting, [orgId]: now },
  turns: { ...self.turns, [orgId]: now }
})

/** One went through: the next may try at once; where nobody waits the matter is closed. */
export const passShare = (self: FairShare, orgId: string): FairShare =>
  self.probe?.orgId !== orgId
    ? self
    : Object.keys(self.waiting).length === 0
    ? nobodyWaits
    : { ...self, probe: null }
