import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import { Effect, Option } from "effect"
import { ApiClient } from "../Client.ts"
import { asking, common } from "../Leaf.ts"
import { answer } from "../Output.ts"
import { here, table } from "../Render.ts"
import { isOrg, orgOf, planOf } from "../Resolve.ts"

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
          { name: "views", of: ({ views }) => views },
          { name: "likes", of: ({ likes }) => likes },
          { name: "comments", of: ({ comments }) => comments },
          { name: "shares", of: ({ shares }) => shares }
        ], look))
    })
  )
).pipe(Command.withDescription("Prints views, likes, comments and shares."))
