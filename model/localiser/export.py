"""Writes trained weights as ONNX, and the manifest that the service checks them against."""
import argparse
import hashlib
import json
from pathlib import Path

import torch

from .classes import NAMES, PIXEL_MM
from .net import Localiser


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('weights', type=Path, help='weights.pt of a training')
    parser.add_argument('onnx', type=Path)
    parser.add_argument('--version', help='with it, a manifest is written beside the ONNX file')
    options = parser.parse_args()
    write(load(options.weights), options.onnx)
    if options.version:
        manifest = {
            'name': 'vertebra-localiser',
            'version': options.version,
            'file': options.onnx.name,
            'sha256': hashlib.sha256(options.onnx.read_bytes()).hexdigest(),
            'classes': NAMES,
            'pixelMm': PIXEL_MM,
        }
        options.onnx.with_suffix('.json').write_text(json.dumps(manifest, indent=2) + '\n')


def load(weights: Path) -> Localiser:
    net = Localiser()
    net.load_state_dict(torch.load(weights, map_location='cpu'))
    return net.eval()


def write(net: Localiser, file: Path) -> None:
    """Weights rounded to half precision (in single-precision cells): they pack to half the size."""
    for parameter in net.parameters():
        parameter.data = parameter.data.half().float()
    torch.onnx.export(
        net,
        torch.zeros(1, 1, 256, 256),
        str(file),
        opset_version=14,
        input_names=['image'],
        output_names=['logits'],
        dynamic_axes={name: {0: 'slices', 2: 'rows', 3: 'columns'} for name in ('image', 'logits')},
    )


if __name__ == '__main__':
    main()
