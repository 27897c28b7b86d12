import type { ImageHeader } from './image.ts';

/**
 * What technicians write into series descriptions, in the languages we have seen (English, German, French,
 * Spanish, Italian, Czech, Slovak, Dutch). Free text only supports or breaks ties, except where it warns.
 */
const WORDS = {
  t1: /\bt1/,
  t2: /\bt2|\bmyelo/,
  sagittal: /\bsag|\bsgt\b|szagitt/,
  otherPlane: /\b(ax|axi|axial\w*|tra|trans|transvers\w*|cor|coron\w*|kor|koron\w*)\b/,
  localizer:
    /\b(localiz\w*|localis\w*|lokaliz\w*|lokalis\w*|scout|survey|loc|locator|calibration|shim|topogram)\b/,
  fatSuppressed:
    /\b(fs|fatsat|fat sat\w*|stir|tirm|spair|spir|flair|water|wasser|we)\b|\bdixon (w|f|fat|opp)\b|\bfat only\b/,
  contrast:
    /\+ ?(c|gd|km|k|contrast|kontrast)\b|\bc ?\+|\b(post|nach|after|apres|po|con|mit|avec) ?(contrast\w*|kontrast\w*|kl|k l|km|gd|gado\w*|gad|inj\w*)\b|\bpost\b(?! ?op)|\b(ce|gd|gado\w*|gad|km|dotarem|gadovist|prohance|magnevist|clariscan|multihance)\b|\bcontrast\b|\bkontrast/,
  /** Removed before looking for contrast: these say that there was none. */
  noContrast:
    /\b(pre|without|wo|w\/o|ohne|sans|sin|senza|bez|zonder|non?|nativ) ?(contrast\w*|kontrast\w*|kl|k l|km|gd|gado\w*|gad|inj\w*|c)?\b/g,
  lumbar:
    /lumb|lomb|bede?r|driek|lspine|\bl ?spine|\bl ?s ?spine|\b(lws|lwk|lwz|lsw|tlso?|l ?s)\b|\bl[1-5]\b|\blende|\bls (kraj|chrb)/,
  otherBodyPart:
    /\b(brain|head|skull|hirn|kopf|schadel\w*|schaedel\w*|mozek|mozku|hlav\w*|cerebr\w*|cerveau|cranio?|craneo|testa|pituitary|orbit\w*|iac|knee|knie|genou|rodilla|ginocchio|koleno|kolen\w*|cervi\w*|krcn\w*|c ?spine|cspine|hws|nuque|neck|hals|collo|cuello|t ?spine|tspine|thoracic|bws|shoulder|schulter|epaule|hombro|spalla|rameno|ankle|foot|wrist|hand|elbow|breast|mamm\w*|prostat\w*|heart|cardiac|liver)\b/,
} as const;

export type Word = Exclude<keyof typeof WORDS, 'noContrast'>;

/** Whether the series' own texts (description and protocol name) contain such a word. */
export function seriesSays(image: ImageHeader, word: Word): boolean {
  const words = plain(`${image.seriesDescription} ${image.protocolName}`);
  return WORDS[word].test(word === 'contrast' ? words.replace(WORDS.noContrast, ' ') : words);
}

/** Whether any text about the body part, of the series or of the study, contains such a word. */
export function bodyPartSays(image: ImageHeader, word: 'lumbar' | 'otherBodyPart'): boolean {
  const { bodyPartExamined, studyDescription = '', seriesDescription, protocolName } = image;
  return WORDS[word].test(
    plain([bodyPartExamined, studyDescription, seriesDescription, protocolName].join(' ')),
  );
}

/** Whether a study's description names the lumbar spine. */
export function namesLumbarSpine(studyDescription: string): boolean {
  return WORDS.lumbar.test(plain(studyDescription));
}

/** Lower case without accents, and with blanks for the signs that people use as blanks. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[_.,;:^()[\]*-]+/g, ' ');
}
