import type { Words } from "../Text.ts"

export const slot: Words["slot"] = {
  move: (topic) => `„${topic}“ verschieben`,
  doMove: "Verschieben",
  day: "Tag",
  time: "Uhrzeit",
  nextFree: "Nächsten freien Termin nehmen",
  cannot: "Dieser Termin ist nicht zu schaffen.",
  nearest: (time) => `${time} nehmen`,
  twice: (time) => `${time} kommt in jener Nacht zweimal: die erste oder die zweite?`,
  first: "Die erste",
  second: "Die zweite",
  never: "Diese Zeit gibt es nicht.",
  neverRemedy: "Die Uhr wird in jener Nacht darüber hinweg vorgestellt. Wählen Sie eine andere Zeit."
}

export const newPlan: Words["newPlan"] = {
  topic: "Thema",
  notes: "Notizen",
  notesWhy: "Ohne Sprachmodell entsteht das Skript nur daraus.",
  delivery: "Zustellung",
  direct: "Direkter Post",
  inbox: "Entwurf im Postfach des Creators",
  language: "Sprache",
  hashtags: "Hashtags",
  add: "Plan anlegen",
  discard: "Verwerfen",
  missing: "Es fehlt das Thema.",
  slotFirst: "Es fehlt ein Termin, der zu schaffen ist.",
  noAccount: "Es gibt noch kein Konto. Verbinden Sie zuerst eines.",
  planned: (topic) => `„${topic}“ ist geplant.`,
  nothing: "Es wurde nichts geplant.",
  nothingRemedy: "Versuchen Sie es noch einmal."
}
