import type { Output } from "@callsheet/client/terminal/Output"
import { bar, oneLine, pad, painter, shorten, statusColour, widthOf } from "@callsheet/client/terminal/Render"
import { jobKindFacts } from "@callsheet/domain/facts/jobKinds"
import { isFinal, planStatusFacts } from "@callsheet/domain/facts/planStatuses"
import type { JobView } from "@callsheet/domain/job/Job"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { type Context, Effect, Schedule } from "effect"

export interface DemoProgress {
  readonly fraction: number
  readonly words: string
}

export const progressOf = (plan: PlanView, jobs: ReadonlyArray<JobView>): DemoProgress => {
  const facts = planStatusFacts(plan.status)
  const fraction = facts?.progress ?? 0
  const words = facts?.words ?? plan.status
  const running = jobs.filter(({ planId }) => planId === plan.id).flatMap((job) => {
    const span = jobKindFacts(job.kind)?.span ?? null
    return span === null ? [] : [{ job, span }]
  }).toSorted((a, b) => b.span.from - a.span.from)[0]
  if (running === undefined || isFinal(plan.status)) return { fraction, words }
  const { job: { progress }, span: { from, to, words: doing } } = running
  const part = progress?.fraction ?? 0
  return {
    fraction: Math.max(fraction, from + (to - from) * part),
    words: progress === null ? doing : `${doing} ${Math.round(part * 100)} %`
  }
}

export interface Board {
  readonly plan: (plan: PlanView) => void
  readonly jobs: (jobs: ReadonlyArray<JobView>) => void
  /** Words of somebody else, above the bars. */
  readonly tell: (text: string) => Effect.Effect<void>
  /** Draws until interrupted. */
  readonly run: Effect.Effect<never>
  /** Draws once more and leaves the bars standing. */
  readonly finish: Effect.Effect<void>
}

/** Columns of a bar. */
const BAR = 24

const PLAIN_EVERY = "5 seconds"

/** Bars that are redrawn on a terminal; elsewhere a line whenever something changed. */
export const makeBoard = (output: Context.Tag.Service<typeof Output>): Board => {
  const { errLook: look } = output
  const paint = painter(look)
  const plans = new Map<string, PlanView>()
  let jobs: ReadonlyArray<JobView> = []
  let drawn = 0
  let shown = ""
  const told = new Map<string, string>()

  // A line that wraps would move the cursor by more rows than were counted.
  const topicWidth = look.terminal ? Math.max(10, Math.min(42, look.width - BAR - 24)) : 42

  const line = (plan: PlanView): string => {
    const { fraction, words } = progressOf(plan, jobs)
    const topic = pad(shorten(oneLine(plan.topic), topicWidth), topicWidth)
    const colour = statusColour(plan.status) ?? "cyan"
    if (!look.terminal) return `${topic}  ${String(Math.round(fraction * 100)).padStart(3)} %  ${words}`
    const room = Math.max(1, look.width - BAR - widthOf(topic) - 5)
    return `${paint(colour, bar(fraction, BAR))}  ${topic}  ${shorten(words, room)}`
  }

  /** Back to above the bars, and everything below wiped. */
  const wipe = (): string => {
    const rows = drawn
    drawn = 0
    return rows === 0 ? "" : `\u001b[${rows}A\u001b[0J`
  }

  const redraw = Effect.suspend(() => {
    const lines = [...plans.values()].map(line)
    const bars = lines.map((text) => `${text}\n`).join("")
    if (drawn > 0 && bars === shown) return Effect.void
    const before = wipe()
    drawn = lines.length
    shown = bars
    return output.draw(before + bars)
  })

  /** Only what changed since it was last told. */
  const plainLines = Effect.suspend(() => {
    const news = [...plans.values()].flatMap((plan) => {
      const text = line(plan)
      if (told.get(plan.id) === text) return []
      told.set(plan.id, text)
      return [text]
    })
    return news.length === 0 ? Effect.void : output.say(news.join("\n"))
  })

  return {
    plan: (plan) => plans.set(plan.id, plan),
    jobs: (running) => {
      jobs = running
    },
    tell: (text) => Effect.suspend(() => Effect.zipRight(output.draw(wipe()), output.say(text))),
    run: look.terminal
      ? Effect.forever(Effect.delay(redraw, "250 millis"))
      : Effect.zipRight(Effect.repeat(plainLines, Schedule.spaced(PLAIN_EVERY)), Effect.never),
    finish: look.terminal ? Effect.zipRight(redraw, Effect.sync(() => drawn = 0)) : plainLines
  }
}
