import type { AssetView } from "@callsheet/domain/asset/AssetView"
import { CAPTION_LIMIT } from "@callsheet/domain/Caption"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useRef } from "preact/hooks"
import { useKeys } from "../app/Keys.ts"
import { Link } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { useComments } from "../data/Comments.ts"
import { useLive } from "../data/Live.ts"
import { accountName, standingOf } from "../data/Plans.ts"
import { useAsked } from "../data/Requests.ts"
import { may, whoMaySay } from "../data/Roles.ts"
import { amount, kindName } from "../data/Usage.ts"
import { useVideoLinks } from "../data/VideoLinks.ts"
import { told } from "../text/Spoken.ts"
import { t } from "../text/Text.ts"
import {
  clock,
  dayKey,
  dayName,
  decimal,
  duration,
  languageName,
  longDay,
  moment,
  number,
  zoneLine
} from "../text/Times.ts"
import { useNow } from "../ui/Clock.tsx"
import { CommandLine } from "../ui/CommandLine.tsx"
import { Facts } from "../ui/Facts.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Marks } from "../ui/Marks.tsx"
import { Message } from "../ui/Message.tsx"
import { Head } from "../ui/Section.tsx"
import { StatusWord } from "../ui/StatusWord.tsx"
import { Video } from "../ui/Video.tsx"
import { waitsSentence } from "../ui/Waits.ts"
import { Actions } from "./plan/Actions.tsx"
import { Comments } from "./plan/Comments.tsx"
import { HandOver } from "./plan/HandOver.tsx"
import { NotesEditor, ScriptEditor } from "./plan/ScriptEditor.tsx"
import { hasFit, SlotFits } from "./plan/SlotFits.tsx"
import { Takes } from "./plan/Takes.tsx"
import { Timeline } from "./plan/Timeline.tsx"
import { UnknownPlan } from "./plan/UnknownPlan.tsx"
import { Versions } from "./plan/Versions.tsx"
import { marksOf } from "./review/MarksOf.ts"

const thenOf = ({ status, waitingFor }: PlanView): string =>
  status === "scheduled" || status === "in_review" || status === "assets_generated"
    ? t.plan.afterwards[status]
    : waitingFor?.until === null
    ? t.plan.afterwards.person
    : t.plan.afterwards.other

/** What it waits for: since, until, what then, who can act. */
const Wait = ({ now, plan }: { readonly plan: PlanView; readonly now: number }) => {
  const waits = plan.waitingFor
  const since = Date.parse(plan.since)
  return (
    <section class="wait">
      <div class="row wait-head">
        <StatusWord plan={plan} big />
        <span class="small mute">{t.plan.version(plan.version)}</span>
      </div>
      <p id="waiting-for">{waitsSentence(plan)}</p>
      {waits === null ? null : (
        <Facts
          facts={[
            {
              term: t.plan.since,
              is: (
                <>
                  {moment(since, now)} <small>{duration(Math.floor((now - since) / 1000) * 1000)}</small>
                </>
              )
            },
            {
              term: t.plan.until,
              is: waits.until === null ? <small>{t.plan.personDecides}</small> : (
                <>
                  {moment(waits.until, now)}{" "}
                  <small>
                    {Date.parse(waits.until) > now ? t.shell.inTime(duration(Date.parse(waits.until) - now)) : ""}
                  </small>
                </>
              )
            },
            { term: t.plan.thenComes, is: <small>{thenOf(plan)}</small> },
            { term: t.plan.canAct, is: t.status.who[waits.who] }
          ]}
        />
      )}
      <Facts
        facts={[
          {
            term: t.plan.slot,
            is: (
              <span class="row slate">
                <b class="call">{clock(plan.slot)}</b>
                <small>
                  {longDay(plan.slot)}
                  <br />
                  {zoneLine(plan.slot)}
                </small>
              </span>
            )
          },
          { term: t.plan.account, is: accountName(plan.accountId) },
          {
            term: t.plan.delivery,
            is: (
              <>
                {plan.delivery === "inbox" ? t.plan.inbox : t.plan.direct}
                <br />
                <small>
                  {plan.privacy === null ? t.plan.privacyLater : t.release.levels[plan.privacy] ?? plan.privacy}
                </small>
              </>
            )
          },
          hasFit(plan, now) ? { term: t.plan.fits, is: <SlotFits plan={plan} now={now} /> } : null
        ]}
      />
    </section>
  )
}

const Cost = ({ plan }: { readonly plan: PlanView }) => {
  const { me } = useLive()
  const usage = useAsked("usage.show", { orgId: me?.orgId as never, from: plan.createdAt }, { fresh: plan.version })
  const own = (usage.data ?? []).filter(({ reference }) =>
    reference.includes(plan.id) || plan.assetId !== null && reference.includes(plan.assetId)
  )
  const sums = new Map<string, { amount: number; unit: string | undefined }>()
  for (const { amount, kind, unit } of own) {
    sums.set(kind, { amount: (sums.get(kind)?.amount ?? 0) + amount, unit })
  }
  return (
    <div class="side">
      <h3>{t.plan.cost}</h3>
      {sums.size === 0 ?
        <p class="small mute">{usage.loading ? t.shell.reading : t.plan.costNothing}</p> :
        (
          <dl class="kv">
            {[...sums].map(([kind, sum]) => (
              <>
                <dt>{kindName(kind)}</dt>
                <dd class="num">{amount(kind, sum.amount, sum.unit)}</dd>
              </>
            ))}
          </dl>
        )}
    </div>
  )
}

/** What the video is: its length and size, its language and voice, and the post. */
const MadeOf = ({ facts, plan, voice }: {
  readonly plan: PlanView
  readonly facts: AssetView["facts"]
  readonly voice: AssetView["provenance"][number] | undefined
}) => (
  <div class="side">
    <h3>{t.plan.facts}</h3>
    <dl class="kv">
      {facts === null ? null : (
        <>
          <dt>{t.plan.length}</dt>
          <dd>{decimal(facts.durationMillis / 1000)} s</dd>
          <dt>{t.plan.size}</dt>
          <dd>{facts.width} × {facts.height}</dd>
        </>
      )}
      <dt>{t.plan.language}</dt>
      <dd>{languageName(plan.language)}</dd>
      {voice === undefined ? null : (
        <>
          <dt>{t.voices.voice}</dt>
          <dd title={voice.engine}>
            {voice.engine.replace(/ \(.*$/s, "")}
            {voice.note === undefined ? null : <small class="line mute">{voice.note}</small>}
          </dd>
        </>
      )}
      {plan.postId === null ? null : (
        <>
          <dt>{t.plan.post}</dt>
          <dd class="mono">{plan.postId}</dd>
        </>
      )}
    </dl>
  </div>
)

const commandOf = ({ id, waitingFor }: PlanView): string =>
  waitingFor?.action?.input["id"] === id
    ? `callsheet ${waitingFor.action.call.replace(".", " ")} ${id}`
    : `callsheet plan show ${id}`

const Story = ({ at, plan }: { readonly plan: PlanView; readonly at: string | null }) => {
  const now = useNow()
  const asked = useAsked("asset.show", { id: plan.id }, { fresh: plan.version, skip: plan.assetId === null })
  const shown = useAsked("plan.show", { id: plan.id }, { fresh: plan.version })
  const links = useVideoLinks(plan, asked.data?.asset)
  const player = useRef<HTMLVideoElement>(null)
  const comments = useComments(plan)
  const facts = asked.data?.asset.facts ?? null
  const script = asked.data?.script ?? null
  const voice = asked.data?.asset.provenance.find(({ stage }) => stage === "voice")
  const seek = (millis: number) => {
    if (player.current !== null) player.current.currentTime = millis / 1000
  }
  useKeys({
    p: () => {
      if (player.current === null) return false
      if (player.current.paused) void player.current.play().catch(() => undefined)
      else player.current.pause()
    }
  })
  const who = whoMaySay("plan.edit")
  return (
    <div class="sheet plan">
      <div class="story">
        <Wait plan={plan} now={now} />
        {plan.failure === null
          ? null
          : <Message tone="stop" title={told(plan.failure).message} remedy={told(plan.failure)} />}
        <HandOver plan={plan} />
        <Timeline plan={plan} />
        <Versions plan={shown.data ?? plan} at={at} />
        {script === null && asked.loading && plan.assetId !== null
          ? <Loading rows={6} />
          : script === null
          ? <NotesEditor plan={plan} notes={shown.data?.notes ?? ""} />
          : (
            <ScriptEditor
              plan={plan}
              script={script}
              millis={facts?.durationMillis ?? 0}
              video={links.video}
              seek={seek}
            />
          )}
        <Takes plan={plan} hasScript={script !== null} />
        <Comments plan={plan} comments={comments} seek={seek} />
        {may("plan.edit") ? null : <p class="small mute">{t.plan.readOnly(who)}</p>}
      </div>
      <aside class="right" aria-label={t.plan.video}>
        <Video
          player={player}
          src={links.video}
          poster={links.cover}
          label={t.release.previewLabel(plan.topic)}
          none={links.reading ? t.shell.reading : t.release.noVideo}
        />
        <Marks marks={marksOf(comments, plan)} millis={facts?.durationMillis ?? 0} seek={seek} />
        {plan.caption === null || standingOf(plan) === "to_post" ? null : (
          <div class="side">
            <h3>{t.plan.caption}</h3>
            <p class="mono cap">{plan.caption}</p>
            <p class="small mute">{t.plan.counted(number(plan.caption.length), number(CAPTION_LIMIT))}</p>
          </div>
        )}
        <MadeOf plan={plan} facts={facts} voice={voice} />
        <Cost plan={plan} />
        <div class="side">
          <h3>{t.plan.command}</h3>
          <CommandLine line={commandOf(plan)} />
        </div>
      </aside>
    </div>
  )
}

const PlanPage = ({ id, search }: PageProps) => {
  const { loaded, plans } = useLive()
  const plan = plans.get(id)
  if (plan === undefined) {
    return <div class="sheet alone">{loaded ? <UnknownPlan /> : <Loading />}</div>
  }
  return (
    <>
      <Head
        title={plan.topic}
        before={
          <>
            <Link to="/calendar">{t.shell.places.calendar}</Link> /{" "}
            <Link to={`/calendar?view=week&day=${dayKey(plan.slot)}`}>{dayName(plan.slot)}</Link> /{" "}
            <span class="mono">{plan.id}</span>
          </>
        }
      >
        <Actions plan={plan} moving={search.get("move") !== null} />
      </Head>
      <Story key={plan.id} plan={plan} at={search.get("at")} />
    </>
  )
}

export default PlanPage
