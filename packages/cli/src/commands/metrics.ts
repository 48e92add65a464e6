import { ApiClient } from "@callsheet/client/Client"
import { answer } from "@callsheet/client/terminal/Output"
import { here, table } from "@callsheet/client/terminal/Render"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import { Effect, Option } from "effect"
import { asking, common } from "../parser/Leaf.ts"
import { isOrg, orgOf, planOf } from "../parser/Resolve.ts"

/** A figure, and what was added since the reading before it. */
const grown = (now: number | null, added: number | null | undefined): string | null =>
  now === null ? null : added == null ? String(now) : `${now} (${added < 0 ? "" : "+"}${added})`

export const metrics = Command.make(
  "metrics",
  {
    of: Args.text({ name: "org|plan" }).pipe(
      Args.withDescription("A plan: its figures over time. An org: the latest of each post."),
      Args.optional
    ),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const rows = Option.isNone(input.of)
        ? yield* client.metrics.org({ orgId: yield* orgOf(Option.none()) })
        : isOrg(input.of.value)
        ? yield* client.metrics.org({ orgId: input.of.value })
        : yield* client.metrics.plan({ id: yield* planOf(input.of.value) })
      return answer(rows, (look) =>
        table(rows, [
          { name: "plan", of: ({ planId }) => planId },
          { name: "post", of: ({ postId }) => postId },
          { name: "at", of: ({ at }) => look.terminal ? here(at) : at },
          { name: "views", of: ({ since, views }) => grown(views, since?.views) },
          { name: "likes", of: ({ likes, since }) => grown(likes, since?.likes) },
          { name: "comments", of: ({ comments, since }) => grown(comments, since?.comments) },
          { name: "shares", of: ({ shares, since }) => grown(shares, since?.shares) },
          { name: "problem", of: ({ problem }) => problem, flexible: true }
        ], look))
    })
  )
).pipe(
  Command.withDescription(
    "Prints views, likes, comments and shares, each with what was added since the reading before."
  )
)
