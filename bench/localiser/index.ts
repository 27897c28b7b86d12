/**
 * What the vertebra localiser reaches: `npm run bench:localiser [-- section…]`, sections spider, calibration,
 * aka3, phantoms, negatives, speed. The real data are looked for in MSCORE_TEST_DATA (../shared/data), the masks
 * of the held-back patients in MSCORE_TRUTH (model/out/truth, written by model/train.sh).
 */
import { access } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { average } from '../../src/mscore/arithmetic.ts';
import { ModelLocaliser } from '../../src/spine/model/model-localiser.ts';
import { OnnxSegmenter } from '../../src/spine/model/onnx-segmenter.ts';
import { readWeights } from '../../src/spine/model/weights.ts';
import { benchAka3 } from './aka3.ts';
import { benchCalibration } from './calibration.ts';
import { type Figure, figure, tableOf } from './figures.ts';
import { benchNegatives } from './negatives.ts';
import { benchPhantoms } from './phantoms.ts';
import { benchSpeed } from './speed.ts';
import { benchSpider } from './spider.ts';

const data = process.env['MSCORE_TEST_DATA'] ?? '../shared/data';
const truth = process.env['MSCORE_TRUTH'] ?? join('model', 'out', 'truth');
const folders = { spider: join(data, 'training-spider'), truth, folds: join('model', 'folds') };
const wanted = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);

const weights = await readWeights(join('model', 'vertebra-localiser.json'));
print(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.versions.node}; a noisy machine`,
);
print(`weights ${weights.version}, SHA-256 ${weights.sha256.slice(0, 16)}…`);

const figures: Figure[] = [];

await section('spider', truth, async () => {
  const results = await benchSpider(folders, print);
  const usual = results.filter(({ transitional }) => !transitional);
  const accepted = usual.filter(({ refused }) => refused === undefined);
  const wrong = results.filter((result) => result.wrong > 0);
  const dice = average(results.map((result) => result.dice));
  print(
    `  ${results.length} held-back patients, ${usual.length} of usual anatomy: accepted ${accepted.length}; ` +
      `transitional ${results.length - usual.length}, refused ${results.filter((one) => one.transitional && one.refused).length}`,
  );
  figures.push(
    figure('held-back patients: body Dice', dice, { least: 0.93 }, { digits: 3 }),
    figure(
      '  accepted of usual anatomy, %',
      (100 * accepted.length) / usual.length,
      { least: 95 },
      { digits: 1 },
    ),
    figure('  with a wrong name', wrong.length, { most: 0 }),
  );
});
await section('calibration', truth, () => benchCalibration(folders, print));
await withModel(async (localiser) => {
  await section('aka3', join(data, 'lumbar-t1-aka3'), async () => {
    figures.push(...(await benchAka3(data, localiser, print)));
  });
  await section('phantoms', undefined, async () => {
    const summary = await benchPhantoms(localiser, print);
    figures.push(
      figure('phantoms accepted with a wrong name', summary.wrongNames, { most: 0 }),
      figure('  accepted though unsafe', summary.unsafe.length, { most: 0 }),
      figure('  SNR within 3 % of the truth, % of accepted', 100 * summary.snrWithin3Percent, { least: 95 }),
    );
  });
  await section('negatives', undefined, async () => {
    const { cases, accepted } = await benchNegatives(localiser, print);
    figures.push(figure(`negatives accepted, of ${cases}`, accepted, { most: 0 }));
  });
});
await section('speed', join(data, 'lumbar-t1-aka3'), async () => {
  figures.push(...(await benchSpeed(data, weights, print)));
});
print('');
for (const line of tableOf(figures)) print(line);

async function withModel(run: (localiser: ModelLocaliser) => Promise<void>): Promise<void> {
  const segmenter = await OnnxSegmenter.start(weights);
  await run(new ModelLocaliser(segmenter, weights));
  await segmenter.close();
}

async function section(name: string, needs: string | undefined, run: () => Promise<unknown>): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  print(`\n${name}`);
  const there =
    needs === undefined ||
    (await access(needs).then(
      () => true,
      () => false,
    ));
  if (there) await run();
  else print(`  skipped: ${needs} is not there`);
}
