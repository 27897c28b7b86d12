"""Writes trained weights as ONNX, and the manifest that the service checks them against."""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .classes import NAMES, PIXEL_MM
from .net import Localiser

OPSET = 14


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('weights', type=Path, help='weights.pt of a training')
    parser.add_argument('onnx', type=Path, help='the manifest is written beside it')
    parser.add_argument('--version', default='0.0.0')
    options = parser.parse_args()
    options.onnx.parent.mkdir(parents=True, exist_ok=True)
    write(load(options.weights), options.onnx)
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
    """[slices, 1, rows, columns] → logits as Localiser.folded describes them; batch normalisation is folded in."""
    net.forward = net.folded
    torch.onnx.export(
        net,
        torch.zeros(1, 1, 256, 256),
        str(file),
        opset_version=OPSET,
        input_names=['image'],
        output_names=['logits'],
        dynamic_axes={
            'image': {0: 'slices', 2: 'rows', 3: 'columns'},
            'logits': {0: 'slices', 2: 'half_rows', 3: 'half_columns'},
        },
    )
    model = onnx.load(str(file))
    halve(model)
    onnx.save(model, str(file))


def halve(model: onnx.ModelProto) -> None:
    """Stores weights in half precision; the runtime widens them once, when it loads them."""
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 16:
            continue
        name = tensor.name
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f'{name}.half')
        tensor.CopyFrom(half)
        casts.append(helper.make_node('Cast', [f'{name}.half'], [name], to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend([*casts, *nodes])


if __name__ == '__main__':
    main()
