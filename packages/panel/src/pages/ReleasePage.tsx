import type { CreatorView } from "@callsheet/domain/api/calls/account"
import { useEffect, useState } from "preact/hooks"
import { go } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { ask, state, useLive } from "../data/Live.ts"
import { newKey, refusalFrom } from "../data/Requests.ts"
import type { Refusal } from "../data/Wire.ts"
import { moment } from "../text/Times.ts"
import { Loading } from "../ui/Loading.tsx"
import { Refused } from "../ui/Message.tsx"
import { Head } from "../ui/Section.tsx"

const levels: Readonly<Record<string, string>> = {
  PUBLIC_TO_EVERYONE: "Everyone",
  MUTUAL_FOLLOW_FRIENDS: "Friends",
  FOLLOWER_OF_CREATOR: "Followers",
  SELF_ONLY: "Only you"
}

const Check = (props: { label: string; on: boolean; off?: boolean; set: (on: boolean) => void }) => (
  <label class={props.off === true ? "check off" : "check"}>
    <input
      type="checkbox"
      checked={props.on}
      disabled={props.off === true}
      onChange={(event) =>
        props.set(event.currentTarget.checked)}
    />
    <span>{props.label}</span>
  </label>
)

const BOTH = "You need to indicate if your content promotes yourself, a third party, or both."
const NOT_PRIVATE = "Branded content visibility cannot be set to private."

const ReleasePage = ({ id }: PageProps) => {
  useLive()
  const plan = state.plans.get(id)
  const [creator, setCreator] = useState<CreatorView | null>(null)
  const [error, setError] = useState<Refusal | null>(null)
  const [privacy, setPrivacy] = useState<string | null>(null)
  const [comment, setComment] = useState(false)
  const [duet, setDuet] = useState(false)
  const [stitch, setStitch] = useState(false)
  const [disclose, setDisclose] = useState(false)
  const [own, setOwn] = useState(false)
  const [branded, setBranded] = useState(false)
  const [consent, setConsent] = useState(false)
  const [key] = useState(newKey)
  const failed = (cause: unknown) => setError(refusalFrom(cause))
  useEffect(() => {
    if (plan !== undefined) ask("account.creator", { id: plan.accountId as never }).then(setCreator, failed)
  }, [plan?.accountId])
  if (plan === undefined) {
    return (
      <div class="sheet alone">
        <Loading />
      </div>
    )
  }
  const isBranded = disclose && branded
  const missing = [
    ...(privacy === null ? ["who can watch this video"] : []),
    ...(disclose && !own && !branded ? ["whom the content promotes"] : []),
    ...(consent ? [] : ["consent"])
  ]
  const stop = creator === null || creator.stop !== null || plan.status !== "in_review"
  const release = () => {
    ask("plan.release", {
      id: plan.id as never,
      key,
      settings: {
        privacy: privacy as never,
        allowComment: comment,
        allowDuet: duet,
        allowStitch: stitch,
        brandOrganic: disclose && own,
        brandContent: isBranded
      },
      musicUsageConfirmed: true
    }).then((next) => {
      state.plans.set(next.id, next)
      go(`/plans/${plan.id}`)
    }, failed)
  }
  const forbidden = creator === null ? [] : [
    ...(creator.commentDisabled ? ["Comment"] : []),
    ...(creator.duetDisabled ? ["Duet"] : []),
    ...(creator.stitchDisabled ? ["Stitch"] : [])
  ]
  return (
    <>
      <Head title="Post to TikTok" note={`${plan.topic}, slot ${moment(plan.slot)}`} />
      <div class="sheet plan">
        <form onSubmit={(event) => event.preventDefault()}>
          <section class="f bar">
            <h2>Creator</h2>
            <div>
              {creator === null ? <span class="mute">Asking TikTok…</span> : (
                <div class="row">
                  {creator.avatar === null ? null : <img class="who xl" src={creator.avatar} alt="" />}
                  <b>{creator.nickname}</b>
                  <span class="mute">@{creator.username}</span>
                </div>
              )}
            </div>
          </section>
          {creator?.stop === null || creator === null ? null : (
            <div class="msg you" role="alert">
              <b>{creator.stop?.message}</b>
              <p>{creator.stop?.remedy}</p>
            </div>
          )}
          <section class="f">
            <h2>Title</h2>
            <p class="mono">{plan.caption}</p>
          </section>
          <fieldset class="f">
            <legend>Who can watch this video</legend>
            <div>
              {(creator?.privacyLevels ?? []).map((level) => (
                <label class="check" key={level} title={isBranded && level === "SELF_ONLY" ? NOT_PRIVATE : ""}>
                  <input
                    type="radio"
                    name="privacy"
                    checked={privacy === level}
                    disabled={isBranded && level === "SELF_ONLY"}
                    onChange={() =>
                      setPrivacy(level)}
                  />
                  <span>{levels[level] ?? level}</span>
                </label>
              ))}
              {isBranded ? <p class="hint">{NOT_PRIVATE}</p> : null}
            </div>
          </fieldset>
          <fieldset class="f">
            <legend>Allow users to</legend>
            <div>
              <Check label="Comment" on={comment} off={creator?.commentDisabled ?? true} set={setComment} />
              <Check label="Duet" on={duet} off={creator?.duetDisabled ?? true} set={setDuet} />
              <Check label="Stitch" on={stitch} off={creator?.stitchDisabled ?? true} set={setStitch} />
              {forbidden.length === 0
                ? null
                : <p class="hint">{forbidden.join(", ")}: off in the creator’s TikTok settings.</p>}
            </div>
          </fieldset>
          <fieldset class="f">
            <legend>Disclose video content</legend>
            <div>
              <Check label="Disclose video content" on={disclose} set={setDisclose} />
              {disclose ?
                (
                  <>
                    <Check label="Your brand" on={own} set={setOwn} />
                    <Check
                      label="Branded content"
                      on={branded}
                      set={(on) => {
                        setBranded(on)
                        if (on && privacy === "SELF_ONLY") setPrivacy(null)
                      }}
                    />
                    {own || branded ?
                      (
                        <p class="hint">
                          Your video will be labeled as “{branded ? "Paid partnership" : "Promotional content"}”.
                        </p>
                      ) :
                      <p class="hint bad">{BOTH}</p>}
                  </>
                ) :
                null}
            </div>
          </fieldset>
          <fieldset class="f">
            <legend>Consent</legend>
            <Check
              label={`By posting, you agree to TikTok's ${
                isBranded ? "Branded Content Policy and " : ""
              }Music Usage Confirmation`}
              on={consent}
              set={setConsent}
            />
          </fieldset>
          <p>
            <button class="btn pri lg" type="button" disabled={stop || missing.length > 0} onClick={release}>
              Release
            </button>
            {missing.length === 0 ? null : <span class="mute">Missing: {missing.join(", ")}.</span>}
          </p>
          <p class="mute">After its slot it may take a few minutes until the video shows on the profile.</p>
          <Refused error={error} />
        </form>
        <aside aria-label="Preview">
          <p class="small mute">This very file is what is posted.</p>
        </aside>
      </div>
    </>
  )
}

export default ReleasePage
