import type { Words } from "../Text.ts"

export const usage: Words["usage"] = {
  note: (day, days, zone) => `Tag ${day} von ${days} · Zeiträume enden um Mitternacht, ${zone}`,
  thisMonth: (name) => name,
  columns: {
    what: "Was",
    used: "Verbraucht",
    held: "Gehalten",
    limit: "Grenze",
    forecast: (day) => `Aussicht, ${day}`,
    at100: "Bei 100 %"
  },
  kinds: {
    renders: "Renderings",
    publishes: "Posts",
    llm_tokens: "Skript-Tokens",
    voice_seconds: "Sekunden Stimme",
    stored_bytes: "Gespeichert",
    money_micros: "Geld"
  },
  atLimit: {
    renders: "Keine neue Produktion",
    publishes: "Pläne warten auf den nächsten Zeitraum",
    llm_tokens: "Skripte nach Regeln",
    voice_seconds: "Keine neue Stimme",
    stored_bytes: "Keine neuen Dateien",
    money_micros: "Kein bezahlter Aufruf"
  },
  noLimit: "keine",
  perDay: "am Tag",
  perMonth: "im Monat",
  about: (amount) => `etwa ${amount}`,
  reached: (amount, day) => `${amount} am ${day}`,
  reachedNow: "erreicht",
  past80: (what) => `${what}: 80 % sind überschritten.`,
  past100: (what) => `${what}: Die Grenze ist erreicht.`,
  past80Note: (day, atLimit) =>
    day === null
      ? `Bei diesem Tempo reicht es bis zum Ende des Zeitraums. Bei 100 %: ${atLimit}.`
      : `Bei diesem Tempo ist die Grenze am ${day} erreicht. Von da an: ${atLimit}.`,
  past100Note: (day, atLimit) => `${atLimit} bis ${day}, oder bis die Grenze erhöht wird.`,
  raise: "Grenze erhöhen…",
  legendUsed: "verbraucht",
  legend:
    "Aussicht bei diesem Tempo. Gehalten: für laufende Arbeit reserviert, bei einem Fehler zurückgegeben. Alle Summen stammen aus dem Buch, auf die Einheit genau.",
  byAccount: "Nach Konto",
  byAccountNote: (month) => `${month} bisher`,
  account: "Konto",
  sum: "Summe",
  noScale: "keine Grenze, also nichts zu füllen",
  ledger: "Buch",
  ledgerNote: "Neuestes zuerst, nichts wird je geändert",
  at: "Um",
  for: "Für",
  what: "Was",
  amount: "Menge",
  emptyLedger: "Hier steht jede Buchung und wofür sie war.",
  export: "Buch exportieren",
  change: "Grenzen ändern…",
  limitOf: (what) => `Grenze: ${what}`,
  limitTitle: "Eine Grenze ändern",
  amountOf: "Menge",
  period: "Zeitraum",
  kind: "Was",
  remove: "Grenze entfernen",
  set: "Grenze setzen",
  setDone: (what) => `Die Grenze für ${what} ist gesetzt.`,
  removedDone: (what) => `Die Grenze für ${what} ist entfernt.`,
  notANumber: "Geben Sie eine ganze Zahl an, 0 oder mehr.",
  onlyOwner: "Grenzen ändert ein Inhaber der Organisation.",
  others: "zu keinem Plan"
}
