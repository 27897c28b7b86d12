import { z } from 'zod';
import { levelSchema } from '../mscore/levels.ts';
import { parseJson } from '../mscore/parse-json.ts';

/** The file in which a person says where L1–L4, air and fluid are; for users in docs/roi-file.md. */
export const ROI_FILE_FORMAT = 'mscore-rois/1';

/** Why a person leaves a level out: what ISCD excludes a vertebra for, and what keeps one from being measured. */
export const EXCLUSIONS = ['fracture', 'metal', 'lesion', 'degeneration', 'artefact', 'not-seen'] as const;
const exclusionSchema = z.enum(EXCLUSIONS);
export type Exclusion = z.infer<typeof exclusionSchema>;

/** Of one polygon. */
export const MAXIMUM_POINTS = 500;

/** [column, row]; [0, 0] is the centre of the first pixel. */
const pixelPoint = z.tuple([z.number(), z.number()]);
/** Millimetres in the patient coordinate system (LPS) of DICOM. */
const patientPoint = z.tuple([z.number(), z.number(), z.number()]);

const uid = z.string().regex(/^[\d.]{1,64}$/);

/** Which image a shape in pixel coordinates lies on: one of the two, and the frame of a multi-frame image. */
const onImage = {
  sopInstanceUid: uid.optional(),
  instanceNumber: z.number().int().optional(),
  frameNumber: z.number().int().positive().optional(),
};
const namesOneImage = (shape: { sopInstanceUid?: string; instanceNumber?: number }) =>
  (shape.sopInstanceUid === undefined) !== (shape.instanceNumber === undefined);
const imageRule = 'give either sopInstanceUid or instanceNumber';

/** 0.40 cm² where no sides are given. */
const sides = {
  widthMm: z.number().positive().max(200).optional(),
  heightMm: z.number().positive().max(200).optional(),
  /** From the direction in which columns grow towards the one in which rows grow. */
  angleDegrees: z.number().min(-360).max(360).optional(),
};
const sidesTogether = (shape: { widthMm?: number; heightMm?: number }) =>
  (shape.widthMm === undefined) === (shape.heightMm === undefined);
const sidesRule = 'give both widthMm and heightMm, or neither for 0.40 cm²';

const polygonSchema = z.discriminatedUnion('coordinates', [
  z
    .strictObject({
      kind: z.literal('polygon'),
      coordinates: z.literal('pixel'),
      ...onImage,
      points: z.array(pixelPoint).min(3).max(MAXIMUM_POINTS),
    })
    .refine(namesOneImage, imageRule),
  z.strictObject({
    kind: z.literal('polygon'),
    coordinates: z.literal('patient'),
    points: z.array(patientPoint).min(3).max(MAXIMUM_POINTS),
  }),
]);

const rectangleSchema = z.discriminatedUnion('coordinates', [
  z
    .strictObject({
      kind: z.literal('rectangle'),
      coordinates: z.literal('pixel'),
      ...onImage,
      center: pixelPoint,
      ...sides,
    })
    .refine(namesOneImage, imageRule)
    .refine(sidesTogether, sidesRule),
  z
    .strictObject({
      kind: z.literal('rectangle'),
      coordinates: z.literal('patient'),
      center: patientPoint,
      ...sides,
    })
    .refine(sidesTogether, sidesRule),
]);

const roiShapeSchema = z.discriminatedUnion('kind', [polygonSchema, rectangleSchema]);
export type RoiShape = z.infer<typeof roiShapeSchema>;

export const roiFileSchema = z
  .strictObject({
    format: z.literal(ROI_FILE_FORMAT),
    studyInstanceUid: uid.optional(),
    /** The series that the shapes were drawn on. */
    seriesInstanceUid: uid.optional(),
    /** Of the images that the patient coordinates were taken from. */
    frameOfReferenceUid: uid.optional(),
    drawnBy: z.string().max(200).optional(),
    levels: z
      .array(
        z.strictObject({
          level: levelSchema,
          /** `roi` is measured as it is; in a `body` a rectangle of 0.40 cm² is placed. */
          use: z.enum(['roi', 'body']).default('roi'),
          shape: roiShapeSchema,
        }),
      )
      .max(40),
    noise: z.array(roiShapeSchema).max(20).default([]),
    csf: z.array(roiShapeSchema).max(20).default([]),
    /** Levels that were looked at and are not to be measured. */
    excluded: z
      .array(z.strictObject({ level: levelSchema, reason: exclusionSchema }))
      .max(4)
      .optional(),
  })
  .refine(
    ({ levels, excluded = [] }) => excluded.every(({ level }) => levels.every((one) => one.level !== level)),
    {
      path: ['excluded'],
      message: 'names a level that is marked too',
    },
  )
  // Every series has an image 7: without its series a number names nothing.
  .refine((file) => file.seriesInstanceUid !== undefined || !shapesOf(file).some(namedByNumber), {
    path: ['seriesInstanceUid'],
    message: 'required, because a shape names its image by instanceNumber',
  });
export type RoiFile = z.infer<typeof roiFileSchema>;

interface Shapes {
  readonly levels: readonly { readonly shape: RoiShape }[];
  readonly noise: readonly RoiShape[];
  readonly csf: readonly RoiShape[];
}

function shapesOf({ levels, noise, csf }: Shapes): RoiShape[] {
  return [...levels.map(({ shape }) => shape), ...noise, ...csf];
}

function namedByNumber(shape: RoiShape): boolean {
  return shape.coordinates === 'pixel' && shape.instanceNumber !== undefined;
}

/**
 * A ROI file from its text or from parsed JSON.
 * Raises CodedError `spine/roi-file-invalid`, its detail naming the field.
 */
export function parseRoiFile(input: unknown): RoiFile {
  return parseJson(input, roiFileSchema, 'spine/roi-file-invalid');
}
