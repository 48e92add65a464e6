import { useEffect, useState } from "preact/hooks"
import { Link, setFilters } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { groupBy, hookOf, median, type Post, postsOf, sum, viewsOf } from "../data/Analytics.ts"
import { ask, state, useLive } from "../data/Live.ts"
import { accountName } from "../data/Plans.ts"
import { useAsked } from "../data/Requests.ts"
import { t } from "../text/Text.ts"
import { clock, decimal, moment, number } from "../text/Times.ts"
import { Button, LinkButton } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { saveFile } from "../ui/Download.ts"
import { Empty } from "../ui/Empty.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Refused } from "../ui/Message.tsx"
import { Head, Section } from "../ui/Section.tsx"
import { Heat, HeatTable } from "./analytics/Heat.tsx"
import { ViewsChart } from "./analytics/ViewsChart.tsx"

const spans = [7, 30, 90] as const
const MOST_POSTS = 50
/** First lines are read with the scripts, one question a post. */
const MOST_SCRIPTS = 60

const figure = (value: number | null) => value === null ? "–" : number(Math.round(value))

const Totals = ({ account, posts }: { readonly posts: ReadonlyArray<Post>; readonly account: string }) => {
  const views = viewsOf(posts)
  const total = sum(posts, "views")
  const accounts = [...state.accounts.values()].filter(({ id }) => account === "" || id === account)
  const followers = accounts.reduce((all, { figures }) => all + (figures?.followers ?? 0), 0)
  const untold = posts.length - views.length
  return (
    <dl class="kpi bar">
      <div>
        <dt>{t.analytics.kpi.views}</dt>
        <dd>
          {number(total)}
          <p>{untold === 0 ? t.analytics.shares(number(sum(posts, "shares"))) : t.analytics.untold(untold)}</p>
        </dd>
      </div>
      <div>
        <dt>{t.analytics.kpi.posts}</dt>
        <dd>
          {number(posts.length)}
          <p>{t.analytics.accounts(new Set(posts.map(({ plan }) => plan.accountId)).size)}</p>
        </dd>
      </div>
      <div>
        <dt>{t.analytics.kpi.median}</dt>
        <dd>
          {figure(median(views))}
          <p>
            {views.length === 0 ? "" : t.analytics.best(number(Math.max(...views)), number(Math.min(...views)))}
          </p>
        </dd>
      </div>
      <div>
        <dt>{t.analytics.kpi.likes}</dt>
        <dd>
          {total === 0 ? "–" : decimal(sum(posts, "likes") / total * 100)}
          <p>{t.analytics.comments(number(sum(posts, "comments")))}</p>
        </dd>
      </div>
      <div>
        <dt>{t.analytics.kpi.followers}</dt>
        <dd>
          {number(followers)}
          <p>{t.analytics.accounts(accounts.length)}</p>
        </dd>
      </div>
    </dl>
  )
}

const Posts = ({ now, posts }: { readonly posts: ReadonlyArray<Post>; readonly now: number }) => (
  <Section title={t.analytics.posts} note={t.analytics.postsNote}>
    <table class="tbl posts">
      <thead>
        <tr>
          <th scope="col">{t.analytics.columns.slot}</th>
          <th scope="col">{t.analytics.columns.plan}</th>
          <th scope="col" class="r">{t.analytics.columns.views}</th>
          <th scope="col" class="r">{t.analytics.columns.likes}</th>
          <th scope="col" class="r x">{t.analytics.columns.comments}</th>
          <th scope="col" class="r x">{t.analytics.columns.shares}</th>
        </tr>
      </thead>
      <tbody>
        {posts.toSorted((a, b) =>
          (b.views ?? -1) - (a.views ?? -1)
        ).slice(0, MOST_POSTS).map((post) => (
          <tr key={post.plan.id}>
            <td class="time nw">{moment(post.plan.slot, now)}</td>
            <td class="fr">
              <Link class="cut" to={`/plans/${post.plan.id}`}>{post.plan.topic}</Link>
              <span class="faint">{accountName(post.plan.accountId)}</span>
            </td>
            <td class="r b">{figure(post.views)}</td>
            <td class="r">{figure(post.likes)}</td>
            <td class="r x">{figure(post.comments)}</td>
            <td class="r x">{figure(post.shares)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Section>
)

interface Bar {
  readonly name: string
  readonly posts: number
  readonly median: number | null
}

/** Groups of posts by their median; the bar repeats the figure beside it. */
const Bars = (
  props: { readonly title: string; readonly note?: string; readonly head: string; readonly bars: ReadonlyArray<Bar> }
) => {
  const most = Math.max(1, ...props.bars.map(({ median }) => median ?? 0))
  return (
    <Section title={props.title} note={props.note}>
      <table class="tbl hook">
        <thead>
          <tr>
            <th scope="col">{props.head}</th>
            <th scope="col" class="r">{t.analytics.columns.posts}</th>
            <td class="barc" />
            <th scope="col" class="r">{t.analytics.columns.median}</th>
          </tr>
        </thead>
        <tbody>
          {props.bars.map(({ median, name, posts }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="r">{number(posts)}</td>
              <td class="barc" aria-hidden="true">
                <span class="meter">
                  <i style={{ width: `${(median ?? 0) / most * 100}%` }} />
                </span>
              </td>
              <td class="r b">{figure(median)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** The first line of each post's script, as far as they are read. */
const useFirstLines = (posts: ReadonlyArray<Post>): ReadonlyMap<string, string> => {
  const [lines, setLines] = useState<ReadonlyMap<string, string>>(new Map())
  const wanted = posts.slice(0, MOST_SCRIPTS).map(({ plan }) => plan.id).filter((id) => !lines.has(id))
  useEffect(() => {
    if (wanted.length === 0 || state.feed !== "live") return
    let isShown = true
    void Promise.all(
      wanted.map((id) =>
        ask("asset.show", { id }).then(
          ({ script }) => [id, script?.lines[0].text ?? ""] as const,
          () => [id, ""] as const
        )
      )
    ).then((read) => {
      if (isShown) setLines(new Map([...lines, ...read]))
    })
    return () => {
      isShown = false
    }
  }, [wanted.join(" ")])
  return lines
}

const csvOf = (posts: ReadonlyArray<Post>): string =>
  [
    "slot,plan,topic,account,views,likes,comments,shares,read_at",
    ...posts.map(({ at, comments, likes, plan, shares, views }) =>
      [
        plan.slot,
        plan.id,
        `"${plan.topic.replaceAll("\"", "\"\"")}"`,
        accountName(plan.accountId),
        ...[views, likes, comments, shares].map((value) => value === null ? "" : String(value)),
        at
      ].join(",")
    )
  ].join("\n")

interface Choice {
  readonly days: typeof spans[number]
  readonly account: string
  readonly isTables: boolean
}

/** Which posts are counted, and how they are shown; each choice stands in the address. */
const Choices = ({ account, days, isTables }: Choice) => (
  <>
    <div class="seg" role="group" aria-label={t.analytics.perPost}>
      {spans.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={days === one}
          onClick={() => setFilters({ days: one === 30 ? null : String(one) })}
        >
          {t.analytics.days(one)}
        </button>
      ))}
    </div>
    <select
      class="input fit"
      aria-label={t.analytics.account}
      value={account}
      onChange={({ currentTarget }) => setFilters({ account: currentTarget.value })}
    >
      <option value="">{t.analytics.allAccounts}</option>
      {[...state.accounts.values()].map(({ id }) => <option key={id} value={id}>{accountName(id)}</option>)}
    </select>
    <div class="seg" role="group" aria-label={t.analytics.charts}>
      <button type="button" aria-pressed={!isTables} onClick={() => setFilters({ as: null })}>
        {t.analytics.charts}
      </button>
      <button type="button" aria-pressed={isTables} onClick={() => setFilters({ as: "tables" })}>
        {t.analytics.tables}
      </button>
    </div>
  </>
)

/** What the posts show together: by time, by post, by their first line, by account. */
const Findings = (
  { account, isTables, now, posts }: Omit<Choice, "days"> & {
    readonly posts: ReadonlyArray<Post>
    readonly now: number
  }
) => {
  const lines = useFirstLines(posts)
  const hooks = groupBy(
    posts.filter(({ plan }) => (lines.get(plan.id) ?? "") !== ""),
    ({ plan }) => hookOf(lines.get(plan.id) ?? "")
  )
  return (
    <>
      <Totals posts={posts} account={account} />
      <div class="an2">
        {isTables ? null : <ViewsChart posts={posts} now={now} />}
        {isTables ? <HeatTable posts={posts} /> : <Heat posts={posts} />}
        <Posts posts={posts} now={now} />
        <div class="jl">
          {hooks.length === 0
            ? null
            : (
              <Bars
                title={t.analytics.byHook}
                note={t.analytics.byHookNote}
                head={t.analytics.columns.opening}
                bars={hooks.map(({ key, median, posts }) => ({
                  name: t.analytics.hooks[key],
                  posts: posts.length,
                  median
                }))}
              />
            )}
          <Bars
            title={t.analytics.byAccount}
            head={t.analytics.columns.account}
            bars={groupBy(posts, ({ plan }) => plan.accountId).map(({ key, median, posts }) => ({
              name: accountName(key),
              posts: posts.length,
              median
            }))}
          />
        </div>
      </div>
    </>
  )
}

const AnalyticsPage = ({ search }: PageProps) => {
  useLive()
  const now = useNow(30)
  const days = spans.find((one) => String(one) === search.get("days")) ?? 30
  const account = search.get("account") ?? ""
  const isTables = search.get("as") === "tables"
  const { data, error } = useAsked("metrics.org", { orgId: state.me?.orgId as never }, {
    hint: "metric",
    on: ({ event }) => event === "PlanTracked"
  })
  const posts = postsOf(data ?? [], { days, account, now })
  const latest = posts.reduce((at, post) => post.at > at ? post.at : at, "")
  return (
    <>
      <Head title={t.shell.places.analytics} note={latest === "" ? undefined : t.analytics.numbersOf(clock(latest))}>
        <Choices days={days} account={account} isTables={isTables} />
        {posts.length === 0
          ? null
          : (
            <Button icon="download" onClick={() => saveFile("analytics.csv", "text/csv", csvOf(posts))}>
              {t.analytics.export}
            </Button>
          )}
      </Head>
      <div class="sheet">
        <Refused error={error} />
        {data === undefined && error === null ? <Loading rows={6} /> : null}
        {data !== undefined && posts.length === 0
          ? (
            <Empty action={<LinkButton to="/review">{t.analytics.review}</LinkButton>}>
              {t.analytics.empty} {t.analytics.emptyLast}
            </Empty>
          )
          : null}
        {posts.length === 0 ? null : <Findings posts={posts} now={now} account={account} isTables={isTables} />}
      </div>
    </>
  )
}

export default AnalyticsPage
