/** The one mark of yellow that is no call to a person. */
export const Logo = () => (
  <svg viewBox="0 0 22 22" aria-hidden="true">
    <rect x="2.75" y="1.75" width="16.5" height="18.5" fill="var(--paper)" stroke="var(--ink)" stroke-width="1.5" />
    <path d="M2 6.2h18" stroke="var(--ink)" stroke-width="2.6" />
    <path d="M5.5 10.6h11M5.5 17h7" stroke="var(--ink)" stroke-width="1.5" />
    <path d="M5 13.8h9" stroke="#ffd84a" stroke-width="3.4" />
    <path d="M5.5 13.8h8" stroke="#15171a" stroke-width="1.4" />
  </svg>
)
