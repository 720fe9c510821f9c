using System.Text.Json;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Pretrained;

/// <summary>The sizes of a pretrained encoder, as its config.json states them.</summary>
/// <param name="ModelType"><c>bert</c> or <c>distilbert</c>.</param>
/// <param name="ModelSize">Features of a position.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="FeedForward">Features inside the feed-forward networks.</param>
/// <param name="Positions">Longest sequence.</param>
internal sealed record EncoderConfig(string ModelType, int ModelSize, int Heads, int Layers, int FeedForward, int Positions)
{
    /// <summary><c>model_type</c> of BERT, and of models with its layers, such as MiniLM.</summary>
    public const string Bert = "bert";

    /// <summary><c>model_type</c> of DistilBERT, and of the classifiers that this program exports.</summary>
    public const string DistilBert = "distilbert";

    private const string FileName = "config.json";
    private const double Epsilon = 1e-12;

    /// <exception cref="ExportException">The file is missing or malformed, or the model has layers of another kind.</exception>
    public static EncoderConfig Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllText(path));
            var config = file.RootElement;
            var type = config.GetProperty("model_type").GetString();
            var activation = Text("hidden_act") ?? Text("activation");
            var epsilon = config.TryGetProperty("layer_norm_eps", out var given) ? given.GetDouble() : Epsilon;
            if (type is not (Bert or DistilBert))
            {
                throw new ExportException($"{path}: a classifier can begin with '{Bert}' or '{DistilBert}', not with '{type}'.");
            }

            if (activation != "gelu" || epsilon != Epsilon || Text("position_embedding_type") is not (null or "absolute"))
            {
                throw new ExportException(
                    $"{path}: a classifier has the activation gelu, absolute positions and layer_norm_eps {Epsilon}; this encoder differs."
                );
            }

            return type == Bert
                ? new EncoderConfig(
                    type,
                    Size("hidden_size"),
                    Size("num_attention_heads"),
                    Size("num_hidden_layers"),
                    Size("intermediate_size"),
                    Size("max_position_embeddings")
                )
                : new EncoderConfig(
                    type,
                    Size("dim"),
                    Size("n_heads"),
                    Size("n_layers"),
                    Size("hidden_dim"),
                    Size("max_position_embeddings")
                );

            int Size(string name) => config.GetProperty(name).GetInt32();

            string? Text(string name) => config.TryGetProperty(name, out var value) ? value.GetString() : null;
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

    /// <summary>Checks that a model can begin with this encoder; it may have fewer layers and positions.</summary>
    /// <exception cref="ExportException">A size differs.</exception>
    public void Check(DistilBertShape shape)
    {
        string[] faults =
        [
            .. Differs("modelSize", shape.ModelSize, ModelSize),
            .. Differs("heads", shape.Heads, Heads),
            .. Differs("feedForward", shape.FeedForward, FeedForward),
            .. Exceeds("encoderLayers", shape.Layers, Layers),
            .. Exceeds("maxTokens", shape.MaxPositions, Positions),
        ];
        if (faults.Length > 0)
        {
            throw new ExportException($"The model cannot begin with the pretrained encoder: {string.Join(", ", faults)}.");
        }
    }

    private static IEnumerable<string> Differs(string name, int here, int there) =>
        here == there ? [] : [FormattableString.Invariant($"{name} must be {there}, not {here}")];

    private static IEnumerable<string> Exceeds(string name, int here, int there) =>
        here <= there ? [] : [FormattableString.Invariant($"{name} must be at most {there}, not {here}")];
}
