import { Either, Match } from "effect"
import type { OrgId } from "../Ids.ts"
import type { Instant } from "../Instant.ts"
import { type Asked, decide, type Guard, type Machine, owesNothing, type Transitions } from "../Machine.ts"
import { pauseEvent, resumeEvent } from "../Paused.ts"
import { isTooLate, withEnded } from "../spending/EndedWork.ts"
import {
  type Promised,
  refusal,
  settleWarnings,
  warnings,
  withLimit,
  withoutReserved,
  withReserved,
  withSettled
} from "../spending/Sums.ts"
import { defaultPolicy, type Org, type OrgStatus, UsageKind } from "./Org.ts"
import { orgAskable, type OrgCommand } from "./OrgCommand.ts"
import {
  OrgAlreadyExists,
  type OrgError,
  OrgNotFound,
  OwnerMissing,
  PolicyUnusable,
  ReservationLate
} from "./OrgError.ts"
import type { OrgEvent } from "./OrgEvent.ts"
import { type OrgView, orgView } from "./OrgView.ts"
import { policyFaults } from "./PolicyFaults.ts"

type Asks<C extends OrgCommand["_tag"]> = Asked<Org, OrgStatus, Extract<OrgCommand, { _tag: C }>>

const room: Guard<Asks<"Reserve">, OrgError> = {
  name: "room within every limit",
  holds: ({ at, command, self }) => refusal(self, command, at) === null,
  refuse: ({ at, command, self }) => refusal(self, command, at) ?? new OrgNotFound({ id: self.id })
}
const inTime: Guard<Asks<"Reserve">, OrgError> = {
  name: "asked for just now",
  holds: ({ at, command, self }) => !isTooLate(self, command, at),
  refuse: ({ command, self }) => new ReservationLate({ id: self.id, reference: command.reference })
}
const owned: Guard<Asks<"SetPolicy">, OrgError> = {
  name: "merged gates have an owner",
  holds: ({ command: { change }, self: { policy } }) =>
    (change.gates ?? policy.gates) === "both" || (change.gatesOwner ?? policy.gatesOwner) !== null,
  refuse: ({ self }) => new OwnerMissing({ id: self.id })
}

const usable: Guard<Asks<"SetPolicy">, OrgError> = {
  name: "rules that can be kept",
  holds: ({ command, self }) => policyFaults({ ...self.policy, ...command.change }).length === 0,
  refuse: ({ command, self }) => {
    const [first = "The policy cannot be used.", ...rest] = policyFaults({ ...self.policy, ...command.change })
    return new PolicyUnusable({ id: self.id, problems: [first, ...rest] })
  }
}

/** THE table of an org. */
export const orgTransitions: Transitions<Org, OrgCommand, OrgEvent, OrgError> = {
  active: {
    SetPolicy: {
      to: "active",
      when: [owned, usable],
      emit: ({ command, self }) => {
        const policy = { ...self.policy, ...command.change }
        return { _tag: "PolicySet", policy: policy.gates === "both" ? { ...policy, gatesOwner: null } : policy }
      }
    },
    SetLimit: {
      to: "active",
      emit: ({ command }) => ({ _tag: "LimitSet", kind: command.kind, limit: command.limit })
    },
    Reserve: {
      to: "active",
      when: [inTime, room],
      emit: ({ at, command: { _tag, askedAt: _askedAt, ...promise }, self }) => {
        const kinds = warnings(self, promise, at)
        return kinds.length === 0
          ? { _tag: "AmountReserved", ...promise }
          : { _tag: "UsageWarned", ...promise, kinds }
      }
    },
    Settle: {
      to: "active",
      emit: ({ at, command: { _tag, ...paid }, self }) => {
        const kinds = settleWarnings(self, paid, at)
        return kinds.length === 0
          ? { _tag: "AmountSettled", ...paid }
          : { _tag: "UsageWarned", ...paid, kinds, settles: true }
      }
    },
    Pause: {
      to: "active",
      emit: ({ at, by, command: { reason, until }, self }) => pauseEvent(self.paused, { by, at, reason, until })
    },
    ResumePosting: { to: "active", emit: ({ at, by, self }) => resumeEvent(self.paused, { at, by }) },
    Free: { to: "active", emit: ({ command }) => ({ _tag: "ReservationFreed", reference: command.reference }) }
  }
}

const settled = (self: Org, paid: Promised, warned: ReadonlyArray<UsageKind>, at: Instant): Org => ({
  ...self,
  sums: withSettled(self, paid, warned, at),
  ended: withEnded(self, paid.reference, paid.amounts.map(({ kind }) => kind), at)
})

const evolveExisting = (self: Org, event: OrgEvent, at: Instant): Org =>
  Match.value(event).pipe(
    Match.tagsExhaustive({
      OrgCreated: ({ org }) => org,
      PolicySet: ({ policy }) => ({ ...self, policy }),
      LimitSet: ({ kind, limit }) => withLimit(self, kind, limit, at),
      AmountReserved: (promise) => ({ ...self, sums: withReserved(self, promise, [], at) }),
      UsageWarned: (event) =>
        event.settles === true
          ? settled(self, event, event.kinds, at)
          : { ...self, sums: withReserved(self, event, event.kinds, at) },
      AmountSettled: (paid) => settled(self, paid, [], at),
      ReservationFreed: ({ reference }) => ({
        ...self,
        sums: withoutReserved(self, reference),
        ended: withEnded(self, reference, UsageKind.literals, at)
      }),
      AskedAgain: () => self,
      PostingPaused: ({ by, reason, until }) => ({ ...self, paused: { by, at, reason, until } }),
      PostingResumed: () => ({ ...self, paused: undefined })
    })
  )

const decideExisting = decide(orgTransitions, orgAskable)

export const orgMachine: Machine<Org, OrgCommand, OrgEvent, OrgError, OrgView> = {
  kind: "org",
  birth: (id, command, at, by) =>
    command._tag === "Create"
      ? Either.right({
        _tag: "OrgCreated",
        org: {
          id: id as OrgId,
          name: command.name,
          timeZone: command.timeZone,
          policy: defaultPolicy,
          limits: {},
          sums: {},
          createdBy: by,
          createdAt: at,
          status: { _tag: "active" }
        }
      })
      : Either.left(new OrgNotFound({ id })),
  decide: (self, command, at, by) =>
    command._tag === "Create"
      ? Either.left(new OrgAlreadyExists({ id: self.id }))
      : decideExisting(self, command, at, by),
  evolve: (self, event, at) => {
    if (event._tag === "OrgCreated") return event.org
    if (self === null) throw new Error(`${event._tag} cannot be the first event of an org`)
    return evolveExisting(self, event, at)
  },
  owes: () => owesNothing,
  alarm: () => null,
  onAlarm: () => null,
  quiet: (event) => event._tag === "AskedAgain",
  answer: (self, _event, version) => orgView(self, version),
  givenUp: () => null,
  index: (self) => ({ orgId: self.id, accountId: null, planId: null, slot: null }),
  spends: (_self, event) =>
    event._tag === "AmountSettled" || (event._tag === "UsageWarned" && event.settles === true)
      ? event.amounts.flatMap(({ amount, kind }) =>
        amount === 0 ? [] : [{ kind, amount, reference: event.reference, note: event.note ?? "settled" }]
      )
      : []
}
