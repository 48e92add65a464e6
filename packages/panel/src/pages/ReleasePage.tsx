import type { CreatorView } from "@callsheet/domain/api/calls/account"
import type { AssetView } from "@callsheet/domain/asset/AssetView"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useRef, useState } from "preact/hooks"
import { go, Link } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { ask, keepPlan, useLive } from "../data/Live.ts"
import { standingOf } from "../data/Plans.ts"
import { newKey, refusalFrom, useAsked } from "../data/Requests.ts"
import { may, whoMaySay } from "../data/Roles.ts"
import { useVideoLinks, type VideoLinks } from "../data/VideoLinks.ts"
import type { Refusal } from "../data/Wire.ts"
import { told } from "../text/Spoken.ts"
import { t } from "../text/Text.ts"
import { clock, decimal, duration, moment, number } from "../text/Times.ts"
import { Button, LinkButton } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { Head } from "../ui/Section.tsx"
import { toast } from "../ui/Toast.tsx"
import { Video } from "../ui/Video.tsx"
import { UnknownPlan } from "./plan/UnknownPlan.tsx"
import { type Answers, changed, isTooLong, missingIn, noAnswers, settingsOf } from "./release/Answers.ts"
import {
  ConsentField,
  CreatorField,
  DisclosureField,
  Field,
  InteractionField,
  PrivacyField
} from "./release/Fields.tsx"
import { TitleField } from "./release/TitleField.tsx"

const Preview = (props: {
  readonly plan: PlanView
  readonly asset: AssetView | undefined
  readonly links: VideoLinks
}) => (
  <aside aria-label={t.release.preview}>
    <Video
      src={props.links.video}
      poster={props.links.cover}
      label={t.release.previewLabel(props.plan.topic)}
      none={props.links.reading ? t.shell.reading : t.release.noVideo}
    />
    {props.asset?.video === undefined || props.asset.video === null ? null : (
      <p class="small mute">
        {t.release.veryFile} {decimal((props.asset.facts?.durationMillis ?? 0) / 1000)} s, SHA-256{" "}
        <span class="mono">{props.asset.video.sha256.slice(0, 8)}…{props.asset.video.sha256.slice(-5)}</span>.{" "}
        {t.release.nothingAdded}
      </p>
    )}
  </aside>
)

const AiField = ({ label }: { readonly label: boolean }) => (
  <Field id="ai" title={t.release.ai}>
    <div class="row wrap">
      <span>{label ? t.release.aiOn : t.release.aiOff}</span>
      {label ? <span class="push small mute">{t.release.aiLabel}</span> : null}
    </div>
  </Field>
)

const LengthField = ({ creator, millis }: { readonly creator: CreatorView; readonly millis: number }) => {
  const seconds = decimal(millis / 1000)
  const most = number(creator.maxVideoSeconds)
  return (
    <Field id="length" title={t.release.length}>
      {isTooLong(creator, millis)
        ? <Message tone="stop" title={t.release.lengthOver(seconds, most)} alert />
        : <p>{t.release.lengthFits(seconds, most)}</p>}
    </Field>
  )
}

const focusOn = (id: string) => {
  const place = document.getElementById(id)
  place?.querySelector<HTMLElement>("input:not(:disabled)")?.focus()
  place?.scrollIntoView({ block: "center" })
}

const Submit = (props: {
  readonly plan: PlanView
  readonly answers: Answers
  readonly stopped: boolean
  readonly busy: boolean
  readonly release: () => void
}) => {
  const missing = missingIn(props.answers)
  const slot = moment(props.plan.slot)
  return (
    <div class="submit">
      <span />
      <div class="row">
        <Button
          kind="primary"
          large
          disabled={props.stopped || props.busy || missing.length > 0}
          why={missing.some(({ id }) => id === "promotes") ? t.release.tiktok.both : undefined}
          onClick={props.release}
        >
          {t.release.doRelease(slot)}
        </Button>
        <p class="miss">
          {missing.length === 0 ? null : (
            <>
              <b>{t.release.missing(missing.length)}</b> {missing.map(({ id, word }, index) => (
                <span key={id}>
                  {index === 0 ? "" : ", "}
                  <a
                    href={`#${id}`}
                    onClick={(event) => {
                      event.preventDefault()
                      focusOn(id)
                    }}
                  >
                    {word}
                  </a>
                </span>
              ))}.
              <br />
            </>
          )}
          <span class="mute">{t.release.minutes(slot)}</span>
        </p>
      </div>
    </div>
  )
}

const Form = ({ plan }: { readonly plan: PlanView }) => {
  const creator = useAsked("account.creator", { id: plan.accountId })
  const asked = useAsked("asset.show", { id: plan.id }, { fresh: plan.version })
  const links = useVideoLinks(plan, asked.data?.asset)
  const [answers, setAnswers] = useState(noAnswers)
  const [error, setError] = useState<Refusal | null>(null)
  const [busy, setBusy] = useState(false)
  const [unsaved, setUnsaved] = useState(false)
  const [seen, setSeen] = useState(plan.digest ?? null)
  const key = useRef(newKey())
  const shown = plan.digest ?? null
  const isChanged = seen !== null && shown !== null && seen !== shown
  const set = (change: Partial<Answers>) => {
    key.current = newKey()
    setAnswers(changed(answers, change))
  }
  const millis = asked.data?.asset.facts?.durationMillis
  const stopped = creator.data === undefined || creator.data.stop !== null || isChanged || unsaved ||
    millis === undefined || isTooLong(creator.data, millis)
  const release = () => {
    setBusy(true)
    setError(null)
    ask("plan.release", {
      id: plan.id,
      key: key.current,
      settings: settingsOf(answers),
      musicUsageConfirmed: true,
      ...(shown === null ? {} : { seen: shown })
    }).then((next) => {
      keepPlan(next)
      toast(t.release.released(plan.topic))
      go(`/plans/${plan.id}`)
    }, (failed: unknown) => {
      setBusy(false)
      setError(refusalFrom(failed))
    })
  }
  return (
    <div class="sheet rel">
      <Preview
        plan={plan}
        asset={asked.data?.asset}
        links={links}
      />
      <form class="post" onSubmit={(event) => event.preventDefault()}>
        <CreatorField creator={creator.data} />
        <Refused error={creator.error} />
        {creator.data?.stop === undefined || creator.data.stop === null
          ? null
          : <Message tone="stop" title={told(creator.data.stop).message} remedy={told(creator.data.stop)} alert />}
        {plan.delivery === "inbox" ? <Message title={t.release.inbox} /> : null}
        <TitleField plan={plan} unsaved={setUnsaved} saved={(next) => setSeen(next.digest ?? null)} />
        <PrivacyField answers={answers} creator={creator.data} set={set} />
        <InteractionField answers={answers} creator={creator.data} set={set} />
        <DisclosureField answers={answers} set={set} />
        <AiField label={plan.aiLabel === true} />
        {creator.data === undefined || millis === undefined
          ? null
          : <LengthField creator={creator.data} millis={millis} />}
        <ConsentField answers={answers} set={set} />
        {isChanged ?
          (
            <Message
              tone="stop"
              title={t.release.changed}
              alert
              action={<Button onClick={() => setSeen(plan.digest ?? null)}>{t.release.lookAgain}</Button>}
            />
          ) :
          null}
        {unsaved ? <Message title={t.release.unsaved} /> : null}
        <Refused error={error} />
        <Submit plan={plan} answers={answers} stopped={stopped} busy={busy} release={release} />
      </form>
    </div>
  )
}

const Refusing = ({ plan }: { readonly plan: PlanView }) => {
  const who = whoMaySay("plan.release")
  const title = !may("plan.release")
    ? t.release.notForYou(who)
    : plan.locked
    ? t.release.locked
    : t.release.notInReview(t.status.word[standingOf(plan)])
  return (
    <div class="sheet alone">
      <Message
        icon={may("plan.release") ? "info" : "lock"}
        title={title}
        action={<LinkButton to={`/plans/${plan.id}`}>{t.release.toPlan}</LinkButton>}
      />
    </div>
  )
}

const ReleasePage = ({ id }: PageProps) => {
  const { loaded, plans } = useLive()
  const now = useNow()
  const plan = plans.get(id)
  if (plan === undefined) {
    return <div class="sheet alone">{loaded ? <UnknownPlan /> : <Loading />}</div>
  }
  const until = plan.waitingFor?.until ?? null
  const isOpen = plan.status === "in_review" && !plan.locked && may("plan.release")
  return (
    <>
      <Head
        title={t.release.title}
        note={
          <>
            {t.release.slotLine("")}
            <b class="time">{moment(plan.slot, now)}</b>
            {until === null
              ? ""
              : ` · ${t.release.releaseBy(clock(until), duration(Math.max(0, Date.parse(until) - now)))}`}
          </>
        }
        before={
          <>
            <Link to="/review">{t.shell.places.review}</Link> / <Link to={`/plans/${plan.id}`}>{plan.topic}</Link>
          </>
        }
      />
      {isOpen ? <Form key={plan.id} plan={plan} /> : <Refusing plan={plan} />}
    </>
  )
}

export default ReleasePage
