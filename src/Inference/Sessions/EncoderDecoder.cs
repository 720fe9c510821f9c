using Microsoft.ML.OnnxRuntime;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports;
using TransformerService.Models.Onnx;

namespace TransformerService.Inference.Sessions;

/// <summary>An encoder-decoder's open files: the encoder, and one or two decoders.</summary>
internal sealed class EncoderDecoder : IDisposable
{
    private readonly OnnxSession _encoder;
    private readonly OnnxSession _firstDecoder;
    private readonly OnnxSession? _laterDecoder;
    private readonly OutputLayer? _outputLayer;
    private readonly int? _paddingPosition;
    private readonly ModelShape? _shape;
    private CrossAttention? _attention;

    private EncoderDecoder(
        OnnxSession encoder,
        OnnxSession firstDecoder,
        OnnxSession? laterDecoder,
        OutputLayer? outputLayer,
        int? paddingPosition,
        ModelShape? shape
    )
    {
        _outputLayer = outputLayer;
        _encoder = encoder;
        _firstDecoder = firstDecoder;
        _laterDecoder = laterDecoder;
        _paddingPosition = paddingPosition;
        _shape = shape;
    }

    /// <summary>Opens an export's files and checks that the server knows their inputs and outputs.</summary>
    /// <param name="factory">Opens them.</param>
    /// <param name="files">The files.</param>
    /// <param name="paddingPosition">The position of padding, if <c>position_ids</c> start after it.</param>
    /// <param name="shape">The model's sizes, by which the encoder's batches are split; <see langword="null"/> for whole batches.</param>
    /// <exception cref="ModelLoadException">A file cannot be opened or requires an unknown input; every fault is listed.</exception>
    public static EncoderDecoder Open(OnnxSessionFactory factory, OnnxFiles files, int? paddingPosition = null, ModelShape? shape = null)
    {
        List<OnnxSession> opened = [];
        List<string> faults = [];
        var encoder = Try(files.Encoder, OpenSession);
        var first = Try(files.DecoderMerged ?? files.Decoder, OpenSession);
        var later = files.DecoderMerged is null ? Try(files.DecoderWithPast, OpenSession) : first;
        var outputLayer = Try(files.OutputLayer, path => OutputLayer.Open(factory, path));
        if (encoder is not null)
        {
            var check = new SignatureCheck(encoder, DecoderChecks.ExportTask, faults);
            check.Inputs(TensorNames.Encoder, [TensorNames.InputIds]);
            check.Output(TensorNames.LastHiddenState, ["batch", "tokens", "states"], mayBeHalf: true);
        }

        DecoderChecks.States(encoder, first, faults);
        DecoderChecks.States(encoder, later, faults);
        DecoderChecks.Decoder(first, [TensorNames.InputIds, TensorNames.EncoderStates], later is not null, outputLayer, faults);
        if (later is not null)
        {
            if (later != first)
            {
                DecoderChecks.Decoder(later, [TensorNames.InputIds], oneToken: true, outputLayer, faults);
            }

            DecoderChecks.Cache(first, later, faults);
        }

        if (faults.Count == 0 && encoder is not null && first is not null)
        {
            return new EncoderDecoder(encoder, first, later, outputLayer, paddingPosition, shape);
        }

        opened.ForEach(session => session.Dispose());
        throw new ModelLoadException(faults);

        OnnxSession OpenSession(string path)
        {
            var session = factory.Open(path);
            opened.Add(session);
            return session;
        }

        T? Try<T>(string? path, Func<string, T> open)
            where T : class
        {
            try
            {
                return path is null ? null : open(path);
            }
            catch (ModelLoadException exception)
            {
                faults.AddRange(exception.Faults);
                return null;
            }
        }
    }

    /// <summary>The decoder's vocabulary size; <see langword="null"/> if the file does not declare it.</summary>
    public int? Vocabulary =>
        _outputLayer?.Vocabulary ?? (_firstDecoder.OutputDimensions(TensorNames.Logits) is [.., > 0 and var tokens] ? tokens : null);

    /// <summary>How exact its integer products are; <see langword="null"/> if it has none.</summary>
    public Int8Arithmetic? Int8Arithmetic =>
        Int8Precision.Of(((OnnxSession?[])[_encoder, _firstDecoder, _laterDecoder]).OfType<OnnxSession>());

    /// <summary>Whether the decoder reads all generated tokens again at every step, because the export has no cache.</summary>
    public bool IsCacheless => _laterDecoder is null;

    /// <summary>Encodes a batch and prepares to decode it, one row each.</summary>
    /// <param name="scope">The batch's runs.</param>
    /// <param name="batch">The texts' token ids.</param>
    /// <param name="shortlists">
    /// For each text the pieces that its translation may use, or <see langword="null"/> for all; ignored by a decoder without an output
    /// layer of its own.
    /// </param>
    public DecoderRun Start(RunScope scope, TokenBatch batch, IReadOnlyList<int[]?>? shortlists = null)
    {
        var states = Encode(scope, batch);
        if (_laterDecoder is null)
        {
            return new CachelessDecoderRun(scope, _firstDecoder, states);
        }

        var logits = _outputLayer is null ? null : new ShortlistLogits(_outputLayer, shortlists ?? new int[]?[batch.Rows]);
        return new CachedDecoderRun(scope, _firstDecoder, _laterDecoder, states, logits);
    }

    /// <summary>Whether it can align translations with their sources: <see cref="UseAlignment"/> found the heads.</summary>
    public bool CanAlign => _attention is not null;

    /// <summary>Uses the heads that the export names for alignment, where its decoder gives their attention.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="warnings">Receives a sentence if they cannot be used.</param>
    public void UseAlignment(IReadOnlyList<AlignmentHead> heads, List<string> warnings) =>
        _attention = CrossAttention.Of(_firstDecoder, heads, warnings);

    /// <summary>Sets what the tokens of translations attend to, one translation for each row.</summary>
    /// <param name="scope">The batch's runs.</param>
    /// <param name="batch">The sources' token ids.</param>
    /// <param name="targets">The translations.</param>
    /// <param name="settings">The token that the decoder starts with, and that of padding.</param>
    public void Align(RunScope scope, TokenBatch batch, IReadOnlyList<AlignedTarget> targets, GenerationSettings settings)
    {
        using var states = Encode(scope, batch);
        (_attention ?? throw new InvalidOperationException("The export has no alignment heads.")).Run(
            scope,
            states,
            batch.Lengths,
            targets,
            settings
        );
    }

    private EncoderStates Encode(RunScope scope, TokenBatch batch)
    {
        var groups = LengthGroups.Of(batch.Lengths);
        groups = _shape is null ? groups : EncoderRuns.Split(_shape, groups, batch.Lengths);
        var hidden = groups.Count == 1 ? Run(batch) : RowTensor.Scatter(batch.Rows, batch.Width, groups, group => Run(batch.Part(group)));
        return new EncoderStates(hidden, batch, (_laterDecoder ?? _firstDecoder).Inputs.Contains(TensorNames.EncoderStates));

        OrtValue Run(TokenBatch part)
        {
            using var inputs = new EncoderInputs(_encoder, part, _paddingPosition);
            return scope.Run(_encoder, _encoder.Inputs, inputs.Values, [TensorNames.LastHiddenState])[0];
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _firstDecoder.Dispose();
        if (_laterDecoder != _firstDecoder)
        {
            _laterDecoder?.Dispose();
        }
    }
}
