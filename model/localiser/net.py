"""The segmentation net: a small U-Net that half ignores absolute brightness."""
import torch
from torch import nn
from torch.nn import functional as F

from .classes import NAMES

# Channels from full to coarsest resolution, and convolutions per encoder stage after the stem. Slim where
# the images are large: on one thread a 256² slice has 15 ms.
WIDTHS = (16, 32, 64, 96, 128)
CONVOLUTIONS = (2, 2, 3, 3)
# Pixels per cell of the coarse grid on which local mean and spread are taken: about 30 mm with two means.
CELL = 8


def block(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2 if kernel % 2 else 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Up(nn.Module):
    """Narrows what comes from below, doubles it, and adds it to what the encoder saw at this size (as LinkNet
    does, Chaurasia and Culurciello 2017): a third of what it costs to convolve both side by side."""

    def __init__(self, below: int, width: int) -> None:
        super().__init__()
        self.narrow = nn.Sequential(nn.Conv2d(below, width, 1, bias=False), nn.BatchNorm2d(width))
        self.blocks = nn.Sequential(block(width, width), block(width, width))

    def forward(self, below: torch.Tensor, skip: torch.Tensor) -> torch.Tensor:
        return self.blocks(F.interpolate(self.narrow(below), scale_factor=2.0, mode='nearest') + skip)


class Localiser(nn.Module):
    """[N, 1, rows, columns], about 0 to 1, sides multiples of 32 → logits [N, classes, rows, columns]."""

    def __init__(self) -> None:
        super().__init__()
        first = WIDTHS[0]
        self.stem = nn.Sequential(block(2, first, 4, 2), block(first, first))
        self.encoder = nn.ModuleList(
            nn.Sequential(block(a, b, 3, 2), *(block(b, b) for _ in range(count - 1)))
            for a, b, count in zip(WIDTHS, WIDTHS[1:], CONVOLUTIONS)
        )
        self.decoder = nn.ModuleList(Up(below, width) for width, below in reversed(list(zip(WIDTHS, WIDTHS[1:]))))
        self.head = nn.Conv2d(first, len(NAMES) * 4, 1)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return F.pixel_shuffle(self.folded(image), 2)

    def folded(self, image: torch.Tensor) -> torch.Tensor:
        """Logits as they are computed, at half the size: [N, classes × 4, rows / 2, columns / 2]. Of each class
        four planes: the upper left, upper right, lower left and lower right pixel of each square of four."""
        x = self.stem(with_local_contrast(image))
        skips = []
        for stage in self.encoder:
            skips.append(x)
            x = stage(x)
        for up in self.decoder:
            x = up(x, skips.pop())
        return self.head(x)


def with_local_contrast(image: torch.Tensor) -> torch.Tensor:
    """The image, and beside it how many local standard deviations each pixel is from its local mean."""
    mean = local_mean(image)
    variance = (local_mean(image * image) - mean * mean).clamp(min=0)
    contrast = ((image - mean) / (torch.sqrt(variance + 4e-4) + 0.02)).clamp(-3, 3)
    return torch.cat([image * 2 - 0.7, contrast * 0.6], 1)


def local_mean(image: torch.Tensor) -> torch.Tensor:
    coarse = F.avg_pool2d(image, CELL)
    for _ in range(2):
        coarse = F.avg_pool2d(coarse, 3, 1, 1, count_include_pad=False)
    return F.interpolate(coarse, scale_factor=float(CELL), mode='bilinear', align_corners=False)
