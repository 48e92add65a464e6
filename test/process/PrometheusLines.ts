import { assert } from "@effect/vitest"
import { spawnSync } from "node:child_process"

const sample =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"(?:,(?=[a-zA-Z_])|(?=\})))*\})? (NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/

const baseOf = (name: string, type: string) =>
  type === "histogram" || type === "summary" ? name.replace(/_(bucket|sum|count)$/, "") : name

/**
 * Reads text format line by line, more strictly than Prometheus does: help and type before samples, families together and
 * once, counters ending in _total, buckets that grow and end in +Inf equal to the count.
 */
export const assertPrometheus = (text: string): void => {
  assert.isTrue(text.endsWith("\n"), "ends with a line break")
  const seen = new Set<string>()
  const series = new Set<string>()
  let family = ""
  let type = ""
  let bucket = { labels: "", value: 0 }
  for (const line of text.trimEnd().split("\n")) {
    const help = /^# HELP (\S+) (.+)$/.exec(line)
    const kind = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line)
    if (help !== null) {
      family = help[1] ?? ""
      assert.isFalse(seen.has(family), `${family} stands once`)
      seen.add(family)
    } else if (kind !== null) {
      assert.strictEqual(kind[1], family, line)
      type = kind[2] ?? ""
      assert.strictEqual(family.endsWith("_total"), type === "counter", `${family} is a ${type}`)
    } else {
      const [, name = "", labels = "", value = ""] = sample.exec(line) ?? assert.fail(`not a sample: ${line}`)
      assert.strictEqual(baseOf(name, type), family, line)
      assert.isFalse(series.has(name + labels), `twice: ${line}`)
      series.add(name + labels)
      if (name.endsWith("_bucket") && type === "histogram") {
        const rest = labels.replace(/,?le="[^"]*"/, "")
        if (rest === bucket.labels) assert.isAtLeast(Number(value), bucket.value, line)
        bucket = { labels: labels.includes("le=\"+Inf\"") ? "" : rest, value: Number(value) }
      }
    }
  }
  // Where Prometheus itself is installed, it has the last word.
  const tool = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" })
  if (tool.error === undefined) assert.strictEqual(tool.status, 0, tool.stdout + tool.stderr)
}
