import { Effect, Metric, MetricKeyType, type MetricPair, MetricState, Option } from "effect"

/** What `GET /metrics` is sent as: text format 0.0.4. */
export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

type Labels = ReadonlyArray<readonly [string, string]>
interface Family {
  readonly type: "counter" | "gauge" | "histogram" | "summary"
  readonly help: string
  readonly lines: Array<string>
}

const nameOf = (name: string) => name.replace(/[^a-zA-Z0-9_:]/g, "_").replace(/^(?=\d)/, "_")
const labelNameOf = (name: string) => name.replace(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d)/, "_")
const escapeHelp = (text: string) => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n")
const escapeLabel = (text: string) => escapeHelp(text).replace(/"/g, "\\\"")

const numberOf = (value: number | bigint): string =>
  typeof value === "bigint" || Number.isFinite(value)
    ? String(value)
    : Number.isNaN(value)
    ? "NaN"
    : value > 0
    ? "+Inf"
    : "-Inf"

const line = (name: string, labels: Labels, value: number | bigint) => {
  const inner = labels.map(([key, text]) => `${labelNameOf(key)}="${escapeLabel(text)}"`).join(",")
  return `${name}${inner === "" ? "" : `{${inner}}`} ${numberOf(value)}`
}

const ending = (name: string, suffix: string) => name.endsWith(suffix) ? name : `${name}${suffix}`

/** A counter that may also go down is, in Prometheus' terms, a gauge. */
const goesDown = (pair: MetricPair.MetricPair.Untyped) =>
  MetricKeyType.isCounterKey(pair.metricKey.keyType) && !pair.metricKey.keyType.incremental

const rendered = (pair: MetricPair.MetricPair.Untyped): readonly [string, Family["type"], ReadonlyArray<string>] => {
  const name = nameOf(pair.metricKey.name)
  const labels: Labels = pair.metricKey.tags.map(({ key, value }) => [key, value])
  const state: unknown = pair.metricState
  if (MetricState.isCounterState(state)) {
    if (goesDown(pair)) return [name, "gauge", [line(name, labels, state.count)]]
    const total = ending(name, "_total")
    return [total, "counter", [line(total, labels, state.count)]]
  }
  if (MetricState.isFrequencyState(state)) {
    const total = ending(name, "_total")
    const lines = [...state.occurrences].map(([value, count]) => line(total, [...labels, ["value", value]], count))
    return [total, "counter", lines]
  }
  if (MetricState.isHistogramState(state)) {
    // The last bucket is everything, no matter what bounds were chosen.
    const bounded = state.buckets.filter(([bound]) => Number.isFinite(bound) && bound < Number.MAX_SAFE_INTEGER)
    return [name, "histogram", [
      ...bounded.map(([bound, count]) => line(`${name}_bucket`, [...labels, ["le", String(bound)]], count)),
      line(`${name}_bucket`, [...labels, ["le", "+Inf"]], state.count),
      line(`${name}_sum`, labels, state.sum),
      line(`${name}_count`, labels, state.count)
    ]]
  }
  if (MetricState.isSummaryState(state)) {
    return [name, "summary", [
      ...state.quantiles.flatMap(([quantile, value]) =>
        Option.isSome(value) ? [line(name, [...labels, ["quantile", String(quantile)]], value.value)] : []
      ),
      line(`${name}_sum`, labels, state.sum),
      line(`${name}_count`, labels, state.count)
    ]]
  }
  return [name, "gauge", MetricState.isGaugeState(state) ? [line(name, labels, state.value)] : []]
}

/** Every metric of the snapshot in Prometheus' text format, families together and in a stable order. */
export const prometheusText = (pairs: ReadonlyArray<MetricPair.MetricPair.Untyped>): string => {
  const families = new Map<string, Family>()
  for (const pair of pairs) {
    const [name, type, lines] = rendered(pair)
    const family = families.get(name) ?? {
      type,
      help: Option.getOrElse(pair.metricKey.description, () => name.replaceAll("_", " ")),
      lines: []
    }
    families.set(name, family)
    family.lines.push(...lines)
  }
  return [...families].filter(([, { lines }]) => lines.length > 0).toSorted(([a], [b]) => a < b ? -1 : 1).map((
    [name, { help, lines, type }]
  ) => `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`).join("")
}

/** All metrics of this process as they stand. No package for this Effect line has it, so it is written out here. */
export const scrape: Effect.Effect<string> = Effect.map(Metric.snapshot, prometheusText)
