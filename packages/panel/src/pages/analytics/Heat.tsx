import { dayOf, hourOf, median, type Post, viewsOf } from "../../data/Analytics.ts"
import { t } from "../../text/Text.ts"
import { number, weekday, weekOf } from "../../text/Times.ts"
import { Section } from "../../ui/Section.tsx"

/** Any week has the names of the days. */
const dayNames = (): ReadonlyArray<string> => weekOf("2026-01-05").map((day) => weekday(`${day}T12:00:00Z`))

interface Field {
  readonly day: number
  readonly hour: string
  readonly median: number
  readonly posts: number
}

const fieldsOf = (posts: ReadonlyArray<Post>): ReadonlyArray<Field> => {
  const keys = new Set(posts.map((post) => `${dayOf(post)} ${hourOf(post)}`))
  return [...keys].flatMap((key) => {
    const of = posts.filter((post) => `${dayOf(post)} ${hourOf(post)}` === key)
    const middle = median(viewsOf(of))
    const [day = "0", hour = ""] = key.split(" ")
    return middle === null ? [] : [{ day: Number(day), hour, median: middle, posts: of.length }]
  })
}

const Hint = ({ fields }: { readonly fields: ReadonlyArray<Field> }) =>
  fields.filter(({ posts }) => posts < 3).length * 2 > fields.length
    ? <p class="small mute">{t.analytics.byHourHint}</p>
    : null

/** Weekday by hour; the darker, the more views, and each field says its figure. */
export const Heat = ({ posts }: { readonly posts: ReadonlyArray<Post> }) => {
  const fields = fieldsOf(posts)
  const hours = [...new Set(fields.map(({ hour }) => hour))].toSorted()
  const most = Math.max(1, ...fields.map((field) => field.median))
  return (
    <Section title={t.analytics.byHour} note={t.analytics.byHourNote}>
      <table class="heat">
        <caption class="vh">{t.analytics.byHour}</caption>
        <thead>
          <tr>
            <td />
            {hours.map((hour) => <th key={hour} scope="col">{hour}</th>)}
          </tr>
        </thead>
        <tbody>
          {dayNames().map((name, day) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {hours.map((hour) => {
                const field = fields.find((one) => one.day === day && one.hour === hour)
                if (field === undefined) return <td key={hour} class="no">–</td>
                const share = field.median / most
                const level = Math.max(1, Math.ceil(share * 5))
                return <td key={hour} class={`v${level}`}>{number(Math.round(field.median))}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Hint fields={fields} />
    </Section>
  )
}

/** The same as rows. */
export const HeatTable = ({ posts }: { readonly posts: ReadonlyArray<Post> }) => {
  const fields = fieldsOf(posts).toSorted((a, b) => b.median - a.median)
  const names = dayNames()
  return (
    <Section title={t.analytics.byHour} note={t.analytics.byHourNote}>
      <table class="tbl">
        <thead>
          <tr>
            <th scope="col">{t.analytics.columns.day}</th>
            <th scope="col">{t.analytics.columns.hour}</th>
            <th scope="col" class="r">{t.analytics.columns.posts}</th>
            <th scope="col" class="r">{t.analytics.columns.median}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ day, hour, median, posts }) => (
            <tr key={`${day}${hour}`}>
              <td>{names[day]}</td>
              <td class="time">{hour}</td>
              <td class="r">{number(posts)}</td>
              <td class="r b">{number(Math.round(median))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Hint fields={fields} />
    </Section>
  )
}
