import type { JobView } from "@callsheet/domain/job/Job"
import { useState } from "preact/hooks"
import { useAction } from "../../data/Action.ts"
import { kindWord, ofJobs, subjectOf, whoTried, workerName } from "../../data/Jobs.ts"
import { ask } from "../../data/Live.ts"
import { useAsked } from "../../data/Requests.ts"
import { may } from "../../data/Roles.ts"
import { told } from "../../text/Spoken.ts"
import { t } from "../../text/Text.ts"
import { clockSeconds, moment } from "../../text/Times.ts"
import { LinkButton } from "../../ui/Button.tsx"
import { Button } from "../../ui/Button.tsx"
import { CommandLine } from "../../ui/CommandLine.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { Icon } from "../../ui/Icon.tsx"
import { Refused } from "../../ui/Message.tsx"
import { Remedy } from "../../ui/Remedy.tsx"
import { toast } from "../../ui/Toast.tsx"

const ended = new Set(["completed", "cancelled"])

type Ending = "cancel" | "drop"

/** Cancelling and giving up for good cannot be undone, so they are asked for once more. */
const End = (
  props: { readonly job: JobView; readonly how: Ending; readonly done: () => void; readonly close: () => void }
) => {
  const { busy, error, run } = useAction()
  const { close, done, how, job } = props
  const end = () =>
    run(
      async () => {
        if (how === "cancel") await ask("job.cancel", { id: job.id })
        else await ask("dlq.drop", { ids: [job.id] })
      },
      () => {
        toast(how === "cancel" ? t.jobs.cancelled : t.jobs.dropped)
        done()
      }
    )
  return (
    <Dialog
      title={how === "cancel" ? t.jobs.cancelTitle : t.jobs.dropTitle}
      onClose={close}
      onSubmit={end}
      footer={
        <>
          <Button kind="bare" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="danger" type="submit" disabled={busy}>
            {how === "cancel" ? t.jobs.cancelDo : t.jobs.dropDo}
          </Button>
        </>
      }
    >
      <p class="mute">{how === "cancel" ? t.jobs.cancelNote : t.jobs.dropNote}</p>
      <Refused error={error} />
    </Dialog>
  )
}

/** What happened to a job, in a person's words; a newer server may tell of more. */
const tryWord = (event: string): string => {
  const words: Readonly<Record<string, string>> = t.jobs.tryEvents
  return words[event] ?? event
}

const Tries = ({ job }: { readonly job: JobView }) => (
  <div>
    <h3>{t.jobs.triesHead}</h3>
    <ol class="att">
      {job.history.toReversed().slice(0, 12).map((entry, index) => (
        <li key={`${entry.at} ${index}`}>
          <span class="time">{clockSeconds(entry.at)}</span>
          <span>{tryWord(entry.event)}, {whoTried(entry.by)}</span>
          {entry.failure === null ? null : <span class="mono">{entry.failure.message}</span>}
        </li>
      ))}
    </ol>
  </div>
)

const Standing = ({ job }: { readonly job: JobView }) => {
  const isDead = job.state === "dead"
  return (
    <div>
      <div class="row">
        <span class={`st ${isDead ? "stop" : "work"}`}>
          {isDead ? <Icon name="ban" /> : null}
          <span class="w">
            {isDead ? t.jobs.dead : job.state === "in_progress" ? t.jobs.running : t.jobs.waiting}
          </span>
        </span>
        <span class="mono faint push">{job.id}</span>
      </div>
      <p class="lead2">
        {kindWord(job.kind)} · {subjectOf(job)}
      </p>
    </div>
  )
}

const JobFacts = ({ job }: { readonly job: JobView }) => {
  const facts: ReadonlyArray<readonly [string, string]> = [
    [t.jobs.queued, moment(job.createdAt)],
    [t.jobs.due, moment(job.runAt)],
    [
      t.jobs.lease,
      job.leasedBy === null || job.leaseUntil === null
        ? t.jobs.noLease
        : t.jobs.leaseUntil(workerName(job.leasedBy), clockSeconds(job.leaseUntil))
    ],
    [t.jobs.checkpoint, job.checkpoint ? t.jobs.resumes : t.jobs.fromStart]
  ]
  return (
    <div>
      <h3>{t.jobs.facts}</h3>
      <dl class="kv">
        {facts.map(([term, is]) => (
          <>
            <dt>{term}</dt>
            <dd>{is}</dd>
          </>
        ))}
      </dl>
    </div>
  )
}

/** What a person may do with it. */
const Moves = ({ again, job }: { readonly job: JobView; readonly again: () => void }) => {
  const [ending, setEnding] = useState<Ending | null>(null)
  const { busy, error, run } = useAction()
  const isDead = job.state === "dead"
  const isOpen = !ended.has(job.state)
  return (
    <>
      <div>
        <div class="row wrap">
          {isDead && may("job.retry")
            ? (
              <Button
                disabled={busy}
                onClick={() =>
                  run(() => ask("job.retry", { id: job.id }), () => {
                    toast(t.jobs.rerunDone(1))
                    again()
                  })}
              >
                {t.jobs.rerun}
              </Button>
            )
            : null}
          {job.planId === null
            ? null
            : <LinkButton kind="bare" to={`/plans/${job.planId}`}>{t.jobs.openPlan}</LinkButton>}
          {isDead && may("dlq.drop")
            ? <Button kind="bare" onClick={() => setEnding("drop")}>{t.jobs.drop}</Button>
            : null}
          {isOpen && !isDead && may("job.cancel")
            ? <Button kind="bare" onClick={() => setEnding("cancel")}>{t.jobs.cancel}</Button>
            : null}
        </div>
        <Refused error={error} />
        <CommandLine line={isDead ? `callsheet job retry ${job.id}` : `callsheet job show ${job.id}`} />
      </div>
      {ending === null
        ? null
        : (
          <End
            job={job}
            how={ending}
            close={() => setEnding(null)}
            done={() => {
              setEnding(null)
              again()
            }}
          />
        )}
    </>
  )
}

const Story = ({ again, job }: { readonly job: JobView; readonly again: () => void }) => (
  <>
    <Standing job={job} />
    {job.failure === null
      ? null
      : (
        <dl class="kv">
          <dt>{t.jobs.cause}</dt>
          <dd class="mono">{job.failure.message}</dd>
          <dt>{t.jobs.remedy}</dt>
          <dd>
            <Remedy of={told(job.failure)} />
          </dd>
        </dl>
      )}
    {job.history.length === 0 ? null : <Tries job={job} />}
    <JobFacts job={job} />
    <Moves job={job} again={again} />
  </>
)

/** One job with its tries, beside the lists. */
export const JobDetail = ({ id }: { readonly id: string | null }) => {
  const { again, data, error } = useAsked("job.show", { id: id as never }, {
    ...ofJobs,
    skip: id === null
  })
  return (
    <aside class="dt" aria-label={t.jobs.id}>
      {id === null || (data === undefined && error === null)
        ? <p class="mute">{t.jobs.choose}</p>
        : data === undefined
        ? <Refused error={error} />
        : <Story job={data} again={again} />}
    </aside>
  )
}
