import type { ImageHeader } from '../dicom/image.ts';
import { reason, type CodedReason } from '../errors.ts';
import type { ErrorCode } from '../error-catalogue.ts';
import { differingTraits } from './alike.ts';

/** Secondary Capture and its multi-frame variants, PS3.4 B.5. */
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
/** Values of ImageType from the third on that say "not magnitude" (PS3.3 C.8.3.1.1.1 and the vendors). */
const NOT_MAGNITUDE = new Set(['P', 'PHASE', 'PHASE MAP', 'R', 'REAL', 'I', 'IMAGINARY', 'MIXED']);
/** How some scanners fill in (0018,0010) when nothing was given. */
const NO_AGENT = new Set(['', 'NO', 'NONE', 'N', 'N/A', 'NO CONTRAST']);

/** What a header says against measuring its image; undefined when it says nothing. */
type HeaderRule = (image: ImageHeader) => { code: ErrorCode; detail: string } | undefined;

const rules: readonly HeaderRule[] = [
  ({ imageType: [pixels, examination] }) =>
    pixels === 'ORIGINAL' && examination === 'PRIMARY'
      ? undefined
      : { code: 'series/not-original', detail: 'ImageType does not begin with ORIGINAL and PRIMARY' },
  ({ sopClassUid }) =>
    sopClassUid === SECONDARY_CAPTURE || sopClassUid.startsWith(`${SECONDARY_CAPTURE}.`)
      ? { code: 'series/not-original', detail: 'secondary capture' }
      : undefined,
  ({ imageType }) =>
    imageType.slice(2).some((value) => NOT_MAGNITUDE.has(value))
      ? { code: 'series/not-original', detail: 'ImageType does not say magnitude' }
      : undefined,
  ({ pixels }) => (pixels.lossy ? { code: 'series/lossy', detail: '' } : undefined),
  ({ pixels }) =>
    pixels.photometricInterpretation === 'MONOCHROME2' && pixels.samplesPerPixel === 1
      ? undefined
      : { code: 'dicom/pixel-format', detail: pixels.photometricInterpretation },
  ({ acquisition }) =>
    NO_AGENT.has((acquisition.contrastAgent ?? '').trim().toUpperCase())
      ? undefined
      : { code: 'series/contrast', detail: 'ContrastBolusAgent is filled in' },
  ({ imageType }) =>
    imageType.includes('NORM') ? { code: 'noise/processed', detail: 'ImageType has NORM' } : undefined,
  ({ acquisition }) =>
    acquisition.parallelImaging ? { code: 'noise/processed', detail: 'parallel imaging' } : undefined,
  ({ acquisition }) =>
    acquisition.imageFilter === undefined
      ? undefined
      : { code: 'noise/processed', detail: `filter ${acquisition.imageFilter}` },
  ({ acquisition }) =>
    acquisition.fatSuppression !== undefined || acquisition.scanOptions.includes('FS')
      ? { code: 'noise/processed', detail: 'fat suppression' }
      : undefined,
  ({ pixels }) =>
    pixels.rescaleIntercept === 0
      ? undefined
      : { code: 'noise/rescaled', detail: 'RescaleIntercept is not 0' },
];

/**
 * What the headers of the images that are measured say against an SNR: derived, lossy, enhanced with
 * contrast agent, normalised, filtered, accelerated, fat-suppressed or rescaled images, or images that
 * were not made alike. Each code comes once, its detail naming every finding; empty when nothing speaks
 * against it. Which repetition and echo time it is are the choice of series' and the reference's business.
 */
export function checkAcquisition(images: readonly ImageHeader[]): CodedReason[] {
  const findings = images.flatMap((image) => rules.map((rule) => rule(image)).filter((found) => !!found));
  if (new Set(images.map((image) => image.pixels.rescaleSlope)).size > 1) {
    findings.push({ code: 'noise/rescaled', detail: 'RescaleSlope differs between the slices' });
  }
  const differing = differingTraits(images);
  if (differing.length > 0) findings.push({ code: 'series/mixed', detail: differing.join(', ') });
  const byCode = Map.groupBy(findings, (finding) => finding.code);
  return [...byCode].map(([code, found]) =>
    reason(code, [...new Set(found.map((f) => f.detail))].join('; ')),
  );
}
