import { firstRun as en } from "../en/firstRun.ts"
import type { Words } from "../Text.ts"

export const firstRun: Words["firstRun"] = {
  title: "Ein leeres Blatt",
  note: "Vier Zeilen bis zu einem veröffentlichten Sandbox-Video. Etwa zwei Minuten.",
  account: "Konto",
  accountDone: (name) => `${name} ist verbunden.`,
  accountNote: "Ein erfundener Creator der Sandbox: Nichts erreicht TikTok.",
  accountLive: "Verbinden Sie das TikTok-Konto, auf dem gepostet wird.",
  connect: "Sandbox-Creator verbinden",
  connectLive: "Konto verbinden",
  topic: "Wovon handelt das Video?",
  facts: "Was es sagt",
  factsNote: "Ein Fakt je Zeile. Nichts wird erfunden: Das Skript entsteht allein daraus.",
  or: "oder",
  slot: "Termin",
  slotIn: (time) => `in ${time}`,
  language: "Sprache",
  privacy: "Sichtbarkeit",
  privacyNote: "wählen Sie bei der Freigabe",
  fits: "Dieser Termin ist zu schaffen.",
  fitsNote: "Skript, Stimme und Bild brauchen hier ein, zwei Minuten.",
  plan: "Planen",
  approve: "Idee freigeben",
  approveNote:
    "Ab hier kann Arbeit etwas kosten; in der Sandbox kostet sie nichts. Sie sehen zu, wie das Video entsteht.",
  approveDo: "Idee freigeben",
  making: "Das Video entsteht.",
  release: "Video freigeben",
  releaseNote:
    "Sie sehen genau diese Datei, wählen, wer sie sehen darf, und stimmen TikToks Bedingungen zu. Zum Termin geht sie hinaus, einmal.",
  releaseDo: "Ansehen und freigeben",
  released: "Freigegeben. Zum Termin geht es hinaus, einmal.",
  live: (name) => `Es ist live auf ${name}, in der Sandbox.`,
  seePlan: "Die Geschichte ansehen",
  onward: "Weiter ins Panel",
  about: (time) => `etwa ${time}`,
  alternatives: "Oder mit dem, was Sie haben",
  import: "Kalender importieren",
  skip: "Panel zeigen",
  onlyRoles: "Ein Redakteur oder Inhaber plant das erste Video; es erscheint hier, sobald es geplant ist.",
  ideas: en.ideas.toReversed()
}
