import { CodedError } from '../errors.ts';
import { checkTemplate } from './prefetch-template.ts';
import type { CdsService } from './service.ts';

/** The specification that we keep to; CDS Hooks 3.0 recommends that services say it. */
const CDS_HOOKS_VERSION = '2.0.1';

/** One service on one hook, as `GET /cds-services` lists it (CDS Hooks 2.0.1, "Discovery"). */
export interface ListedService {
  readonly hook: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements?: string;
  readonly prefetch?: Readonly<Record<string, string>>;
  readonly version: string;
  readonly hookVersion?: string;
}

/** @throws CodedError `config/invalid` when two services clash or a prefetch template asks too much */
export function listServices(services: readonly CdsService[]): { services: ListedService[] } {
  const seen = new Set<string>();
  for (const { id, hook, prefetch } of services) {
    if (!/^[A-Za-z0-9-]+$/.test(id)) throw new CodedError('config/invalid', `CDS service id ${id}`);
    if (seen.has(`${id} ${hook}`))
      throw new CodedError('config/invalid', `CDS service ${id} twice on ${hook}`);
    seen.add(`${id} ${hook}`);
    for (const [key, template] of Object.entries(prefetch)) checkTemplate(key, template);
  }
  return { services: services.map(listed) };
}

function listed(service: CdsService): ListedService {
  const { hook, id, title, description, usageRequirements, prefetch, hookVersion } = service;
  return {
    hook,
    id,
    title,
    description,
    ...(usageRequirements && { usageRequirements }),
    ...(Object.keys(prefetch).length > 0 && { prefetch }),
    version: CDS_HOOKS_VERSION,
    ...(hookVersion && { hookVersion }),
  };
}
