import type { JSX } from "preact"

/**
 * The status glyphs, on a grid of 16. A circle: the system or the clock acts. A diamond: a person acts. An octagon: it
 * stopped.
 */
const glyphs = {
  draft: (
    <>
      <circle cx="8" cy="8" r="6.2" stroke-dasharray="2.3 2.57" />
    </>
  ),
  scheduled: (
    <>
      <path d="M8 1.6 14.4 8 8 14.4 1.6 8Z" />
      <circle cx="8" cy="8" r="1.3" fill="currentColor" stroke="none" />
    </>
  ),
  approved: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 8V1.8A6.2 6.2 0 0 1 14.2 8Z" fill="currentColor" stroke="none" />
    </>
  ),
  generating: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 8V1.8A6.2 6.2 0 1 1 1.8 8Z" fill="currentColor" stroke="none" />
    </>
  ),
  in_review: (
    <>
      <path d="M8 1.6 14.4 8 8 14.4 1.6 8Z" />
      <path d="M6.7 5.6 10.6 8 6.7 10.4Z" fill="currentColor" stroke="none" />
    </>
  ),
  assets_generated: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 4.6V8l2.3 1.6" />
    </>
  ),
  publishing: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 11V5M5.6 7.3 8 4.9l2.4 2.4" />
    </>
  ),
  published: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M5.4 8.2 7.2 10l3.4-3.8" />
    </>
  ),
  tracked: (
    <>
      <circle cx="8" cy="8" r="6.9" fill="currentColor" stroke="none" />
      <path d="M5.2 8.2 7.2 10.2l3.7-4.2" stroke="var(--paper)" stroke-width="1.7" />
    </>
  ),
  to_post: (
    <>
      <path d="M8 1.6 14.4 8 8 14.4 1.6 8Z" />
      <path d="M8 5v5.2M6 8.3l2 2 2-2" />
    </>
  ),
  rejected: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="m5.9 5.9 4.2 4.2m0-4.2-4.2 4.2" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="6.2" />
      <path d="m3.7 12.3 8.6-8.6" />
    </>
  ),
  failed: (
    <>
      <path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4Z" fill="currentColor" stroke="none" />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" stroke="var(--paper)" stroke-width="1.7" />
    </>
  ),
  needs_attention: (
    <>
      <path d="M8 .9 15.1 8 8 15.1.9 8Z" fill="currentColor" stroke="none" />
      <path d="M8 4.9v3.5M8 10.9v.1" stroke="var(--paper)" stroke-width="1.7" />
    </>
  )
} satisfies Readonly<Record<string, JSX.Element>>

export type GlyphName = keyof typeof glyphs

export const Glyph = ({ name }: { name: GlyphName }) => (
  <svg class="i" viewBox="0 0 16 16" aria-hidden="true">{glyphs[name]}</svg>
)
