import { GuestAnswer } from "@callsheet/domain/api/calls/review"
import type { Remedied } from "@callsheet/domain/Failure"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Effect, Schema } from "effect"
import { Guests } from "../auth/Guests.ts"
import { errorResponse, invalidInput, jsonBody } from "./HttpErrors.ts"

type Request = HttpServerRequest.HttpServerRequest

const BASE = "/v1/review/"

const tokenIn = (request: Request) => (request.url.split("?", 1)[0] ?? "").slice(BASE.length)

const statusOf = ({ _tag }: Remedied) => (_tag === "Refused" ? 409 : undefined)

/** What the page `/review/TOKEN` reads and sends: JSON, without a key. Nobody keeps a copy on the way. */
export const reviewPages = HttpLayerRouter.use((router) =>
  Effect.gen(function*() {
    const guests = yield* Guests
    const answered = <A, R>(work: Effect.Effect<A, Remedied, R>) =>
      work.pipe(
        Effect.map((page) => HttpServerResponse.unsafeJson(page, { headers: { "cache-control": "no-store" } })),
        Effect.catchAll((error) => Effect.succeed(errorResponse(error, statusOf(error))))
      )

    yield* router.add("GET", `${BASE}:token`, (request: Request) => answered(guests.page(tokenIn(request))))
    yield* router.add("POST", `${BASE}:token`, (request: Request) =>
      answered(Effect.gen(function*() {
        const body = yield* Effect.flatMap(Effect.orElseSucceed(request.text, () => ""), jsonBody)
        const answer = yield* Effect.mapError(
          Schema.decodeUnknown(GuestAnswer, { errors: "all", onExcessProperty: "error" })(body),
          invalidInput
        )
        return yield* guests.answer(tokenIn(request), answer)
      })))
  })
)
