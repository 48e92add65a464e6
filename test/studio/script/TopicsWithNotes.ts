import { moreTopicsWithNotes } from "./MoreTopicsWithNotes.ts"

/** Topics with notes as people write them: bullets, numbers, paragraphs, Markdown, labels, abbreviations. All of them are true. */
export const topicsWithNotes: ReadonlyArray<
  { readonly language: string; readonly topic: string; readonly notes: string }
> = [
  {
    language: "en",
    topic: "Why bread rises",
    notes: [
      "1. One gram of fresh yeast holds about ten billion living cells.",
      "2. They eat the sugar in the dough and breathe out carbon dioxide.",
      "3. Gluten, a net of protein, traps the gas, so the dough swells like a balloon.",
      "4. At 25 degrees a dough doubles in about an hour, but in the fridge it needs a whole night.",
      "5. Above 55 degrees the yeast dies: the oven stops what the bowl began."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Drei Handgriffe für schärfere Messer",
    notes: [
      "1. Schärfe oft statt lange: Ein stumpfes Messer ist gefährlicher als ein scharfes, weil es abrutscht.",
      "2. Halte 15 bis 20 Grad Winkel, das ist etwa eine Streichholzschachtel unter dem Messerrücken. Der Wetzstahl nimmt nichts weg: Er richtet nur die umgebogene Schneide auf.",
      "3. Wasch das Messer von Hand, denn die Spülmaschine ruiniert jede Klinge."
    ].join("\n")
  },
  {
    language: "en",
    topic: "The two-minute desk reset",
    notes: [
      "- Start with cups and plates: they are the only things on a desk that can grow mould.",
      "- Stack loose paper into one pile. Do not sort it now, sorting is a different job.",
      "- Put three things back that belong in another room.",
      "- Wipe the desk where your wrists rest: keyboards carry more bacteria than you want to know.",
      "- Leave one thing out: the first task of tomorrow."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Warum Wolken nicht herunterfallen",
    notes: [
      "Eine kleine Schönwetterwolke wiegt etwa 500 Tonnen, so viel wie hundert Elefanten. Trotzdem fällt sie nicht herunter. Ihr Wasser hängt in Tröpfchen, die nur ein Fünfzigstel Millimeter groß sind. So ein Tröpfchen sinkt kaum einen Zentimeter pro Sekunde. Warme Luft steigt unter der Wolke auf und trägt die Tröpfchen wieder nach oben. Erst wenn sich etwa eine Million Tröpfchen verbinden, wird daraus ein Regentropfen."
    ].join("\n")
  },
  {
    language: "en",
    topic: "How to read a train timetable like a local",
    notes: [
      "- Read the footnotes first: a tiny symbol can mean that the train runs on Sundays only.",
      "- Arrival and departure are two columns, and the gap between them is your time to change.",
      "- Under five minutes between two trains? Take the next one, unless both use the same platform.",
      "- The last train of the night often stops short of the final station.",
      "- Check the direction, not the number: the same line runs both ways."
    ].join("\n")
  },
  {
    language: "en",
    topic: "What espresso crema really tells you",
    notes: [
      "- Nine bars of pressure push carbon dioxide and oil out of the coffee: that foam is the crema.",
      "- Thick crema means fresh beans, but it does not mean good coffee.",
      "- Robusta makes more foam than Arabica, and it tastes more bitter.",
      "- No crema at all? The beans are older than about six weeks, or the grind is too coarse.",
      "- Taste the crema alone once: it is the bitterest part of the cup."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Fünf Minuten für einen besseren Schlaf",
    notes: [
      "1. Lüfte fünf Minuten lang: Am besten schläft man bei etwa 18 Grad.",
      "2. Wasch dir die Füße warm. Das klingt falsch, aber danach kühlt der Körper schneller ab.",
      "3. Schreib die drei Aufgaben von morgen auf Papier, dann muss dein Kopf sie nicht festhalten.",
      "4. Lade das Handy in einem anderen Zimmer.",
      "5. Trink Kaffee nur bis 14 Uhr: Nach sechs Stunden ist noch die Hälfte des Koffeins im Blut."
    ].join("\n")
  },
  {
    language: "en",
    topic: "One knot that holds everything",
    notes: [
      "1. The bowline makes a loop that never slips and never jams.",
      "2. Make a small loop: that is the rabbit hole.",
      "3. The end of the rope is the rabbit, and it comes up through the hole.",
      "4. It runs around the tree, behind the standing part.",
      "5. Then it goes back down the hole. Pull tight.",
      "6. Sailors trust it with a ship, but a climber adds a stopper knot."
    ].join("\n")
  },
  {
    language: "de",
    topic: "So bleibt Basilikum wochenlang frisch",
    notes: [
      "- Im Topf aus dem Supermarkt stehen bis zu zwanzig Pflanzen: viel zu eng.",
      "- Teile den Ballen in vier Stücke und pflanze jedes in einen eigenen Topf.",
      "- Gieße nur in den Untersetzer, nie auf die Blätter.",
      "- Ernte ganze Triebspitzen statt einzelner Blätter, dann treibt die Pflanze doppelt aus.",
      "- Stell es nie in den Kühlschrank: Unter 10 Grad werden die Blätter schwarz."
    ].join("\n")
  },
  {
    language: "en",
    topic: "The cheapest upgrade for your bicycle",
    notes: [
      "- The cheapest upgrade costs nothing: air. A soft tyre can double the rolling resistance.",
      "- The right pressure is printed on the side of the tyre.",
      "- A tyre loses a little air every week, even when the bicycle never leaves the cellar.",
      "- Three drops of oil per chain link do more than half a bottle sprayed on.",
      "- Wipe the chain afterwards: oil outside the links only collects dirt."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Por qué lloramos al cortar cebolla",
    notes: [
      "- La cebolla guarda azufre y una enzima en células separadas.",
      "- El cuchillo rompe las células, y las dos sustancias forman un gas.",
      "- El gas toca el ojo y se convierte en un ácido muy débil.",
      "- Un cuchillo afilado rompe menos células, así que lloras menos.",
      "- 15 minutos en la nevera frenan la enzima, pero no la detienen."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Cómo ahorrar en la factura de la luz",
    notes: [
      "1. Apaga la regleta por la noche: el consumo en espera llega al 10 % de la factura.",
      "2. Lava a 30 grados, porque calentar el agua gasta casi toda la energía.",
      "3. Descongela el congelador cuando el hielo mida 3 milímetros.",
      "4. Tapa la olla: el agua hierve mucho antes."
    ].join("\n")
  },
  {
    language: "es",
    topic: "La tortilla de patatas perfecta",
    notes: [
      "- Patatas: fríelas despacio, en aceite de oliva y sin que se doren.",
      "- Deja reposar las patatas con el huevo 15 minutos.",
      "- La sartén debe estar muy caliente, pero la tortilla se hace a fuego bajo.",
      "- Dale la vuelta con un plato llano, no con una tapa."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Qué hace una abeja en su vida",
    notes: [
      "Una abeja obrera vive unas seis semanas en verano. Durante los primeros días limpia las celdas de la colmena. Después alimenta a las larvas y construye con cera. Solo al final de su vida sale a buscar néctar. En toda su vida produce apenas una cucharadita de miel."
    ].join("\n")
  },
  {
    language: "es",
    topic: "Plantas que sobreviven sin sol",
    notes: [
      "- La sansevieria aguanta tres semanas sin agua.",
      "- El potus crece con luz artificial, pero pierde sus manchas claras.",
      "- Más plantas mueren por exceso de agua que por sed.",
      "- Limpia las hojas: el polvo les quita la poca luz que hay."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Pourquoi le pain lève",
    notes: [
      "- La levure est vivante : un gramme contient environ dix milliards de cellules.",
      "- Elle mange le sucre de la farine et rejette du gaz carbonique.",
      "- Le gluten retient le gaz, mais il lui faut du pétrissage.",
      "- À 25 degrés, la pâte double en une heure environ."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Réussir sa mousse au chocolat",
    notes: [
      "1. Fais fondre 200 grammes de chocolat noir au bain-marie.",
      "2. Sépare six œufs : une goutte de jaune empêche les blancs de monter.",
      "3. Mélange le tiers des blancs sans douceur, puis le reste très doucement.",
      "4. Laisse la mousse quatre heures au frigo, jamais au congélateur."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Lire une étiquette de vin",
    notes: [
      "- Le millésime est l'année de la récolte, pas celle de la mise en bouteille.",
      "- « Mis en bouteille au château » veut dire que le producteur a tout fait lui-même.",
      "- Le degré d'alcool trahit le soleil : 14,5 % annonce un vin puissant.",
      "- Une médaille sans date ne prouve rien."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Pourquoi la mer est salée",
    notes: [
      "La pluie dissout un peu de sel dans les roches. Les rivières portent ce sel jusqu'à la mer depuis des milliards d'années. L'eau s'évapore, mais le sel reste. Un litre d'eau de mer contient environ 35 grammes de sel. La mer Morte en contient presque dix fois plus."
    ].join("\n")
  },
  {
    language: "fr",
    topic: "Entretenir un couteau de cuisine",
    notes: [
      "- Lave la lame à la main, p. ex. avec une éponge douce.",
      "- Range le couteau sur un aimant, pas en vrac dans un tiroir.",
      "- Le fusil redresse le fil, mais il n'aiguise pas.",
      "- Coupe sur du bois : le verre abîme la lame en une minute."
    ].join("\n")
  },
  {
    language: "en",
    topic: "How vaccines train the body",
    notes: [
      "## Basics",
      "**Vaccines** show the immune system a harmless piece of a germ, e.g. a single protein of its shell.",
      "",
      "The body then builds antibodies that fit this piece. It takes about two weeks until enough of them are there. Memory cells stay for years, but the antibodies fade. That is why some vaccines need a booster.",
      "",
      "Source: https://example.org/vaccines"
    ].join("\n")
  },
  {
    language: "en",
    topic: "What a mortgage really costs",
    notes: [
      "- Loan: 200,000 euros",
      "- Rate: 4 percent",
      "- Over 30 years you pay about 144,000 euros of interest on this loan.",
      "- Paying 100 euros more each month saves about 30,000 euros, because the loan ends years earlier.",
      "- A fixed rate is not cheaper, it is only predictable."
    ].join("\n")
  },
  {
    language: "de",
    topic: "5 Fehler bei der Gründung einer GmbH",
    notes: [
      "1. Das Stammkapital von 25.000 Euro ausgeben, bevor die Gesellschaft im Handelsregister steht.",
      "2. Verträge unterschreiben und das Kürzel \"i. G.\" vergessen: Dann haftest du persönlich.",
      "3. Den Gesellschaftsvertrag aus dem Internet nehmen, obwohl zwei Gründer über das Ende nichts geregelt haben.",
      "4. Die Eröffnungsbilanz nicht machen.",
      "5. Das eigene Gehalt nicht vorher schriftlich vereinbaren: Das Finanzamt wertet es als Gewinn."
    ].join("\n")
  },
  {
    language: "de",
    topic: "Warum Brot aufgeht",
    notes: [
      "- Hefe lebt: Ein Gramm enthält etwa zehn Milliarden Zellen.",
      "- Sie frisst den Zucker im Mehl und atmet Kohlendioxid aus.",
      "- Das Gluten hält das Gas fest, z. B. im Weizenteig besonders gut.",
      "- Im Kühlschrank geht der Teig auch auf, aber erst über Nacht."
    ].join("\n")
  },
  ...moreTopicsWithNotes
]
