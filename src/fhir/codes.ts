import type { DexaValue, SuppressorKind } from '../screening/record.ts';
import { codeList as list, type CodeList, type ListedCodes } from './code-list.ts';
import { SYSTEMS } from './code-systems.ts';

/** A code that names a DXA value. */
export interface DexaCode {
  readonly token: string;
  readonly site: DexaValue['site'];
  readonly quantity: DexaValue['quantity'];
}

/** What counts as what. */
export interface CodeLists {
  readonly lumbarMri: CodeList;
  /** An MR whose body part the code leaves open; counts with a coded `lumbarSpine` body site. */
  readonly anyMri: CodeList;
  readonly lumbarSpine: CodeList;
  readonly dexa: CodeList;
  /** Each with the list that holds its token alone. */
  readonly dexaValues: readonly (DexaCode & { readonly list: CodeList })[];
  readonly femoralNeck: CodeList;
  readonly suppressors: Readonly<Record<SuppressorKind, CodeList>>;
}

/** What a site adds to the lists; nothing can be taken away. */
export interface SiteCodes {
  readonly lumbarMri?: Partial<ListedCodes> | undefined;
  readonly anyMri?: Partial<ListedCodes> | undefined;
  readonly lumbarSpine?: Partial<ListedCodes> | undefined;
  readonly dexa?: Partial<ListedCodes> | undefined;
  readonly dexaValues?: readonly DexaCode[] | undefined;
  readonly femoralNeck?: Partial<ListedCodes> | undefined;
  readonly suppressors?: Readonly<Partial<Record<SuppressorKind, Partial<ListedCodes>>>> | undefined;
}

const of =
  (system: string) =>
  (...codes: readonly string[]): string[] =>
    codes.map((code) => `${system}|${code}`);

const loinc = of(SYSTEMS.loinc);
/** Numbers only: the descriptors are copyright of the American Medical Association. */
const cpt = of(SYSTEMS.cpt);
const snomed = of(SYSTEMS.snomed);
const icd10cm = of(SYSTEMS.icd10cm);
const rxnorm = of(SYSTEMS.rxnorm);
const atc = of(SYSTEMS.atc);
/** Categories that ICD-10 (WHO), ICD-10-CM and ICD-10-GM share. */
const icd10 = (...codes: readonly string[]): string[] =>
  [SYSTEMS.icd10, SYSTEMS.icd10cm, SYSTEMS.icd10gm].flatMap((system) => of(system)(...codes));

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

const dexaCodes = (
  site: DexaValue['site'],
  quantity: DexaValue['quantity'],
  ...codes: readonly string[]
): DexaCode[] => loinc(...codes).map((token) => ({ token, site, quantity }));

/** LOINC DXA results by site and quantity. TBS has no LOINC code: a site names its own. */
const DEXA_VALUES: readonly DexaCode[] = [
  ...dexaCodes('unspecified', 'bmd', '46383-6'),
  ...dexaCodes('lumbar-spine', 'bmd', '24966-4'),
  ...dexaCodes('lumbar-spine', 't-score', '38267-1'),
  ...dexaCodes('lumbar-spine', 'z-score', '85394-5'),
  ...dexaCodes('femur', 'bmd', '24701-5'),
  ...dexaCodes('femur', 't-score', '38263-0', '80948-3', '80947-5'),
  ...dexaCodes('femur', 'z-score', '80934-3'),
  ...dexaCodes('hip', 'bmd', '38261-4', '46278-8', '46279-6'),
  ...dexaCodes('hip', 't-score', '38264-8', '80946-7', '80945-9'),
  ...dexaCodes('hip', 'z-score', '80933-5'),
  ...dexaCodes('forearm', 'bmd', '24890-6'),
  ...dexaCodes('forearm', 't-score', '38265-5'),
  ...dexaCodes('forearm', 'z-score', '80932-7'),
];

/** Ingredients, brands and the denosumab biosimilars, which have brand names of their own. */
const BONE_DRUG_STEMS = words(`
  alendron risedron ibandron zoledron pamidron clodron etidron denosumab romosozumab teriparatid
  abaloparatid raloxifen bazedoxifen strontium
  fosamax binosto actonel atelvia boniva bonviva reclast aclasta zometa evenity forteo forsteo tymlos
  eladynos evista prolia xgeva jubbonti wyost ospomyv xbryk stoboclo osenvelt conexxence bomyntra bildyos
  bilprevda
`);

/** Words for a bone density measurement by X-ray; in a report or order they count beside any code. */
const DEXA_STEMS = [
  ...words(`
    dexa dxa absorptiometr densitometr osteodensito denzitometr densytometr knochendichte osteodenzito
    botdichtheid absorpciometri
  `),
  'bone density',
  'bone densities',
  'bone mineral density',
  'densite osseuse',
];

export const defaultCodeLists: CodeLists = {
  lumbarMri: list([
    ...loinc('24968-0', '30679-5', '30678-7', '24967-2', '36111-3', '36100-6', '91717-9', '91715-3'),
    ...loinc('91716-1', '30854-4', '94088-2', '36067-7', '36531-2', '36256-6', '36400-0'),
    ...cpt('72148', '72149', '72158'),
    ...snomed('241648005'),
  ]),
  anyMri: list(snomed('113091000')),
  lumbarSpine: list(
    [...snomed('122496007'), `${SYSTEMS.dicom}|LSPINE`],
    [
      'lumbar',
      'lspine',
      'l-spine',
      'l spine',
      'lws',
      'lumbal',
      'lendenwirbel',
      'lombaire',
      'lombar',
      'bedern',
    ],
  ),
  dexa: list(
    [
      ...loinc('38268-9'),
      ...DEXA_VALUES.map(({ token }) => token),
      // Not 77086, vertebral fracture assessment alone: it has no density.
      ...cpt('77080', '77081', '77085'),
      ...snomed('312681000'),
      // Modality: bone densitometry by X-ray (PS3.3 C.7.3.1.1.1); by ultrasound it is BDUS.
      `${SYSTEMS.dicom}|BMD`,
      '|BMD',
    ],
    DEXA_STEMS,
  ),
  dexaValues: listed(DEXA_VALUES),
  femoralNeck: list(snomed('29627003'), ['neck', 'schenkelhals']),
  suppressors: {
    'known-osteoporosis': list(
      [
        ...snomed('64859006', '102447009', '309745002', '203438009', '390833005', '18040001'),
        ...icd10('M81*', 'M82*'),
      ],
      ['osteoporo'],
    ),
    'osteoporotic-fracture': list([
      ...snomed('203450003', '311890007', '240198002', '443165006'),
      // M48.5: collapsed vertebra.
      ...icd10('M80*', 'M48.5*'),
      // Personal history of a healed osteoporotic fracture.
      ...icd10cm('Z87.310'),
    ]),
    'bone-drug': list(
      [
        ...atc('M05BA*', 'M05BB*', 'M05BX03', 'M05BX04', 'M05BX06', 'H05AA02', 'H05AA04', 'G03XC01'),
        ...rxnorm('77655', '46041', '73056', '115264', '993449', '32915', '72143'),
      ],
      BONE_DRUG_STEMS,
    ),
    pregnancy: list([...snomed('77386006'), ...icd10('O*'), ...icd10cm('Z33.1', 'Z34*', 'Z3A*')]),
    premenopausal: list(snomed('22636003')),
    hospice: list([...snomed('385763009'), ...icd10('Z51.5*')]),
    'marrow-disease': list(
      [
        ...icd10('C88*', 'C90*', 'C91*', 'C92*', 'C93*', 'C94*', 'C95*', 'D45*', 'D46*', 'D47*'),
        ...icd10('D55*', 'D56*', 'D57*', 'D58*', 'D60*', 'D61*', 'E75.2*'),
        ...icd10cm('D75.81'),
      ],
      ['myelom', 'plasmacytom', 'leukemi', 'leukaemi', 'myelofibros', 'myelodysplas'],
    ),
    'spinal-metastasis': list(
      // C41.2: primary tumour of the vertebral column, which spoils the marrow signal in the same way.
      [...snomed('94222008'), ...icd10('C79.5*', 'C41.2')],
      ['spinal metasta', 'bone metasta', 'vertebral metasta'],
    ),
    'spinal-trauma': list([...icd10('S22.0*', 'S32.0*', 'S33*', 'S34*')]),
    instrumentation: list(
      [
        ...snomed('55705006'),
        ...icd10cm('Z98.1', 'M96.0'),
        ...cpt('22511', '22514', '22558', '22612', '22630', '22633', '22840', '22842', '22843', '22844'),
      ],
      ['vertebroplast', 'kyphoplast', 'spondylodes', 'spinal fusion', 'lumbar fusion', 'pedicle screw'],
    ),
  },
};

/** The lists with what a site adds; `codes` of no site leave them as they are. */
export function withSiteCodes(lists: CodeLists, codes: SiteCodes): CodeLists {
  const suppressor = (kind: SuppressorKind): CodeList =>
    join(lists.suppressors[kind], codes.suppressors?.[kind]);
  return {
    lumbarMri: join(lists.lumbarMri, codes.lumbarMri),
    anyMri: join(lists.anyMri, codes.anyMri),
    lumbarSpine: join(lists.lumbarSpine, codes.lumbarSpine),
    dexa: join(join(lists.dexa, codes.dexa), { tokens: (codes.dexaValues ?? []).map(({ token }) => token) }),
    dexaValues: [...lists.dexaValues, ...listed(codes.dexaValues ?? [])],
    femoralNeck: join(lists.femoralNeck, codes.femoralNeck),
    suppressors: {
      'known-osteoporosis': suppressor('known-osteoporosis'),
      'osteoporotic-fracture': suppressor('osteoporotic-fracture'),
      'bone-drug': suppressor('bone-drug'),
      pregnancy: suppressor('pregnancy'),
      premenopausal: suppressor('premenopausal'),
      hospice: suppressor('hospice'),
      'marrow-disease': suppressor('marrow-disease'),
      'spinal-metastasis': suppressor('spinal-metastasis'),
      'spinal-trauma': suppressor('spinal-trauma'),
      instrumentation: suppressor('instrumentation'),
    },
  };
}

function join(base: CodeList, extra: Partial<ListedCodes> | undefined): CodeList {
  return list([...base.tokens, ...(extra?.tokens ?? [])], [...base.stems, ...(extra?.stems ?? [])]);
}

function listed(codes: readonly DexaCode[]): CodeLists['dexaValues'] {
  return codes.map((code) => ({ ...code, list: list([code.token]) }));
}
