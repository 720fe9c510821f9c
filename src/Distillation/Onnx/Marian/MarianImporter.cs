using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>Reads the weights back from a float32 export that <see cref="MarianExporter"/> wrote, to continue training.</summary>
internal static class MarianImporter
{
    private const string OutputBias = "final_logits_bias";

    private static readonly string[] Files = ["encoder_model.onnx", "decoder_model.onnx"];

    /// <summary>The weights by the names of MarianMTModel's state_dict.</summary>
    /// <param name="folder">The export.</param>
    /// <param name="shape">The shape that the model must have.</param>
    /// <exception cref="ExportException">A file is missing or damaged, or the export is int8 or was not made by this exporter.</exception>
    public static IReadOnlyDictionary<string, WeightTensor> Read(string folder, TranslationShape shape) =>
        Read(folder, shape, static (_, _) => { });

    /// <summary>The same of an int8 export too, as far as its bytes keep the weights.</summary>
    /// <param name="folder">The export.</param>
    /// <param name="shape">The shape that the model must have.</param>
    /// <exception cref="ExportException">A file is missing or damaged, or the export was not made by this exporter.</exception>
    public static IReadOnlyDictionary<string, WeightTensor> ReadServed(string folder, TranslationShape shape) =>
        Read(folder, shape, Restore);

    private static Dictionary<string, WeightTensor> Read(string folder, TranslationShape shape, Action<string, GraphProto> complete)
    {
        CheckShape(folder, shape);
        var weights = new Dictionary<string, WeightTensor>();
        foreach (var file in Files)
        {
            var graph = Parse(Path.Combine(folder, file)).Graph;
            complete(folder, graph);
            foreach (var tensor in graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float))
            {
                var values = Values(folder, tensor);
                weights[tensor.Name] = new WeightTensor([.. tensor.Dims], IsQuery(tensor.Name) ? Unscaled(values, shape) : values);
            }
        }

        return weights.ContainsKey("model.shared.weight")
            ? weights
            : throw new ExportException(
                $"{folder} has no float32 weights of a model that this program trained: start from a float32 teacher that it exported."
            );
    }

    /// <summary>Adds the weights that a graph has as bytes. The bias of the last product has its own name in a float32 graph.</summary>
    private static void Restore(string folder, GraphProto graph)
    {
        try
        {
            foreach (var tensor in graph.Initializer)
            {
                OnnxFile.Inline(tensor, folder);
            }

            foreach (var restored in StoredBytes.Restore(graph).ToList())
            {
                restored.Name = restored.Name == $"{ShortlistGraphs.Product}.bias" ? OutputBias : restored.Name;
                graph.Initializer.Add(restored);
            }
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or KeyNotFoundException
                        or ArgumentException
                        or FormatException
                        or OverflowException
            )
        {
            throw new ExportException($"The weights of {folder} cannot be read: {exception.Message}", exception);
        }
    }

    private static void CheckShape(string folder, TranslationShape shape)
    {
        var path = Path.Combine(folder, "config.json");
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllText(path));
            if (config.RootElement.GetProperty("model_type").GetString() is var type && type != MarianConfig.Type(shape))
            {
                throw new ExportException($"{path} has model_type '{type}', the recipe's decoder is that of '{MarianConfig.Type(shape)}'.");
            }

            foreach (
                (var name, var value) in new[]
                {
                    ("d_model", shape.ModelSize),
                    ("vocab_size", shape.Vocabulary),
                    ("encoder_attention_heads", shape.Heads),
                    ("encoder_layers", shape.EncoderLayers),
                    ("decoder_layers", shape.DecoderLayers),
                    ("encoder_ffn_dim", shape.FeedForward),
                }
            )
            {
                if (config.RootElement.GetProperty(name).GetInt32() != value)
                {
                    throw new ExportException(
                        $"{path} has {name} {config.RootElement.GetProperty(name)}, the recipe asks for {value}: they must be the same."
                    );
                }
            }
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
            )
        {
            throw new ExportException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static ModelProto Parse(string path)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or Google.Protobuf.InvalidProtocolBufferException)
        {
            throw new ExportException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The exporter multiplies queries by 1/√(features of a head).</summary>
    private static bool IsQuery(string name) => name.Contains(".q_proj.", StringComparison.Ordinal);

    private static float[] Unscaled(float[] values, TranslationShape shape)
    {
        var factor = Math.Sqrt(shape.ModelSize / shape.Heads);
        return Array.ConvertAll(values, value => (float)(value * factor));
    }

    private static float[] Values(string folder, TensorProto tensor)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.External)
        {
            return TensorProtos.ReadFloats(tensor).ToArray();
        }

        try
        {
            using var file = File.OpenRead(Path.Combine(folder, Path.GetFileName(Entry("location"))));
            file.Position = long.Parse(Entry("offset"), CultureInfo.InvariantCulture);
            var bytes = new byte[int.Parse(Entry("length"), CultureInfo.InvariantCulture)];
            file.ReadExactly(bytes);
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();

            string Entry(string key) => tensor.ExternalData.First(entry => entry.Key == key).Value;
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or FormatException
                        or OverflowException
            )
        {
            throw new ExportException($"The weights of {folder} cannot be read: {exception.Message}", exception);
        }
    }
}
