import type { Brand, StagedScene } from "./Shot.ts"

/** What a look's small heading says: the account's name at the last line, else the line's own words, else `otherwise`. */
export const kickerText = (
  { kicker, line, lines }: Pick<StagedScene, "kicker" | "line" | "lines">,
  { handle }: Brand,
  otherwise: string | null = null
): string => line === lines - 1 && handle !== undefined ? handle : kicker ?? otherwise ?? ""
