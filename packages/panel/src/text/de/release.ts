import { release as english } from "../en/release.ts"
import type { Words } from "../Text.ts"

export const release: Words["release"] = {
  title: "Auf TikTok posten",
  slotLine: (slot) => `Termin ${slot}`,
  releaseBy: (time, left) => `Freigabe bis ${time}, in ${left}`,
  creator: "Creator",
  asking: "TikTok wird gefragt, was dieser Creator posten darf…",
  asked: (time) => `TikTok gefragt um ${time}`,
  canPost: (minutes) => `Kann jetzt posten · Videos bis ${minutes}`,
  caption: "Titel",
  captionHint: "Frei änderbar, auch die Tags. #Tags und @Namen werden zu Links.",
  captionRole: (who) => `Den Titel ändern können nur: ${who}. Sie können stattdessen mit Grund ablehnen.`,
  counted: (used, limit) => `${used} von ${limit}, wie TikTok zählt`,
  saveTitle: "Titel speichern",
  saving: "Wird gespeichert…",
  putBackTitle: "Zurücksetzen",
  unsaved:
    "Der Titel ist geändert und nicht gespeichert. Speichern Sie ihn zuerst, damit freigegeben wird, was gespeichert ist.",
  privacy: "Wer dieses Video sehen kann",
  levels: {
    PUBLIC_TO_EVERYONE: "Alle",
    MUTUAL_FOLLOW_FRIENDS: "Freunde",
    FOLLOWER_OF_CREATOR: "Follower",
    SELF_ONLY: "Nur ich"
  },
  levelNotes: { MUTUAL_FOLLOW_FRIENDS: "Follower, denen du auch folgst" },
  choose: "Wählen Sie eines.",
  nothingChosen: "Nichts ist für Sie gewählt.",
  allow: "Nutzern erlauben",
  comment: "Kommentar",
  duet: "Duett",
  stitch: "Stitch",
  forbidden: (what) => `${what}: in den TikTok-Einstellungen des Creators aus.`,
  disclose: "Videoinhalt offenlegen",
  discloseNote:
    "Schalten Sie dies ein, wenn das Video für eine Gegenleistung Waren oder Dienste bewirbt: Sie selbst, Dritte oder beide.",
  own: "Deine Marke",
  ownNote: "Sie werben für sich selbst oder Ihr eigenes Geschäft.",
  branded: "Gebrandeter Inhalt",
  brandedNote: "Sie werben für eine andere Marke oder für Dritte.",
  tiktok: english.tiktok,
  ai: "KI-Kennzeichnung",
  aiOn: "Von Callsheet gesetzt: Eine Maschine hat die Stimme oder die Bilder gemacht.",
  aiOff: "Nicht gesetzt: Keine Maschine hat Stimme oder Kamera nachgeahmt.",
  aiLabel: "Vom Ersteller als KI-generiert gekennzeichnet",
  consent: "Zustimmung",
  length: "Länge",
  lengthFits: (seconds, most) => `${seconds} s von ${most} s, die dieser Creator posten darf.`,
  lengthOver: (seconds, most) =>
    `Das Video ist ${seconds} s lang; TikTok erlaubt diesem Creator ${most} s. Lassen Sie einen kürzeren Take machen.`,
  doRelease: (slot) => `Freigeben für ${slot}`,
  missing: (n) => n === 1 ? "Eine Angabe fehlt:" : `${n} Angaben fehlen:`,
  answers: { privacy: "wer zusehen kann", disclose: "wofür es wirbt", consent: "Zustimmung" },
  minutes: (slot) =>
    `Nach ${slot} kann es einige Minuten dauern, bis das Video im Profil erscheint. Bis dahin nehmen Sie die Freigabe durch Ablehnen zurück.`,
  preview: "Vorschau",
  previewLabel: (topic) => `Video: ${topic}`,
  noVideo: "Noch kein Video.",
  veryFile: "Genau diese Datei wird gepostet:",
  nothingAdded: "Nichts wird hinzugefügt.",
  changed:
    "Video oder Text haben sich geändert, während diese Seite offen war. Sehen Sie noch einmal hin. Ihre Angaben bleiben.",
  lookAgain: "Ich habe noch einmal hingesehen",
  notInReview: (word) => `Dieser Plan wartet nicht auf eine Freigabe: ${word}.`,
  toPlan: "Plan öffnen",
  notForYou: (who) => `Freigeben können nur: ${who}.`,
  released: (topic) => `„${topic}“ ist freigegeben.`,
  inbox:
    "Das geht als Entwurf in das Postfach des Creators: Er postet ihn in der TikTok-App und wählt dort Titel, Publikum und Kennzeichen.",
  locked: "Der Plan ist gesperrt. Entsperren Sie ihn zuerst."
}
