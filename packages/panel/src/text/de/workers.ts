import type { Words } from "../Text.ts"

export const workers: Words["workers"] = {
  note: "Die Prozesse, die entscheiden und arbeiten. Inhalte einer Organisation stehen hier nicht.",
  up: "Da",
  upOf: (up, all) => `${up} von ${all}`,
  shards: "Vergebene Shards",
  running: "Laufende Aufträge",
  versions: "Versionen",
  columns: {
    worker: "Worker",
    jobs: "Arbeit",
    shards: (n) => `Die ${n} Shards, eigene in Schwarz`,
    do: "Tun"
  },
  state: {
    up: "Da",
    gone: "Fort",
    draining: "Läuft aus"
  },
  since: (version, since) => `${version}, seit ${since}`,
  seen: (ago) => `gesehen vor ${ago}`,
  jobs: (n) => n === 1 ? "1 Auftrag läuft" : `${n} Aufträge laufen`,
  takes: "Nimmt",
  takesAll: "jede Art von Arbeit",
  ownedOf: (owned, all) => `${owned} von ${all} Shards`,
  goneNote: "Er meldet sich nicht mehr. Seine Shards und seine Arbeit gehen an die anderen.",
  drainingNote: "Er nimmt nichts Neues und endet mit seiner Arbeit.",
  drain: "Auslaufen lassen…",
  drainTitle: (name) => `${name} auslaufen lassen?`,
  drainNote: (n) =>
    `Er nimmt nichts Neues, gibt seine Shards ab und endet. ${
      n === 0
        ? "Gerade hat er keine Arbeit."
        : n === 1
        ? "Sein einer Auftrag kommt vorher zu Ende."
        : `Seine ${n} Aufträge kommen vorher zu Ende.`
    }`,
  drainLast: "Kein anderer Worker ist da: Bis einer startet, wird nichts gemacht oder gepostet.",
  drainDo: "Auslaufen lassen",
  drained: (name) => `${name} läuft aus.`,
  onlyOperators: "Betreiber der Installation lassen Worker auslaufen.",
  none: "Kein Worker ist bekannt.",
  noneNote: "Starten Sie einen, wo Callsheet installiert ist.",
  foot: "Shards verteilen, wer entscheidet; Arbeit geht an jeden Worker mit freiem Platz."
}
