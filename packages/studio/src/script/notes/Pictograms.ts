/** What is drawn beside a line, by the beginnings of words in four languages. The first that stands in the line is taken. */
const pictograms: ReadonlyArray<readonly [emoji: string, stems: string]> = [
  ["🍞", "bread brot pan pain dough teig masa pâte sourdough levain yeast hefe levadura levure"],
  ["🔪", "knife knives messer cuchillo couteau blade klinge hoja lame"],
  ["💧", "water wasser agua eau drop tropfen gota goutte"],
  ["☁️", "cloud wolke nube nuage"],
  ["☕", "coffee kaffee café espresso crema"],
  ["🚲", "bicycle bike fahrrad bicicleta vélo tyre tire reifen neumático pneu"],
  ["🚆", "trains timetable railway zug züge tren platform gleis andén quai"],
  ["😴", "sleep schlaf sueño dormir sommeil"],
  ["🌿", "basil basilikum albahaca basilic herb kräuter"],
  ["🪢", "knot knoten nudo nœud rope seil cuerda corde"],
  ["🖥️", "desk schreibtisch escritorio bureau screen bildschirm pantalla écran"],
  ["🔋", "battery akku batería batterie"],
  ["💡", "light licht luz lumière lamp"],
  ["🔥", "fire feuer fuego feu heat hitze calor chaleur"],
  ["❄️", "ice eis hielo glace freez frost cold kalt frío froid fridge kühlschrank nevera frigo"],
  ["🌡️", "degree grad grado degré temperatur"],
  ["⏱️", "minute minuto second sekunde segundo seconde"],
  ["🕗", "hour stunde hora heure clock uhr"],
  ["💶", "euro money geld dinero argent price preis precio prix cost kosten"],
  ["🏠", "house haus casa maison home rent miete alquiler loyer"],
  ["🌱", "plant pflanze planta plante seed samen semilla graine"],
  ["🍅", "tomato tomate"],
  ["🥚", "egg ei eier huevo œuf oeuf"],
  ["🧂", "salt salz sal sel"],
  ["🍋", "lemon zitrone limón citron"],
  ["🐝", "bee biene abeja abeille honey honig miel"],
  ["🐈", "cat katze gato chat"],
  ["🐕", "dog hund perro chien"],
  ["🌙", "moon mond luna lune night nacht noche nuit"],
  ["☀️", "sun sonne sol soleil"],
  ["🌊", "sea meer mar mer ocean ozean océano wave welle ola vague"],
  ["🌲", "tree baum árbol arbre wood holz madera bois forest wald bosque forêt"],
  ["🧠", "brain gehirn cerebro cerveau"],
  ["🫀", "heart herz corazón cœur"],
  ["📱", "phone handy móvil téléphone"],
  ["🔑", "password passwort contraseña passe key schlüssel llave clé"],
  ["📚", "book buch bücher libro livre"],
  ["✉️", "mail letter brief carta lettre"],
  ["🧼", "soap seife jabón savon clean putz limpi nettoy"],
  ["🍷", "wine wein vino vin"],
  ["🧀", "cheese käse queso fromage"],
  ["🍚", "rice reis arroz riz"],
  ["🧅", "onion zwiebel cebolla oignon"],
  ["🍫", "chocolate schokolade chocolat"],
  ["🚗", "car auto coche voiture"],
  ["✈️", "plane flug flugzeug avión avion flight vuelo vol"],
  ["🎸", "guitar gitarre guitarra guitare string saite cuerdas"],
  ["📷", "camera kamera cámara caméra photo foto"]
]

const table = pictograms.flatMap(([emoji, stems]) => stems.split(" ").map((stem) => ({ emoji, stem })))

/** Short stems are whole words; longer ones may be the beginning of one. */
export const pictogramFor = (text: string): string | undefined => {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  for (const word of words) {
    const found = table.find(({ stem }) =>
      stem.length < 5 ? word === stem || word === `${stem}s` : word.startsWith(stem)
    )
    if (found !== undefined) return found.emoji
  }
  return undefined
}
