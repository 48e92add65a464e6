import type { Words } from "../Text.ts"

export const accounts: Words["accounts"] = {
  note: (n, org) => `${n === 1 ? "1 Konto" : `${n} Konten`} von ${org} · die Anzeigen folgen jedem Aufruf`,
  connect: "Konto verbinden",
  again: "Wieder verbinden",
  renew: "Einwilligung erneuern",
  leaves: "Öffnet TikTok. Danach sind Sie wieder hier.",
  columns: {
    account: "Konto",
    consent: "Einwilligung und Token",
    calls: "Aufrufe in der letzten Minute, wie TikTok zählt",
    places: "Plätze, letzte 24 h",
    next: "Nächstes"
  },
  status: {
    connected: "Verbunden",
    suspended: "Ruht",
    needs_reauth: "Braucht Einwilligung",
    disconnected: "Getrennt"
  },
  consentEnds: "Einwilligung endet bald",
  frozen: (left) => `Gesperrt für ${left}`,
  frozenNote: (call, until) => `TikTok bat zu warten: Bis ${until} geht kein „${call}“ hinaus.`,
  restsUntil: (until) => `Ruht bis ${until}`,
  consentUntil: "Einwilligung bis",
  inDays: (days) => days === 1 ? "in 1 Tag" : `in ${days} Tagen`,
  ended: "beendet",
  tokenUntil: "Token bis",
  tokenNote: "wird vorher von selbst erneuert",
  noToken: "kein Token",
  windows: {
    init: "Post öffnen",
    creatorInfo: "Creator fragen",
    status: "Stand fragen"
  },
  used: (used, limit) => `${used} von ${limit}`,
  freesAt: (at) => `nächster ${at}`,
  allFree: "alle frei",
  places: (posted, free) => `${posted} belegt, ${free} frei`,
  planned: (n) => n === 1 ? "1 weiterer ist geplant" : `${n} weitere sind geplant`,
  inbox: (used, limit) => `Entwürfe im Postfach ${used} von ${limit}`,
  nothingNext: "Nichts ist geplant.",
  waiting: (n) => n === 1 ? "1 Plan wartet darauf" : `${n} Pläne warten darauf`,
  followers: (n) => `${n} Follower`,
  missing: (scopes) => `Nicht gegeben: ${scopes}.`,
  disconnect: "Trennen…",
  disconnectTitle: (name) => `${name} trennen?`,
  disconnectNote: (n) =>
    n === 0
      ? "Die Tokens werden gelöscht. Pläne und Zahlen bleiben."
      : `Die Tokens werden gelöscht. ${
        n === 1 ? "1 offener Plan geht" : `${n} offene Pläne gehen`
      } erst hinaus, wenn Sie das Konto wieder verbinden.`,
  disconnectDo: "Trennen",
  disconnected: (name) => `${name} ist getrennt.`,
  refresh: "Token jetzt erneuern",
  refreshed: "Das Token wird erneuert.",
  more: (name) => `Mehr zu ${name}`,
  empty: "Hier stehen verbundene Konten, mit ihrer Einwilligung und dem, was von TikToks Grenzen übrig ist.",
  emptyNote: "Ohne Konto wird nichts gepostet.",
  pause: {
    button: "Pausieren…",
    all: "Alles Posten pausieren…",
    title: (name) => `Posten von ${name} pausieren?`,
    note:
      "Ab jetzt wird nichts Neues gepostet. Was TikTok schon annimmt, wird beendet. Ein Plan, dessen Termin inzwischen kommt, fragt einen Menschen; nichts geht von selbst verspätet hinaus.",
    reason: "Warum (steht, wo Pläne warten)",
    coming: (n) => n === 0 ? "Es kommt kein Termin." : n === 1 ? "1 Termin kommt" : `${n} Termine kommen`,
    more: (n) => `und ${n} weitere`,
    do: "Posten pausieren",
    done: (name) => `Das Posten von ${name} ist pausiert.`,
    since: (name, by, at) => `Das Posten von ${name} ist pausiert, von ${by} seit ${at}.`,
    word: (by, at) => `Pausiert von ${by} seit ${at}`,
    today: (n) =>
      n === 0
        ? "In den nächsten 24 Stunden kommt kein Termin."
        : n === 1
        ? "In den nächsten 24 Stunden kommt 1 Termin."
        : `In den nächsten 24 Stunden kommen ${n} Termine.`,
    missed: (n) =>
      n === 0
        ? "Noch keiner wurde verpasst."
        : n === 1
        ? "1 Plan hat seinen Termin verpasst und wartet auf eine Entscheidung."
        : `${n} Pläne haben ihren Termin verpasst und warten auf eine Entscheidung.`,
    resume: "Posten fortsetzen",
    resumed: (name) =>
      `Das Posten von ${name} geht weiter. Was seinen Termin verpasst hat, wartet auf eine Entscheidung.`
  }
}
