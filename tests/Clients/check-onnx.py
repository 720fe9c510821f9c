"""Checks ONNX files, named as arguments, with onnx.checker and says which operator domains they use.

Prints a JSON list of {"path", "error" (null if there is none), "used", "declared"}.
"""
import json
import os
import shutil
import sys
import tempfile

import onnx
from onnx.external_data_helper import ExternalDataInfo, _get_all_tensors


def graphs(graph):
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from graphs(attribute.g)


def check(path):
    model = onnx.load(path, load_external_data=False)
    locations = {
        ExternalDataInfo(tensor).location
        for tensor in _get_all_tensors(model)
        if tensor.data_location == onnx.TensorProto.EXTERNAL
    }
    error = None
    # A copy, because onnx 1.12 writes the shapes that a full check infers back into the file that it checks.
    with tempfile.TemporaryDirectory() as folder:
        for name in {os.path.basename(path)} | locations:
            shutil.copy(os.path.join(os.path.dirname(path), name), folder)
        try:
            onnx.checker.check_model(os.path.join(folder, os.path.basename(path)), full_check=True)
        except Exception as fault:  # whatever it is, it is the answer
            error = f"{type(fault).__name__}: {fault}"
    used = {node.domain or "ai.onnx" for graph in graphs(model.graph) for node in graph.node}
    declared = {opset.domain or "ai.onnx" for opset in model.opset_import}
    return {"path": path, "error": error, "used": sorted(used), "declared": sorted(declared)}


print(json.dumps([check(path) for path in sys.argv[1:]]))
