import { type Tongue, wordSet } from "./Tongue.ts"

export const spanish: Tongue = {
  language: "es",
  spoken: [
    [/\bp\.\s?ej\.,?/gi, "por ejemplo"],
    [/\baprox\./gi, "aproximadamente"],
    [/\bmáx\./gi, "máximo"],
    [/\bmín\./gi, "mínimo"],
    [/\s&\s/g, " y "]
  ],
  abbreviations: wordSet("sr sra srta dr dra prof núm no pág etc ud uds ee.uu av"),
  ordinals: false,
  subordinators: wordSet("porque cuando mientras hasta si aunque donde para"),
  coordinators: wordSet("y e pero o sino pues luego"),
  subjects: wordSet("se no tú él ella ellos esto eso ya también después luego"),
  relatives: wordSet("que cual cuales quien quienes cuyo cuya"),
  adverbials: wordSet("sin con durante desde por para tras entre bajo sobre según contra"),
  contrast:
    /(?<!\p{L})(?:pero|sino|no|nunca|nada|sin embargo|en lugar|en vez|aunque|solo|sólo|falso|mito|ningún|ninguna|jamás)(?!\p{L})/iu,
  leaning:
    /^(?:esto|eso|este|esta|estos|estas|ese|esa|ellos|ellas|él|ella|lo|la cual|y|pero|o|así|también|luego|después|entonces|además|porque|por eso|allí|aquí|ambos|su|sus|se|por ejemplo|(?:el|la|los|las) (?:más|menos|otr[oa]s?))(?!\p{L})/iu,
  determiners: wordSet(
    "el la los las un una unos unas tu tus su sus mi mis del al este esta estos estas cada ese esa de"
  ),
  capitalNouns: false,
  stopWords: wordSet(
    "a al algo algunas algunos allí ambos ante antes aquí así aun aunque bajo bastante bien buen buena buenas bueno buenos cada casi cinco como cómo con contra cosas cual cuál cuando cuándo cuatro da dar de debajo debe deja del desde después diez donde dónde dos durante e el él ella ellas ellos en encima entonces entre era eres es esa ese eso esta está estaba están estar estas este esto estos fue gran grande ha hace hacer hacia han hasta hay la las le les lo los luego más me mejor menos mi mientras mientras misma mismo mucha mucho muchos muy nada ni no nos nunca o otra otras otro otros para pero poco por porque pues puede pueden pues que qué quien quién se sea según ser seis si sí siempre sin sino sobre solo sólo son su sus también tan tanto te tener ti tiene tienen toda todas todo todos tras tres tu tú tus un una uno unos usa va van veces ver vez y ya yo minuto minutos hora horas día días año años paso pasos grados ciento primera primeras primero primeros segunda segundo tercero"
  ),
  sources: /^(?:fuente|fuentes|nota|enlace|enlaces|autor|autora|foto|imagen|etiquetas?|hashtags?)$/i,
  counted: /(?<!\p{L})(?:\d+|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)(?!\p{L})/iu,
  pointers: ["{topic}: fíjate en el número {n}.", "{topic}: espera al número {n}."],
  closings: [
    "Guárdalo para luego: {topic}.",
    "{Key}: ¿qué parte no sabías?",
    "Envíaselo a un amigo: {topic}.",
    "{Key}: cuéntame en los comentarios qué falta."
  ]
}
