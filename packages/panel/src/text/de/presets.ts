import type { Words } from "../Text.ts"

export const presets: Words["presets"] = {
  add: "Neue Vorlage",
  readOnly: (who) => `Sie können ansehen. Nur ${who} können Vorlagen ändern.`,
  empty:
    "Hier stehen Vorlagen: was viele Pläne gemeinsam haben, etwa Tonfall, Serie, Look und Hashtags. Den Rest sagt der Plan.",
  name: "Name",
  needsName: "Geben Sie ihr zuerst einen Namen.",
  line: (version, by, at) => `Version ${version} von ${by}, ${at}.`,
  used: (n) =>
    n === 0
      ? "Kein offener Plan wird damit gemacht."
      : n === 1
      ? "1 offener Plan wird damit gemacht."
      : `${n} offene Pläne werden damit gemacht.`,
  says: "Was sie sagt",
  looks: "Wie sie aussieht und klingt",
  series: "Serie",
  seriesNote: "Jeder Plan ist eine Folge, gezählt nach seinem Platz.",
  left: "dem Plan überlassen",
  fields: {
    brandVoice: "Tonfall der Marke",
    title: "Titel der Serie",
    parts: "Folgen",
    look: "Look",
    captions: "Untertitel",
    mood: "Musik",
    music: "Eigene Musik",
    voice: "Stimme",
    language: "Sprache",
    hashtags: "Hashtags"
  },
  hints: {
    brandVoice: "Wie die Marke spricht, für den Schreiber.",
    title: "Was die Folgen gemeinsam haben.",
    parts: "Leer: offen.",
    music: "Eine Datei Ihrer Bibliothek, mit Namen. Leer: hier gemacht, passend zur Stimmung.",
    voice: "Etwa thorsten, kokoro:af_heart oder plain.",
    language: "Etwa en oder de-AT.",
    hashtags: "Durch Leerzeichen getrennt."
  },
  example: (n) => `Beispiel ${n} für diesen Tonfall`,
  words: {
    block: "Block",
    third: "Drittel",
    figure: "Zahl",
    split: "Geteilt",
    cards: "Karten",
    pane: "Fenster",
    box: "Kasten",
    pop: "Pop",
    karaoke: "Karaoke",
    punch: "Wucht",
    calm: "Ruhig",
    warm: "Warm",
    bright: "Hell",
    playful: "Verspielt",
    drive: "Treibend",
    tense: "Gespannt",
    grand: "Groß",
    wistful: "Wehmütig"
  },
  save: "Vorlage speichern",
  saved: (name, version) => `Version ${version} von „${name}“ ist gespeichert.`,
  applies: "Neue Pläne bekommen sie. Ein Plan behält die Version, mit der er angelegt wurde.",
  overtaken: (by) => `${by} hat diese Vorlage geändert, während Sie schrieben.`,
  defaults: "Vorgabe für Konten",
  defaultsNote: "Ihre neuen Pläne bekommen sie, wenn sie keine nennen.",
  noAccounts: "Noch ist kein Konto verbunden.",
  remove: "Entfernen…",
  removeTitle: (name) => `„${name}“ entfernen?`,
  removeNote: "Neue Pläne können sie nicht mehr haben. Pläne, die damit angelegt wurden, behalten ihre Version.",
  removeDo: "Entfernen",
  removed: (name) => `„${name}“ ist entfernt.`
}
