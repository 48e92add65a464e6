import { readSource } from "../../support/Sources.ts"
import type { WorkingDay } from "./WorkingDay.ts"

type Seen = ReadonlyArray<readonly [name: string, path: string]>

/** The paths of the panel's own table of routes. It is read as text: what it imports runs in browsers alone. */
const paths: ReadonlyArray<string> = [
  ...readSource("packages/panel/src/app/Routes.ts").matchAll(/^ {2,4}(?:\{ )?path: "(\/[^"]*)"/gm)
].map((found) => found[1]!)

/** What a page is looked at with, where its bare address does not show all of it. */
const seenAt = ({ live, picture, toPost, waiting }: WorkingDay): Readonly<Partial<Record<string, Seen>>> => ({
  "/plans/:id": [
    ["plan", `/plans/${waiting}`],
    ["plan-versions", `/plans/${live}?at=now`],
    ["plan-to-post", `/plans/${toPost}`]
  ],
  "/plans/:id/release": [["release", `/plans/${waiting}/release`]],
  "/library": [["library", `/library?file=${picture}`]]
})

/** Every page of the panel, by the name its picture has. A new route joins by itself; one with an id needs its line above. */
export const pagesOf = (day: WorkingDay): Seen => {
  if (paths.length < 10) throw new Error("The table of routes could not be read")
  const known = seenAt(day)
  return paths.flatMap((path): Seen => {
    const seen = known[path]
    if (seen !== undefined) return seen
    if (path.includes(":")) throw new Error(`${path} needs an address in test/panel/support/Pages.ts`)
    return [[path.split("/").at(-1) ?? "", path]]
  })
}
