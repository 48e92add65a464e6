import type { WorkerView } from "@callsheet/domain/api/calls/worker"
import { SHARDS } from "@callsheet/domain/Shard"
import { useState } from "preact/hooks"
import { useAction } from "../data/Action.ts"
import { kindWord, ofWorkers, workerName } from "../data/Jobs.ts"
import { ask, useLive } from "../data/Live.ts"
import { useAsked } from "../data/Requests.ts"
import { may } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { duration, moment, number } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { CommandLine } from "../ui/CommandLine.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { Empty } from "../ui/Empty.tsx"
import { Facts } from "../ui/Facts.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { Head } from "../ui/Section.tsx"
import { toast } from "../ui/Toast.tsx"

const stateOf = ({ alive, draining }: WorkerView) => !alive ? "gone" : draining ? "draining" : "up"
const tones = { up: "go", draining: "work", gone: "stop" } as const
const icons = { up: "check", draining: "refresh", gone: "ban" } as const

/** How many of the shards are its own. The list says how many, not which, so they stand from the left. */
const Shards = ({ worker }: { readonly worker: WorkerView }) => (
  <>
    <span class="sh" role="img" aria-label={t.workers.ownedOf(worker.shards, SHARDS)}>
      {Array.from({ length: SHARDS }, (_, index) => (
        <i
          key={index}
          class={index < worker.shards ? worker.draining ? "out" : worker.alive ? "on" : "lost" : ""}
        />
      ))}
    </span>
    <span class="shl">
      <span>
        <b>{number(worker.shards)}</b> {t.workers.ownedOf(worker.shards, SHARDS).replace(/^\d+\s/, "")}
      </span>
    </span>
  </>
)

const Drain = (
  props: {
    readonly worker: WorkerView
    readonly isLast: boolean
    readonly close: () => void
    readonly done: () => void
  }
) => {
  const { close, done, isLast, worker } = props
  const { busy, error, run } = useAction()
  const name = workerName(worker.id)
  return (
    <Dialog
      title={t.workers.drainTitle(name)}
      onClose={close}
      onSubmit={() =>
        run(() => ask("worker.drain", { id: worker.id }), () => {
          toast(t.workers.drained(name))
          close()
          done()
        })}
      footer={
        <>
          <Button kind="bare" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="danger" type="submit" disabled={busy}>{t.workers.drainDo}</Button>
        </>
      }
    >
      <p class="mute">{t.workers.drainNote(worker.running)}</p>
      {isLast ? <Message tone="stop" title={t.workers.drainLast} /> : null}
      <CommandLine line={`callsheet worker drain ${worker.id}`} />
      <Refused error={error} />
    </Dialog>
  )
}

const Row = (props: { readonly worker: WorkerView; readonly now: number; readonly drain: () => void }) => {
  const { drain, now, worker } = props
  const is = stateOf(worker)
  return (
    <div class={`wr ${is === "gone" ? "gone" : ""}`} role="row">
      <div role="cell">
        <b class="nm">{workerName(worker.id)}</b>
        <span class={`st ${tones[is]}`}>
          <Icon name={icons[is]} />
          <span class="w">{t.workers.state[is]}</span>
        </span>
        <p class="ver">{t.workers.since(worker.version, moment(worker.startedAt, now))}</p>
        <p class="ver">{t.workers.seen(duration(now - Date.parse(worker.heartbeatAt)))}</p>
        {worker.address === "" ? null : <p class="ver mono">{worker.address}</p>}
      </div>
      <div role="cell">
        <b>{t.workers.jobs(worker.running)}</b>
        <p class="small mute">
          {t.workers.takes}: {worker.kinds.length === 0 ? t.workers.takesAll : worker.kinds.map(kindWord).join(", ")}
        </p>
      </div>
      <div role="cell">
        <Shards worker={worker} />
        {is === "gone" ? <p class="dr bad">{t.workers.goneNote}</p> : null}
        {is === "draining" ? <p class="dr">{t.workers.drainingNote}</p> : null}
      </div>
      <div role="cell" class="act">
        {may("worker.drain") && is === "up" ? <Button onClick={drain}>{t.workers.drain}</Button> : null}
      </div>
    </div>
  )
}

const WorkersPage = () => {
  useLive()
  const now = useNow()
  const [leaving, setLeaving] = useState<WorkerView | null>(null)
  const { again, data, error } = useAsked("worker.list", {}, ofWorkers)
  const workers = data ?? []
  const up = workers.filter(({ alive }) => alive)
  const owned = up.reduce((sum, { shards }) => sum + shards, 0)
  return (
    <>
      <Head title={t.shell.places.workers} note={t.workers.note} />
      <div class="sheet">
        <Refused error={error} />
        {data === undefined && error === null ? <Loading rows={3} /> : null}
        {data === undefined
          ? null
          : workers.length === 0
          ? (
            <Empty action={<CommandLine line="callsheet up" />}>
              {t.workers.none} {t.workers.noneNote}
            </Empty>
          )
          : (
            <>
              <div class="bar">
                <Facts
                  facts={[
                    { term: t.workers.up, is: t.workers.upOf(up.length, workers.length) },
                    { term: t.workers.shards, is: t.workers.upOf(owned, SHARDS) },
                    { term: t.workers.running, is: number(up.reduce((sum, { running }) => sum + running, 0)) },
                    { term: t.workers.versions, is: [...new Set(up.map(({ version }) => version))].join(", ") }
                  ]}
                />
              </div>
              <div class="wk" role="table" aria-label={t.shell.places.workers}>
                <div class="wr whd" role="row">
                  <span role="columnheader">{t.workers.columns.worker}</span>
                  <span role="columnheader">{t.workers.columns.jobs}</span>
                  <span role="columnheader">{t.workers.columns.shards(SHARDS)}</span>
                  <span role="columnheader">{t.workers.columns.do}</span>
                </div>
                {workers.map((worker) => (
                  <Row
                    key={worker.id}
                    worker={worker}
                    now={now}
                    drain={() => setLeaving(worker)}
                  />
                ))}
              </div>
              <p class="small mute foot">
                {t.workers.foot} {may("worker.drain") ? "" : t.workers.onlyOperators}
              </p>
            </>
          )}
      </div>
      {leaving === null
        ? null
        : <Drain worker={leaving} isLast={up.length < 2} close={() => setLeaving(null)} done={again} />}
    </>
  )
}

export default WorkersPage
