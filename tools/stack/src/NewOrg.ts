import { birthCommit } from "@callsheet/actors/Transition"
import { WrongUse } from "@callsheet/client/CliError"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { Keys } from "@callsheet/database/secrets/Keys"
import { INSTALLATION, type OrgRole } from "@callsheet/domain/api/Role"
import { CommandId, encodeId, OrgId } from "@callsheet/domain/Ids"
import { orgMachine } from "@callsheet/domain/org/OrgMachine"
import { Clock, DateTime, Effect, Layer, Option, Redacted } from "effect"
import { randomBytes } from "node:crypto"

const by = "command line"

const inStores = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.provide(work, Layer.mergeAll(ActorStore.layer, Keys.layer))

const ownerKeyOf = (orgId: OrgId) =>
  Effect.flatMap(Keys, (keys) => keys.create({ orgId, role: "owner", name: "owner", expiresAt: null, by })).pipe(
    Effect.map(({ key }) => Redacted.value(key))
  )

const isTimeZone = (timeZone: string): boolean => Option.isSome(DateTime.zoneMakeNamed(timeZone))

interface Wish {
  readonly name: string
  readonly timeZone: string
  /** Names the wish, where it must not be granted twice. */
  readonly commandId?: string
}

const bear = (wish: Wish) =>
  Effect.gen(function*() {
    const { name, timeZone } = wish
    if (!isTimeZone(timeZone)) {
      return yield* new WrongUse({
        what: `${timeZone} is not a known time zone.`,
        next: "Give an IANA name such as Europe/Berlin."
      })
    }
    const store = yield* ActorStore
    const at = yield* Clock.currentTimeMillis
    const id = OrgId.make(encodeId("org", at, randomBytes(10)))
    const birth = yield* birthCommit({
      machine: orgMachine,
      id,
      envelope: {
        commandId: CommandId.make(wish.commandId ?? `cli:${randomBytes(16).toString("hex")}`),
        by,
        traceId: null,
        closes: null,
        keyed: false
      },
      command: { _tag: "Create", name, timeZone },
      at
    })
    yield* store.commit(birth.commit)
    return id
  })

/** Makes an org where nobody is there yet who could be asked for it: straight in the database, as its first commit. */
export const createOrg = (wish: Wish) =>
  Effect.gen(function*() {
    yield* migrate
    const id = yield* bear(wish)
    return { id, name: wish.name, ownerKey: yield* ownerKeyOf(id) }
  }).pipe(inStores)

const FIRST_ORG = CommandId.make("stack:first-org")

/**
 * The org a local stack begins with, made once a database, and a new owner key of it. Safe to repeat after a crash
 * between the two.
 */
export const firstOrg = (wish: Wish) =>
  Effect.gen(function*() {
    const store = yield* ActorStore
    const known = yield* store.answered(FIRST_ORG)
    const id = Option.isSome(known)
      ? OrgId.make(known.value.actorId)
      : yield* bear({ ...wish, commandId: FIRST_ORG })
    return { id, ownerKey: yield* ownerKeyOf(id) }
  }).pipe(inStores)

/** A key of the person who runs the installation. It belongs to no org. */
export const createOperatorKey = (name: string) =>
  Effect.gen(function*() {
    yield* migrate
    const keys = yield* Keys
    const { key, view } = yield* keys.create({ orgId: INSTALLATION, role: "operator", name, expiresAt: null, by })
    return { ...view, key: Redacted.value(key) }
  }).pipe(inStores)

/** A key of an org that has none left that could make one: straight in the database. */
export const createKeyOf = (wish: { readonly orgId: OrgId; readonly role: OrgRole; readonly name: string }) =>
  Effect.gen(function*() {
    yield* migrate
    const store = yield* ActorStore
    if (Option.isNone(yield* store.load(wish.orgId))) {
      return yield* new WrongUse({
        what: `There is no org ${wish.orgId} in this database.`,
        next: "Look at the address in DATABASE_URL, or create an org: callsheet org create NAME"
      })
    }
    const keys = yield* Keys
    const { key, view } = yield* keys.create({ ...wish, expiresAt: null, by })
    return { ...view, key: Redacted.value(key) }
  }).pipe(inStores)

/** Whether a stored key still opens this database, which may have been replaced since. */
export const opens = (key: Redacted.Redacted) =>
  Effect.flatMap(Keys, (keys) => keys.find(key)).pipe(Effect.map(Option.isSome), inStores)
