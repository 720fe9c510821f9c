using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TransformerService.Models.Catalog;

namespace TransformerService.Inference.Sessions;

/// <summary>One open ONNX file. Concurrent runs are safe.</summary>
/// <param name="fileName">The file's name.</param>
/// <param name="session">The ONNX Runtime session; disposed with this object.</param>
/// <param name="int8Arithmetic">How exact its integer products are; <see langword="null"/> if it has none.</param>
internal sealed class OnnxSession(string fileName, InferenceSession session, Int8Arithmetic? int8Arithmetic) : IDisposable
{
    /// <summary>The inputs that are int64 here and of another type in the file.</summary>
    private readonly Dictionary<string, TensorElementType> _casts = session
        .InputMetadata.Where(input => TensorNames.IsIntegers(input.Key) && input.Value.ElementDataType != TensorElementType.Int64)
        .ToDictionary(input => input.Key, input => input.Value.ElementDataType, StringComparer.Ordinal);

    public string FileName => fileName;

    public Int8Arithmetic? Int8Arithmetic => int8Arithmetic;

    public IReadOnlyList<string> Inputs { get; } = [.. session.InputMetadata.Keys];

    public IReadOnlyList<string> Outputs { get; } = [.. session.OutputMetadata.Keys];

    /// <summary>The declared type of an input.</summary>
    public TensorElementType InputType(string input) => session.InputMetadata[input].ElementDataType;

    /// <summary>The declared type of an output.</summary>
    public TensorElementType OutputType(string output) => session.OutputMetadata[output].ElementDataType;

    /// <summary>The declared dimensions of an input, −1 if dynamic; empty if none are declared.</summary>
    public IReadOnlyList<int> InputDimensions(string input) => session.InputMetadata[input].Dimensions;

    /// <summary>The declared dimensions of an output, −1 if dynamic; empty if none are declared.</summary>
    public IReadOnlyList<int> OutputDimensions(string output) => session.OutputMetadata[output].Dimensions;

    /// <summary>
    /// Runs the model; outputs are in ONNX Runtime's memory, and the caller must dispose them. Ids and masks are passed as int64, whatever
    /// the file declares. A run that <paramref name="options"/> terminated throws <see cref="OnnxRuntimeException"/>.
    /// </summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions options,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames
    )
    {
        if (_casts.Count == 0)
        {
            return session.Run(options, inputNames, inputs, outputNames);
        }

        List<OrtValue> casts = [];
        try
        {
            OrtValue[] given = [.. inputNames.Zip(inputs, Cast)];
            return session.Run(options, inputNames, given, outputNames);
        }
        finally
        {
            casts.ForEach(value => value.Dispose());
        }

        OrtValue Cast(string name, OrtValue value)
        {
            if (!_casts.TryGetValue(name, out var type))
            {
                return value;
            }

            var cast = IntegerCast.To(type, value);
            casts.Add(cast);
            return cast;
        }
    }

    public void Dispose() => session.Dispose();
}
