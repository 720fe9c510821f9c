using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TransformerService.Models.Catalog;

namespace TransformerService.Inference.Sessions;

/// <summary>One open ONNX file. Concurrent runs are safe.</summary>
/// <param name="fileName">The file's name.</param>
/// <param name="session">What ONNX Runtime opened; disposed with this.</param>
/// <param name="int8Arithmetic">How exact its integer products are; <see langword="null"/> where it has none.</param>
internal sealed class OnnxSession(string fileName, InferenceSession session, Int8Arithmetic? int8Arithmetic) : IDisposable
{
    public string FileName => fileName;

    public Int8Arithmetic? Int8Arithmetic => int8Arithmetic;

    public IReadOnlyList<string> Inputs { get; } = [.. session.InputMetadata.Keys];

    public IReadOnlyList<string> Outputs { get; } = [.. session.OutputMetadata.Keys];

    /// <summary>The declared dimensions of an input, −1 where they are free.</summary>
    public IReadOnlyList<int> InputDimensions(string input) => session.InputMetadata[input].Dimensions;

    /// <summary>The declared dimensions of an output, −1 where they are free.</summary>
    public IReadOnlyList<int> OutputDimensions(string output) => session.OutputMetadata[output].Dimensions;

    /// <summary>
    /// Runs the model; outputs are ONNX Runtime's own memory and the caller's to dispose. A run that <paramref name="options"/>
    /// terminated throws <see cref="OnnxRuntimeException"/>.
    /// </summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions options, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputs, IReadOnlyCollection<string> outputNames) =>
        session.Run(options, inputNames, inputs, outputNames);

    /// <summary>Adds a fault for each declared input that is neither known nor of the type it must be, and each needed output that is missing.</summary>
    public void CheckSignature(Func<string, TensorElementType?> typeOfInput, IReadOnlyList<string> neededOutputs, List<string> faults)
    {
        foreach ((string name, NodeMetadata metadata) in session.InputMetadata)
        {
            if (typeOfInput(name) is not { } type)
            {
                faults.Add($"{fileName} asks for an input '{name}' that the server does not know how to give.");
            }
            else if (metadata.ElementDataType != type)
            {
                faults.Add($"{fileName}: the input '{name}' is {metadata.ElementDataType}, but must be {type}; export with float32 weights or int8 quantisation.");
            }
        }

        foreach (string output in neededOutputs)
        {
            if (!session.OutputMetadata.TryGetValue(output, out NodeMetadata? metadata))
            {
                faults.Add($"{fileName} has no output '{output}'; it has {string.Join(", ", session.OutputMetadata.Keys)}.");
            }
            else if (metadata.ElementDataType != TensorElementType.Float)
            {
                faults.Add($"{fileName}: the output '{output}' is {metadata.ElementDataType}, but must be Float; export with float32 weights or int8 quantisation.");
            }
        }
    }

    public void Dispose() => session.Dispose();
}
