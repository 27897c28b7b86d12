"""Weighted cross-entropy and the Dice of the bodies."""
import torch
from torch.nn import functional as F

from .classes import BACKGROUND, BODIES, BODY, CANAL, DISC, IGNORE, SACRUM, THORACIC, UNCOUNTED

# Names hang on few pixels: L5 and the sacrum count more.
WEIGHTS = torch.tensor([1.0, 1.5, 1.0, 1.2, 1.0, 1.7, 1.5, 1.5])
NOT_BONE_OF_MASK = [BACKGROUND, DISC, CANAL, SACRUM]


def loss_of(logits: torch.Tensor, label: torch.Tensor, bones_only: torch.Tensor) -> torch.Tensor:
    """`label` [N, rows, columns]; where `bones_only` [N], background means anything that no mask names."""
    log_p = F.log_softmax(logits, 1)
    known = label != IGNORE
    uncounted = label == UNCOUNTED
    target = torch.where(uncounted, BODY, torch.where(known, label, BACKGROUND))
    cost = -log_p.gather(1, target[:, None])[:, 0] * WEIGHTS[target]
    anything = -torch.logsumexp(log_p[:, NOT_BONE_OF_MASK], 1)
    cost = torch.where(bones_only[:, None, None] & (target == BACKGROUND), anything, cost)
    either = -torch.logsumexp(log_p[:, [BODY, THORACIC]], 1) * WEIGHTS[BODY]
    cost = torch.where(uncounted, either, cost)
    return (cost * known).mean() + 0.5 * soft_dice(log_p, label, known).mean()


def soft_dice(log_p: torch.Tensor, label: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    body = sum(label == name for name in (*BODIES, UNCOUNTED)).float()
    p = log_p[:, list(BODIES)].exp().sum(1) * known
    return 1 - (2 * (p * body).sum((1, 2)) + 1) / (p.sum((1, 2)) + body.sum((1, 2)) + 1)
