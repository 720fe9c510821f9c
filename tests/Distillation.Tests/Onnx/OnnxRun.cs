using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>A graph opened with ONNX Runtime.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession _session;

    public OnnxRun(ModelProto model)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        _session = new InferenceSession(model.ToByteArray(), options);
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    /// <summary>All outputs by name.</summary>
    public Dictionary<string, FloatTensor> Run(params (string Name, OrtValue Value)[] inputs)
    {
        using var run = new RunOptions();
        string[] outputs = [.. _session.OutputMetadata.Keys];
        using var results = _session.Run(run, [.. inputs.Select(input => input.Name)], [.. inputs.Select(input => input.Value)], outputs);
        Dictionary<string, FloatTensor> found = [];
        for (var output = 0; output < outputs.Length; output++)
        {
            found.Add(
                outputs[output],
                new FloatTensor(results[output].GetTensorTypeAndShape().Shape, results[output].GetTensorDataAsSpan<float>().ToArray())
            );
        }

        foreach ((_, var value) in inputs)
        {
            value.Dispose();
        }

        return found;
    }

    /// <summary>How often ONNX Runtime has each operator in the graph once it has optimised it.</summary>
    public static Dictionary<string, int> OptimizedOperators(ModelProto model)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var options = new SessionOptions
            {
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
                OptimizedModelFilePath = path,
            };
            using var session = new InferenceSession(model.ToByteArray(), options);
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Node.CountBy(node => node.OpType).ToDictionary();
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static OrtValue Ids(long[] values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(values, shape);

    public void Dispose() => _session.Dispose();
}

internal sealed record FloatTensor(long[] Shape, float[] Values)
{
    public OrtValue ToOrt() => OrtValue.CreateTensorValueFromMemory(Values, Shape);

    /// <summary>The last dimension at a place of the others.</summary>
    public ReadOnlySpan<float> Row(int index)
    {
        var width = (int)Shape[^1];
        return Values.AsSpan(index * width, width);
    }
}
