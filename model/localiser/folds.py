"""Which patients are held back. No patient is ever on both sides."""
import random

from .example import Example

FOLDS = 5
SEED = 7


def split(examples: list[Example], fold: int | None) -> tuple[list[Example], list[Example]]:
    """(train, held back); with fold None nobody is held back. T1 slices of patients with few slices
    always train: the test is on whole exams."""
    if fold is None:
        return examples, []
    held = held_back(examples, fold)
    return [e for e in examples if e.patient not in held], [e for e in examples if e.patient in held]


def held_back(examples: list[Example], fold: int) -> set[str]:
    patients = sorted({e.patient for e in examples if e.source == 'spider-t2'})
    random.Random(SEED).shuffle(patients)
    return set(patients[fold::FOLDS])
