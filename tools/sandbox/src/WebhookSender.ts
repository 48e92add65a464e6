import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Clock, Effect, FiberSet, Queue } from "effect"
import type { Attempt } from "./Notices.ts"
import type { Sandbox } from "./Sandbox.ts"

const ATTEMPT_TIMEOUT = "10 seconds"

/** Sends one event and reports what came of it. */
const send = Effect.fn("Courier.send")(function*(sandbox: Sandbox, attempt: Attempt) {
  const client = yield* HttpClient.HttpClient
  const status = yield* client.execute(
    HttpClientRequest.post(attempt.url).pipe(
      HttpClientRequest.bodyText(attempt.body, "application/json"),
      HttpClientRequest.setHeader("tiktok-signature", attempt.signature)
    )
  ).pipe(
    Effect.map((response) => response.status),
    Effect.timeout(ATTEMPT_TIMEOUT),
    // Nobody answered, or not in time: the books say 0 and the attempt is repeated later.
    Effect.catchTags({
      RequestError: () => Effect.succeed(0),
      ResponseError: () => Effect.succeed(0),
      TimeoutException: () => Effect.succeed(0)
    })
  )
  sandbox.settleNotice(attempt.deliveryId, status, yield* Clock.currentTimeMillis)
})

/**
 * Lets time do its work: publications move on, events go out. Between two rounds it rests until something is due or
 * `changed` says that there may be something new. Ends with its scope.
 */
export const webhookSender = Effect.fnUntraced(function*(sandbox: Sandbox, changed: Queue.Dequeue<void>) {
  const sending = yield* FiberSet.make()
  const round = Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    for (const attempt of sandbox.takeDueNotices(now)) {
      yield* FiberSet.run(sending, Effect.scoped(send(sandbox, attempt)))
    }
    const due = sandbox.nextDue()
    yield* due === null ? Queue.take(changed) : Effect.race(Queue.take(changed), Effect.sleep(Math.max(0, due - now)))
  })
  yield* Effect.forkScoped(Effect.forever(round))
})
