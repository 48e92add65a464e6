/** What is drawn beside a line, by the beginnings of words: English, German, Spanish, French. */
const pictograms: ReadonlyArray<readonly [emoji: string, en: string, de: string, es: string, fr: string]> = [
  [
    "🍞",
    "bread dough sourdough yeast loaf",
    "brot teig hefe sauerteig",
    "pan masa levadura",
    "pain pâte levain levure"
  ],
  ["🔪", "knife knives blade", "messer klinge", "cuchillo", "couteau lame"],
  ["💧", "water drop droplet", "wasser tropfen tröpfchen", "agua gota", "eau goutte"],
  ["☁️", "cloud", "wolke", "nube", "nuage"],
  ["☕", "coffee espresso crema cappuccino", "kaffee espresso", "café espresso", "café espresso expresso"],
  ["🚲", "bicycle bike tyre", "fahrrad rad reifen", "bicicleta bici", "vélo bicyclette"],
  ["🚆", "trains timetable railway", "zug züge bahn fahrplan", "tren andén", "train quai"],
  ["😴", "sleep", "schlaf", "sueño dormir", "sommeil dormir"],
  ["🌿", "basil herb", "basilikum kräuter", "albahaca", "basilic herbe"],
  ["🖥️", "desk screen monitor", "schreibtisch bildschirm", "escritorio pantalla", "bureau écran"],
  ["🔋", "battery batteries", "akku batterie", "batería", "batterie"],
  ["💡", "lamp lightbulb", "lampe glühbirne", "bombilla lámpara", "ampoule lampe"],
  ["🔥", "fire flame heat oven", "feuer flamme hitze ofen", "fuego calor horno", "feu chaleur four"],
  [
    "❄️",
    "ice frost freezer fridge freez",
    "eis frost kühlschrank gefrier",
    "hielo frío nevera congelador",
    "glace froid frigo congélateur"
  ],
  [
    "🌡️",
    "degree thermometer temperature",
    "grad thermometer temperatur",
    "grado temperatura termómetro",
    "degré thermomètre température"
  ],
  ["⏱️", "minute second stopwatch", "minute sekunde stoppuhr", "minuto segundo", "minute seconde"],
  ["🕗", "hour clock", "stunde uhr", "hora reloj", "heure horloge"],
  ["💶", "euro euros money price cost", "euro geld preis kosten", "euro euros dinero precio", "euro euros argent prix"],
  ["🏠", "house home rent", "haus miete wohnung", "casa alquiler", "maison loyer"],
  ["🌱", "plant seed seedling", "pflanze samen keim", "planta semilla", "plante graine"],
  ["🍅", "tomato tomatoes", "tomate", "tomate", "tomate"],
  ["🥚", "egg", "ei eier", "huevo", "œuf oeuf"],
  ["🧂", "salt", "salz", "sal", "sel"],
  ["🍋", "lemon", "zitrone", "limón", "citron"],
  ["🐝", "bee", "biene", "abeja", "abeille"],
  ["🍯", "honey", "honig", "miel", "miel"],
  ["🐈", "cat kitten", "katze", "gato", "chat"],
  ["🐕", "dog puppy", "hund", "perro", "chien"],
  ["🌙", "moon night", "mond nacht", "luna noche", "lune nuit"],
  ["☀️", "sun sunlight sunshine", "sonne", "sol", "soleil"],
  ["🌊", "sea ocean wave", "meer ozean welle", "mar océano ola", "mer océan vague"],
  ["🌲", "tree forest", "baum wald", "árbol bosque", "arbre forêt"],
  ["🪵", "wood wooden log", "holz", "madera", "bois"],
  ["🧠", "brain", "gehirn", "cerebro", "cerveau"],
  ["🫀", "heart", "herz", "corazón", "cœur"],
  ["📱", "phone smartphone", "handy smartphone", "móvil", "téléphone portable"],
  ["🔑", "password key", "passwort schlüssel", "contraseña llave", "clé"],
  ["📚", "book", "buch bücher", "libro", "livre"],
  ["✉️", "letter mail email", "brief", "carta correo", "lettre"],
  ["🧼", "soap", "seife", "jabón", "savon"],
  ["🍷", "wine", "wein", "vino", "vin"],
  ["🧀", "cheese", "käse", "queso", "fromage"],
  ["🍚", "rice", "reis", "arroz", "riz"],
  ["🧅", "onion", "zwiebel", "cebolla", "oignon"],
  ["🍫", "chocolate", "schokolade", "chocolate", "chocolat"],
  ["🚗", "car", "auto", "coche", "voiture"],
  ["✈️", "plane airplane flight", "flugzeug flug", "avión vuelo", "avion vol"],
  ["🎸", "guitar", "gitarre", "guitarra", "guitare"],
  ["📷", "camera", "kamera", "cámara", "photo"],
  ["💉", "vaccine vaccination injection", "impfung impfstoff spritze", "vacuna", "vaccin"],
  ["🦠", "bacteria germ virus", "bakterien keime virus", "bacteria virus", "bactérie microbe"],
  ["🛏️", "bed mattress", "bett matratze", "cama colchón", "lit matelas"],
  ["🪟", "window", "fenster", "ventana", "fenêtre"],
  ["🥔", "potato potatoes", "kartoffel", "patata", "patate"],
  ["🍳", "omelette pan", "pfanne spiegelei", "sartén", "poêle"],
  ["🧽", "sponge", "schwamm", "esponja", "éponge"],
  ["⌨️", "keyboard", "tastatur", "teclado", "clavier"],
  ["🪑", "chair", "stuhl", "silla", "chaise"],
  ["👟", "shoe sneaker", "schuh", "zapato zapatilla", "chaussure"],
  ["📄", "paper contract", "papier vertrag", "papel contrato", "papier contrat"],
  ["🏦", "bank mortgage loan", "bank kredit hypothek", "banco hipoteca préstamo", "banque crédit prêt"],
  ["🪴", "pot", "topf blumentopf", "maceta", "pot"]
]

const LANGUAGES = ["en", "de", "es", "fr"] as const

/** By language, because "pain" is bread only in French. */
const tables: ReadonlyMap<string, ReadonlyArray<{ readonly emoji: string; readonly stem: string }>> = new Map(
  LANGUAGES.map((language, column) => [
    language,
    pictograms.flatMap(([emoji, ...stems]) => (stems[column] ?? "").split(" ").map((stem) => ({ emoji, stem })))
  ])
)

/** Short stems are whole words; longer ones may be the beginning of one that is a little longer. */
const means = (word: string, stem: string): boolean =>
  stem.length < 5
    ? word === stem || word === `${stem}s`
    : word.startsWith(stem) && word.length <= stem.length + 3

/** What nearly every sentence with a figure names; another thing in it says more. */
const UNITS = new Set(["⏱️", "🕗", "🌡️", "💶"])

/** What the words of a text call by name, in their order; units last. */
export const pictogramsOf = (text: string, language: string): ReadonlyArray<string> => {
  const table = tables.get(language.toLowerCase().split(/[-_]/)[0] ?? "")
  if (table === undefined) return []
  const found = (text.toLowerCase().match(/\p{L}+/gu) ?? []).flatMap((word) =>
    table.find(({ stem }) => means(word, stem))?.emoji ?? []
  )
  return [...found.filter((emoji) => !UNITS.has(emoji)), ...found.filter((emoji) => UNITS.has(emoji))]
}

export const pictogramFor = (text: string, language: string): string | undefined => pictogramsOf(text, language)[0]
