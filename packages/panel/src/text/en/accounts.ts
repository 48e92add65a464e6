export const accounts = {
  note: (n: number, org: string) =>
    `${n === 1 ? "1 account" : `${n} accounts`} of ${org} · meters move as calls are made`,
  connect: "Connect an account",
  again: "Connect again",
  renew: "Renew consent",
  leaves: "Opens TikTok. You come back here by yourself.",
  columns: {
    account: "Account",
    consent: "Consent and token",
    calls: "Calls in the last minute, as TikTok counts",
    places: "Places, last 24 h",
    next: "Next"
  },
  status: {
    connected: "Connected",
    suspended: "Rests",
    needs_reauth: "Needs consent",
    disconnected: "Disconnected"
  },
  consentEnds: "Consent ends soon",
  frozen: (left: string) => `Frozen for ${left}`,
  frozenNote: (call: string, until: string) => `TikTok asked to wait: no “${call}” leaves until ${until}.`,
  restsUntil: (until: string) => `Rests until ${until}`,
  consentUntil: "Consent until",
  inDays: (days: number) => days === 1 ? "in 1 day" : `in ${days} days`,
  ended: "ended",
  tokenUntil: "Token until",
  tokenNote: "renewed by itself before",
  noToken: "no token",
  windows: {
    init: "Open a post",
    creatorInfo: "Ask creator",
    status: "Ask status"
  },
  used: (used: string, limit: string) => `${used} of ${limit}`,
  freesAt: (at: string) => `next ${at}`,
  allFree: "all free",
  places: (posted: string, free: string) => `${posted} taken, ${free} free`,
  planned: (n: number) => n === 1 ? "1 more is planned" : `${n} more are planned`,
  inbox: (used: string, limit: string) => `Drafts in the inbox ${used} of ${limit}`,
  nothingNext: "Nothing is planned.",
  waiting: (n: number) => n === 1 ? "1 plan waits for it" : `${n} plans wait for it`,
  followers: (n: string) => `${n} followers`,
  missing: (scopes: string) => `It did not give: ${scopes}.`,
  disconnect: "Disconnect…",
  disconnectTitle: (name: string) => `Disconnect ${name}?`,
  disconnectNote: (n: number) =>
    n === 0
      ? "Its tokens are deleted. Its plans and figures stay."
      : `Its tokens are deleted. ${
        n === 1 ? "1 open plan" : `${n} open plans`
      } of it will not be posted until you connect it again.`,
  disconnectDo: "Disconnect",
  disconnected: (name: string) => `${name} is disconnected.`,
  refresh: "Renew the token now",
  refreshed: "The token is being renewed.",
  more: (name: string) => `More for ${name}`,
  empty: "Connected accounts stand here, with their consent and what is left of TikTok’s limits.",
  emptyNote: "Nothing is posted without one.",
  pause: {
    button: "Pause…",
    all: "Pause all posting…",
    title: (name: string) => `Pause posting of ${name}?`,
    note:
      "Nothing new is posted from now on. What TikTok has begun to take is finished. A plan whose slot comes meanwhile asks a person; nothing is posted late by itself.",
    reason: "Why (shown where plans wait)",
    coming: (n: number) => n === 0 ? "No slot is coming." : n === 1 ? "1 slot is coming" : `${n} slots are coming`,
    more: (n: number) => `and ${n} more`,
    do: "Pause posting",
    done: (name: string) => `Posting of ${name} is paused.`,
    since: (name: string, by: string, at: string) => `Posting of ${name} is paused by ${by} since ${at}.`,
    word: (by: string, at: string) => `Paused by ${by} since ${at}`,
    today: (n: number) =>
      n === 0
        ? "No slot comes in the next 24 hours."
        : n === 1
        ? "1 slot comes in the next 24 hours."
        : `${n} slots come in the next 24 hours.`,
    missed: (n: number) =>
      n === 0
        ? "None was missed yet."
        : n === 1
        ? "1 plan missed its slot and asks for a decision."
        : `${n} plans missed their slot and ask for a decision.`,
    resume: "Resume posting",
    resumed: (name: string) => `Posting of ${name} goes on. What missed its slot waits for a decision.`
  }
}
