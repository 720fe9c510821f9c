using TransformerService.Models.Catalog;
using TransformerService.Models.Onnx;

namespace TransformerService.Inference.Sessions;

/// <summary>An encoder-decoder's open files: the encoder, and one or two decoders.</summary>
internal sealed class EncoderDecoder : IDisposable
{
    private const string ExportTask = "text2text-generation-with-past";
    private readonly OnnxSession _encoder;
    private readonly OnnxSession _firstDecoder;
    private readonly OnnxSession? _laterDecoder;
    private readonly int? _paddingPosition;

    private EncoderDecoder(OnnxSession encoder, OnnxSession firstDecoder, OnnxSession? laterDecoder, int? paddingPosition)
    {
        _encoder = encoder;
        _firstDecoder = firstDecoder;
        _laterDecoder = laterDecoder;
        _paddingPosition = paddingPosition;
    }

    /// <summary>Opens an export's files and checks that the server knows their inputs and outputs.</summary>
    /// <param name="factory">Opens them.</param>
    /// <param name="files">The files.</param>
    /// <param name="paddingPosition">The position of padding, if <c>position_ids</c> start after it.</param>
    /// <exception cref="ModelLoadException">A file cannot be opened or requires an unknown input; every fault is listed.</exception>
    public static EncoderDecoder Open(OnnxSessionFactory factory, OnnxFiles files, int? paddingPosition = null)
    {
        List<OnnxSession> opened = [];
        List<string> faults = [];
        var encoder = TryOpen(files.Encoder);
        var first = TryOpen(files.DecoderMerged ?? files.Decoder);
        var later = files.DecoderMerged is null ? TryOpen(files.DecoderWithPast) : first;
        if (encoder is not null)
        {
            var check = new SignatureCheck(encoder, ExportTask, faults);
            check.Inputs(TensorNames.Encoder, [TensorNames.InputIds]);
            check.Output(TensorNames.LastHiddenState, ["batch", "tokens", "states"]);
        }

        CheckDecoder(first, [TensorNames.InputIds, TensorNames.EncoderStates], later is not null, faults);
        if (later is not null)
        {
            if (later != first)
            {
                CheckDecoder(later, [TensorNames.InputIds], oneToken: true, faults);
            }

            CheckCache(first, later, faults);
        }

        if (faults.Count == 0 && encoder is not null && first is not null)
        {
            return new EncoderDecoder(encoder, first, later, paddingPosition);
        }

        opened.ForEach(session => session.Dispose());
        throw new ModelLoadException(faults);

        OnnxSession? TryOpen(string? path)
        {
            if (path is null)
            {
                return null;
            }

            try
            {
                var session = factory.Open(path);
                opened.Add(session);
                return session;
            }
            catch (ModelLoadException exception)
            {
                faults.AddRange(exception.Faults);
                return null;
            }
        }
    }

    private static void CheckDecoder(OnnxSession? decoder, IReadOnlyList<string> needed, bool oneToken, List<string> faults)
    {
        if (decoder is not null)
        {
            var check = new SignatureCheck(decoder, ExportTask, faults);
            var known = decoder.Inputs.Any(TensorNames.IsState) ? TensorNames.RecurrentDecoder : TensorNames.Decoder;
            check.Inputs(known, needed, oneToken);
            check.Output(TensorNames.Logits, ["batch", "tokens", "vocabulary"]);
        }
    }

    /// <summary>
    /// Checks that every past input of a later step is an output of the steps before it, and declares a shape for the first step.
    /// </summary>
    private static void CheckCache(OnnxSession? first, OnnxSession later, List<string> faults)
    {
        foreach (var past in later.Inputs.Where(TensorNames.IsPast))
        {
            var present = TensorNames.PresentOf(past);
            faults.AddRange(
                new[] { first, TensorNames.IsCross(past) ? null : later }
                    .Distinct()
                    .Where(session => session is not null && !session.Outputs.Contains(present))
                    .Select(session => $"{session?.FileName} has no output '{present}', which {later.FileName} needs.")
            );
            if (TensorNames.IsState(past) && later.InputDimensions(past) is not [_, > 0])
            {
                faults.Add($"{later.FileName}: the input '{past}' must declare its size, [batch, size].");
            }
            else if (!TensorNames.IsState(past) && first == later && later.InputDimensions(past) is not [_, > 0, _, > 0])
            {
                faults.Add(
                    $"{later.FileName}: the input '{past}' must declare how many heads of which size it has, [batch, heads, length, size]."
                );
            }
        }
    }

    /// <summary>The decoder's vocabulary size; <see langword="null"/> if the file does not declare it.</summary>
    public int? Vocabulary => _firstDecoder.OutputDimensions(TensorNames.Logits) is [.., > 0 and var tokens] ? tokens : null;

    /// <summary>How exact its integer products are; <see langword="null"/> if it has none.</summary>
    public Int8Arithmetic? Int8Arithmetic =>
        Int8Precision.Of(((OnnxSession?[])[_encoder, _firstDecoder, _laterDecoder]).OfType<OnnxSession>());

    /// <summary>Whether the decoder reads all generated tokens again at every step, because the export has no cache.</summary>
    public bool IsCacheless => _laterDecoder is null;

    /// <summary>Encodes a batch and prepares to decode it, one row each.</summary>
    public DecoderRun Start(RunScope scope, TokenBatch batch)
    {
        var states = Encode(scope, batch);
        return _laterDecoder is null
            ? new CachelessDecoderRun(scope, _firstDecoder, states)
            : new CachedDecoderRun(scope, _firstDecoder, _laterDecoder, states);
    }

    private EncoderStates Encode(RunScope scope, TokenBatch batch)
    {
        using var inputs = new EncoderInputs(_encoder, batch, _paddingPosition);
        var outputs = scope.Run(_encoder, _encoder.Inputs, inputs.Values, [TensorNames.LastHiddenState]);
        return new EncoderStates(outputs[0], batch, (_laterDecoder ?? _firstDecoder).Inputs.Contains(TensorNames.EncoderStates));
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

/// <summary>One batch being decoded, step by step, with the state of earlier steps.</summary>
internal abstract class DecoderRun : IDisposable
{
    /// <summary>
    /// Runs one step with the next token of each row. The logits are valid until the next step and may be overwritten.
    /// </summary>
    public abstract StepLogits Step(ReadOnlySpan<int> tokens);

    /// <summary>
    /// Reorders the rows: row i of the next step continues row <c>origins[i]</c>. Beams swap, a text starts its beams, finished rows leave.
    /// </summary>
    public abstract void Reorder(ReadOnlySpan<int> origins);

    public abstract void Dispose();
}
