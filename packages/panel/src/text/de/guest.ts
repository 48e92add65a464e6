import type { Words } from "../Text.ts"

export const guest: Words["guest"] = {
  until: (at) => `bis ${at}`,
  asks: (org) => `${org} bittet Sie, dieses Video anzusehen.`,
  decides: {
    releases: "Wenn Sie es freigeben, geht es zu seinem Termin hinaus, einmal, genau so wie hier.",
    notes: "Ihre Antwort geht an das Team, das es dann freigibt.",
    comments: "Sie können sagen, was Sie davon halten."
  },
  slot: "Termin",
  account: "Konto",
  label: "KI-Kennzeichen",
  labelOn: "gesetzt",
  labelOff: "nicht gesetzt",
  caption: "Bildunterschrift",
  video: "Das Video",
  noVideo: "Es gibt kein Video.",
  name: "Ihr Name",
  nameNote: "Er steht neben Ihrer Antwort.",
  text: "Was soll anders sein?",
  comment: "Kommentar",
  commentDo: "Kommentar senden",
  commentAt: (at) => `Kommentar bei ${at} senden`,
  here: "Zu diesem Moment",
  whole: "Zum ganzen Video",
  approve: "Zustimmen",
  release: "Freigeben",
  notYet: "Noch nicht…",
  rejectDo: "Zurückgeben",
  back: "Zurück",
  music: "Mit der Freigabe stimmen Sie TikToks Bestätigung zur Musiknutzung zu",
  musicUrl: "https://www.tiktok.com/legal/page/global/music-usage-confirmation/de-DE",
  answers: "Antworten",
  kinds: { approve: "stimmt zu", reject: "gibt es zurück", comment: "sagt" },
  thanks: {
    approve: "Danke. Ihre Antwort ist vermerkt.",
    reject: "Zurückgegeben, mit Ihrem Grund.",
    comment: "Ihr Kommentar ist vermerkt."
  },
  closed: "Über dieses Video ist entschieden, oder es hat sich seitdem geändert.",
  closedNote: "Hier kann nichts mehr beantwortet werden.",
  unreachable: "Der Server ist nicht zu erreichen.",
  unreachableNote: "Nichts wurde gesendet. Versuchen Sie es gleich noch einmal.",
  again: "Noch einmal"
}
