import { type KeyHolder, Keys } from "@callsheet/database/secrets/Keys"
import { Forbidden, NotFound, Unauthorized } from "@callsheet/domain/api/ApiError"
import { type Facts, factsOf } from "@callsheet/domain/api/Call"
import { Authorized } from "@callsheet/domain/api/Principal"
import { Busy } from "@callsheet/domain/Envelope"
import { minutes } from "@callsheet/domain/Instant"
import type { Headers } from "@effect/platform/Headers"
import { Cache, Clock, Effect, Exit, Layer, Option, Redacted } from "effect"
import { makeRequestLimits } from "./RequestLimits.ts"

/** A revoked key is dead everywhere after at most this long. */
const REMEMBERED = "2 seconds"

const bearerOf = (headers: Headers): Option.Option<string> =>
  Option.fromNullable(/^Bearer +(\S{1,200}) *$/i.exec(headers["authorization"] ?? "")?.[1])

/** May this role call that? The call itself says so; nothing else is asked. */
export const admit = ({ name, roles }: Facts, holder: KeyHolder): Effect.Effect<KeyHolder, Forbidden> =>
  roles.includes(holder.role)
    ? Effect.succeed(holder)
    : new Forbidden({ call: name, role: holder.role, allowed: roles })

/**
 * Who may call, found once for a burst of calls. Identity comes from the bearer key alone: other headers of a message are
 * written by whoever sends it.
 */
export const AuthLive: Layer.Layer<Authorized, never, Keys> = Layer.effect(
  Authorized,
  Effect.gen(function*() {
    const keys = yield* Keys
    const touched = new Map<string, number>()
    const withinLimits = makeRequestLimits()

    const known = yield* Cache.makeWith({
      capacity: 10_000,
      lookup: (bearer: string) => keys.find(Redacted.make(bearer)),
      // A database that was away is asked again at once.
      timeToLive: (exit) => Exit.isSuccess(exit) ? REMEMBERED : 0
    })

    /** Bookkeeping: it never delays or fails the call. */
    const touch = (id: string) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        if (now - (touched.get(id) ?? 0) < minutes(1)) return Effect.void
        touched.set(id, now)
        return keys.touch(id).pipe(
          Effect.catchAll((error) => Effect.logWarning(`The use of key ${id} could not be noted: ${error.message}`)),
          Effect.forkDaemon,
          Effect.asVoid
        )
      })

    return Authorized.of(({ headers, rpc }) =>
      Effect.gen(function*() {
        const bearer = bearerOf(headers)
        if (Option.isNone(bearer)) return yield* new Unauthorized()
        const found = yield* known.get(bearer.value).pipe(
          Effect.mapError(() => new Busy({ what: "The database", retryAfterMillis: 2_000 }))
        )
        if (Option.isNone(found)) return yield* new Unauthorized()
        yield* withinLimits(found.value)
        const holder = yield* admit(factsOf(rpc), found.value)
        yield* touch(holder.keyId)
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
    : new NotFound({ what: "org", id: orgId, list: "callsheet org list" })
