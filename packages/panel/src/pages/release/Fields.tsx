import type { CreatorView } from "@callsheet/domain/api/calls/account"
import type { ComponentChildren } from "preact"
import { t } from "../../text/Text.ts"
import { clockSeconds, duration } from "../../text/Times.ts"
import { Icon } from "../../ui/Icon.tsx"
import { type Answers, isBranded } from "./Answers.ts"

interface Asked {
  readonly answers: Answers
  readonly creator: CreatorView | undefined
  readonly set: (change: Partial<Answers>) => void
}

export const Field = (props: { readonly id: string; readonly title: string; readonly children: ComponentChildren }) => (
  <section class="f" aria-labelledby={`${props.id}-title`}>
    <h2 id={`${props.id}-title`}>{props.title}</h2>
    <div id={props.id} tabIndex={-1}>{props.children}</div>
  </section>
)

const Tick = (props: {
  readonly label: string
  readonly on: boolean
  readonly off: boolean
  readonly why?: string
  readonly set: (on: boolean) => void
}) => (
  <label class={props.off ? "check off" : "check"}>
    <input
      type="checkbox"
      checked={props.on && !props.off}
      disabled={props.off}
      {...(props.why === undefined ? {} : { "aria-describedby": props.why })}
      onChange={(event) => props.set(event.currentTarget.checked)}
    />
    <span>{props.label}</span>
  </label>
)

export const CreatorField = ({ creator }: { readonly creator: CreatorView | undefined }) => (
  <Field id="creator" title={t.release.creator}>
    {creator === undefined ? <span class="mute" role="status">{t.release.asking}</span> : (
      <div class="row wrap">
        {creator.avatar === null
          ? <span class="who xl" aria-hidden="true">{creator.nickname.slice(0, 2)}</span>
          : <img class="who xl" src={creator.avatar} alt="" />}
        <span>
          <b class="nick">{creator.nickname}</b>
          <br />
          <span class="mute">@{creator.username}</span>
        </span>
        <span class="push small r mute">
          {t.release.asked(clockSeconds(creator.askedAt))}
          <br />
          {creator.stop === null ? t.release.canPost(duration(creator.maxVideoSeconds * 1000)) : ""}
        </span>
      </div>
    )}
  </Field>
)

export const PrivacyField = ({ answers, creator, set }: Asked) => (
  <Field id="who" title={t.release.privacy}>
    <div class="radios" role="radiogroup" aria-labelledby="who-title">
      {(creator?.privacyLevels ?? []).map((level) => {
        const isOff = isBranded(answers) && level === "SELF_ONLY"
        const note = isOff ? t.release.tiktok.notPrivate : t.release.levelNotes[level]
        return (
          <label class={isOff ? "check off" : "check"} key={level} title={isOff ? t.release.tiktok.notPrivate : ""}>
            <input
              type="radio"
              name="privacy"
              value={level}
              checked={answers.privacy === level}
              disabled={isOff}
              onChange={() =>
                set({ privacy: level })}
            />
            <span>
              {t.release.levels[level] ?? level}
              {note === undefined ? null : <small class="mute" {...(isOff ? { lang: "en" } : {})}>{note}</small>}
            </span>
          </label>
        )
      })}
    </div>
    {answers.privacy === null && creator !== undefined ?
      (
        <p class="hint">
          <span>
            <span class="mark">{t.release.choose}</span> {t.release.nothingChosen}
          </span>
        </p>
      ) :
      null}
  </Field>
)

export const InteractionField = ({ answers, creator, set }: Asked) => {
  const forbidden = creator === undefined ? [] : [
    ...(creator.commentDisabled ? [t.release.comment] : []),
    ...(creator.duetDisabled ? [t.release.duet] : []),
    ...(creator.stitchDisabled ? [t.release.stitch] : [])
  ]
  return (
    <Field id="allow" title={t.release.allow}>
      <div class="row wrap inter">
        <Tick
          label={t.release.comment}
          on={answers.comment}
          off={creator?.commentDisabled ?? true}
          why="forbidden"
          set={(comment) => set({ comment })}
        />
        <Tick
          label={t.release.duet}
          on={answers.duet}
          off={creator?.duetDisabled ?? true}
          why="forbidden"
          set={(duet) => set({ duet })}
        />
        <Tick
          label={t.release.stitch}
          on={answers.stitch}
          off={creator?.stitchDisabled ?? true}
          why="forbidden"
          set={(stitch) => set({ stitch })}
        />
        <span id="forbidden" class="small mute push">
          {forbidden.length === 0 ? "" : t.release.forbidden(forbidden.join(", "))}
        </span>
      </div>
    </Field>
  )
}

const Promotes = ({ answers, set }: Omit<Asked, "creator">) => (
  <>
    <div class="disc">
      <label class="check">
        <input type="checkbox" checked={answers.own} onChange={(event) => set({ own: event.currentTarget.checked })} />
        <span>
          <b>{t.release.own}</b>
          <br />
          <span class="mute">{t.release.ownNote}</span>
        </span>
      </label>
      <label class="check" title={answers.privacy === "SELF_ONLY" ? t.release.tiktok.notPrivate : ""}>
        <input
          type="checkbox"
          checked={answers.branded}
          onChange={(event) => set({ branded: event.currentTarget.checked })}
        />
        <span>
          <b>{t.release.branded}</b>
          <br />
          <span class="mute">{t.release.brandedNote}</span>
        </span>
      </label>
    </div>
    <p class="hint" role="status" lang="en">
      <Icon name="info" />
      <span>
        {answers.branded
          ? t.release.tiktok.partnership
          : answers.own
          ? t.release.tiktok.promotional
          : t.release.tiktok.both}
      </span>
    </p>
  </>
)

export const DisclosureField = ({ answers, set }: Omit<Asked, "creator">) => (
  <Field id="promotes" title={t.release.disclose}>
    <label class="row switch-row">
      <input
        type="checkbox"
        class="switch"
        role="switch"
        aria-label={t.release.disclose}
        checked={answers.disclose}
        onChange={(event) =>
          set({ disclose: event.currentTarget.checked })}
      />
      <span class="mute">{t.release.discloseNote}</span>
    </label>
    {answers.disclose ? <Promotes answers={answers} set={set} /> : null}
  </Field>
)

const MUSIC = "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"
const POLICY = "https://www.tiktok.com/legal/page/global/bc-policy/en"

const Legal = ({ children, href }: { readonly href: string; readonly children: ComponentChildren }) => (
  <a href={href} target="_blank" rel="noopener noreferrer">{children}</a>
)

export const ConsentField = ({ answers, set }: Omit<Asked, "creator">) => (
  <Field id="consent" title={t.release.consent}>
    <label class="check">
      <input
        type="checkbox"
        checked={answers.consent}
        onChange={(event) => set({ consent: event.currentTarget.checked })}
      />
      <span class="tt" lang="en">
        {t.release.tiktok.agree} {isBranded(answers) ?
          (
            <>
              <Legal href={POLICY}>{t.release.tiktok.policy}</Legal> {t.release.tiktok.and}
              {" "}
            </>
          ) :
          null}
        <Legal href={MUSIC}>{t.release.tiktok.music}</Legal>
      </span>
    </label>
  </Field>
)
