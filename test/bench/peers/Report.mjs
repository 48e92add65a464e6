// The rows of a comparison as Markdown tables, medians where a peer ran more than once.
const median = (values) => {
  const sorted = values.filter((value) => value !== null && value !== undefined).toSorted((a, b) => a - b)
  return sorted.length === 0 ? undefined : sorted[Math.floor((sorted.length - 1) / 2)]
}
const shown = (value, digits = 2) =>
  value === undefined || value === null
    ? "–"
    : value >= 100
    ? String(Math.round(value))
    : String(Number(value.toFixed(digits)))

const table = (head, lines) => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => "---").join("|")}|`,
  ...lines.map((line) => `| ${line.join(" | ")} |`)
]

export const report = ({ rows, skipped, slowSyncMicros, versions }) => {
  const good = rows.filter(({ error }) => error === undefined)
  const of = (mode) => {
    const mine = good.filter((row) => row.mode === mode)
    return [...new Set(mine.map(({ peer }) => peer))].map((peer) => ({
      peer,
      pick: (read) => median(mine.filter((row) => row.peer === peer).map(read))
    }))
  }
  const out = [
    `Node ${versions.node} · ${versions.postgres} · ${
      versions.redis ?? "no Redis"
    } · added to each sync: ${slowSyncMicros} µs`
  ]
  for (const mode of ["one", "two"]) {
    const peers = of(mode)
    if (peers.length === 0) continue
    out.push("", `Six durable steps a plan, ${mode === "one" ? "one process" : "two processes"}`, "")
    out.push(...table(
      [
        "peer",
        "plans/s",
        "CPU ms/plan",
        "program + PostgreSQL + its own server",
        "statements",
        "commits",
        "syncs",
        "WAL bytes"
      ],
      peers.map(({ peer, pick }) => [
        peer,
        shown(pick((r) => r.plansPerSecond), 0),
        shown(pick((r) => r.cpuMillis)),
        ["program", "postgres", "others"].map((key) => shown(pick((r) => r.cpuOf[key]))).join(" + "),
        shown(pick((r) => r.statements)),
        shown(pick((r) => r.commits)),
        shown(pick((r) => r.syncs), 3),
        shown(pick((r) => r.walBytes), 0)
      ])
    ))
  }
  const latency = of("latency")
  if (latency.length > 0) {
    out.push("", "One command to its durable answer, low load", "")
    out.push(...table(
      ["peer", "p50 ms", "p99 ms"],
      latency.map(({ peer, pick }) => [peer, shown(pick((r) => r.p50)), shown(pick((r) => r.p99))])
    ))
  }
  const alarms = of("alarms")
  if (alarms.length > 0) {
    out.push("", "A thousand alarms due at one moment: late by", "")
    out.push(...table(
      ["peer", "fired p50 / p99 ms", "durable p99 ms", "lost"],
      alarms.map(({ peer, pick }) => [
        peer,
        `${shown(pick((r) => r.fired?.p50), 0)} / ${shown(pick((r) => r.fired?.p99), 0)}`,
        shown(pick((r) => r.durable?.p99), 0),
        shown(pick((r) => r.lost))
      ])
    ))
  }
  for (const mode of ["recovery", "recovery-alone"]) {
    const peers = of(mode)
    if (peers.length === 0) continue
    out.push(
      "",
      `kill -9 of one of two processes, ${
        mode === "recovery" ? "started again after a second" : "never started again"
      }`,
      ""
    )
    out.push(...table(
      ["peer", "stall p50 / p99 ms", "all done after ms", "unfinished", "effects repeated", "steps lost"],
      peers.map(({ peer, pick }) => [
        peer,
        `${shown(pick((r) => r.stallMillis?.p50), 0)} / ${shown(pick((r) => r.stallMillis?.p99), 0)}`,
        shown(pick((r) => r.allDoneAfterMillis), 0),
        shown(pick((r) => r.unfinished)),
        shown(pick((r) => r.repeatedEffects)),
        shown(pick((r) => r.lostSteps))
      ])
    ))
  }
  const asleep = of("asleep")
  if (asleep.length > 0) {
    out.push("", "Plans that wait for tomorrow", "")
    out.push(...table(
      ["peer", "plans", "KB of memory each", "idle CPU % with them", "without"],
      asleep.map(({ peer, pick }) => [
        peer,
        shown(pick((r) => r.plans)),
        shown(pick((r) => r.kilobytesEach)),
        shown(pick((r) => r.idleCpuPercent)),
        shown(pick((r) => r.idleCpuPercentWithout))
      ])
    ))
  }
  for (const { curve, peer } of good.filter(({ mode }) => mode === "growth")) {
    out.push("", `Growth: ${peer}`, "")
    out.push(...table(
      ["plans stored", "CPU ms/plan", "plans/s"],
      curve.map(({ cpuMillis, plansPerSecond, stored }) => [stored, shown(cpuMillis), shown(plansPerSecond, 0)])
    ))
  }
  for (const { error, mode, peer } of rows) {
    if (error !== undefined) out.push("", `${peer} failed (${mode}): ${error.slice(0, 300)}`)
  }
  for (const [peer, reason] of Object.entries(skipped)) out.push("", `${peer} did not take part: ${reason}.`)
  return out.join("\n")
}
