/** More topics with notes, so that each language has fifteen. All of them are true. */
export const moreTopicsWithNotes: ReadonlyArray<
  { readonly language: string; readonly topic: string; readonly notes: string }
> = [
  {
    language: "en",
    topic: "How to boil an egg exactly",
    notes: [
      "- Start in boiling water, not in cold: the shell comes off more easily.",
      "- Six minutes give a runny yolk, eight a soft one, eleven a firm one.",
      "- Older eggs peel better than fresh ones.",
      "- Ice water stops the cooking at once.",
      "- The green ring around the yolk is harmless: the egg was only cooked too long."
    ].join("\n")
  },
  {
    language: "en",
    topic: "What a lightning bolt does",
    notes: [
      "- Lightning heats the air to about 30,000 degrees: five times hotter than the surface of the sun.",
      "- The hot air expands so fast that we hear it as thunder.",
      "- Count the seconds between flash and thunder: three seconds are one kilometre.",
      "- A car protects you because its metal leads the current around you, not because of its tyres.",
      "- Leave the lake when you hear the first thunder, not when you see the rain."
    ].join("\n")
  },
  {
    language: "en",
    topic: "Five signs of a phishing mail",
    notes: [
      "1. The sender's address ends in a name you do not know.",
      "2. It puts you under pressure: your account is closed today.",
      "3. The link shows one address and leads to another. Hold the mouse over it before you click.",
      "4. Your bank never asks for a password by mail.",
      "5. Not sure? Type the address of the site yourself."
    ].join("\n")
  },
  {
    language: "en",
    topic: "How glaciers move",
    notes: [
      "A glacier looks solid, but it flows. Its own weight presses the lower ice until it bends like thick honey. Most glaciers move less than one metre a day. The Jakobshavn glacier in Greenland has moved more than 40 metres a day. On its way it grinds the rock below to flour. That flour is why glacier lakes are turquoise."
    ].join("\n")
  },
  {
    language: "en",
    topic: "Packing a rucksack that does not hurt",
    notes: [
      "- Heavy things belong close to your back, between the shoulder blades.",
      "- The sleeping bag goes to the bottom, because you need it last.",
      "- The hip belt carries most of the weight, not the shoulders.",
      "- Rain gear lies on top: rain does not wait.",
      "- Tighten the hip belt first, then the shoulder straps."
    ].join("\n")
  },
  {
    language: "en",
    topic: "Why the sky is blue",
    notes: [
      "- Sunlight is a mix of all colours.",
      "- Air scatters blue light several times more than red light.",
      "- Violet is scattered even more, but our eyes hardly see it.",
      "- In the evening the light crosses far more air, so the blue is gone and red is left.",
      "- On Mars it is the other way round: the sunset is blue."
    ].join("\n")
  },
  {
    language: "en",
    topic: "How to brew better filter coffee",
    notes: [
      "1. Take 60 grams of coffee for one litre of water.",
      "2. Let the water rest for half a minute after boiling: 94 degrees are enough.",
      "3. Rinse the paper filter, or you will taste it.",
      "4. Wet the coffee first and wait 30 seconds, so that the gas can leave.",
      "5. Bitter coffee is ground too fine, sour coffee too coarse."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Warum Katzen schnurren",
    notes: [
      "- Katzen schnurren beim Einatmen und beim Ausatmen, ohne Pause.",
      "- Das Schnurren liegt zwischen 25 und 150 Hertz.",
      "- Auch verletzte Katzen schnurren: Es beruhigt sie selbst.",
      "- Löwen können nicht schnurren, dafür können sie brüllen.",
      "- Junge Kätzchen schnurren schon nach wenigen Tagen."
    ].join("\n")
  },
  {
    language: "de",
    topic: "So wird die Pfanne richtig heiß",
    notes: [
      "- Tropf Wasser in die Pfanne: Tanzt der Tropfen, hat sie etwa 200 Grad.",
      "- Tupf das Fleisch vorher ab, denn nasses Fleisch kocht und brät nicht.",
      "- Beschichtete Pfannen vertragen höchstens 230 Grad.",
      "- Das Fleisch löst sich von selbst, wenn die Kruste fertig ist.",
      "- Butter verbrennt ab etwa 150 Grad, Butterschmalz erst bei 200."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Was ein Kompass wirklich zeigt",
    notes: [
      "Eine Kompassnadel zeigt nicht zum Nordpol. Sie zeigt zum magnetischen Pol, und der wandert. In den letzten Jahrzehnten wanderte er bis zu 50 Kilometer im Jahr. Darum nennt jede gute Karte eine Abweichung. In Deutschland beträgt die Abweichung zurzeit etwa vier Grad. Ein Schlüsselbund neben der Nadel lenkt sie viel stärker ab."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Gut vorbereitet ins Bewerbungsgespräch",
    notes: [
      "1. Sag in einem Satz, was du kannst, und nicht, was du warst.",
      "2. Nenne ein Ergebnis mit einer Zahl, z. B. 20 Prozent weniger Ausschuss.",
      "3. Stell eine Frage zur Aufgabe statt zum Urlaub.",
      "4. Übe deine Sätze laut: Im Kopf klingt jeder Satz gut."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Warum Blätter im Herbst bunt werden",
    notes: [
      "- Das Grün heißt Chlorophyll, und der Baum zieht es im Herbst zurück.",
      "- Das Gelb war das ganze Jahr da: Das Grün hat es nur verdeckt.",
      "- Das Rot bildet der Baum neu, wahrscheinlich als Schutz vor der Sonne.",
      "- Kalte Nächte und sonnige Tage machen das Rot kräftiger.",
      "- Am Ende trennt eine Korkschicht das Blatt vom Zweig."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Das Fahrrad sicher abschließen",
    notes: [
      "1. Schließ den Rahmen an etwas Festes, nicht nur das Vorderrad.",
      "2. Ein gutes Schloss kostet etwa zehn Prozent vom Preis des Fahrrads.",
      "3. Lass das Schloss nicht auf dem Boden liegen, denn dort lässt es sich zerschlagen.",
      "4. Schreib dir die Rahmennummer auf: Ohne sie findet niemand dein Fahrrad wieder.",
      "5. Zwei verschiedene Schlösser brauchen zwei verschiedene Werkzeuge."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Was die Zahl auf dem Mehl bedeutet",
    notes: [
      "- Die Typenzahl sagt, wie viele Milligramm Mineralstoffe in 100 Gramm Mehl stecken.",
      "- Typ 405 ist hell und fein: das Mehl für Kuchen.",
      "- Typ 550 bindet mehr Wasser und passt zu Brötchen.",
      "- Typ 1050 schmeckt kräftig, aber der Teig geht schwerer auf.",
      "- Vollkornmehl hat keine Typenzahl, weil nichts ausgesiebt wird."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Wie Lärm den Ohren schadet",
    notes: [
      "- Ab 85 Dezibel schadet Lärm, wenn er acht Stunden dauert.",
      "- Drei Dezibel mehr, und schon die halbe Zeit reicht für denselben Schaden.",
      "- Haarzellen im Ohr wachsen nicht nach.",
      "- Hörst du mit Kopfhörern niemanden neben dir, ist die Musik zu laut.",
      "- Nach einem Konzert brauchen die Ohren einen ruhigen Tag."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Warum Honig nicht verdirbt",
    notes: [
      "- Honig enthält weniger als 20 Prozent Wasser, und darin wächst kein Keim.",
      "- Bienen fächeln das Wasser mit ihren Flügeln heraus.",
      "- Ein Enzym der Bienen bildet Wasserstoffperoxid, und das tötet Keime.",
      "- Fester Honig ist nicht verdorben: Ein Wasserbad bei 40 Grad macht ihn flüssig.",
      "- Babys unter einem Jahr dürfen keinen Honig essen."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Por qué bostezamos",
    notes: [
      "- El bostezo se contagia, incluso de personas a perros.",
      "- Un bostezo dura unos seis segundos.",
      "- Los bebés bostezan antes de nacer, desde la semana once.",
      "- Nadie sabe con seguridad para qué sirve, pero quizá enfría el cerebro.",
      "- Leer sobre bostezos también hace bostezar."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Cómo guardar los tomates",
    notes: [
      "- El tomate pierde aroma por debajo de 12 grados, así que no va a la nevera.",
      "- Guárdalos con el rabillo hacia abajo, porque por ahí pierden agua.",
      "- Un tomate verde madura antes junto a un plátano.",
      "- El plátano suelta etileno, un gas que acelera la maduración.",
      "- Los tomates cortados sí van a la nevera."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Cómo elegir una buena sandía",
    notes: [
      "- La mancha amarilla muestra dónde tocó la tierra: sin mancha, la sandía está verde.",
      "- Golpéala con los nudillos: debe sonar hueca.",
      "- De dos sandías iguales, llévate la más pesada.",
      "- Un rabillo seco es buena señal, pero uno verde no.",
      "- Cortada aguanta unos cuatro días en la nevera."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Qué mueve las mareas",
    notes: [
      "La Luna tira del agua del mar. Por eso el agua sube dos veces al día en casi todas las costas. Entre dos mareas altas pasan unas doce horas y media. Con luna llena y con luna nueva ayuda el Sol, y la marea es más fuerte. En la bahía de Fundy, en Canadá, el agua sube hasta 16 metros. En el Mediterráneo la marea apenas se nota."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Tres errores al cocer arroz",
    notes: [
      "1. Remover el arroz: suelta almidón y se pega.",
      "2. Levantar la tapa, porque el vapor se escapa y el arroz queda duro.",
      "3. Servirlo enseguida: cinco minutos de reposo lo dejan suelto."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Por qué el hielo flota",
    notes: [
      "- Casi todo se encoge al enfriarse, pero el agua no siempre.",
      "- Por debajo de 4 grados, el agua vuelve a crecer.",
      "- El hielo ocupa un 9 % más que el agua.",
      "- Una botella llena revienta en el congelador por esa razón.",
      "- Los lagos se hielan solo por arriba, y los peces sobreviven debajo."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Cuida tu espalda en la oficina",
    notes: [
      "1. Levántate cada 30 minutos: ninguna silla es buena durante ocho horas.",
      "2. Sube la pantalla hasta la altura de los ojos.",
      "3. Apoya los pies en el suelo, no en las patas de la silla.",
      "4. Gira los hombros diez veces hacia atrás.",
      "5. Camina mientras hablas por teléfono."
    ].join("\n")
  },
  {
    language: "es",
    topic: "El pan con tomate, paso a paso",
    notes: [
      "1. Tuesta el pan, porque el pan blando se empapa.",
      "2. Frota un poco de ajo sobre el pan caliente.",
      "3. Corta el tomate por la mitad y frótalo sin miedo.",
      "4. Echa la sal antes que el aceite, así se disuelve.",
      "5. Termina con un buen chorro de aceite de oliva."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Cómo aprender diez palabras al día",
    notes: [
      "- Repite cada palabra después de un día, de tres días y de una semana.",
      "- Escribe una frase tuya con la palabra, no la del libro.",
      "- Cinco minutos cada mañana valen más que una hora el domingo.",
      "- Di las palabras en voz alta: la boca también aprende.",
      "- Borra las que ya sabes, para que la lista no crezca."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Por qué los gatos caen de pie",
    notes: [
      "- Un gato gira primero la cabeza y después el resto del cuerpo.",
      "- Necesita menos de un metro para darse la vuelta.",
      "- Su columna es muy flexible, y sus clavículas no están unidas a otros huesos.",
      "- La cola ayuda, pero un gato sin cola también lo consigue.",
      "- Caer de pie no evita las fracturas: cierra bien las ventanas."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Bien dormir quand il fait chaud",
    notes: [
      "- Ferme les volets dès le matin, pas à midi.",
      "- Une douche tiède rafraîchit mieux qu'une douche glacée.",
      "- Le coton laisse passer l'air, mais le synthétique colle à la peau.",
      "- Un ventilateur ne refroidit pas la chambre : il sèche la peau.",
      "- L'alcool endort vite, puis il réveille au milieu de la nuit."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Comment vole un avion",
    notes: [
      "Une aile dévie l'air vers le bas. En retour, l'air pousse l'aile vers le haut. Plus l'avion va vite, plus cette poussée est forte. Un gros avion de ligne quitte le sol à environ 280 kilomètres à l'heure. Si l'aile est trop inclinée, l'air décroche et la portance disparaît. Même sans moteur, un avion de ligne plane sur plus de cent kilomètres."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Réussir une vinaigrette",
    notes: [
      "1. Mets le sel dans le vinaigre d'abord : il ne fond pas dans l'huile.",
      "2. Ajoute une cuillère de moutarde, car elle lie l'huile et le vinaigre.",
      "3. Compte trois cuillères d'huile pour une de vinaigre.",
      "4. Goûte avec une feuille de salade, pas avec la cuillère.",
      "5. Verse la sauce au dernier moment, sinon la salade flétrit."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Comment les fourmis trouvent leur chemin",
    notes: [
      "- Une fourmi laisse une odeur derrière elle.",
      "- Les autres fourmis suivent la piste la plus forte.",
      "- Le chemin le plus court gagne, parce que son odeur se renouvelle plus vite.",
      "- Une reine peut vivre plus de vingt ans, une ouvrière rarement plus de deux.",
      "- Le vinaigre efface la piste, mais il n'efface pas les fourmis."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Économiser l'eau à la maison",
    notes: [
      "1. Une douche de cinq minutes consomme environ 60 litres, un bain 150.",
      "2. Un robinet qui goutte perd jusqu'à 120 litres par jour.",
      "3. Remplis le lave-vaisselle : plein, il consomme moins que l'évier.",
      "4. Garde l'eau des légumes pour les plantes."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Bien choisir ses chaussures de course",
    notes: [
      "- Essaie les chaussures le soir, quand les pieds sont gonflés.",
      "- Laisse la largeur d'un pouce devant le gros orteil.",
      "- Une paire tient environ 800 kilomètres.",
      "- La plus chère n'évite pas les blessures : choisis la plus confortable.",
      "- Deux paires en alternance sèchent mieux."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Ce qui se cache derrière un arc-en-ciel",
    notes: [
      "- Le soleil est toujours dans ton dos.",
      "- Chaque goutte renvoie une seule couleur vers ton œil.",
      "- Deux personnes ne voient jamais le même arc-en-ciel.",
      "- Vu d'un avion, l'arc devient un cercle entier.",
      "- Le second arc montre ses couleurs à l'envers."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Parler en public sans trembler",
    notes: [
      "1. Apprends la première phrase par cœur, et seulement celle-là.",
      "2. Expire deux fois plus longtemps que tu n'inspires.",
      "3. Regarde trois visages, pas le mur du fond.",
      "4. Une pause de deux secondes ne paraît longue qu'à toi.",
      "5. Bois de l'eau avant, car le café dessèche la bouche."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Garder son pain frais",
    notes: [
      "- Le pain rassit plus vite au frigo qu'à l'air libre.",
      "- Un torchon garde la croûte, mais le plastique la ramollit.",
      "- Congèle le pain en tranches le jour même.",
      "- Un peu d'eau et cinq minutes de four réveillent un pain rassis.",
      "- Pose le côté coupé sur la planche."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Faire de meilleures photos au téléphone",
    notes: [
      "- Essuie l'objectif : une trace de doigt voile toute l'image.",
      "- Place le sujet au tiers de l'image, pas au milieu.",
      "- Le zoom numérique ne rapproche rien : fais plutôt deux pas.",
      "- La lumière du matin est plus douce que celle de midi.",
      "- Touche le visage sur l'écran pour régler l'exposition."
    ].join("\n")
  }
]
