import type { WorkingDay } from "./WorkingDay.ts"

/** Every page of the panel, by the name its picture has. */
export const pagesOf = (
  { live, picture, toPost, waiting }: WorkingDay
): ReadonlyArray<readonly [name: string, path: string]> => [
  ["now", "/now"],
  ["calendar", "/calendar"],
  ["review", "/review"],
  ["plan", `/plans/${waiting}`],
  ["plan-versions", `/plans/${live}?at=now`],
  ["plan-to-post", `/plans/${toPost}`],
  ["release", `/plans/${waiting}/release`],
  ["accounts", "/accounts"],
  ["library", `/library?file=${picture}`],
  ["brand", "/library/brand"],
  ["presets", "/library/presets"],
  ["analytics", "/analytics"],
  ["usage", "/usage"],
  ["import", "/import"],
  ["jobs", "/jobs"],
  ["workers", "/workers"],
  ["settings", "/settings"]
]
