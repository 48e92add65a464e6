import { type Tongue, wordSet } from "./Tongue.ts"

export const german: Tongue = {
  language: "de",
  spoken: [
    [/\bz\.\s?B\./gi, "zum Beispiel"],
    [/\bd\.\s?h\./gi, "das heißt"],
    [/\bu\.\s?a\./g, "unter anderem"],
    [/\bca\./gi, "etwa"],
    [/\bbzw\./gi, "beziehungsweise"],
    [/\bggf\./gi, "gegebenenfalls"],
    [/\binkl\./gi, "inklusive"],
    [/\bmind\./gi, "mindestens"],
    [/\bmax\./gi, "maximal"],
    [/\bStd\./g, "Stunden"],
    [/\bMin\./g, "Minuten"],
    [/\s&\s/g, " und "]
  ],
  abbreviations: wordSet(
    "dr prof nr st str usw etc hr fr abs art bd evtl jan feb mär apr jun jul aug sep sept okt nov dez mio mrd"
  ),
  ordinals: true,
  subordinators: wordSet("weil damit wenn während bis obwohl sobald solange bevor nachdem falls sodass indem da"),
  coordinators: wordSet("und aber oder doch sondern denn dann"),
  subjects: wordSet("es er sie du ihr wir man ich das dann dort"),
  relatives: wordSet("der die das den dem denen deren dessen welche welcher welches wo was worauf wodurch womit"),
  adverbials: wordSet("ohne mit während nach seit durch für gegen um bei auf aus statt ab über unter vor"),
  contrast:
    /(?<!\p{L})(?:aber|doch|jedoch|sondern|statt|nicht|nie|niemals|kein|keine|keinen|nur|trotzdem|obwohl|falsch|irrtum|dagegen|nichts|erst)(?!\p{L})/iu,
  leaning:
    /^(?:es|sie|er|das|dies|diese|dieser|dieses|dann|danach|dadurch|dabei|dafür|damit|darum|deshalb|deswegen|aber|und|oder|denn|doch|auch|so|beide|dort|sondern|weil|wenn|hier|trotzdem|außerdem|ihre|seine|zum beispiel)(?!\p{L})/iu,
  determiners: wordSet(
    "der die das den dem des ein eine einen einem einer eines dein deine deinen deinem deiner mein meine ihr ihre kein keine im am zum zur beim vom ins jede jeder jedes"
  ),
  capitalNouns: true,
  stopWords: wordSet(
    "ab aber alle allem allen aller alles als also am an andere anderen auch auf aus außerdem bei beide beim bereits besser bin bis bist bleibt bleiben da dabei dadurch dafür dagegen damit danach dann daran darauf daraus darin darum das dass davon dazu dein deine deinem deinen deiner dem den denen denn der deren des deshalb dich die dies diese diesem diesen dieser dieses dir doch dort drei du durch eher eigentlich ein eine einem einen einer eines einfach einmal er erst erste ersten es etwa etwas euch fast fünf für ganz gar geben gegen gehen geht genau gibt gleich gut gute guten hab habe haben halb hast hat hier hin hinter ich ihm ihn ihr ihre ihren im immer in indem ins ist ja je jede jedem jeden jeder jedes jedoch jetzt kann kannst kaum kein keine keinem keinen keiner können könnt lang lange lassen legen liegt macht machen man mehr mein meine meist meisten mich mindestens mir mit muss musst müssen nach nachdem neben nicht nichts nie niemals noch nun nur ob oben obwohl oder oft ohne paar pro rund schon sehr sein seine seinem seit selbst sich sie sind so sobald sogar solange soll sollte sondern sonst statt steht über um und uns unten unter usw viel viele vier vom von vor war warum was wegen weil weiter welche wenig weniger wenn wer werden wie wieder wir wird wirklich wo wofür wurde zehn zu zum zur zwei zwischen gramm liter euro zentimeter millimeter meter mal jahr jahre jahren minute minuten stunde stunden tag tage tagen prozent grad teil schritt schritte dinge ding handgriffe tipps woche wochen"
  ),
  sources: /^(?:quelle|quellen|notiz|todo|link|links|autor|autorin|foto|bild|tags?|hashtags?)$/i,
  counted: /(?<!\p{L})(?:\d+|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn)(?!\p{L})/iu,
  pointers: ["{topic}: Achte auf Nummer {n}.", "{topic}: Warte auf Nummer {n}."],
  closings: [
    "Speichere dir das: {topic}.",
    "{Key}: Was davon war dir neu?",
    "Schick das jemandem weiter: {topic}.",
    "{Key}: Schreib in die Kommentare, was noch fehlt."
  ]
}
