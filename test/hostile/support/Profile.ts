/** What V8 sampled, in its own form (the inspector's `Profiler.Profile`), and when it began. */
export interface Profile {
  readonly began: { readonly wall: number; readonly micros: number }
  readonly profile: {
    readonly startTime: number
    readonly nodes: ReadonlyArray<{
      readonly id: number
      readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
      readonly children?: ReadonlyArray<number>
    }>
    readonly samples: ReadonlyArray<number>
    readonly timeDeltas: ReadonlyArray<number>
  }
}

interface Spent {
  readonly name: string
  readonly millis: number
}

/** What ran between two moments: the path of calls that took the most time, its end first, and what ran by itself the longest. */
export const spentIn = (
  { began, profile }: Profile,
  from: number,
  to: number
): { readonly path: ReadonlyArray<Spent>; readonly self: ReadonlyArray<Spent> } => {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const parents = new Map(profile.nodes.flatMap(({ children = [], id }) => children.map((child) => [child, id])))
  const nameOf = (id: number) => {
    const frame = byId.get(id)?.callFrame
    return frame === undefined
      ? ""
      : `${frame.functionName || "(anonymous)"} ${frame.url.split("/").at(-1) ?? ""}:${frame.lineNumber + 1}`
  }
  const self = new Map<string, number>()
  const below = new Map<number, number>()
  let micros = profile.startTime
  profile.samples.forEach((sample, at) => {
    const delta = profile.timeDeltas[at] ?? 0
    micros += delta
    const moment = began.wall + (micros - began.micros) / 1_000
    if (moment < from || moment > to) return
    self.set(nameOf(sample), (self.get(nameOf(sample)) ?? 0) + delta / 1_000)
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      below.set(id, (below.get(id) ?? 0) + delta / 1_000)
    }
  })
  const path: Array<Spent> = []
  const heaviest = (ids: ReadonlyArray<number>) => ids.toSorted((a, b) => (below.get(b) ?? 0) - (below.get(a) ?? 0))[0]
  for (let id = profile.nodes[0]?.id; id !== undefined; id = heaviest(byId.get(id)?.children ?? [])) {
    const millis = below.get(id) ?? 0
    if (millis < 2) break
    path.unshift({ name: nameOf(id), millis })
  }
  return { path, self: [...self].map(([name, millis]) => ({ name, millis })).toSorted((a, b) => b.millis - a.millis) }
}
