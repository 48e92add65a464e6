import type { ReviewAnswerKind, ReviewPage } from "@callsheet/domain/api/calls/review"
import type { RefObject } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { type PageAction, useAction } from "../data/Action.ts"
import { readGuestPage, sendGuestAnswer } from "../data/Guest.ts"
import { newKey } from "../data/Requests.ts"
import { t } from "../text/Text.ts"
import { clock, longDay, moment, setZone } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { Facts } from "../ui/Facts.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Marks } from "../ui/Marks.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { inVideo } from "../ui/Script.ts"
import { Video } from "../ui/Video.tsx"

const NAME_KEPT_AS = "callsheet.guest"

interface Props {
  readonly page: ReviewPage
  readonly token: string
  readonly action: PageAction
  readonly answered: (page: ReviewPage, kind: ReviewAnswerKind) => void
  readonly player: RefObject<HTMLVideoElement | null>
}

/** What the guest has typed, and what is done with it. */
const useAnswer = ({ action, answered, page, player, token }: Props) => {
  const [name, setName] = useState(localStorage.getItem(NAME_KEPT_AS) ?? "")
  const [text, setText] = useState("")
  const [rejecting, setRejecting] = useState(false)
  const [key, setKey] = useState(newKey)
  /** The moment that the comment is about. */
  const [at, setAt] = useState<number | null>(null)
  const here = () => {
    player.current?.pause()
    setAt(Math.round((player.current?.currentTime ?? 0) * 1000))
  }
  const send = (kind: ReviewAnswerKind) => {
    localStorage.setItem(NAME_KEPT_AS, name.trim())
    action.run(() =>
      sendGuestAnswer(token, {
        kind,
        name: name.trim(),
        text,
        seen: page.digest,
        key,
        ...(kind === "comment" && at !== null ? { atMillis: at } : {})
      }), (next) => {
      setText("")
      setAt(null)
      setRejecting(false)
      setKey(newKey())
      answered(next, kind)
    })
  }
  const cannot = {
    approve: action.busy || name.trim() === "",
    say: action.busy || name.trim() === "" || text.trim() === ""
  }
  return { name, setName, text, setText, rejecting, setRejecting, at, setAt, here, send, cannot }
}

type Answering = ReturnType<typeof useAnswer>

/** Sends a comment on the video, or on the moment at which it was stopped. */
const CommentRow = ({ answer: { at, cannot, here, send, setAt } }: { readonly answer: Answering }) => (
  <div class="row wrap">
    <Button disabled={cannot.say} onClick={() => send("comment")}>
      {at === null ? t.guest.commentDo : t.guest.commentAt(inVideo(at))}
    </Button>
    {at === null
      ? <Button kind="bare" icon="comment" onClick={here}>{t.guest.here}</Button>
      : <Button kind="bare" icon="cross" onClick={() => setAt(null)}>{t.guest.whole}</Button>}
  </div>
)

/** The decision, which sticks to the bottom of a phone. */
const Decision = ({ answer, page }: { readonly answer: Answering; readonly page: ReviewPage }) => {
  const { cannot, rejecting, send, setRejecting } = answer
  return (
    <div class="gdo">
      {page.releases && !rejecting
        ? (
          <p class="small">
            <a href={t.guest.musicUrl} target="_blank" rel="noreferrer">{t.guest.music}</a>.
          </p>
        )
        : null}
      <div class="row">
        {rejecting
          ? (
            <>
              <Button large onClick={() => setRejecting(false)}>{t.guest.back}</Button>
              <Button large kind="primary" disabled={cannot.say} onClick={() => send("reject")}>
                {t.guest.rejectDo}
              </Button>
            </>
          )
          : (
            <>
              <Button large onClick={() => setRejecting(true)}>{t.guest.notYet}</Button>
              <Button large kind="primary" disabled={cannot.approve} onClick={() => send("approve")}>
                {page.releases ? t.guest.release : t.guest.approve}
              </Button>
            </>
          )}
      </div>
    </div>
  )
}

/** Name, comment, and the decision. */
const Answer = (props: Props) => {
  const { action, page } = props
  const answer = useAnswer(props)
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        <span class="label">{t.guest.name}</span>
        <input
          class="input"
          maxLength={80}
          autocomplete="name"
          value={answer.name}
          onInput={({ currentTarget }) => answer.setName(currentTarget.value)}
        />
      </label>
      <p class="hint">{t.guest.nameNote}</p>
      <label class="field">
        <span class="label">{answer.rejecting ? t.guest.text : t.guest.comment}</span>
        <textarea
          class="input"
          rows={3}
          maxLength={2_000}
          value={answer.text}
          onInput={({ currentTarget }) => answer.setText(currentTarget.value)}
        />
      </label>
      {answer.rejecting ? null : <CommentRow answer={answer} />}
      <Refused error={action.error} />
      {page.may === "decide" ? <Decision answer={answer} page={page} /> : null}
    </form>
  )
}

const Answers = ({ page }: { readonly page: ReviewPage }) =>
  page.answers.length === 0
    ? null
    : (
      <section class="sec">
        <header>
          <h2>{t.guest.answers}</h2>
        </header>
        <ul class="gsaid">
          {page.answers.map(({ at, atMillis, kind, name, text }) => (
            <li key={`${at}${kind}${name}`}>
              <span class="time">{moment(at)}</span>
              <span>
                <b>{name}</b> {t.guest.kinds[kind]}
                {atMillis === undefined ? null : <span class="time">{" "}{inVideo(atMillis)}</span>}
                {text === "" ? null : <span class="mono">{" "}{text}</span>}
              </span>
            </li>
          ))}
        </ul>
      </section>
    )

const Shown = (props: Props & { readonly thanks: ReviewAnswerKind | null }) => {
  const { page, player, thanks } = props
  return (
    <>
      <header class="ghead">
        <b>{page.orgName}</b>
        <span class="small mute">{t.guest.until(`${longDay(page.expiresAt)}, ${clock(page.expiresAt)}`)}</span>
      </header>
      {document.documentElement.dataset["mode"] === "sandbox"
        ? <p class="sandline">{t.shell.sandboxBand}</p>
        : null}
      <h1>{page.topic}</h1>
      <p class="mute">
        @{page.account} · {longDay(page.slot)}, <b class="time">{clock(page.slot)}</b> {page.timeZone}
      </p>
      <Video
        player={player}
        src={page.video.path}
        poster={page.cover.path}
        label={t.guest.video}
        none={t.guest.noVideo}
      />
      <Marks
        marks={page.answers.flatMap(({ atMillis, name, text }) =>
          atMillis === undefined ? [] : [{ atMillis, who: name, text }]
        )}
        millis={page.durationMillis ?? 0}
        seek={(to) => {
          if (player.current !== null) player.current.currentTime = to / 1000
        }}
      />
      <div class="wait">
        <p>{t.guest.asks(page.orgName)}</p>
        <Facts
          facts={[
            { term: t.guest.slot, is: `${longDay(page.slot)}, ${clock(page.slot)}` },
            { term: t.guest.label, is: page.aiLabel ? t.guest.labelOn : t.guest.labelOff }
          ]}
        />
      </div>
      <div>
        <h2>{t.guest.caption}</h2>
        <p class="mono gcap">{page.caption}</p>
      </div>
      {thanks === null ? null : <Message tone="go" title={t.guest.thanks[thanks]} alert />}
      {page.open
        ? (
          <>
            <p class="mute">
              {page.may === "comment"
                ? t.guest.decides.comments
                : page.releases
                ? t.guest.decides.releases
                : t.guest.decides.notes}
            </p>
            <Answer {...props} />
          </>
        )
        : thanks === null
        ? <Message title={t.guest.closed}>{t.guest.closedNote}</Message>
        : null}
      <Answers page={page} />
    </>
  )
}

/** What a signed link shows to people without an account: one video, and what they may answer. */
export const GuestPage = ({ token }: { readonly token: string }) => {
  const [page, setPage] = useState<ReviewPage | null>(null)
  const [thanks, setThanks] = useState<ReviewAnswerKind | null>(null)
  const reading = useAction()
  const action = useAction()
  const player = useRef<HTMLVideoElement>(null)
  const read = () =>
    reading.run(() => readGuestPage(token), (next) => {
      setZone(next.timeZone)
      setPage(next)
    })
  useEffect(() => {
    document.title = "Callsheet"
    read()
  }, [token])
  return (
    <main class="guest">
      {page !== null
        ? (
          <Shown
            page={page}
            token={token}
            action={action}
            player={player}
            thanks={thanks}
            answered={(next, kind) => {
              setPage(next)
              setThanks(kind)
            }}
          />
        )
        : reading.error === null
        ? <Loading />
        : (
          <>
            <Refused error={reading.error} />
            <Button onClick={read}>{t.guest.again}</Button>
          </>
        )}
    </main>
  )
}
