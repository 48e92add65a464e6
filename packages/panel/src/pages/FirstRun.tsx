import type { PlanView } from "@callsheet/domain/plan/PlanView"
import type { ComponentChildren } from "preact"
import { useState } from "preact/hooks"
import { useAction } from "../data/Action.ts"
import { endFirstRun } from "../data/FirstRun.ts"
import { ofJobs } from "../data/Jobs.ts"
import { ask, keepPlan, state, useLive } from "../data/Live.ts"
import { accountName, bySlot } from "../data/Plans.ts"
import { newKey, useAsked } from "../data/Requests.ts"
import { may } from "../data/Roles.ts"
import { spoken } from "../text/Spoken.ts"
import { t } from "../text/Text.ts"
import { clock, duration } from "../text/Times.ts"
import { Button, LinkButton } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { Facts } from "../ui/Facts.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Refused } from "../ui/Message.tsx"
import { Progress } from "../ui/Meter.tsx"
import { Head } from "../ui/Section.tsx"
import { StatusWord } from "../ui/StatusWord.tsx"

/** Nobody waits for the slot of a first video: it is there when the video is. Whole minutes, because it is shown in minutes. */
const SLOT_IN_MILLIS = 60_000

type Stage = "done" | "now" | "later"

const Line = (props: {
  readonly number: number
  readonly stage: Stage
  readonly title: string
  readonly children: ComponentChildren
  readonly side?: ComponentChildren
}) => (
  <li class={props.stage === "now" ? "cur" : props.stage} aria-current={props.stage === "now" ? "step" : undefined}>
    <span class="n" aria-hidden="true">{props.number}</span>
    <div>
      <h2>{props.title}</h2>
      {props.children}
    </div>
    <div class="do">{props.side}</div>
  </li>
)

const Done = ({ children }: { readonly children: ComponentChildren }) => (
  <p>
    <Icon name="check" />
    <span>{children}</span>
  </p>
)

const AccountLine = () => {
  const { accounts, me } = useLive()
  const { busy, error, run } = useAction()
  const [account] = accounts.values()
  const isSandbox = me?.mode === "sandbox"
  const connect = () =>
    run(
      () => ask("account.connect", { orgId: state.me?.orgId as never }),
      ({ authorizeUrl }) => location.assign(authorizeUrl)
    )
  return account === undefined
    ? (
      <Line
        number={1}
        stage="now"
        title={t.firstRun.account}
        side={
          <Button kind="primary" disabled={busy} onClick={connect}>
            {isSandbox ? t.firstRun.connect : t.firstRun.connectLive}
          </Button>
        }
      >
        <p>{isSandbox ? t.firstRun.accountNote : t.firstRun.accountLive}</p>
        <Refused error={error} />
      </Line>
    )
    : (
      <Line number={1} stage="done" title={t.firstRun.account}>
        <Done>
          {t.firstRun.accountDone(accountName(account.id))} {isSandbox ? t.firstRun.accountNote : ""}
        </Done>
      </Line>
    )
}

interface Idea {
  readonly topic: string
  readonly notes: string
  readonly language: string
}

const noIdea: Idea = { topic: "", notes: "", language: "en" }

/** The topic and its facts; an idea fills in both. */
const TopicFields = ({ idea, set }: { readonly idea: Idea; readonly set: (idea: Idea) => void }) => (
  <>
    <input
      class="input big"
      aria-label={t.firstRun.topic}
      maxLength={200}
      value={idea.topic}
      onInput={({ currentTarget }) => set({ ...idea, topic: currentTarget.value })}
    />
    <div class="row wrap sug">
      {t.firstRun.or}
      {t.firstRun.ideas.filter(({ topic }) => topic !== idea.topic).map((other) => (
        <button
          key={other.topic}
          type="button"
          class="chip"
          onClick={() => set(other)}
        >
          {other.topic}
        </button>
      ))}
    </div>
    <label class="field">
      <span class="label">{t.firstRun.facts}</span>
      <textarea
        class="input mono"
        rows={5}
        maxLength={20_000}
        value={idea.notes}
        onInput={({ currentTarget }) => set({ ...idea, notes: currentTarget.value })}
      />
    </label>
    <p class="hint">{t.firstRun.factsNote}</p>
  </>
)

const SlotFacts = (props: { readonly slot: number; readonly now: number; readonly language: string }) => (
  <>
    <Facts
      facts={[
        {
          term: t.firstRun.slot,
          is: (
            <>
              {clock(props.slot)} <small>{t.firstRun.slotIn(duration(props.slot - props.now))}</small>
            </>
          )
        },
        { term: t.firstRun.language, is: props.language },
        { term: t.firstRun.privacy, is: <small>{t.firstRun.privacyNote}</small> }
      ]}
    />
    <p class="okk">
      <Icon name="check" />
      <span>
        <b>{t.firstRun.fits}</b> {t.firstRun.fitsNote}
      </span>
    </p>
  </>
)

const TopicLine = ({ plan, stage }: { readonly plan: PlanView | undefined; readonly stage: Stage }) => {
  const now = useNow()
  const [idea, setIdea] = useState<Idea>(t.firstRun.ideas[0] ?? noIdea)
  const [key] = useState(newKey)
  const { busy, error, run } = useAction()
  const [account] = state.accounts.values()
  const slot = Math.ceil((now + SLOT_IN_MILLIS) / 60_000) * 60_000
  if (plan !== undefined) {
    return (
      <Line number={2} stage="done" title={t.firstRun.topic}>
        <Done>
          {plan.topic} · <b class="time">{clock(plan.slot)}</b>
        </Done>
      </Line>
    )
  }
  if (stage !== "now" || account === undefined) {
    return (
      <Line number={2} stage={stage} title={t.firstRun.topic}>
        <p>{t.firstRun.factsNote}</p>
      </Line>
    )
  }
  const { language, notes, topic } = idea
  const add = () =>
    run(() =>
      ask("plan.add", {
        orgId: state.me?.orgId as never,
        plan: { accountId: account.id, topic: topic.trim(), notes, language, at: new Date(slot).toISOString() },
        key
      }), ({ plan }) => plan === null ? undefined : keepPlan(plan))
  return (
    <Line
      number={2}
      stage="now"
      title={t.firstRun.topic}
      side={
        <Button kind="primary" large disabled={busy || topic.trim() === "" || notes.trim() === ""} onClick={add}>
          {t.firstRun.plan}
        </Button>
      }
    >
      <TopicFields idea={idea} set={setIdea} />
      <SlotFacts slot={slot} now={now} language={language} />
      <Refused error={error} />
    </Line>
  )
}

/** What its work is at, from the jobs of the plan. */
const Making = ({ plan }: { readonly plan: PlanView }) => {
  const { data } = useAsked("job.list", { planId: plan.id, state: ["in_progress"], limit: 5 }, ofJobs)
  const job = data?.jobs.find(({ progress }) => progress !== null)
  const kinds: Readonly<Record<string, string>> = t.jobs.kinds
  return (
    <div class="making">
      <StatusWord plan={plan} />
      <span class="mute">{job === undefined ? t.firstRun.making : kinds[job.kind] ?? job.kind}</span>
      <Progress label={t.firstRun.making} share={job?.progress?.fraction ?? null} />
    </div>
  )
}

const before = new Set(["draft", "scheduled"])
const making = new Set(["approved", "generating"])
const stopped = new Set(["failed", "needs_attention"])

const ApproveLine = ({ plan }: { readonly plan: PlanView | undefined }) => {
  const { busy, error, run } = useAction()
  const [key] = useState(newKey)
  const title = t.firstRun.approve
  if (plan === undefined) {
    return (
      <Line number={3} stage="later" title={title} side={t.firstRun.about("1 min")}>
        <p>{t.firstRun.approveNote}</p>
      </Line>
    )
  }
  if (before.has(plan.status)) {
    return (
      <Line
        number={3}
        stage="now"
        title={title}
        side={may("plan.approve")
          ? (
            <Button
              kind="primary"
              large
              disabled={busy}
              onClick={() => run(() => ask("plan.approve", { id: plan.id, key }), keepPlan)}
            >
              {t.firstRun.approveDo}
            </Button>
          )
          : null}
      >
        <p>{t.firstRun.approveNote}</p>
        <Refused error={error} />
      </Line>
    )
  }
  return (
    <Line number={3} stage={making.has(plan.status) ? "now" : "done"} title={title}>
      {making.has(plan.status)
        ? <Making plan={plan} />
        : stopped.has(plan.status)
        ? (
          <p>
            <StatusWord plan={plan} /> {plan.failure === null ? null : spoken(plan.failure.message)}
          </p>
        )
        : <Done>{t.firstRun.approveDone}</Done>}
    </Line>
  )
}

const ReleaseLine = ({ plan }: { readonly plan: PlanView | undefined }) => {
  const title = t.firstRun.release
  if (plan?.status === "tracked") {
    return (
      <Line
        number={4}
        stage="done"
        title={title}
        side={<LinkButton to={`/plans/${plan.id}`}>{t.firstRun.seePlan}</LinkButton>}
      >
        <Done>{t.firstRun.live(accountName(plan.accountId))}</Done>
      </Line>
    )
  }
  if (plan?.status === "in_review") {
    return (
      <Line
        number={4}
        stage="now"
        title={title}
        side={<LinkButton kind="primary" large to={`/plans/${plan.id}/release`}>{t.firstRun.releaseDo}</LinkButton>}
      >
        <p>{t.firstRun.releaseNote}</p>
      </Line>
    )
  }
  const isReleased = plan !== undefined && ["assets_generated", "publishing", "published"].includes(plan.status)
  return (
    <Line
      number={4}
      stage={isReleased ? "now" : "later"}
      title={title}
      side={isReleased ? undefined : t.firstRun.about("20 s")}
    >
      {isReleased && plan !== undefined
        ? (
          <div class="making">
            <StatusWord plan={plan} />
            <span class="mute">
              {t.firstRun.released} <b class="time">{clock(plan.slot)}</b>
            </span>
          </div>
        )
        : <p>{t.firstRun.releaseNote}</p>}
    </Line>
  )
}

/** An empty panel leads to a published sandbox video by doing. */
const FirstRun = () => {
  const { accounts } = useLive()
  const [plan] = bySlot()
  const isOver = plan?.status === "tracked"
  return (
    <div class="first">
      <Head title={t.firstRun.title} note={t.firstRun.note} />
      <div class="sheet">
        {may("plan.add")
          ? (
            <ol class="lines">
              <AccountLine />
              <TopicLine plan={plan} stage={accounts.size > 0 ? "now" : "later"} />
              <ApproveLine plan={plan} />
              <ReleaseLine plan={plan} />
            </ol>
          )
          : <p class="lead2">{t.firstRun.onlyRoles}</p>}
        <div class="row wrap alt">
          {isOver
            ? <Button kind="primary" onClick={endFirstRun}>{t.firstRun.onward}</Button>
            : (
              <>
                {may("plan.import")
                  ? (
                    <>
                      <span class="label">{t.firstRun.alternatives}</span>
                      <LinkButton icon="upload" to="/import">{t.firstRun.import}</LinkButton>
                    </>
                  )
                  : null}
                <Button kind="bare" onClick={endFirstRun}>{t.firstRun.skip}</Button>
              </>
            )}
        </div>
        <div class="blank" aria-hidden="true" />
      </div>
    </div>
  )
}

export default FirstRun
