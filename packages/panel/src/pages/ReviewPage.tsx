import type { PlanView } from "@callsheet/domain/plan/PlanView"
import type { RefObject } from "preact"
import { useRef, useState } from "preact/hooks"
import { useKeys } from "../app/Keys.ts"
import { go, Link, setFilters } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { approve, reject, retry } from "../data/Commands.ts"
import { useComments } from "../data/Comments.ts"
import { useLive } from "../data/Live.ts"
import { accountName, can } from "../data/Plans.ts"
import { useAsked } from "../data/Requests.ts"
import { may, whoMaySay } from "../data/Roles.ts"
import { askTake } from "../data/Takes.ts"
import { useVideoLinks } from "../data/VideoLinks.ts"
import { ReasonDialog } from "../dialogs/ReasonDialog.tsx"
import { ReviewLinkDialog } from "../dialogs/ReviewLinkDialog.tsx"
import { t } from "../text/Text.ts"
import { decimal, moment } from "../text/Times.ts"
import { Button, LinkButton } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { Empty } from "../ui/Empty.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Marks } from "../ui/Marks.tsx"
import { Remedy } from "../ui/Remedy.tsx"
import { inVideo, linesOf, type Spoken } from "../ui/Script.ts"
import { Head } from "../ui/Section.tsx"
import { putBack, toast } from "../ui/Toast.tsx"
import { Video } from "../ui/Video.tsx"
import { waitsSentence } from "../ui/Waits.ts"
import { marksOf } from "./review/MarksOf.ts"
import { ReviewQueue, type Show, shows, waiting } from "./review/Queue.tsx"
import { asReason, Remarks } from "./review/Remarks.tsx"

type Player = RefObject<HTMLVideoElement | null>

const seek = (player: Player, millis: number) => {
  const video = player.current
  if (video === null) return
  video.currentTime = millis / 1000
  if (video.paused) void video.play().catch(() => undefined)
}

const playOrPause = (player: Player): void | false => {
  const video = player.current
  if (video === null) return false
  if (video.paused) void video.play().catch(() => undefined)
  else video.pause()
}

const Said = ({ lines, player }: { readonly lines: ReadonlyArray<Spoken>; readonly player: Player }) =>
  lines.length === 0 ? null : (
    <>
      <h3>{t.review.spoken}</h3>
      <ol class="say">
        {lines.map(({ at, index, text }) => (
          <li key={index}>
            <button type="button" onClick={() => seek(player, at)}>{inVideo(at)}</button>
            <span class="mono">{text}</span>
          </li>
        ))}
      </ol>
    </>
  )

const Checked = ({ millis, plan }: { readonly plan: PlanView; readonly millis: number | undefined }) =>
  plan.caption === null ? null : (
    <>
      <p class="capt mono">{plan.caption}</p>
      <h3>{t.review.checked}</h3>
      <ul class="chk">
        <li>
          <Icon name="check" />
          <span>
            <b>{t.review.aiLabel}</b>
            <span>{plan.aiLabel === true ? t.review.aiSet : t.review.aiNot}</span>
          </span>
        </li>
        {millis === undefined ? null : (
          <li>
            <Icon name="check" />
            <span>
              <b>{t.review.lengthWord}</b>
              <span>{t.review.lengthOf(decimal(millis / 1000))}</span>
            </span>
          </li>
        )}
      </ul>
    </>
  )

/** What has been said of the video, and C for what is to be said where it stands now. */
const useRemarks = (plan: PlanView, player: Player) => {
  const [at, setAt] = useState<number | null>(null)
  const begin = (): void | false => {
    const video = player.current
    if (video === null || !may("review.comment")) return false
    video.pause()
    setAt(Math.round(video.currentTime * 1000))
  }
  useKeys({ c: begin })
  return { at, begin, close: () => setAt(null) }
}

interface Acts {
  readonly answer: () => void
  readonly reject: () => void
  readonly again: () => void
  readonly take: () => void | false
}

const Buttons = ({ acts, plan }: { readonly plan: PlanView; readonly acts: Acts }) => {
  if (!may("plan.approve")) {
    const who = whoMaySay("plan.approve")
    return <p class="small mute acts-note">{t.review.readOnly(who)}</p>
  }
  return (
    <div class="acts">
      {can(plan, "release") || can(plan, "approve")
        ? (
          <Button kind="primary" large hint="A" onClick={acts.answer}>
            {plan.status === "in_review" ? t.review.release : t.review.approve}
          </Button>
        )
        : null}
      {can(plan, "retry") ? <Button large onClick={acts.again}>{t.review.retry}</Button> : null}
      {mayTake(plan) ? <Button large hint="T" onClick={acts.take}>{t.plan.takes.script}</Button> : null}
      {can(plan, "reject") ? <Button large hint="R" onClick={acts.reject}>{t.review.reject}</Button> : null}
      <LinkButton large to={`/plans/${plan.id}`}>{t.review.open}</LinkButton>
    </div>
  )
}

const Decision = (
  props: { readonly plan: PlanView; readonly player: Player; readonly acts: Acts; readonly now: number }
) => {
  const { acts, now, plan, player } = props
  const asked = useAsked("asset.show", { id: plan.id }, { fresh: plan.version, skip: plan.assetId === null })
  const shown = useAsked("plan.show", { id: plan.id }, { fresh: plan.version })
  const millis = asked.data?.asset.facts?.durationMillis
  const lines = linesOf(asked.data?.script, millis ?? 0)
  const notes = shown.data?.notes ?? ""
  const remarks = useRemarks(plan, player)
  const comments = useComments(plan)
  const { cover, reading, video } = useVideoLinks(plan, asked.data?.asset)
  useKeys({
    Space: () => playOrPause(player),
    ArrowRight: () => stepTo(player, lines, 1),
    ArrowLeft: () => stepTo(player, lines, -1)
  })
  return (
    <>
      <div class="stage">
        <div class="shown">
          <Video
            key={plan.id}
            player={player}
            src={video}
            poster={cover}
            label={t.release.previewLabel(plan.topic)}
            none={reading ? t.shell.reading : t.review.noVideo}
          />
          <Marks marks={marksOf(comments, plan)} millis={millis ?? 0} seek={(to) => seek(player, to)} />
        </div>
      </div>
      <div class="dec" tabIndex={0} role="region" aria-label={plan.topic}>
        <h2>
          <Link to={`/plans/${plan.id}`}>{plan.topic}</Link>
        </h2>
        <p class="mute">
          {accountName(plan.accountId)} · {t.release.slotLine("")}
          <b class="time">{moment(plan.slot, now)}</b>
        </p>
        <p>{waitsSentence(plan)}</p>
        {plan.failure === null ? null : <Remedy of={plan.failure} />}
        <Checked plan={plan} millis={millis} />
        <Said lines={lines} player={player} />
        {comments.length === 0 ? null : <h3>{t.review.remarks}</h3>}
        <Remarks
          plan={plan}
          comments={comments}
          at={remarks.at}
          close={remarks.close}
          seek={(to) => seek(player, to)}
        />
        {video === null || remarks.at !== null || !may("review.comment")
          ? null
          : (
            <div class="row">
              <Button icon="comment" hint="C" onClick={remarks.begin}>{t.review.remarkHere}</Button>
            </div>
          )}
        {lines.length > 0 || notes === "" ? null : (
          <>
            <h3>{t.review.notes}</h3>
            <p class="mono notes">{notes}</p>
          </>
        )}
        <Buttons plan={plan} acts={acts} />
      </div>
    </>
  )
}

const stepTo = (player: Player, lines: ReadonlyArray<Spoken>, count: number): void | false => {
  if (player.current === null || lines.length === 0) return false
  const now = player.current.currentTime * 1000 + 50
  const current = lines.findLastIndex(({ at }) => at <= now)
  seek(player, lines[Math.max(0, Math.min(lines.length - 1, current + count))]?.at ?? 0)
}

interface Hint {
  readonly key: string
  readonly word: string
}

/** The keys that do something here for who looks at it. */
const hints = (): ReadonlyArray<Hint> => [
  { key: "J K", word: t.review.keys.next },
  { key: "Space", word: t.review.keys.play },
  { key: "← →", word: t.review.keys.scene },
  ...(may("plan.approve") ? [{ key: "A", word: t.review.keys.answer }] : []),
  ...(may("plan.reject") ? [{ key: "R", word: t.review.keys.reject }] : []),
  ...(may("review.comment") ? [{ key: "C", word: t.review.remarkHere }] : []),
  ...(may("plan.approve") ? [{ key: "Z", word: t.review.keys.undo }] : [])
]

const KeyHints = () => (
  <div class="key-hints" aria-hidden="true">
    {hints().map(({ key, word }) => (
      <span key={key}>
        <span class="k">{key}</span> {word}
      </span>
    ))}
  </div>
)

/** Where the queue has no room beside the video, this leads through it. */
const Stepper = (props: {
  readonly at: number
  readonly of: number
  readonly before: () => void | false
  readonly after: () => void | false
}) => (
  <div class="stepper">
    <Button icon="left" label={t.review.before} disabled={props.at === 0} onClick={() => void props.before()} />
    <span class="small">{t.review.place(props.at + 1, props.of)}</span>
    <Button
      icon="right"
      label={t.review.after}
      disabled={props.at + 1 >= props.of}
      onClick={() => void props.after()}
    />
  </div>
)

const showOf = (search: URLSearchParams): Show => shows.find((show) => show === search.get("show")) ?? "due"

const Filter = ({ now, show }: { readonly show: Show; readonly now: number }) => (
  <div class="seg" role="group" aria-label={t.review.filterLabel}>
    {shows.map((one) => (
      <button
        key={one}
        type="button"
        aria-pressed={show === one}
        onClick={() => setFilters({ show: one, plan: null })}
      >
        {t.review.filters[one]} {waiting(one, now).length}
      </button>
    ))}
  </div>
)

/** Another take is of words that were written: an idea has none yet. */
const mayTake = (plan: PlanView) => may("take.ask") && can(plan, "edit") && plan.status === "in_review"

/** Answers one plan and goes to the next; what is refused is put back with its reason. */
const useActs = (plan: PlanView | undefined, next: () => void) => {
  const [rejecting, setRejecting] = useState<PlanView | null>(null)
  const acts: Acts = {
    answer: () => {
      if (plan === undefined) return
      if (can(plan, "release")) return go(`/plans/${plan.id}/release`)
      if (!can(plan, "approve") || !may("plan.approve")) return
      next()
      approve(plan).then(() => toast(t.review.approved(plan.topic)), putBack)
    },
    reject: () => {
      if (plan !== undefined && can(plan, "reject") && may("plan.reject")) setRejecting(plan)
    },
    again: () => {
      if (plan !== undefined) retry(plan).catch(putBack)
    },
    take: () => {
      if (plan === undefined || !mayTake(plan)) return false
      askTake(plan, "script", asReason(plan)).then(() => toast(t.plan.takes.asked), putBack)
    }
  }
  const dialog = rejecting === null ? null : (
    <ReasonDialog
      title={t.review.rejectTitle(rejecting.topic)}
      kind="reject"
      before={asReason(rejecting)}
      close={() => setRejecting(null)}
      run={(reason) => {
        setRejecting(null)
        next()
        reject(rejecting, reason).then(
          (rejected) => toast(t.review.rejected(rejecting.topic), () => retry(rejected)),
          putBack
        )
      }}
    />
  )
  return { acts, dialog }
}

const ReviewPage = ({ search }: PageProps) => {
  const { loaded, plans: known } = useLive()
  const now = useNow(5)
  const [linking, setLinking] = useState<PlanView | null>(null)
  const player = useRef<HTMLVideoElement>(null)
  const show = showOf(search)
  const due = waiting("due", now)
  const plans = waiting(show, now)
  const asked = known.get(search.get("plan") ?? "")
  const at = Math.max(0, plans.findIndex(({ id }) => id === asked?.id))
  const current = plans.find(({ id }) => id === asked?.id) ?? plans[0]
  const step = (count: number) => () => {
    const next = plans[at + count]
    if (next === undefined) return false
    setFilters({ plan: next.id })
  }
  const { acts, dialog } = useActs(current, () => setFilters({ plan: (plans[at + 1] ?? plans[at - 1])?.id ?? null }))
  useKeys({ j: step(1), k: step(-1), a: acts.answer, r: acts.reject, t: acts.take })
  const later = waiting("approve", now).filter((plan) => !due.includes(plan)).length
  return (
    <>
      <Head
        title={t.shell.places.review}
        note={`${t.review.note(due.length, due[0] === undefined ? "" : moment(due[0].slot, now))}${
          later === 0 ? "" : ` ${t.review.later(later)}`
        }`}
      >
        <Filter show={show} now={now} />
        {current?.status === "in_review" && may("review.link")
          ? <Button icon="link" onClick={() => setLinking(current)}>{t.review.link}</Button>
          : null}
      </Head>
      {!loaded ?
        (
          <div class="sheet">
            <Loading rows={6} />
          </div>
        ) :
        current === undefined
        ? (
          <div class="sheet">
            <Empty action={<LinkButton to="/calendar">{t.review.toCalendar}</LinkButton>}>{t.review.empty}</Empty>
          </div>
        )
        : (
          <div class="rev">
            <ReviewQueue plans={plans} current={current} now={now} choose={(plan) => setFilters({ plan: plan.id })} />
            <Stepper at={at} of={plans.length} before={step(-1)} after={step(1)} />
            <Decision plan={current} player={player} acts={acts} now={now} />
          </div>
        )}
      {current === undefined ? null : <KeyHints />}
      {dialog}
      {linking === null ? null : <ReviewLinkDialog plan={linking} close={() => setLinking(null)} />}
    </>
  )
}

export default ReviewPage
