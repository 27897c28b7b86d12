import { decimal } from '../../src/mscore/format.ts';
import type { CardTexts } from './card-texts.ts';

const withComma = (number: string): string => number.replace('.', ',');

const versioned = (id: string, version: number | undefined): string =>
  version === undefined ? id : `${id}, verzia ${version}`;

const bright = ({ m, cutoff }: { m: string; cutoff: string | undefined }): string =>
  `Zvýšený signál drene stavcov na MR, M-skóre ${m}${cutoff === undefined ? '' : `, hranica ${cutoff}`}`;

/**
 * Slovak. DXA, T-skóre and BMD as ISCD writes them; no text speaks of a diagnosis. Forms are chosen so that they
 * fit patients of either sex.
 */
export const slovak: CardTexts = {
  number: (value, digits) => withComma(decimal(value, digits)),
  exact: (value) => withComma(String(value)),
  date(iso) {
    const [year = '', month, day] = iso.split('-').map((part) => part.replace(/^0/, ''));
    if (month === undefined) return year;
    return day === undefined ? `${month}/${year}` : `${day}. ${month}. ${year}`;
  },
  reference: versioned,

  sourceLabel: 'M-skóre (výskumné použitie)',
  topics: {
    refer: 'Odoslanie na DXA po MR driekovej chrbtice',
    'assess-risk-first': 'Riziko zlomeniny po MR driekovej chrbtice',
    'screen-by-age': 'Skríningové vyšetrenie DXA podľa veku',
  },
  overrides: {
    dexaDone: 'Vyšetrenie DXA sa už vykonalo inde',
    knownOrTreated: 'Osteoporóza je známa alebo liečená',
    patientDeclines: 'Pacient(ka) vyšetrenie odmieta',
    notAppropriate: 'V tomto prípade nevhodné',
    doubtMeasurement: 'Pochybujem o správnosti merania',
  },
  summaries: {
    refer: (score) => `${bright(score)}: zvážte odoslanie na DXA (výskumné použitie)`,
    'assess-risk-first': (score) =>
      `${bright(score)}: najprv posúďte riziko zlomeniny (FRAX; výskumné použitie)`,
    'screen-by-age': () =>
      'Žena vo veku 65 rokov a viac bez záznamu o vyšetrení DXA: zvážte odoslanie na DXA (výskumné použitie)',
  },
  reviewLink: 'Snímky a meranie',
  suggestion: {
    label: 'Odoslať na DXA',
    action: 'Objednať denzitometriu (DXA) driekovej chrbtice a proximálneho femuru',
  },
  order: {
    code: 'Denzitometria (DXA) driekovej chrbtice a proximálneho femuru',
    reasons: {
      refer: 'Zvýšený signál kostnej drene stavcov na MR driekovej chrbtice (M-skóre, výskumné použitie)',
      'screen-by-age': 'Žena vo veku 65 rokov a viac bez záznamu o vyšetrení DXA',
    },
  },

  scoreLine: ({ m, low, high, against }) =>
    `**M-skóre ${m}** (95 % interval spoľahlivosti ${low} až ${high})${against}`,
  against: ({ value, source }) => `, hraničná hodnota tohto pracoviska ${value} (${source})`,
  mean: 'priemer',
  vbq: ({ value, behind }) =>
    `VBQ ${value} (${behind === undefined ? '' : `voči likvoru za telom ${behind}; `}uvádza sa popri M-skóre, nikdy nie je jeho súčasťou)`,
  images: ({ series, acquired, via }) =>
    `**Snímky:** sagitálna séria T1${series === undefined ? '' : ` „${series}“`}${acquired === undefined ? '' : `, dátum snímania ${acquired}`}; vyšetrenie nájdené cez ${via}`,
  foundBy: {
    'imaging-study': 'záznam ImagingStudy v zdravotnej dokumentácii',
    'qido-accession': 'identifikačné číslo vyšetrenia (accession number) v PACS',
    'qido-patient': 'identifikátor pacienta v PACS (najnovšia MR driekovej chrbtice)',
  },
  comparedWith: ({ n, reference, version, who }) =>
    `**Porovnanie:** referenčná kohorta (n = ${n}) na tomto prístroji, referencia ${versioned(reference, version)}${who === undefined ? '' : ` (${who})`}`,
  dexaNone: '**Predchádzajúce vyšetrenia DXA:** žiadne sa nenašlo',
  dexaLast: ({ date, tScore }) =>
    `**Predchádzajúce vyšetrenia DXA:** posledné ${date ?? 'bez dátumu'}${tScore === undefined ? '' : `, najnižšie T-skóre ${tScore}`}`,
  limit: (text) => `**Obmedzenie:** ${text}`,
  unread: (part) => `**Obmedzenie:** zdravotná dokumentácia sa nenačítala úplne: ${part}`,
  recordParts: {
    patient: 'údaje o pacientovi',
    conditions: 'ochorenia',
    medications: 'predpísané lieky',
    medicationStatements: 'užívané lieky',
    dexaObservations: 'výsledky DXA',
    reports: 'nálezy',
    procedures: 'výkony',
    orders: 'žiadanky',
    imagingStudies: 'zobrazovacie vyšetrenia',
  },
  inTheRecord: {
    off: '**V dokumentácii:** nič sa do nej nezapísalo',
    pending: '**V dokumentácii:** výsledok sa zapisuje ako predbežný (Observation)',
    done: '**V dokumentácii:** výsledok je zapísaný ako predbežný (Observation)',
    failed: '**V dokumentácii:** výsledok sa zatiaľ nepodarilo zapísať, zápis sa zopakuje',
    refused: '**V dokumentácii:** výsledok v nej nie je a za daného stavu sa zapísať nedá',
    'fhir/not-taken': '**V dokumentácii:** výsledok v nej nie je, lebo jej server FHIR výsledky neprijíma',
    'fhir/multiple-matches':
      '**V dokumentácii:** tento výsledok v nej nie je, lebo skorší je v nej zapísaný viackrát',
    'fhir/other-patient':
      '**V dokumentácii:** výsledok v nej nie je, lebo jeho identifikátor je v dokumentácii iného pacienta',
    'fhir/other-server':
      '**V dokumentácii:** výsledok v nej nie je, lebo výsledky sa zapisujú na iný server FHIR',
  },
  finalInTheRecord: '**V dokumentácii:** potvrdený výsledok je zapísaný ako konečný (Observation)',
  reviewed: ({ date, changed }) =>
    `**Posúdenie:** potvrdené posudzovateľom ${date}${changed ? ', po úprave meraných stavcov' : ''}`,
  madeBy: ({ algorithm, policy }) =>
    `**Pôvod:** ${algorithm === undefined ? '' : `${algorithm}, `}pravidlá pracoviska ${policy}`,
  reasons: {
    'm-score-above-cutoff': () => '',
    'record-incomplete': () => '',
    'age-refer': (age) =>
      `Vek je ${age} rokov alebo viac: podľa pravidiel pracoviska sa navrhuje vyšetrenie DXA.`,
    'age-assess-risk-first': (age) =>
      `Vek je alebo môže byť nižší ako ${age} rokov: pred objednaním DXA posúďte riziko zlomeniny (FRAX).`,
    'age-screen': () => 'USPSTF 2025 odporúča skríning osteoporózy u žien vo veku 65 rokov a viac.',
    'no-dexa-recorded': () => 'V zdravotnej dokumentácii sa nenašlo žiadne vyšetrenie DXA.',
  },
  limits: {
    'spine/level-unlike-others':
      'Niektorý stavec sa nepodobá ostatným a vynechal sa (zlomenina, ložisko, degenerácia alebo kov).',
    'spine/level-unusual': 'Niektorý stavec sa zmeral, hoci sa od ostatných mierne líši.',
    'spine/level-not-placed':
      'Niektorý stavec sa našiel, ale nie je v ňom miesto na ROI alebo chýba rez v strednej rovine, preto sa vynechal.',
    'spine/level-excluded': 'Niektorý stavec vynechal posudzovateľ.',
    'spine/level-uncertain': 'Poloha alebo označenie niektorého stavca nie sú celkom isté.',
    'spine/annotation-unread': 'Anotačný objekt (SR alebo SEG) tohto vyšetrenia sa nenačítal.',
    'spine/annotation-ambiguous':
      'Anotačný objekt (SR alebo SEG) označuje stavec na jednom mieste dvakrát alebo dvoma názvami; nepoužil sa.',
    'spine/annotation-unused': 'Anotačný objekt (SR alebo SEG) označuje driekové stavce, ale nepoužil sa.',
    'spine/roi-outside': 'Niektorá ROI leží mimo obrazu alebo obsahuje príliš málo pixelov.',
    'noise/few-pixels': 'Šum sa zmeral v menej ako 1000 pixeloch, preto je výsledok menej istý.',
    'noise/one-place': 'Šum sa zmeral len na jednom mieste, preto nie je známe, či je rovnomerný.',
    'noise/declared': 'Hodnotu šumu uviedlo pracovisko, nezmerala sa na týchto snímkach.',
    'vbq/discordant': 'M-skóre a VBQ poukazujú každé iným smerom.',
    'reference/drift-warning': 'Prístroj sa od zmerania referenčnej kohorty mohol zmeniť.',
    'reference/demonstration':
      'Referenčná kohorta je príliš malá (n < 20): len na ukážku, nikdy nie ako podklad upozornenia.',
    'reference/small': 'Referenčná kohorta je malá (n < 30).',
    'reference/no-serial':
      'Referenčná kohorta neuvádza výrobné číslo, takže môže pochádzať z iného prístroja toho istého modelu.',
  },
  noImage: 'Toto upozornenie vychádza len zo zdravotnej dokumentácie. Nepoužila sa preň žiadna snímka.',
  researchUse:
    'Len na výskumné použitie, nie na diagnostické účely. M-skóre nie je T-skóre a nemeria kostnú minerálovú hustotu (BMD); nízka hodnota by osteoporózu nevylučovala.',
  researchUseNoImage: 'Len na výskumné použitie, nie na diagnostické účely.',
};
