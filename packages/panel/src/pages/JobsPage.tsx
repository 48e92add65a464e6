import type { JobView } from "@callsheet/domain/job/Job"
import { useState } from "preact/hooks"
import { go, Link, setFilters } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { useAction } from "../data/Action.ts"
import { isOver, kindWord, ofJobs, subjectOf, workerName } from "../data/Jobs.ts"
import { ask, useLive } from "../data/Live.ts"
import { useAsked } from "../data/Requests.ts"
import { may } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { duration, moment, number } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Refused } from "../ui/Message.tsx"
import { Progress } from "../ui/Meter.tsx"
import { Head, Section } from "../ui/Section.tsx"
import { toast } from "../ui/Toast.tsx"
import { useWidth } from "../ui/Width.ts"
import { JobDetail } from "./jobs/JobDetail.tsx"

const groups = ["all", "running", "waiting", "dead"] as const
type Group = typeof groups[number]

const SHOWN = 50
const states = {
  running: ["in_progress"],
  waiting: ["pending", "waiting", "failed"],
  dead: ["dead"]
} as const

const isGroup = (text: string | null): text is Group => groups.some((one) => one === text)

const For = ({ job }: { readonly job: JobView }) =>
  job.planId === null
    ? <span>{subjectOf(job)}</span>
    : <Link class="cut" to={`/plans/${job.planId}`}>{subjectOf(job)}</Link>

const open = (id: string | null) => setFilters({ job: id })

/** Kind and glyph; the whole row leads to its story. */
const Kind = ({ job }: { readonly job: JobView }) => (
  <button
    type="button"
    class={`kindb ${job.state === "dead" ? "stop" : ""}`}
    onClick={() => open(job.id)}
  >
    {job.state === "dead" ? <Icon name="ban" /> : null}
    {kindWord(job.kind)}
  </button>
)

interface ListProps {
  readonly jobs: ReadonlyArray<JobView>
  readonly opened: string | null
  readonly now: number
}

/** Counted before it starts: what is tried, what only stops again, what could happen twice. */
const Count = ({ close, jobs }: { readonly jobs: ReadonlyArray<JobView>; readonly close: () => void }) => {
  const { busy, error, run } = useAction()
  const able = jobs.filter((job) => !isOver(job))
  const chosen = able.length === 0 ? jobs : able
  const rerun = () => {
    const [first, ...rest] = chosen.map(({ id }) => id)
    if (first === undefined) return
    run(() => ask("dlq.retry", { ids: [first, ...rest] }), (done) => {
      toast(t.jobs.rerunDone(done.length))
      close()
    })
  }
  return (
    <div class="cnt" role="group" aria-label={t.jobs.rerunTitle(jobs.length)}>
      <b>{t.jobs.rerunTitle(jobs.length)}</b>
      <ul>
        <li>
          <b>{number(able.length)}</b>
          <span>{t.jobs.fresh}</span>
        </li>
        <li>
          <b>{number(jobs.length - able.length)}</b>
          <span>{t.jobs.over}</span>
        </li>
        <li>
          <b>0</b>
          <span>{t.jobs.twice}</span>
        </li>
      </ul>
      <div class="row wrap">
        <Button kind="primary" disabled={busy} onClick={rerun}>{t.jobs.rerunDo(chosen.length)}</Button>
        <Button kind="bare" onClick={close}>{t.jobs.leave}</Button>
      </div>
      <Refused error={error} />
    </div>
  )
}

const Dead = ({ jobs, now, opened }: ListProps) => {
  const [counting, setCounting] = useState<ReadonlyArray<JobView> | null>(null)
  const oldest = jobs.reduce((at, job) => Math.min(at, Date.parse(job.endedAt ?? job.runAt)), now)
  const canRerun = may("dlq.retry")
  return (
    <Section
      title={t.jobs.dead}
      note={jobs.length === 0 ? undefined : t.jobs.deadNote(jobs.length, duration(now - oldest))}
      side={canRerun && jobs.length > 1 && counting === null
        ? <Button onClick={() => setCounting(jobs)}>{t.jobs.rerunAll(jobs.length)}</Button>
        : undefined}
    >
      {jobs.length === 0
        ? (
          <p class="emptyrow">
            <Icon name="check" />
            <span>
              <b>{t.jobs.noDead}</b> {t.jobs.noDeadNote}
            </span>
          </p>
        )
        : (
          <table class="tbl jt">
            <thead>
              <tr>
                <th class="c-when" scope="col">{t.jobs.columns.since}</th>
                <th class="c-kind" scope="col">{t.jobs.columns.kind}</th>
                <th class="c-for" scope="col">{t.jobs.columns.for}</th>
                <th scope="col">{t.jobs.columns.answer}</th>
                <th class="c-do" scope="col">
                  <span class="vh">{t.jobs.rerun}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {jobs.map((job) => (
                <tr key={job.id} class={opened === job.id ? "open" : ""}>
                  <td class="time">{moment(job.endedAt ?? job.runAt, now)}</td>
                  <td class="kd">
                    <Kind job={job} />
                  </td>
                  <td class="fr">
                    <For job={job} />
                  </td>
                  <td class="wy">
                    <span class="mono bad">{job.failure?.message ?? "–"}</span>
                    <span class="mute">{t.jobs.tries(job.attempts)}</span>
                  </td>
                  <td class="r">
                    {canRerun ? <Button onClick={() => setCounting([job])}>{t.jobs.rerun}</Button> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      {counting === null ? null : <Count jobs={counting} close={() => setCounting(null)} />}
    </Section>
  )
}

const Running = ({ jobs, now, opened }: ListProps) => (
  <Section title={t.jobs.running} note={jobs.length === 0 ? undefined : t.jobs.runningNote(jobs.length)}>
    {jobs.length === 0
      ? <p class="emptyrow mute">{t.jobs.noRunning}</p>
      : (
        <table class="tbl jt">
          <thead>
            <tr>
              <th class="c-when" scope="col">{t.jobs.columns.since}</th>
              <th class="c-kind" scope="col">{t.jobs.columns.kind}</th>
              <th class="c-for" scope="col">{t.jobs.columns.for}</th>
              <th scope="col">{t.jobs.columns.now}</th>
              <th class="c-do r" scope="col">{t.jobs.columns.left}</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <tr key={job.id} class={opened === job.id ? "open" : ""}>
                <td class="time">{moment(job.startedAt ?? job.runAt, now)}</td>
                <td class="kd">
                  <Kind job={job} />
                </td>
                <td class="fr">
                  <For job={job} />
                </td>
                <td class="wy">
                  <span class="pg">
                    <span>
                      {job.progress?.stage ?? kindWord(job.kind)}
                      <Progress label={kindWord(job.kind)} share={job.progress?.fraction ?? null} />
                    </span>
                    <b class="time r">
                      {job.progress === null ? "" : `${Math.round(job.progress.fraction * 100)} %`}
                    </b>
                  </span>
                </td>
                <td class="r mute">{job.leasedBy === null ? "–" : workerName(job.leasedBy)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
  </Section>
)

const waitsFor = (job: JobView, now: number): string =>
  job.failure !== null || job.attempts > 0
    ? t.jobs.waitsChance
    : Date.parse(job.runAt) > now
    ? t.jobs.waitsClock
    : t.jobs.waitsPlace

const Waiting = ({ jobs, now, opened }: ListProps) => {
  const [shown, setShown] = useState(SHOWN)
  const inOrder = jobs.toSorted((a, b) => a.runAt < b.runAt ? -1 : 1)
  return (
    <Section title={t.jobs.waiting} note={jobs.length === 0 ? undefined : t.jobs.waitingNote(jobs.length)}>
      {jobs.length === 0
        ? <p class="emptyrow mute">{t.jobs.noWaiting}</p>
        : (
          <table class="tbl jt">
            <thead>
              <tr>
                <th class="c-when" scope="col">{t.jobs.columns.next}</th>
                <th class="c-kind" scope="col">{t.jobs.columns.kind}</th>
                <th class="c-for" scope="col">{t.jobs.columns.for}</th>
                <th scope="col">{t.jobs.columns.waits}</th>
                <th class="c-do r" scope="col">{t.jobs.columns.tries}</th>
              </tr>
            </thead>
            <tbody>
              {inOrder.slice(0, shown).map((job) => (
                <tr key={job.id} class={opened === job.id ? "open" : ""}>
                  <td class="time">{moment(job.runAt, now)}</td>
                  <td class="kd">
                    <Kind job={job} />
                  </td>
                  <td class="fr">
                    <For job={job} />
                  </td>
                  <td class="wy">
                    <b>{waitsFor(job, now)}</b>
                    {job.failure === null ? null : <span class="mono">{" "}{job.failure.message}</span>}
                  </td>
                  <td class="r">{number(job.attempts)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      {inOrder.length > shown ? <Button onClick={() => setShown(shown + SHOWN)}>{t.jobs.more}</Button> : null}
    </Section>
  )
}

const JobsPage = ({ search }: PageProps) => {
  useLive()
  const now = useNow()
  const wished = search.get("show")
  const group: Group = isGroup(wished) ? wished : "all"
  const kind = search.get("kind") ?? ""
  const opened = search.get("job")
  const read = (of: keyof typeof states) =>
    // One group a question, so that a long line of waiting ones hides no dead letter.
    useAsked("job.list", {
      state: [...states[of]],
      limit: 500,
      ...(kind === "" ? {} : { kind })
    }, ofJobs)
  const dead = read("dead")
  const running = read("running")
  const waiting = read("waiting")
  const lists = { dead: dead.data?.jobs ?? [], running: running.data?.jobs ?? [], waiting: waiting.data?.jobs ?? [] }
  const all = lists.dead.length + lists.running.length + lists.waiting.length
  const isRead = !dead.loading && !running.loading && !waiting.loading
  const isNarrow = useWidth() <= 1060
  const counts = { all, running: lists.running.length, waiting: lists.waiting.length, dead: lists.dead.length }
  const shows = (of: Group) => group === "all" || group === of
  return (
    <>
      <Head title={t.shell.places.jobs} note={t.jobs.note} />
      <div class="sheet">
        <div class="fl">
          <div class="seg" role="group" aria-label={t.shell.places.jobs}>
            {groups.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={group === one}
                onClick={() => setFilters({ show: one === "all" ? null : one })}
              >
                {t.jobs[one]} {isRead ? number(counts[one]) : ""}
              </button>
            ))}
          </div>
          <label>
            <span class="vh">{t.jobs.kind}</span>
            <select
              class="input"
              value={kind}
              onChange={(event) => setFilters({ kind: event.currentTarget.value })}
            >
              <option value="">{t.jobs.anyKind}</option>
              {Object.entries(t.jobs.kinds).map(([value, word]) => <option key={value} value={value}>{word}</option>)}
            </select>
          </label>
          <form
            class="push hide"
            onSubmit={(event) => {
              event.preventDefault()
              const wished = new FormData(event.currentTarget).get("id")
              if (typeof wished !== "string" || wished.trim() === "") return
              if (wished.startsWith("job_")) open(wished.trim())
              else go(`/plans/${encodeURIComponent(wished.trim())}`)
            }}
          >
            <input class="input mono" name="id" aria-label={t.jobs.search} placeholder={t.jobs.search} />
          </form>
        </div>
        <Refused error={dead.error ?? running.error ?? waiting.error} />
        {!isRead
          ? <Loading />
          : (
            <div class="jb">
              {isNarrow && opened !== null ? <JobDetail id={opened} /> : null}
              <div class="jl">
                {shows("dead") ? <Dead jobs={lists.dead} opened={opened} now={now} /> : null}
                {shows("running") ? <Running jobs={lists.running} opened={opened} now={now} /> : null}
                {shows("waiting") ? <Waiting jobs={lists.waiting} opened={opened} now={now} /> : null}
              </div>
              {isNarrow ? null : <JobDetail id={opened ?? lists.dead[0]?.id ?? lists.running[0]?.id ?? null} />}
            </div>
          )}
      </div>
    </>
  )
}

export default JobsPage
