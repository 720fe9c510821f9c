using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Pretrained;

namespace TransformerService.Distillation.Pipeline;

/// <summary>The weights that classifiers begin with: those of a pretrained encoder, of a teacher, or random ones.</summary>
internal sealed class ClassifierBeginning
{
    private readonly Lazy<PretrainedEncoder>? _encoder;
    private readonly IReadOnlyList<int> _rows;

    private ClassifierBeginning(Lazy<PretrainedEncoder>? encoder, EncoderConfig? config, IReadOnlyList<int> rows) =>
        (_encoder, Config, _rows) = (encoder, config, rows);

    /// <summary>The sizes of the pretrained encoder; <see langword="null"/> if there is none.</summary>
    public EncoderConfig? Config { get; }

    /// <param name="folder">The folder of the pretrained encoder, or <see langword="null"/>.</param>
    /// <param name="vocabulary">Its vocabulary.</param>
    /// <param name="tokenizerFolder">The folder of the classifiers' vocabulary, which is part of it.</param>
    /// <exception cref="ExportException">The folder's files are missing, damaged, or of another kind of model.</exception>
    public static ClassifierBeginning Of(string? folder, PretrainedVocabulary? vocabulary, string tokenizerFolder) =>
        folder is null || vocabulary is null
            ? new ClassifierBeginning(null, null, [])
            : new ClassifierBeginning(
                new Lazy<PretrainedEncoder>(() => PretrainedEncoder.Read(folder)),
                EncoderConfig.Read(folder),
                vocabulary.RowsOf(tokenizerFolder)
            );

    /// <summary>
    /// Begins with the pretrained encoder, of whose layers a smaller model takes evenly spread ones; <see langword="null"/> if there is no
    /// encoder.
    /// </summary>
    public Func<string, float[]?>? Pretrained(DistilBertShape shape) =>
        _encoder is null || Config is null
            ? null
            : name => _encoder.Value.Values(LayerSelection.ClassifierName(name, shape.Layers, Config.Layers), _rows, shape.MaxPositions);

    /// <summary>Begins with a trained model, of whose layers a smaller model takes evenly spread ones.</summary>
    /// <param name="trained">The trained model.</param>
    /// <param name="layers">Number of its layers.</param>
    /// <param name="shape">The shape of the model that begins.</param>
    public static Func<string, float[]?> Trained(TrainedModel trained, int layers, DistilBertShape shape) =>
        name => trained.Weights.GetValueOrDefault(LayerSelection.ClassifierName(name, shape.Layers, layers))?.Values;

    /// <summary>Begins with the encoder of one model and the head of another one.</summary>
    /// <param name="encoder">The values of the encoder, and of what distillation trains beside the model.</param>
    /// <param name="head">The values of the head; <see langword="null"/> for random ones.</param>
    public static Func<string, float[]?> Joined(Func<string, float[]?> encoder, Func<string, float[]?>? head) =>
        name => ClassifierTransformer.IsHead(name) ? head?.Invoke(name) : encoder(name);
}
