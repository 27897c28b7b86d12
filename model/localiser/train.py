"""Trains one localiser. Fixed seeds; what was written to --out/checkpoint.pt is resumed."""
import argparse
import copy
import math
import random
import time
from pathlib import Path

import numpy as np
import torch

from . import folds, negatives, phantom, spider
from .example import Example
from .loss import loss_of
from .net import Localiser
from .sample import draw

BATCH = 8
WARM_UP = 0.03  # share of the iterations
CHECKPOINT_EVERY = 200
# How often a sample is of each source.
SHARES = {'spider-t2': 0.58, 'spider-t1': 0.08, 'phantom': 0.27, 'not-spine': 0.07}


class Pool:
    """Draws sources by their share, then patients evenly, then a slice."""

    def __init__(self, examples: list[Example], phantom_share: float = SHARES['phantom']) -> None:
        self.by_source: dict[str, dict[str, list[Example]]] = {}
        for example in examples:
            self.by_source.setdefault(example.source, {}).setdefault(example.patient, []).append(example)
        self.sources = [s for s in SHARES if s in self.by_source]
        rest = (1 - phantom_share) / (1 - SHARES['phantom'])
        self.weights = [phantom_share if s == 'phantom' else SHARES[s] * rest for s in self.sources]

    def batch(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        chosen = [self.one() for _ in range(BATCH)]
        drawn = [draw(example) for example in chosen]
        images, labels = (torch.stack(part) for part in zip(*drawn))
        return images[:, None], labels, torch.tensor([e.bones_only for e in chosen])

    def one(self) -> Example:
        patients = self.by_source[random.choices(self.sources, self.weights)[0]]
        return random.choice(patients[random.choice(list(patients))])


class Training:
    """Net, its running average, and the optimiser; can be written down and taken up again."""

    def __init__(self, iterations: int, peak_rate: float) -> None:
        self.iterations = iterations
        self.peak_rate = peak_rate
        self.done = 0
        # Channels last is the faster layout for half precision.
        self.net = Localiser().to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.net).eval()
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=1e-3, weight_decay=1e-3)

    def step(self, pool: Pool) -> float:
        for group in self.optimiser.param_groups:
            group['lr'] = self.peak_rate * schedule(self.done / self.iterations)
        images, labels, bones_only = pool.batch()
        # Half precision is for processors that have it (AVX-512 BF16); elsewhere it is only slower.
        with torch.autocast('cpu', dtype=torch.bfloat16):
            logits = self.net(images.contiguous(memory_format=torch.channels_last))
        loss = loss_of(logits.float(), labels, bones_only)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 2.0)
        self.optimiser.step()
        self.done += 1
        follow(self.average, self.net, min(0.996, (1 + self.done) / (10 + self.done)))
        return loss.item()

    def write(self, file: Path) -> None:
        state = {name: getattr(self, name).state_dict() for name in ('net', 'average', 'optimiser')}
        state |= {'done': self.done, 'python': random.getstate(), 'torch': torch.get_rng_state()}
        torch.save(state, file.with_suffix('.new'))
        file.with_suffix('.new').replace(file)

    def start_from(self, weights: Path) -> None:
        for net in (self.net, self.average):
            net.load_state_dict(torch.load(weights))

    def resume(self, file: Path) -> None:
        state = torch.load(file)
        for name in ('net', 'average', 'optimiser'):
            getattr(self, name).load_state_dict(state[name])
        self.done = state['done']
        random.setstate(state['python'])
        torch.set_rng_state(state['torch'])


def schedule(progress: float) -> float:
    decay = 0.5 * (1 + math.cos(math.pi * max(0.0, (progress - WARM_UP) / (1 - WARM_UP))))
    return min(1, progress / WARM_UP + 0.02) * (decay + 0.002)


@torch.no_grad()
def follow(average: torch.nn.Module, net: torch.nn.Module, keep: float) -> None:
    for a, b in zip(average.state_dict().values(), net.state_dict().values()):
        if a.dtype.is_floating_point:
            a.mul_(keep).add_(b, alpha=1 - keep)
        else:
            a.copy_(b)


def examples_of(spider_folder: Path, phantom_folder: Path | None, fold: int | None) -> list[Example]:
    train, _ = folds.split(spider.load(spider_folder), fold)
    made = phantom.load(phantom_folder) if phantom_folder else []
    return [*train, *made, *negatives.make(160)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--spider', type=Path, required=True)
    parser.add_argument('--phantom', type=Path)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--fold', type=int, help='hold back this fifth of the patients; without it nobody')
    parser.add_argument('--iterations', type=int, default=4000)
    parser.add_argument('--start', type=Path, help='weights to go on from')
    parser.add_argument('--rate', type=float, default=3e-3, help='the highest learning rate')
    parser.add_argument('--phantom-share', type=float, default=SHARES['phantom'])
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--seed', type=int, default=0)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    random.seed(options.seed)
    np.random.seed(options.seed)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint = options.out / 'checkpoint.pt'
    pool = Pool(examples_of(options.spider, options.phantom, options.fold), options.phantom_share)
    print({source: len(patients) for source, patients in pool.by_source.items()}, flush=True)
    training = Training(options.iterations, options.rate)
    if options.start:
        training.start_from(options.start)
    if checkpoint.exists():
        training.resume(checkpoint)
        print(f'resumed at {training.done}', flush=True)
    started, losses = time.time(), []
    while training.done < training.iterations:
        losses.append(training.step(pool))
        if training.done % 50 == 0:
            spent = time.time() - started
            print(f'{training.done}/{training.iterations} loss {np.mean(losses[-50:]):.3f} {spent:.0f} s', flush=True)
        if training.done % CHECKPOINT_EVERY == 0:
            training.write(checkpoint)
    torch.save(training.average.state_dict(), options.out / 'weights.pt')


if __name__ == '__main__':
    main()
