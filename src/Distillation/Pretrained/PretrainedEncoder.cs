using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Layers;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Pretrained;

/// <summary>
/// The encoder of a Hugging Face export (BERT, MiniLM, DistilBERT), whose weights a classifier begins with. The classifier has no token
/// types: that of a single text is added to every position, which gives the same sums. A pooler is left out.
/// </summary>
internal sealed class PretrainedEncoder
{
    private const string OnnxName = "model.onnx";
    private const string SafetensorsName = "model.safetensors";
    private readonly WeightSource _weights;
    private readonly int _vocabulary;

    private PretrainedEncoder(string folder, EncoderConfig config, IReadOnlyDictionary<string, WeightTensor> weights)
    {
        Config = config;
        _weights = new WeightSource(weights);
        _vocabulary =
            weights.TryGetValue("embeddings.word_embeddings.weight", out var table) && table.Shape.Length == 2
                ? (int)table.Shape[0]
                : throw new ExportException($"{folder} has no float32 table of word embeddings: a float32 export is needed.");
    }

    /// <summary>Its sizes.</summary>
    public EncoderConfig Config { get; }

    /// <summary>Reads config.json, and model.safetensors or model.onnx (also in the subfolder onnx).</summary>
    /// <exception cref="ExportException">A file is missing or damaged, or the encoder is of another kind.</exception>
    public static PretrainedEncoder Read(string folder)
    {
        var config = EncoderConfig.Read(folder);
        var safetensors = Path.Combine(folder, SafetensorsName);
        if (File.Exists(safetensors))
        {
            return new PretrainedEncoder(folder, config, ReadSafetensors(safetensors));
        }

        var onnx = new[] { Path.Combine(folder, OnnxName), Path.Combine(folder, "onnx", OnnxName) };
        return onnx.FirstOrDefault(File.Exists) is { } path
            ? new PretrainedEncoder(
                folder,
                config,
                OnnxWeights.Read(path, EncoderNames.InOrder(config), 1 / Math.Sqrt(config.ModelSize / config.Heads))
            )
            : throw new ExportException($"{folder} has neither {SafetensorsName} nor {OnnxName}.");
    }

    /// <summary>The values of a classifier's weight; <see langword="null"/> for those that are not the encoder's.</summary>
    /// <param name="name">The weight's name in the classifier; its layer is one of the encoder's.</param>
    /// <param name="rows">The row of the word table for each of the classifier's pieces.</param>
    /// <param name="positions">Number of positions.</param>
    /// <exception cref="ExportException">The weight is missing or has another shape.</exception>
    public float[]? Values(string name, IReadOnlyList<int> rows, int positions)
    {
        const string Embeddings = "embeddings.";
        if (!name.StartsWith(Embeddings, StringComparison.Ordinal) && !name.StartsWith("layer.", StringComparison.Ordinal))
        {
            return null;
        }

        return name switch
        {
            Embeddings + "word_embeddings.weight" => Words(rows),
            Embeddings + "position_embeddings.weight" => Positions(positions),
            _ => JoinedProjections.Join(name, part => _weights.Get(EncoderNames.Of(Config.ModelType, part), ShapeOf(part)).Values),
        };
    }

    /// <summary>The values of a weight of the classifier's head, under its own name.</summary>
    /// <exception cref="ExportException">The weight is missing.</exception>
    public float[] Head(string name) => _weights.Any(name).Values;

    private float[] Words(IReadOnlyList<int> rows)
    {
        var table = _weights.Get("embeddings.word_embeddings.weight", _vocabulary, Config.ModelSize).Values;
        if (rows.Any(row => row >= _vocabulary))
        {
            throw new ExportException($"The vocabulary has more pieces than the encoder has embeddings ({_vocabulary}).");
        }

        var size = Config.ModelSize;
        var values = new float[rows.Count * size];
        for (var place = 0; place < rows.Count; place++)
        {
            table.AsSpan(rows[place] * size, size).CopyTo(values.AsSpan(place * size));
        }

        return values;
    }

    private float[] Positions(int count)
    {
        var size = Config.ModelSize;
        var values = _weights.Get("embeddings.position_embeddings.weight", Config.Positions, size).Values[..(count * size)];
        if (Config.ModelType == EncoderConfig.Bert)
        {
            const string Types = "embeddings.token_type_embeddings.weight";
            var types = _weights.Any(Types);
            if (types.Shape is not [_, var features] || features != size)
            {
                throw new ExportException($"The weight '{Types}' has rows of another size than {size}.");
            }

            for (var i = 0; i < values.Length; i++)
            {
                values[i] += types.Values[i % size];
            }
        }

        return values;
    }

    private long[] ShapeOf(string part)
    {
        long size = Config.ModelSize,
            inner = Config.FeedForward;
        bool first = part.Contains(".fc1.", StringComparison.Ordinal),
            matrix = part.EndsWith(".weight", StringComparison.Ordinal) && !part.Contains("norm", StringComparison.OrdinalIgnoreCase);
        var outputs = first ? inner : size;
        return !matrix ? [outputs]
            : part.Contains(".fc2.", StringComparison.Ordinal) ? [outputs, inner]
            : [outputs, size];
    }

    private static Dictionary<string, WeightTensor> ReadSafetensors(string path)
    {
        try
        {
            // Positions are whole numbers from 0 on, which some files hold as a weight.
            return WeightFile
                .Read(path, name => !name.EndsWith(".position_ids", StringComparison.Ordinal))
                .ToDictionary(weight => EncoderNames.Plain(weight.Key), weight => weight.Value);
        }
        catch (TrainingException exception)
        {
            throw new ExportException($"{path} cannot be read: {(exception.InnerException ?? exception).Message}", exception);
        }
    }
}
