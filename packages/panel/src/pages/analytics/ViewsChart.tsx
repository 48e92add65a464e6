import { go } from "../../app/Router.tsx"
import type { Post } from "../../data/Analytics.ts"
import { t } from "../../text/Text.ts"
import { dayName, moment, number } from "../../text/Times.ts"
import { Section } from "../../ui/Section.tsx"
import { useWidth } from "../../ui/Width.ts"

/** As wide as it is drawn, so that its words keep their size. */
const WIDE = 760
const NARROW = 304
const HEIGHT = 200
const STEPS = 3

/** A round number above the largest: 1, 2 or 5 times a power of ten, so that the steps are round as well. */
const scaleFor = (most: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / STEPS)))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one * STEPS >= most) ?? 10 * power
  return step * STEPS
}

const short = (value: number) => value >= 1_000 && value % 100 === 0 ? `${number(value / 1_000)}k` : number(value)

/** One stroke a post, at its slot, as high as its views. The table below says the same. */
export const ViewsChart = ({ now, posts }: { readonly posts: ReadonlyArray<Post>; readonly now: number }) => {
  const width = useWidth() <= 760 ? NARROW : WIDE
  const inOrder = posts.filter(({ views }) => views !== null).toSorted((a, b) => a.plan.slot < b.plan.slot ? -1 : 1)
  const [first] = inOrder
  const last = inOrder.at(-1)
  const best = inOrder.reduce<Post | undefined>(
    (top, post) => (post.views ?? 0) > (top?.views ?? -1) ? post : top,
    undefined
  )
  if (first === undefined || last === undefined || best === undefined) return null
  const from = Date.parse(first.plan.slot)
  const span = Math.max(1, Date.parse(last.plan.slot) - from)
  const scale = scaleFor(best.views ?? 1)
  const x = ({ plan }: Post) => inOrder.length === 1 ? width / 2 : (Date.parse(plan.slot) - from) / span * width
  const y = (views: number) => HEIGHT - views / scale * HEIGHT
  const isLate = x(best) > width / 2
  return (
    <Section title={t.analytics.perPost} note={t.analytics.perPostNote}>
      <svg
        class="chart"
        viewBox={`-44 -20 ${width + 52} 252`}
        role="img"
        aria-label={t.analytics.chartLabel(inOrder.length, number(best.views ?? 0), best.plan.topic)}
      >
        {Array.from({ length: STEPS + 1 }, (_, step) => (
          <g key={step}>
            <line
              x1="0"
              x2={width}
              y1={y(scale / STEPS * step)}
              y2={y(scale / STEPS * step)}
              stroke={step === 0 ? "var(--rule)" : "var(--hair)"}
            />
            <text x="-10" y={y(scale / STEPS * step) + 4} text-anchor="end">{short(scale / STEPS * step)}</text>
          </g>
        ))}
        {inOrder.map((post) => (
          <g key={post.plan.id} class="stroke" onClick={() => go(`/plans/${post.plan.id}`)}>
            <title>{`${moment(post.plan.slot, now)} · ${post.plan.topic} · ${number(post.views ?? 0)}`}</title>
            <line
              x1={x(post)}
              x2={x(post)}
              y1={HEIGHT}
              y2={y(post.views ?? 0)}
              stroke={post === best ? "var(--ink)" : "var(--ink-3)"}
              stroke-width={post === best ? 3 : 2}
            />
            <circle
              cx={x(post)}
              cy={y(post.views ?? 0)}
              r="4"
              fill="var(--paper)"
              stroke={post === best ? "var(--ink)" : "var(--ink-3)"}
              stroke-width="2"
            />
          </g>
        ))}
        <text
          class="an"
          x={x(best) + (isLate ? -10 : 10)}
          y={y(best.views ?? 0) - 6}
          text-anchor={isLate ? "end" : "start"}
        >
          {`${number(best.views ?? 0)} · ${
            best.plan.topic.length > 40 ? `${best.plan.topic.slice(0, 39)}…` : best.plan.topic
          }`}
        </text>
        <text x="0" y="224" text-anchor="start">{dayName(first.plan.slot)}</text>
        {inOrder.length === 1 ? null : <text x={width} y="224" text-anchor="end">{dayName(last.plan.slot)}</text>}
      </svg>
    </Section>
  )
}
