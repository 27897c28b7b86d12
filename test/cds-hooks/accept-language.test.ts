import { expect, test } from '@jest/globals';
import { countOnPatientView, recorded } from './support/fake-service.ts';
import { startService } from './support/start-service.ts';

test('a service hears which language the request prefers', async () => {
  const heard: (string | undefined)[] = [];
  const service = countOnPatientView({
    respond: ({ acceptLanguage }) => {
      heard.push(acceptLanguage);
      return Promise.resolve({ cards: [] });
    },
  });
  await using started = await startService({ services: [service] });
  const request = await recorded('standard-patient-view');
  await started.post('/count', request, { 'Accept-Language': 'sk-SK,sk;q=0.9' });
  expect(heard).toEqual(['sk-SK,sk;q=0.9']);
});
