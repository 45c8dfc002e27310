import { foldWords } from './csv-text.ts';
import { IMPORT_FIELDS, type ImportField } from './import-fields.ts';

/**
 * Headers by the field they mean, in English, German, French, Italian, Spanish and as platforms export them;
 * folded (see foldWords), the likeliest first: where two columns fit one field, the earlier word wins.
 */
const SYNONYMS: Readonly<Record<ImportField, string>> = {
  stock_number: `stock number, stock no, stock nr, stock num, stocknumber, stock id, inventory number, inventory no,
    inventory id, sku, variant sku, item number, item no, item id, item code, article number, article no, product code,
    product number, product id, watch id, watch code, our reference, internal reference, internal id, dealer reference,
    listing code, dealer product code, listing id, lagernummer, lager nr, bestandsnummer, artikelnummer, artikel nr,
    artikelcode, interne nummer, interne referenz, inventarnummer, numero de stock, n de stock, numero stock,
    reference interne, code article, numero d article, numero d inventaire, numero di magazzino, codice articolo,
    codice prodotto, codice interno, numero articolo, numero de inventario, numero de existencias, codigo,
    codigo de articulo, codigo interno, numero de articulo, referencia interna, uid, unique id, uuid, id`,
  title: `title, listing title, product title, item title, name, product name, headline, ad title, titel, bezeichnung,
    angebotstitel, artikelname, produktname, titre, nom, designation, intitule, titolo, nome, denominazione, titulo,
    nombre, encabezado`,
  description: `description, listing description, long description, product description, body, body html, details, text,
    beschreibung, artikelbeschreibung, angebotstext, freitext, descriptif, texte, descrizione, testo, descripcion`,
  brand: `brand, brand name, make, manufacturer, maker, vendor, marke, hersteller, marque, fabricant, marca, fabbricante,
    produttore, fabricante`,
  model: `model, model name, watch model, collection, family, modell, kollektion, modele, modello, collezione, modelo,
    coleccion`,
  reference_number: `reference number, reference no, reference, ref no, ref nr, ref number, ref, model number,
    model no, manufacturer reference, mpn, referenznummer, referenz, ref nummer, modellnummer, numero de reference,
    numero di riferimento, riferimento, referenza, numero de referencia, referencia`,
  year: `year, year of production, production year, year of manufacture, manufacture year, year made, year raw, baujahr,
    herstellungsjahr, produktionsjahr, jahr, jahrgang, annee, annee de fabrication, annee de production, anno,
    anno di produzione, anno di fabbricazione, ano, ano de fabricacion, ano de produccion`,
  year_precision: 'year precision, year accuracy',
  condition: `condition, watch condition, item condition, condition raw, zustand, erhaltungszustand, etat, condizione,
    condizioni, stato, estado, condicion`,
  has_box: `has box, box, original box, with box, box included, originalbox, originalverpackung, boite, boite d origine,
    ecrin, scatola, scatola originale, caja, caja original`,
  has_papers: `has papers, papers, original papers, with papers, papers included, certificate, papiere, originalpapiere,
    zertifikat, papiers, papiers d origine, documenti, documenti originali, papeles, documentos, documentos originales`,
  box_and_papers: `box and papers, box papers, box papers raw, boxpapers, scope of delivery, delivery contents, accessories,
    included, set, lieferumfang, box und papiere, contenu, contenu de la livraison, boite et papiers, contenu livre,
    scatola e documenti, corredo, contenuto della confezione, caja y papeles, caja y documentos, contenido de la entrega`,
  case_diameter_mm: `case diameter mm, case diameter, diameter, diameter mm, case size, case size mm, size, size mm,
    case diameter raw, width, durchmesser, gehausedurchmesser, gehausegrosse, grosse, diametre, diametre du boitier,
    taille, taille du boitier, diametro, diametro cassa, dimensioni, tamano, diametro de la caja`,
  case_material: `case material, case, material, gehausematerial, gehause, material gehause, materiau du boitier, boitier,
    matiere du boitier, matiere, materiale della cassa, materiale cassa, cassa, material de la caja, caja material`,
  bezel_material: `bezel material, bezel, material of bezel, lunette, material lunette, materiau de la lunette, lunetta,
    materiale lunetta, bisel, material del bisel`,
  crystal: `crystal, glass, crystal type, glas, uhrenglas, verre, vetro, cristal, vidrio`,
  dial_color: `dial color, dial colour, dial, color, colour, zifferblatt, zifferblattfarbe, farbe, cadran,
    couleur du cadran, couleur, quadrante, colore quadrante, colore del quadrante, esfera, color de la esfera`,
  bracelet_material: `bracelet material, bracelet, strap, strap material, band, band material, armband,
    armbandmaterial, material armband, materiau du bracelet, matiere du bracelet, bracciale, cinturino,
    materiale del bracciale, materiale cinturino, brazalete, correa, material de la correa, material de la pulsera`,
  movement: `movement, movement type, winding, aufzug, antrieb, mouvement, remontage, carica, movimento, movimiento,
    tipo de movimiento`,
  caliber: `caliber, calibre, movement caliber, cal, kaliber, werk, uhrwerk, calibro`,
  power_reserve_hours: `power reserve hours, power reserve, gangreserve, reserve de marche, riserva di carica,
    reserva de marcha`,
  water_resistance_m: `water resistance m, water resistance, water resistant, wasserdichtigkeit, wasserdicht, etancheite,
    impermeabilita, resistenza all acqua, resistencia al agua, impermeabilidad`,
  complications: `complications, functions, features, funktionen, komplikationen, fonctions, funzioni, complicazioni,
    funciones, complicaciones`,
  gender: `gender, sex, target gender, geschlecht, genre, sexe, sesso, genere, sexo, genero`,
  price: `price, price amount, sale price, selling price, retail price, asking price, list price, price raw, price eur,
    price usd, price gbp, price chf, variant price, preis, verkaufspreis, vk, vk preis, bruttopreis, prix,
    prix de vente, prix ttc, prezzo, prezzo di vendita, precio, precio de venta, pvp`,
  currency: `currency, price currency, currency code, wahrung, devise, monnaie, valuta, moneda, divisa`,
  quantity: `quantity, qty, stock quantity, stock level, available quantity, inventory quantity, variant inventory qty,
    in stock, on hand, menge, anzahl, bestand, stuck, stuckzahl, quantite, qte, quantita, giacenza, cantidad,
    existencias, stock`,
  photos: `photos, photo, photo urls, photo url, images, image, image urls, image url, image src, image link, pictures,
    picture urls, bilder, bild, bild url, bild urls, fotos, foto, immagini, immagine, imagenes, imagen`,
  location: `location, location raw, item location, standort, lieu, emplacement, localisation, luogo, ubicazione,
    localizzazione, ubicacion, localizacion, lugar`,
  'location.country': `location country, country, country code, land, landercode, pays, code pays, paese, nazione, pais`,
  'location.city': `location city, city, town, stadt, ort, ville, citta, ciudad`,
  handling_time_days: `handling time days, handling time, dispatch time, delivery time, lead time, lieferzeit,
    bearbeitungszeit, versandzeit, delai de livraison, delai d expedition, tempi di consegna, tempo di consegna,
    plazo de entrega, tiempo de entrega`,
  serial_number: `serial number, serial no, serial, serial nr, seriennummer, serien nr, numero de serie, n de serie,
    numero di serie, matricola, seriale`,
  cost: `cost, cost price, purchase price, cost per item, buying price, einkaufspreis, ek, ek preis, einkauf, cout,
    prix d achat, costo, prezzo di acquisto, prezzo d acquisto, coste, precio de compra`,
  cost_currency:
    'cost currency, purchase currency, einkaufswahrung, devise d achat, valuta di acquisto, moneda de compra',
  internal_notes: `internal notes, internal note, private notes, private note, notes, note, remarks, interne notiz,
    interne notizen, interne bemerkung, notiz, notizen, bemerkung, bemerkungen, notes internes, remarques,
    note interne, notas internas, notas`,
  storage_location: `storage location, storage, safe, shelf, bin, tray, lagerort, lagerplatz, tresor, fach,
    emplacement de stockage, coffre, posizione di magazzino, cassaforte, ubicacion en almacen, caja fuerte`,
  version: 'version',
};

export interface HeaderMeaning {
  readonly field: ImportField;
  /** 0 = the likeliest word for its field. */
  readonly rank: number;
}

const MEANINGS: ReadonlyMap<string, HeaderMeaning> = new Map(
  IMPORT_FIELDS.flatMap((field) => [
    [foldWords(field), { field, rank: -1 }] as const,
    ...SYNONYMS[field].split(/,\s*/).map((word, rank) => [word, { field, rank }] as const),
  ]),
);

/** What a header means by itself; null when it is not known. `Price (EUR)` is read as `Price`. */
export function headerMeaning(header: string): HeaderMeaning | null {
  if (header.length > 100) return null;
  return MEANINGS.get(foldWords(header)) ?? MEANINGS.get(foldWords(header.replace(/[([].*$/, ''))) ?? null;
}

export const isKnownHeader = (header: string): boolean => headerMeaning(header) !== null;
