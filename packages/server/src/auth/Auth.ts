import { type KeyHolder, Keys } from "@callsheet/database/secrets/Keys"
import { type SessionHolder, Sessions } from "@callsheet/database/secrets/Sessions"
import { Forbidden, NotFound, type TooManyAttempts, Unauthorized } from "@callsheet/domain/api/ApiError"
import { type Facts, factsOf } from "@callsheet/domain/api/Call"
import { Authorized } from "@callsheet/domain/api/Principal"
import { Busy } from "@callsheet/domain/Envelope"
import { hours, minutes } from "@callsheet/domain/Instant"
import { askedTogether } from "@callsheet/process/AskedTogether"
import type { Headers } from "@effect/platform/Headers"
import { Cache, Clock, Effect, Exit, Layer, Option, Redacted } from "effect"
import { ServerConfig } from "../Config.ts"
import { Visit } from "../door/Visit.ts"
import { makeRequestLimits } from "./RequestLimits.ts"
import { sessionCookieIn } from "./SessionCookie.ts"

/** A revoked key is dead everywhere after at most this long. */
const REMEMBERED = "2 seconds"

/** A key that was good so recently is looked up however many unknown ones its address gave: a neighbour cannot lock it out. */
const GOOD_FOR_MILLIS = hours(1)
const MOST_GOOD = 10_000

const databaseAway = new Busy({ what: "The database", retryAfterMillis: 2_000, why: "database" })

type Holder = KeyHolder | SessionHolder

const bearerOf = (headers: Headers): Option.Option<string> =>
  Option.fromNullable(/^Bearer +(\S{1,200}) *$/i.exec(headers["authorization"] ?? "")?.[1])

/** May this role call that? The call itself says so; nothing else is asked. */
export const admit = ({ name, roles }: Facts, holder: Holder): Effect.Effect<Holder, Forbidden> =>
  roles.includes(holder.role)
    ? Effect.succeed(holder)
    : new Forbidden({ call: name, role: holder.role, allowed: roles })

/**
 * Who may call, found once for a burst of calls. Identity comes from the bearer key or, for a browser, from its session's
 * cookie: other headers of a message are written by anyone who sends it. A given key goes before a cookie.
 */
export const AuthLive: Layer.Layer<Authorized, never, Keys | Sessions | ServerConfig> = Layer.effect(
  Authorized,
  Effect.gen(function*() {
    const keys = yield* Keys
    const sessions = yield* Sessions
    const { publicUrl } = yield* ServerConfig
    const touched = new Map<string, number>()
    /** When each key and session was last found good. */
    const good = new Map<string, number>()
    const withinLimits = makeRequestLimits()

    const remembered = <E>(lookup: (secret: string) => Effect.Effect<Option.Option<Holder>, E>) =>
      Cache.makeWith({
        capacity: 10_000,
        lookup,
        // A database that was away is asked again at once.
        timeToLive: (exit) => Exit.isSuccess(exit) ? REMEMBERED : 0
      })
    const byKey = yield* remembered((bearer) => keys.find(Redacted.make(bearer)))
    const byCookie = yield* remembered((cookie) => sessions.find(Redacted.make(cookie)))

    /** The holder of what was given, or none. What nobody has counts against the address that gave it. */
    const known = <E>(
      lookup: Effect.Effect<Option.Option<Holder>, E>,
      secret: string
    ): Effect.Effect<Option.Option<Holder>, TooManyAttempts | Busy> =>
      Effect.gen(function*() {
        const visit = yield* Effect.serviceOption(Visit)
        const now = yield* Clock.currentTimeMillis
        if (Option.isSome(visit) && now - (good.get(secret) ?? 0) > GOOD_FOR_MILLIS) yield* visit.value.mayTry
        const holder = yield* Effect.mapError(lookup, () => databaseAway)
        if (Option.isSome(holder)) {
          if (good.size >= MOST_GOOD) good.clear()
          good.set(secret, now)
        }
        if (Option.isSome(visit)) {
          yield* Option.match(holder, { onNone: () => visit.value.failed, onSome: visit.value.proved })
        }
        return holder
      })

    const holderIn = (headers: Headers) => {
      const bearer = bearerOf(headers)
      if (Option.isSome(bearer)) return known(askedTogether(byKey.get(bearer.value)), bearer.value)
      const cookie = Option.map(sessionCookieIn(headers, publicUrl), Redacted.value)
      return Option.isSome(cookie) ? known(askedTogether(byCookie.get(cookie.value)), cookie.value) : Effect.succeedNone
    }

    /** Bookkeeping: it never delays or fails the call. */
    const touch = (holder: Holder) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const id = "sessionId" in holder ? holder.sessionId : holder.keyId
        if (now - (touched.get(id) ?? 0) < minutes(1)) return Effect.void
        touched.set(id, now)
        const session = "sessionId" in holder ? sessions.touch(holder.sessionId) : Effect.void
        return Effect.zipRight(session, keys.touch(holder.keyId)).pipe(
          Effect.catchAll((error) => Effect.logWarning(`The use of ${id} could not be noted: ${error.message}`)),
          Effect.forkDaemon,
          Effect.asVoid
        )
      })

    return Authorized.of(({ headers, rpc }) =>
      Effect.gen(function*() {
        const found = yield* holderIn(headers)
        if (Option.isNone(found)) return yield* new Unauthorized()
        yield* withinLimits(found.value)
        const holder = yield* admit(factsOf(rpc), found.value)
        yield* touch(holder)
        return holder
      })
    )
  })
)

/** Another org's things look as if they were not there: whether they exist is nobody else's business. */
export const ownOrg = (
  principal: { readonly orgId: string },
  orgId: string | undefined
): Effect.Effect<string, NotFound> =>
  orgId === undefined || orgId === principal.orgId
    ? Effect.succeed(principal.orgId)
    : new NotFound({ what: "org", id: orgId, list: "org.list" })
