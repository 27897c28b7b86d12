import { z } from 'zod';
import { type ExamProtocol, type ReferenceProtocol } from '../reference-differences.ts';
import { referenceSchema } from '../reference.ts';

const fingerprintSchema = referenceSchema.pick({ scanner: true, protocol: true, noiseMethod: true });

/** Scanner and protocol of an exam as a reference names them; undefined when the headers do not say them. */
export function fingerprintOf(exam: ExamProtocol): ReferenceProtocol | undefined {
  return parse(exam).data;
}

/** What a reference needs and the headers do not say, e.g. `scanner.model`. */
export function missingInHeader(exam: ExamProtocol): string[] {
  const { error } = parse(exam);
  return error === undefined ? [] : [...new Set(error.issues.map(({ path }) => path.join('.')))];
}

function parse({
  scanner,
  acquisition,
  plane,
  noiseMethod,
}: ExamProtocol): z.ZodSafeParseResult<ReferenceProtocol> {
  return fingerprintSchema.safeParse({
    scanner: {
      manufacturer: filled(scanner.manufacturer),
      model: filled(scanner.model),
      serial: filled(scanner.serial),
      fieldStrength: scanner.fieldStrength,
      coil: filled(scanner.coil),
      softwareVersions: filled(scanner.softwareVersions),
    },
    protocol: {
      sequence: filled(acquisition.scanningSequence.join('\\')),
      repetitionTime: acquisition.repetitionTime,
      echoTime: acquisition.echoTime,
      // Some scanners write 0 where they have no train.
      echoTrainLength: acquisition.echoTrainLength || undefined,
      sliceThickness: plane?.sliceThickness || undefined,
      pixelSpacing: plane?.rowSpacing,
    },
    noiseMethod,
  });
}

function filled(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}
