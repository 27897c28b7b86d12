import { type Code, isCode } from '../dicom/code.ts';
import { LEVELS, type Level } from '../mscore/levels.ts';

/** What a name says: levels by number, air, or neither. */
export interface Named {
  /** 1 for L1; those below L4 are names too, but none that is measured. */
  readonly levels: readonly number[];
  readonly air: boolean;
  /** Whether it only says that it is a vertebra, bone, marrow or a region, or nothing at all. */
  readonly neutral: boolean;
}

/** What a person or a program called one region. */
export interface RegionNames {
  /** What it is. */
  readonly types: readonly Code[];
  /** Where it is. */
  readonly sites: readonly Code[];
  readonly label: string | undefined;
}

export type Subject = Level | 'air' | 'contradictory' | undefined;

/**
 * What a region is of. A level counts only where nothing else is said to be in it: a tumour, a disc or the
 * canal at L3 is not L3. Names that differ are contradictory.
 */
export function subjectOf({ types, sites, label }: RegionNames): Subject {
  const what = types.map(namedByCode);
  const text = namedByText(label ?? '');
  const isElse = what.some((name) => name.levels.length === 0 && !name.neutral && !name.air);
  if (isElse) return undefined;
  const all = [...what, ...sites.map(namedByCode), text];
  const levels = new Set(all.flatMap((name) => name.levels));
  const air = all.some((name) => name.air);
  if (levels.size > 1 || (levels.size === 1 && air)) return 'contradictory';
  const [number] = levels;
  if (number !== undefined) return LEVELS[number - 1];
  return air ? 'air' : undefined;
}

/**
 * SNOMED CT of the lumbar vertebrae and of their bodies, L1 first (DICOM CID 7603), and the codes that DICOM
 * used for the vertebrae before.
 */
const LEVEL_CODES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  SCT: [
    ['66794005', '14293000', '36470004', '11994002', '49668003'],
    ['61032001', '53983007', '55492004', '71996003', '21799000'],
  ],
  SRT: [['T-11910', 'T-11920', 'T-11930', 'T-11940', 'T-11950']],
};

/** Vertebra, bone marrow, bone, tissue, anatomical structure: what writers say when they say nothing more. */
const NEUTRAL_CODES: Readonly<Record<string, readonly string[]>> = {
  SCT: ['51282000', '14016003', '272673000', '85756007', '123037004', '91723000'],
  SRT: ['T-11510', 'T-C1000', 'T-D016E', 'T-D0050', 'T-D000A', 'T-D0005'],
  // Image region.
  DCM: ['111030'],
};

/** Schemes whose values mean something by themselves; of any other the meaning is read as a label. */
const KNOWN_SCHEMES = ['SCT', 'SRT', 'SNM3', 'DCM', 'LN', 'FMA', 'UMLS', 'RADLEX', 'NCIt'];

function namedByCode(code: Code): Named {
  const lists = LEVEL_CODES[code.scheme] ?? [];
  const levels = lists.map((list) => list.indexOf(code.value) + 1).filter((number) => number > 0);
  if (levels.length > 0) return { levels, air: false, neutral: false };
  // Background.
  if (isCode(code, 'DCM', '125040')) return { levels: [], air: true, neutral: false };
  if (!KNOWN_SCHEMES.includes(code.scheme)) return namedByText(code.meaning);
  const neutral = NEUTRAL_CODES[code.scheme]?.includes(code.value) ?? false;
  return { levels: [], air: false, neutral };
}

const AIR_WORDS = ['air', 'noise', 'background'];
const LUMBAR_WORDS = ['lumbar', 'lumbale', 'lumbalis', 'lwk'];
const OTHER_WORDS = ['vertebra', 'vertebrae', 'vertebral', 'body', 'bone', 'marrow', 'roi', 'tissue'];

/**
 * Reads whole words only, and only if it knows all of them: "vertebrae_L3" and "Lumbar vertebra 3" are L3,
 * "L3/L4 disc" and "left L3 lesion" are not.
 */
function namedByText(text: string): Named {
  const words = text
    .toLowerCase()
    .split(/[\s_.,:;()-]+/)
    .filter((word) => word !== '');
  const isLumbar = words.some((word) => LUMBAR_WORDS.includes(word));
  const levels: number[] = [];
  let air = false;
  for (const word of words) {
    const number = (isLumbar ? /^(?:l|lwk)?([1-5])$/ : /^(?:l|lwk)([1-5])$/).exec(word)?.[1];
    if (number !== undefined) levels.push(Number(number));
    else if (AIR_WORDS.includes(word)) air = true;
    else if (![...LUMBAR_WORDS, ...OTHER_WORDS].includes(word)) return UNKNOWN;
  }
  // "L3 L4" and "L3-4" name what is between.
  if (levels.length > 1) return UNKNOWN;
  return { levels, air, neutral: levels.length === 0 && !air };
}

const UNKNOWN: Named = { levels: [], air: false, neutral: false };
