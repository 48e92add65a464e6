import { type ActorLambda, type AnyTransitions, perActorKind } from "@callsheet/domain/ActorKinds"
import { canonicalJson } from "@callsheet/domain/Digest"
import type { EventRow } from "../store/Rows.ts"
import type { Evidence } from "./Promises.ts"

interface Kind {
  readonly evolve: (self: unknown, event: unknown, at: number) => { readonly status: { readonly _tag: string } }
  readonly transitions: AnyTransitions
}

interface KindLambda extends ActorLambda {
  readonly type: Kind
}

/** Where one event leads, for every kind of actor: the machine's own `evolve`, without its types. */
const kinds: Readonly<Record<string, Kind>> = perActorKind<KindLambda>(({ machine, transitions }) => ({
  evolve: (self, event, at) => machine.evolve(self as never, event as never, at),
  transitions
}))

/** Rate windows move by events that no log keeps. */
const comparable = (state: unknown): string => {
  const { windows: _windows, ...rest } = state as { readonly windows?: unknown }
  return canonicalJson(rest)
}

interface State {
  readonly status: { readonly _tag: string }
}

/** A log that two owners wrote may hold what no state can take up; the machine then throws. */
const played = ({ evolve }: Kind, self: State | null, event: EventRow): State | string => {
  try {
    return evolve(self, JSON.parse(event.body), event.at)
  } catch (error) {
    return String(error)
  }
}

/** The event log, played through the machines, gives the stored states, by arrows the tables know. */
export const onlyLegalStates = ({ world }: Evidence, breach: (what: string) => void): void => {
  const logs = new Map<string, Array<EventRow>>()
  for (const event of world.tables.events) {
    const log = logs.get(event.actorId)
    if (log === undefined) logs.set(event.actorId, [event])
    else log.push(event)
  }
  for (const row of world.tables.actors.values()) {
    const kind = kinds[row.kind]!
    let self: State | null = null
    let version = 0
    for (const event of logs.get(row.id) ?? []) {
      const from: string | null = self?.status._tag ?? null
      if (event.from !== from) {
        breach(`${row.id}: ${event.tag} begins at ${event.from}, but the event before ended at ${from}`)
      }
      if (event.version <= version) breach(`${row.id}: version ${event.version} (${event.tag}) comes after ${version}`)
      version = event.version
      const next = played(kind, self, event)
      if (typeof next === "string") {
        breach(`${row.id}: its stored state is not what its events lead to: ${next}`)
        break
      }
      self = next
      if (self.status._tag !== event.to) {
        breach(`${row.id}: ${event.tag} leads to ${self.status._tag}, stored is ${event.to}`)
      }
      if (from !== null && !isDrawn(kind.transitions, from, event.to)) {
        breach(`${row.id}: no arrow leads from ${from} to ${event.to} (${event.tag})`)
      }
    }
    if (self === null) breach(`${row.id} is stored and has no event`)
    else if (comparable(JSON.parse(row.state)) !== comparable(JSON.parse(JSON.stringify(self)))) {
      breach(`${row.id}: its stored state is not what its events lead to`)
    }
  }
}

const isDrawn = (transitions: AnyTransitions, from: string, to: string): boolean =>
  from === to || Object.values(transitions[from] ?? {}).some((row) => [row?.to].flat().includes(to))

/** What was answered "yes" is stored, and what was wished once happened once. */
export const answersHold = ({ front, world }: Evidence, breach: (what: string) => void): void => {
  const ids = new Set<string>()
  for (const { commandId, tag } of world.tables.events) {
    if (ids.has(commandId)) breach(`command ${commandId} (${tag}) was carried out twice`)
    ids.add(commandId)
  }
  for (const { actorId, commandId, tag, version } of front.acknowledged) {
    const stored = world.tables.actors.get(actorId)?.version ?? 0
    if (stored < version) {
      breach(`${commandId} (${tag}) was answered with version ${version} of ${actorId}; stored is ${stored}`)
    }
    if (!ids.has(commandId)) breach(`${commandId} (${tag} ${actorId}) was answered and is not in the log`)
  }
}
