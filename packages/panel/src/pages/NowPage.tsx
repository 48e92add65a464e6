import type { FeedItem } from "@callsheet/domain/api/calls/events"
import type { JobView } from "@callsheet/domain/job/Job"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useRef, useState } from "preact/hooks"
import { Link } from "../app/Router.tsx"
import { ofJobs, ofWorkers } from "../data/Jobs.ts"
import { ask, state, useLive } from "../data/Live.ts"
import { accountName, bySlot, glyphOf, isDue, isEnded, isLate, standingOf } from "../data/Plans.ts"
import { newKey, useAsked } from "../data/Requests.ts"
import { may } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { clockSeconds, dayKey, duration, moment } from "../text/Times.ts"
import { Button, LinkButton } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { CommandLine } from "../ui/CommandLine.tsx"
import { Empty } from "../ui/Empty.tsx"
import { Facts } from "../ui/Facts.tsx"
import { Glyph } from "../ui/Glyph.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Progress } from "../ui/Meter.tsx"
import { byName, eventName, kindName } from "../ui/Names.ts"
import { PausedBands } from "../ui/PausedBand.tsx"
import { PlanTable } from "../ui/PlanTable.tsx"
import { Remedy } from "../ui/Remedy.tsx"
import { Head, Section } from "../ui/Section.tsx"
import { StatusWord } from "../ui/StatusWord.tsx"
import { Table } from "../ui/Table.tsx"
import { putBack, toast } from "../ui/Toast.tsx"
import { waitsSentence } from "../ui/Waits.ts"

/** What a job's progress is asked for: no event tells of single per cents. */
const DAY = 86_400_000

const atTikTok: ReadonlySet<string> = new Set(["follow", "track"])
const shownKinds: ReadonlySet<string> = new Set([
  "start_asset",
  "write_script",
  "write_take",
  "make_voice",
  "render",
  "verify_media",
  "publish",
  "follow",
  "track"
])

const PlanLink = ({ id }: { readonly id: string | null }) => {
  if (id === null) return null
  return <Link class="b cut" to={`/plans/${id}`}>{state.plans.get(id)?.topic ?? id}</Link>
}

const Run = ({ job, now }: { readonly job: JobView; readonly now: number }) => {
  const plan = job.planId === null ? undefined : state.plans.get(job.planId)
  const began = job.startedAt === null ? null : Date.parse(job.startedAt)
  const kind = kindName(job.kind)
  const share = atTikTok.has(job.kind) ? null : job.progress?.fraction ?? 0
  return (
    <li>
      <div class="r1">
        <PlanLink id={job.planId} />
        {plan === undefined ? null : (
          <span class="faint small nw">
            {accountName(plan.accountId)} · {t.now.slotOf(moment(plan.slot, now))}
          </span>
        )}
      </div>
      <div class="r2">
        <span class="stg">
          <b>{kind}</b> <span class="mute">{job.attempts > 0 ? t.now.tries(job.attempts) : ""}</span>
        </span>
        {job.state === "in_progress" ? <Progress label={kind} share={share} /> : <span class="prog" />}
        <span class="time pc">{share === null ? "" : `${Math.round(share * 100)} %`}</span>
        <span class="small mute nw lf">
          {job.state === "in_progress" && began !== null ? t.now.since(duration(now - began)) : t.now.inLine}
        </span>
      </div>
    </li>
  )
}

const Runs = ({ now }: { readonly now: number }) => {
  const jobs = useAsked("job.list", { state: ["pending", "waiting", "in_progress"], limit: 60 }, ofJobs)
  const running = (jobs.data?.jobs ?? []).filter(({ kind, planId, runAt, state: standing }) =>
    planId !== null && shownKinds.has(kind) && (standing === "in_progress" || Date.parse(runAt) <= now)
  ).toReversed()
  const tiktok = running.filter(({ kind }) => atTikTok.has(kind)).length
  return (
    <Section
      title={t.now.runs}
      note={running.length === 0 ? undefined : t.now.runsNote(running.length - tiktok, tiktok)}
    >
      {jobs.loading
        ? <Loading />
        : running.length === 0
        ? <Empty>{t.now.nothingRuns}</Empty>
        : <ul class="runs">{running.slice(0, 12).map((job) => <Run key={job.id} job={job} now={now} />)}</ul>}
    </Section>
  )
}

const Upcoming = ({ now, plans }: { readonly plans: ReadonlyArray<PlanView>; readonly now: number }) => {
  const next = plans.filter((plan) => {
    const at = Date.parse(plan.slot)
    return at >= now && at < now + DAY && !isEnded(plan)
  }).slice(0, 8)
  return (
    <Section title={t.now.next} note={t.now.nextNote}>
      {next.length === 0
        ? <Empty action={<LinkButton to="/calendar">{t.now.toCalendar}</LinkButton>}>{t.now.nothingNext}</Empty>
        : (
          <Table
            quiet
            label={t.now.next}
            columns={[{ head: t.now.at }, { head: t.now.what }, { head: t.now.plan }, { head: t.plan.status }]}
          >
            {next.map((plan) => (
              <tr key={plan.id}>
                <td class="time nw when">
                  {isDue(plan, now) ? <span class="mark">{moment(plan.slot, now)}</span> : moment(plan.slot, now)}
                </td>
                <td class="nw wide-only">{t.now.post}</td>
                <td>
                  <Link class="b" to={`/plans/${plan.id}`}>{plan.topic}</Link>
                  <div class="mute">{waitsSentence(plan)}</div>
                </td>
                <td>
                  <StatusWord plan={plan} />
                </td>
              </tr>
            ))}
          </Table>
        )}
    </Section>
  )
}

const MOST_HAPPENED = 14

interface Happenings {
  readonly rows: ReadonlyArray<FeedItem>
  /** Plans that stand where they stood before this page followed the feed. */
  readonly earlier: ReadonlyArray<PlanView>
}

const happeningsOf = (recent: ReadonlyArray<FeedItem>, plans: ReadonlyMap<string, PlanView>): Happenings => {
  const rows = recent.slice(0, MOST_HAPPENED)
  const told = new Set(recent.map(({ planId }) => planId))
  const earlier = [...plans.values()].filter(({ id }) => !told.has(id))
    .toSorted((a, b) => Date.parse(b.since) - Date.parse(a.since))
  return { rows, earlier: earlier.slice(0, MOST_HAPPENED - rows.length) }
}

const Earlier = ({ now, plan }: { readonly plan: PlanView; readonly now: number }) => (
  <tr>
    <td class="time nw when">
      {dayKey(plan.since) === dayKey(now) ? clockSeconds(plan.since) : moment(plan.since, now)}
    </td>
    <td class="nw">
      <span class={`st ${standingOf(plan) === "tracked" ? "go" : ""}`}>
        <Glyph name={glyphOf(standingOf(plan))} />
        <span class="w">{t.status.word[standingOf(plan)]}</span>
      </span>
    </td>
    <td>
      <PlanLink id={plan.id} />
    </td>
    <td class="mute nw wide-only" />
  </tr>
)

/** New rows gather behind a button while the list is looked at, so nothing moves under the pointer. */
const Happened = ({ now }: { readonly now: number }) => {
  const { plans, recent } = useLive()
  const [held, setHeld] = useState<Happenings | null>(null)
  const current = happeningsOf(recent, plans)
  const { earlier, rows } = held ?? current
  const seen = held === null ? 0 : recent.findIndex(({ position }) => position === held.rows[0]?.position)
  const waiting = seen < 0 ? recent.length : seen
  return (
    <Section
      title={t.now.happened}
      note={t.now.newest}
      side={waiting === 0
        ? undefined
        : <button type="button" class="chip" onClick={() => setHeld(current)}>{t.now.showNew(waiting)}</button>}
    >
      {rows.length + earlier.length === 0 ? <Empty>{t.now.nothingHappened}</Empty> : (
        <div
          onPointerEnter={() => setHeld(current)}
          onPointerLeave={() => setHeld(null)}
          onFocusCapture={() => setHeld(held ?? current)}
          onBlurCapture={() => setHeld(null)}
        >
          <Table
            quiet
            label={t.now.happened}
            columns={[{ head: t.now.at }, { head: t.now.what }, { head: t.now.plan }, { head: t.now.who, wide: true }]}
          >
            {rows.map((item) => (
              <tr key={item.position}>
                <td class="time nw when">{clockSeconds(item.at)}</td>
                <td class="nw">{eventName(item.event)}</td>
                <td>
                  {item.subject === "library"
                    ? <Link to={`/library?file=${item.actorId}`}>{t.now.file}</Link>
                    : item.planId === null
                    ? <span class="mono faint">{item.actorId}</span>
                    : <PlanLink id={item.planId} />}
                </td>
                <td class="mute nw wide-only">{byName(item.by)}</td>
              </tr>
            ))}
            {earlier.map((plan) => <Earlier key={plan.id} plan={plan} now={now} />)}
          </Table>
        </div>
      )}
    </Section>
  )
}

const LatePlan = ({ now, plan }: { readonly plan: PlanView; readonly now: number }) => (
  <article class="late">
    <div class="lh">
      <b class="lt">{moment(plan.slot, now)}</b>
      <span>
        <Link class="b" to={`/plans/${plan.id}`}>{plan.topic}</Link>
        <br />
        <span class="mute small">{accountName(plan.accountId)}</span>
      </span>
      <span class="push">
        <StatusWord plan={plan} />
      </span>
    </div>
    <p>{waitsSentence(plan)}</p>
    <Facts
      small
      facts={[
        {
          term: t.plan.since,
          is: (
            <>
              {moment(plan.since, now)} <small>{duration(now - Date.parse(plan.since))}</small>
            </>
          )
        },
        {
          term: t.plan.until,
          is: plan.waitingFor?.until === null || plan.waitingFor === null
            ? <small>{t.plan.personDecides}</small>
            : moment(plan.waitingFor.until, now)
        },
        plan.waitingFor === null ? null : { term: t.plan.canAct, is: t.status.who[plan.waitingFor.who] }
      ]}
    />
    <div class="row wrap">
      <LinkButton to={`/plans/${plan.id}`}>{t.plan.open}</LinkButton>
      {may("plan.reschedule") ? <LinkButton to={`/plans/${plan.id}?move=`}>{t.plan.move}</LinkButton> : null}
    </div>
  </article>
)

const DeadLetter = ({ job, again }: { readonly job: JobView; readonly again: () => void }) => (
  <li>
    <Glyph name="failed" />
    <div>
      <p>
        <b>{t.now.forPlan(kindName(job.kind))}</b> {job.planId === null
          ? <span class="mono">{job.ownerId}</span>
          : <PlanLink id={job.planId} />} <span class="faint small">{t.now.triesDone(job.attempts)}</span>
      </p>
      {job.failure === null ? null : (
        <>
          <p class="mono err">{job.failure.message}</p>
          <div class="small mute">
            <Remedy of={job.failure} />
          </div>
        </>
      )}
    </div>
    {may("dlq.retry") ? <Button onClick={again}>{t.now.rerun}</Button> : null}
  </li>
)

const rerun = (ids: ReadonlyArray<string>) => {
  const [first, ...rest] = ids
  if (first === undefined) return
  ask("dlq.retry", { ids: [first, ...rest] as never, key: newKey() }).then(() => toast(t.now.rerunning), putBack)
}

const DeadLetters = () => {
  const dead = useAsked("dlq.list", {}, ofJobs)
  const jobs = dead.data ?? []
  if (jobs.length === 0) return null
  return (
    <Section
      title={t.now.dead}
      note={t.now.deadNote(jobs.length)}
      side={jobs.length > 1 && may("dlq.retry")
        ? <Button onClick={() => rerun(jobs.map(({ id }) => id))}>{t.now.rerunAll(jobs.length)}</Button>
        : undefined}
    >
      <ul class="dlq">
        {jobs.slice(0, 5).map((job) => <DeadLetter key={job.id} job={job} again={() => rerun([job.id])} />)}
      </ul>
      <CommandLine line="callsheet dlq list" />
    </Section>
  )
}

const Up = () => {
  const { recent } = useLive()
  const workers = useAsked("worker.list", {}, ofWorkers)
  const last = useRef(recent[0]?.at)
  last.current = recent[0]?.at ?? last.current
  const all = workers.data ?? []
  return (
    <span class="small mute">
      {all.length === 0 ? null : t.now.workers(all.filter(({ alive }) => alive).length, all.length)}
      {last.current === undefined ? null : (
        <>
          {" · "}
          {t.now.lastEvent} <b class="time">{clockSeconds(last.current)}</b>
        </>
      )}
    </span>
  )
}

const NowPage = () => {
  useLive()
  const now = useNow()
  const plans = bySlot()
  const late = plans.filter((plan) => isLate(plan, now))
  const due = plans.filter((plan) => (isDue(plan, now) || plan.status === "failed") && !late.includes(plan))
  return (
    <>
      <Head title={t.shell.places.now} note={t.now.note}>
        <Up />
      </Head>
      <div class="sheet paused-top">
        <PausedBands now={now} />
      </div>
      <div class="sheet nowp">
        <div class="col1">
          <Runs now={now} />
          <Upcoming plans={plans} now={now} />
          <Happened now={now} />
        </div>
        <div class="col2">
          {late.length === 0 ? null : (
            <Section title={t.now.late} note={String(late.length)}>
              {late.slice(0, 5).map((plan) => <LatePlan key={plan.id} plan={plan} now={now} />)}
            </Section>
          )}
          <Section title={t.now.person} note={due.length === 0 ? undefined : String(due.length)}>
            <PlanTable compact label={t.now.person} plans={due.slice(0, 12)} empty={t.now.nothingDue} />
          </Section>
          <DeadLetters />
        </div>
      </div>
    </>
  )
}

export default NowPage
