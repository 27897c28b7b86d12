import type { Measurement } from '../mscore/measurement.ts';
import { versionedName } from '../mscore/reference.ts';
import { COLOURS } from './colours.ts';
import { RESEARCH_USE } from '../research-use.ts';
import { groupReasons, headline, type ReasonGroup } from './headline.ts';
import { type Block, stacked, text } from './svg.ts';
import { paragraph, textWidth } from './wrap.ts';

/** The result, and whether it is one. */
export function titleBlock(measurement: Measurement, width: number): Block {
  const badge = { size: 15, bold: true, fill: COLOURS.background } as const;
  const badgeWidth = textWidth(measurement.status, badge) + 22;
  const title = paragraph(headline(measurement).title, width - badgeWidth - 20, {
    size: 24,
    fill: COLOURS.title,
    bold: true,
  });
  return {
    svg: `${title.svg}<rect x="${width - badgeWidth}" y="0" width="${badgeWidth}" height="28" rx="14" fill="${COLOURS[measurement.status]}"/>
      ${text(width - badgeWidth / 2, 19.5, measurement.status, { ...badge, anchor: 'middle' })}`,
    height: title.height,
  };
}

export function heading(words: string): Block {
  return { svg: text(0, 14, words, { size: 14, fill: COLOURS.title, bold: true }), height: 20 };
}

/** Every refusal and limit in full, with what to do about it. */
export function reasonsBlock({ refusals, limits }: Measurement, width: number): Block {
  return stacked(
    [
      reasons('Refused because', COLOURS.refused, refusals, width),
      reasons('Limits', COLOURS.limited, limits, width),
    ],
    16,
  );
}

function reasons(title: string, colour: string, coded: Measurement['limits'], width: number): Block {
  if (coded.length === 0) return { svg: '', height: 0 };
  const groups = groupReasons(coded).map((group) => barred(reasonBlock(group, width - 14), colour));
  return stacked([heading(title), ...groups], 8);
}

function reasonBlock({ text: words, details, remedy }: ReasonGroup, width: number): Block {
  const indent = 12;
  const list = details.map((detail) => paragraph(detail, width - indent, { size: 13 }));
  return stacked(
    [
      paragraph(words, width, { size: 13 }),
      ...list.map(({ svg, height }) => ({ svg: `<g transform="translate(${indent} 0)">${svg}</g>`, height })),
      paragraph(remedy, width, { size: 13, fill: COLOURS.faint }),
    ],
    0,
  );
}

function barred({ svg, height }: Block, colour: string): Block {
  return {
    svg: `<rect x="0" y="1" width="3" height="${height - 2}" fill="${colour}"/><g transform="translate(14 0)">${svg}</g>`,
    height,
  };
}

const MARKED_BY: Record<string, string> = {
  model: 'Levels found by the model',
  reviewer: 'Levels marked by the reviewer',
  'dicom-sr': 'Levels marked in DICOM SR',
  'dicom-seg': 'Levels marked in DICOM SEG',
  'roi-file': 'Levels marked in a ROI file',
};

/** Where the numbers come from; nothing that names the patient. */
export function provenanceBlock({ roiSource, algorithm, mscore, series }: Measurement, width: number): Block {
  const { name, version, weightsSha256 } = algorithm;
  const marked =
    roiSource === null ? 'No level was located' : (MARKED_BY[roiSource] ?? `Levels marked by ${roiSource}`);
  const cutoff = mscore?.cutoff ? `; cut-off ${mscore.cutoff.value} (${mscore.cutoff.source})` : '';
  const lines = [
    [
      marked,
      `${name} ${version}`,
      ...(weightsSha256 === null ? [] : [`weights ${weightsSha256.slice(0, 8)}`]),
      ...(series.chosen?.number === undefined ? [] : [`series ${series.chosen.number}`]),
    ].join(' · '),
    mscore
      ? `Reference ${versionedName(mscore.reference, mscore.referenceVersion)}, ${mscore.referenceN} young healthy women${cutoff}`
      : '',
  ];
  return stacked(
    [
      ...lines.map((words) => paragraph(words, width, { size: 13, fill: COLOURS.faint })),
      paragraph(RESEARCH_USE, width, { size: 13, bold: true }),
    ],
    3,
  );
}
