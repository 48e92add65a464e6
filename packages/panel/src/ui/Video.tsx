import type { RefObject } from "preact"

/** The very file, in its own shape; it is loaded when it is played. */
export const Video = (props: {
  readonly src: string | null
  readonly poster?: string | null
  readonly label: string
  readonly none: string
  readonly player?: RefObject<HTMLVideoElement | null>
}) =>
  props.src === null
    ? (
      <div class="player none">
        <p>{props.none}</p>
      </div>
    )
    : (
      <figure class="player">
        <video
          controls
          playsInline
          preload="none"
          aria-label={props.label}
          src={props.src}
          {...(props.poster === undefined || props.poster === null ? {} : { poster: props.poster })}
          {...(props.player === undefined ? {} : { ref: props.player })}
        />
      </figure>
    )
