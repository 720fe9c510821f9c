using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using TransformerService.Distillation.Onnx.Proto;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>Runs a float32 graph on examples and records the values of the tensors that quantisation will round.</summary>
internal sealed class Calibrator : IDisposable
{
    private readonly InferenceSession _session;
    private readonly IReadOnlyList<string> _observed;
    private readonly CalibrationRanges _ranges;
    private readonly RunOptions _run = new();

    public Calibrator(ModelProto model, CalibrationRanges ranges)
    {
        _observed = Quantizer.Inputs(model);
        _ranges = ranges;
        var open = model.Clone();
        HashSet<string> outputs = [.. open.Graph.Output.Select(output => output.Name)];
        open.Graph.Output.AddRange(_observed.Where(name => !outputs.Contains(name)).Select(Output));
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(open.ToByteArray(), options);
    }

    /// <summary>Runs one example and returns the graph's output <paramref name="output"/>, which the caller must dispose.</summary>
    public OrtValue? Run(IReadOnlyList<string> inputNames, IReadOnlyList<OrtValue> inputs, string? output = null)
    {
        string[] outputs = output is null ? [.. _observed] : [.. _observed, output];
        var results = _session.Run(_run, inputNames, inputs, outputs);
        for (var tensor = 0; tensor < _observed.Count; tensor++)
        {
            using var result = results[tensor];
            _ranges.Add(_observed[tensor], result.GetTensorDataAsSpan<float>());
        }

        return output is null ? null : results[^1];
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static ValueInfoProto Output(string name) =>
        new()
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } },
        };
}
