import type { Words } from "../Text.ts"

export const analytics: Words["analytics"] = {
  days: (n) => `${n} Tage`,
  allAccounts: "Alle Konten",
  account: "Konto",
  numbersOf: (at) => `Zahlen von ${at}, stündlich gefragt`,
  charts: "Bilder",
  tables: "Tabellen",
  export: "Export",
  kpi: {
    views: "Aufrufe",
    posts: "Posts live",
    median: "Mittlere Aufrufe je Post",
    likes: "Likes je 100 Aufrufe",
    followers: "Follower"
  },
  best: (best, least) => `höchstens ${best}, mindestens ${least}`,
  accounts: (n) => n === 1 ? "auf 1 Konto" : `auf ${n} Konten`,
  comments: (n) => `${n} Kommentare`,
  shares: (n) => `${n}-mal geteilt`,
  untold: (n) => n === 1 ? "1 Post noch ohne Zahlen" : `${n} Posts noch ohne Zahlen`,
  perPost: "Aufrufe je Post",
  perPostNote: "nach Termin, jeweils die letzte Ablesung",
  chartLabel: (posts, most, topic) => `Aufrufe von ${posts} Posts nach Termin. Am meisten hat „${topic}“ mit ${most}.`,
  byHour: "Nach Stunde des Termins",
  byHourNote: "mittlere Aufrufe",
  byHourHint: "Meist weniger als 3 Posts je Feld: ein Hinweis, keine Regel.",
  posts: "Posts",
  postsNote: "nach Aufrufen",
  byAccount: "Nach Konto",
  byHook: "Nach erster Zeile",
  byHookNote: "was die erste Zeile tut",
  hooks: {
    question: "Frage",
    number: "Zahl zuerst",
    howto: "„Wie man“",
    contradiction: "Widerspruch",
    statement: "Aussage"
  },
  columns: {
    plan: "Plan",
    slot: "Termin",
    views: "Aufrufe",
    likes: "Likes",
    comments: "Kommentare",
    shares: "Geteilt",
    posts: "Posts",
    median: "Mittlere Aufrufe",
    opening: "Anfang",
    account: "Konto",
    hour: "Stunde",
    day: "Tag"
  },
  empty: "Hier stehen Aufrufe, Likes, Kommentare und Shares jedes Posts, eine Stunde nachdem er live ist.",
  emptyLast: "In dieser Zeit hat kein Post Zahlen.",
  review: "Sehen, was auf Freigabe wartet",
  problem: "TikToks Antwort war nicht zu lesen; sie ist aufbewahrt."
}
