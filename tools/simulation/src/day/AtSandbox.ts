import { makeControl } from "@callsheet/sandbox/Control"
import { Effect } from "effect"
import type { World } from "../world/World.ts"

/** Sets something up at TikTok, at the hour of this world. */
export const atSandbox = (
  { sandbox, time }: World,
  act: (control: ReturnType<typeof makeControl>) => Effect.Effect<unknown>
): void => {
  const clock = {
    ...Effect.runSync(Effect.clock),
    unsafeCurrentTimeMillis: () => time.now,
    currentTimeMillis: Effect.succeed(time.now)
  }
  Effect.runSync(Effect.withClock(act(makeControl(sandbox)), clock))
}
