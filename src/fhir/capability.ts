import { z } from 'zod';

/** What may be done with resources of one type. */
interface TypeCapability {
  readonly create: boolean;
  readonly update: boolean;
  readonly conditionalCreate: boolean;
  readonly conditionalUpdate: boolean;
}

/** What a FHIR server says that it does. */
export interface ServerCapability {
  readonly transactions: boolean;
  of(type: string): TypeCapability;
}

const ANYTHING: TypeCapability = {
  create: true,
  update: true,
  conditionalCreate: true,
  conditionalUpdate: true,
};
const NOTHING: TypeCapability = {
  create: false,
  update: false,
  conditionalCreate: false,
  conditionalUpdate: false,
};

/** Of a server that does not say what it does: everything may be tried, one thing after the other. */
export const UNSAID: ServerCapability = { transactions: false, of: () => ANYTHING };

const interactions = z.array(z.looseObject({ code: z.string() })).optional();
const statementSchema = z.looseObject({
  resourceType: z.literal('CapabilityStatement'),
  rest: z
    .array(
      z.looseObject({
        mode: z.string().optional(),
        interaction: interactions,
        resource: z
          .array(
            z.looseObject({
              type: z.string(),
              interaction: interactions,
              conditionalCreate: z.boolean().optional(),
              conditionalUpdate: z.boolean().optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});

/**
 * A CapabilityStatement (R4) as what we may write. A type that it does not list is not taken, unless it lists none
 * at all; a conditional write that it does not state is not used.
 */
export function capabilityOf(statement: unknown): ServerCapability {
  const parsed = statementSchema.safeParse(statement);
  if (!parsed.success) return UNSAID;
  const rest = (parsed.data.rest ?? []).filter(({ mode }) => mode !== 'client');
  const types = rest.flatMap(({ resource }) => resource ?? []);
  const codes = new Set(rest.flatMap(({ interaction }) => interaction ?? []).map(({ code }) => code));
  const byType = new Map(types.map((one) => [one.type, typeCapability(one)]));
  return {
    transactions: codes.has('transaction'),
    of: (type) => byType.get(type) ?? (byType.size === 0 ? ANYTHING : NOTHING),
  };
}

function typeCapability(listed: {
  readonly interaction?: readonly { readonly code: string }[] | undefined;
  readonly conditionalCreate?: boolean | undefined;
  readonly conditionalUpdate?: boolean | undefined;
}): TypeCapability {
  const { interaction, conditionalCreate = false, conditionalUpdate = false } = listed;
  if (interaction === undefined) return { ...ANYTHING, conditionalCreate, conditionalUpdate };
  const codes = interaction.map(({ code }) => code);
  return {
    create: codes.includes('create'),
    update: codes.includes('update'),
    conditionalCreate,
    conditionalUpdate,
  };
}
