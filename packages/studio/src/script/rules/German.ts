import type { Phrasebook } from "./Phrasebook.ts"

export const german: Phrasebook = {
  language: "de",
  structures: [
    {
      name: "mistake",
      aim: "doing",
      hooks: [
        ["🛑", "{Topic}: der *Fehler*, den fast alle machen."],
        ["😬", "Du machst es dir schwerer als nötig: {topic}."],
        ["👀", "Davor *warnt* dich niemand. Thema: {topic}."]
      ],
      beats: [
        [
          ["🐘", "Die meisten fangen mit dem *größten* Brocken an und hören mittags auf."],
          ["📚", "Der übliche Einstieg: alles lesen, *nichts* ausprobieren."],
          ["🏃", "Wer sofort Ergebnisse will, *verpasst* sie meistens."]
        ],
        [
          ["🪜", "Dreh es um: nimm den *kleinsten* Schritt, der noch zählt."],
          ["⏱️", "Zehn Minuten und ein *Wecker*. Wenn er klingelt, ist Schluss."],
          ["🎯", "Such dir *eine* Sache aus. Den Rest lässt du heute mit Absicht liegen."]
        ],
        [
          ["🔁", "Wiederhole genau das, bis es *langweilig* wird. Langweilig heißt: Es sitzt."],
          ["📓", "Notiere, was sich *verändert* hat. Zwei Wörter genügen."],
          ["🧩", "Der nächste Schritt zeigt sich dann fast von *selbst*."]
        ],
        [
          ["🌱", "Eine Woche so bringt mehr als ein heldenhafter *Sonntag*."],
          ["💡", "Das ist das ganze Geheimnis: *weniger*, aber immer wieder."]
        ]
      ]
    },
    {
      name: "steps",
      aim: "doing",
      hooks: [
        ["⚡", "{Topic} in *drei* Schritten. Bereit?"],
        ["🧭", "Eine Minute, ein Thema: {topic}. Das *Wichtigste* zuerst."],
        ["✂️", "{Topic}, ohne *Umwege*."]
      ],
      beats: [
        [
          ["1️⃣", "Erst hinschauen: Was ist schon *da*, und was steht im Weg?"],
          ["1️⃣", "Sag in einem Satz, wann du *fertig* bist. Kein Satz, kein Start."],
          ["1️⃣", "Schaff *Platz*: auf dem Tisch, auf dem Bildschirm, im Kopf."]
        ],
        [
          ["2️⃣", "Mach eine *grobe* Fassung. Hässlich darf sie sein, halb nicht."],
          ["2️⃣", "Nimm etwas, das schon *funktioniert*, und ändere ein Detail."],
          ["2️⃣", "Erledige den Teil, um den du dich *drückst*. Meist ist es der entscheidende."]
        ],
        [
          ["3️⃣", "Zeig es *jemandem*. Eine ehrliche Frage ist mehr wert als zehn Herzen."],
          ["3️⃣", "Schlaf *drüber* und ändere nur, was dich dann noch stört."],
          ["3️⃣", "Behalte, was geklappt hat, und gib ihm einen *Namen*."]
        ],
        [
          ["🏁", "Drei Schritte, ein Abend. Mehr braucht der *Anfang* nicht."],
          ["🔓", "Zweimal gemacht ist Übung, zehnmal gemacht ist *deins*."]
        ]
      ],
      kickers: ["Schritt 1", "Schritt 2", "Schritt 3", "Zugabe"]
    },
    {
      name: "myth",
      aim: "doing",
      hooks: [
        ["🤔", "{Topic}: nur etwas für *Profis*? Wahr oder falsch?"],
        ["🧨", "Zeit, mit einem *Märchen* aufzuräumen: {topic}."],
        ["🙅", "{Topic}: Hör auf, *das* zu glauben."]
      ],
      beats: [
        [
          ["🎓", "Angeblich braucht man *Talent*. Man braucht einen Anfang und Geduld."],
          ["💸", "Angeblich ist die *Ausrüstung* teuer. Das meiste davon liegt später im Schrank."],
          ["🕰️", "Angeblich ist es zu *spät*. Das hieß es letztes Jahr auch schon."]
        ],
        [
          ["🔍", "Schau jemandem zu, der es kann: lauter *Grundlagen*, nur öfter."],
          ["🧱", "Was wie Zauberei aussieht, sind viele kleine *Handgriffe*."],
          ["🗣️", "Frag die Besten: Ihre ersten Versuche waren *furchtbar*."]
        ],
        [
          ["🚪", "Also fang *schlecht* an. Aber fang heute an."],
          ["🧪", "Nenn den ersten Versuch einen *Test*. Tests scheitern nicht, sie zeigen etwas."],
          ["🤝", "Such dir jemanden, der *mitmacht*. Die Hälfte der Zweifel ist dann weg."]
        ],
        [
          ["✅", "Urteil: *falsch*. Und deine beste Ausrede ist weg."],
          ["🙌", "Das Märchen hält andere draußen. Du bist schon *drin*."]
        ]
      ]
    },
    {
      name: "week",
      aim: "doing",
      hooks: [
        ["📅", "Sieben Tage, ein Thema: {topic}. Schau, was *passiert*."],
        ["🔥", "Eine Woche lang nur *eins*: {topic}."],
        ["⏳", "Was eine einzige *Woche* verändern kann. {Topic}."]
      ],
      beats: [
        [
          ["🐣", "Am ersten Tag nur *beobachten*. Nichts ändern, eine Zeile schreiben."],
          ["🌅", "Tag eins: eine feste *Uhrzeit*. Sie ist wichtiger als jeder Plan."],
          ["📍", "Tag eins: Mach es *sichtbar*. Was du nicht siehst, tust du nicht."]
        ],
        [
          ["🧗", "Am dritten Tag wird es *zäh*. Genau dieser Tag zählt."],
          ["🌀", "Um Tag drei willst du *alles* ändern. Ändere eine Sache."],
          ["😴", "Tag drei, keine Lust? Dann *klein*, aber trotzdem."]
        ],
        [
          ["📈", "Am fünften Tag *vergleichen*: erste Zeile, letzte Zeile. Siehst du es?"],
          ["🎧", "Tag fünf: Erklär es jemandem in *dreißig* Sekunden."],
          ["🧼", "Tag fünf: Räum eine Sache weg, die dich immer *bremst*."]
        ],
        [
          ["🏆", "Tag sieben: behalten oder lassen. Jetzt *weißt* du es."],
          ["🎁", "An Tag sieben planst du die nächsten sieben. So *bleibt* es."]
        ]
      ],
      kickers: ["Tag 1", "Tag 3", "Tag 5", "Tag 7"]
    },
    {
      name: "questions",
      aim: "doing",
      hooks: [
        ["❓", "{Topic}: *drei* Fragen, bevor du anfängst."],
        ["🧠", "Die *Fragen*, die sonst keiner stellt. {Topic}."],
        ["📝", "Eine winzige *Checkliste*: {topic}. Merk sie dir."]
      ],
      beats: [
        [
          ["🎯", "*Wofür* eigentlich? Ist die Antwort schwammig, wird es das Ergebnis auch."],
          ["💛", "Für *wen*? Mit einem Menschen im Kopf wird jede Entscheidung leichter."],
          ["🧳", "Was hast du *schon*? Meist mehr, als du denkst."]
        ],
        [
          ["🪫", "Was wird dich *bremsen*? Sprich es aus, dann verliert es an Kraft."],
          ["🕗", "*Wann* genau? Tag und Uhrzeit, nicht irgendwann."],
          ["🪙", "Worauf *verzichtest* du dafür? Etwas fällt immer weg."]
        ],
        [
          ["👣", "Was ist der *nächste* Griff? Nicht der Plan. Der Griff."],
          ["🔎", "Woran *merkst* du, dass es geklappt hat? Leg es vorher fest."],
          ["🛟", "Was tust du, wenn es *schiefgeht*? Entscheide, solange du ruhig bist."]
        ],
        [
          ["🧘", "Drei ehrliche Antworten, und der *Respekt* davor ist halb so groß."],
          ["🚀", "Drei Antworten parat? Dann *los*."]
        ]
      ],
      kickers: ["Zuerst", "Danach", "Und zuletzt", "Fertig"]
    },
    {
      name: "guess",
      aim: "knowing",
      hooks: [
        ["🤨", "{Topic}? Erst *raten*, dann weiterschauen."],
        ["🔎", "{Topic}: Was hättest *du* gesagt?"],
        ["🧠", "Eine kleine Frage. {Topic}. *Denk* kurz nach."]
      ],
      beats: [
        [
          ["⏳", "Fünf Sekunden. Dein *erster* Gedanke ist es wert, gemerkt zu werden."],
          ["✋", "Zähl deine Gründe an einer *Hand* ab. Die meisten kommen bis zwei."]
        ],
        [
          ["🪞", "Dreh es um: Was müsste stimmen, damit das *Gegenteil* wahr ist?"],
          ["👥", "Frag den Menschen neben dir. Zwei *Antworten* lehren mehr als eine."]
        ],
        [
          ["🔬", "Schau beim nächsten Mal *genau* hin. Das Beste liegt offen da."],
          ["📖", "Prüf es an *zwei* Stellen. Widersprechen sie sich, wird es spannend."]
        ],
        [
          ["😲", "Und egal, was herauskommt: Die *Überraschung* bleibt hängen."],
          ["🌟", "So wird aus einer Frage eine *Gewohnheit*."]
        ]
      ]
    },
    {
      name: "curious",
      aim: "knowing",
      hooks: [
        ["👀", "Hundertmal gesehen, nie *gefragt*: {topic}."],
        ["🧩", "{Topic}: die *Kurzfassung* einer langen Geschichte."],
        ["💭", "Eine Frage für *heute*: {topic}."]
      ],
      beats: [
        [
          ["🙈", "Was wir *täglich* sehen, danach fragen wir nicht mehr."],
          ["🧒", "Ein Kind würde *sofort* fragen. Erwachsene nicken und gehen weiter."]
        ],
        [
          ["🪜", "Fang mit dem an, was du *sicher* weißt. Es ist weniger, als du denkst."],
          ["🗂️", "Teil es in *zwei*: was passiert, und wozu es gut ist."]
        ],
        [
          ["🎬", "Sieh es dir einmal in *Zeitlupe* an, im Kopf oder auf dem Handy."],
          ["📝", "Schreib deine Vermutung auf, *bevor* du nachschlägst."]
        ],
        [
          ["🎁", "Falschliegen ist das *Schönste* daran: Da lernst du etwas."],
          ["🔗", "Eine Antwort und *drei* neue Fragen. Ein gutes Zeichen."]
        ]
      ]
    }
  ],
  ctas: [
    ["📌", "*Speichern*, dann findest du es wieder."],
    ["👇", "Schreib es in die Kommentare: Wo stehst *du*?"],
    ["➕", "*Folge* für den nächsten Teil. Es wird praktischer."],
    ["📤", "Schick es dem Menschen, der es heute *braucht*."],
    ["💬", "Was würdest du *anders* machen? Ab in die Kommentare."],
    ["🔔", "Teil zwei kommt. *Bleib* dran."]
  ],
  captions: [
    "{Topic}, in weniger als einer Minute. Was hat dich überrascht?",
    "{Topic} muss nicht kompliziert sein. Speichern für später.",
    "Klein anfangen, heute anfangen: {topic}.",
    "{Topic}: das Wichtigste in Kürze. Was fehlt dir noch?",
    "{Topic}: Probier es diese Woche aus und erzähl, wie es war."
  ],
  question:
    /^(?:warum|wieso|weshalb|was|wer|wann|wo|woher|welche[rsnm]?|ist|sind|kann|können|wie (?:viel|viele|alt|lange|weit|groß|schnell))(?=\s)/i,
  emptyWords: new Set(
    "aber alle alles als also auch auf aus bei beim bist dann dass dein deine deinen dem den der des die diese dieser doch drei eine einem einen einer eines fünf für ganz gegen haben hast hat ich immer ist jede jeden jeder kann kein keine mehr mein meine mich mit muss nach nicht noch nur oder ohne schon sehr sein seine sich sind tipps und uns unter viel viele vom von vor wann war warum was weil wenn wer werden wie wird wirklich zum zur zwei über"
      .split(
        " "
      )
  )
}
