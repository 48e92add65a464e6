import { Api } from "@callsheet/domain/api/Api"
import { Doing } from "@callsheet/domain/Doing"
import { countRpc } from "@callsheet/process/Metrics"
import * as RpcMiddleware from "@effect/rpc/RpcMiddleware"
import { Cause, Clock, Duration, Effect, Exit, Layer, Option } from "effect"

/** Counts every call by its name and outcome, refused ones included. */
export class Metered extends RpcMiddleware.Tag<Metered>()("@callsheet/server/Metered", { wrap: true }) {}

/** `ok`, the tag of the error, `interrupted` when the caller left, or `defect`. */
const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "ok"
  const failure = Cause.failureOption(exit.cause)
  if (Option.isNone(failure)) return Cause.isInterruptedOnly(exit.cause) ? "interrupted" : "defect"
  const error: unknown = failure.value
  return typeof error === "object" && error !== null && "_tag" in error ? String(error._tag) : "error"
}

export const MeteredLive = Layer.effect(
  Metered,
  Effect.map(
    Doing,
    (doing) =>
      Metered.of(({ next, rpc }) =>
        Effect.flatMap(
          Clock.currentTimeMillis,
          (began) =>
            Effect.suspend(() => Effect.ensuring(next, Effect.sync(doing.begin(`call:${rpc._tag}`, rpc._tag)))).pipe(
              Effect.onExit((exit) =>
                Effect.flatMap(
                  Clock.currentTimeMillis,
                  (ended) => countRpc(rpc._tag, outcomeOf(exit), Duration.millis(ended - began))
                )
              ),
              Effect.tapDefect((cause) => Effect.logError(`${rpc._tag} failed in a way nobody expected.`, cause))
            )
        )
      )
  )
)

/**
 * The one group of calls as this server offers it, by whichever way in. `Measured` stands outside of the authorisation, so
 * refusals are counted too.
 */
export const MeteredApi = Api.middleware(Metered)
