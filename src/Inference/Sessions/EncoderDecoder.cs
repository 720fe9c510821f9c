using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Sessions;

/// <summary>An encoder-decoder's open files: the encoder, and one or two decoders.</summary>
internal sealed class EncoderDecoder : IDisposable
{
    private readonly OnnxSession _encoder;
    private readonly OnnxSession _firstDecoder;
    private readonly OnnxSession? _laterDecoder;

    private EncoderDecoder(OnnxSession encoder, OnnxSession firstDecoder, OnnxSession? laterDecoder)
    {
        _encoder = encoder;
        _firstDecoder = firstDecoder;
        _laterDecoder = laterDecoder;
    }

    /// <summary>Opens an export's files and checks that they take and give what the server knows.</summary>
    /// <exception cref="ModelLoadException">A file cannot be opened or asks for something unknown; every fault is listed.</exception>
    public static EncoderDecoder Open(OnnxSessionFactory factory, OnnxFiles files)
    {
        List<OnnxSession> opened = [];
        List<string> faults = [];
        OnnxSession? encoder = TryOpen(files.Encoder);
        OnnxSession? first = TryOpen(files.DecoderMerged ?? files.Decoder);
        OnnxSession? later = files.DecoderMerged is null ? TryOpen(files.DecoderWithPast) : first;
        encoder?.CheckSignature(EncoderInput, [TensorNames.LastHiddenState], faults);
        first?.CheckSignature(TensorNames.TypeOfDecoderInput, [TensorNames.Logits], faults);
        if (later is not null)
        {
            if (later != first)
            {
                later.CheckSignature(TensorNames.TypeOfDecoderInput, [TensorNames.Logits], faults);
            }

            CheckCache(first, later, faults);
        }

        if (faults.Count == 0 && encoder is not null && first is not null)
        {
            return new EncoderDecoder(encoder, first, later);
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
                OnnxSession session = factory.Open(path);
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

    /// <summary>Checks that every past which a later step takes comes out of the steps before it, and has a shape to begin with.</summary>
    private static void CheckCache(OnnxSession? first, OnnxSession later, List<string> faults)
    {
        foreach (string past in later.Inputs.Where(TensorNames.IsPast))
        {
            string present = TensorNames.PresentOf(past);
            faults.AddRange(new[] { first, TensorNames.IsCross(past) ? null : later }.Distinct()
                .Where(session => session is not null && !session.Outputs.Contains(present))
                .Select(session => $"{session?.FileName} has no output '{present}', which {later.FileName} needs."));
            if (first == later && later.InputDimensions(past) is not [_, > 0, _, > 0])
            {
                faults.Add($"{later.FileName}: the input '{past}' must declare how many heads of which size it has, [batch, heads, length, size].");
            }
        }
    }

    /// <summary>The tokens that the decoder knows; <see langword="null"/> where the file leaves it open.</summary>
    public int? Vocabulary => _firstDecoder.OutputDimensions(TensorNames.Logits) is [.., > 0 and var tokens] ? tokens : null;

    /// <summary>How exact its integer products are; <see langword="null"/> where it has none.</summary>
    public Int8Arithmetic? Int8Arithmetic => Int8Precision.Of(((OnnxSession?[])[_encoder, _firstDecoder, _laterDecoder]).OfType<OnnxSession>());

    /// <summary>Whether the decoder reads all that was generated again at every step, since the export has no cache.</summary>
    public bool IsCacheless => _laterDecoder is null;

    /// <summary>Encodes a batch and makes ready to decode it, one row each.</summary>
    public DecoderRun Start(RunScope scope, TokenBatch batch)
    {
        EncoderStates states = Encode(scope, batch);
        return _laterDecoder is null
            ? new CachelessDecoderRun(scope, _firstDecoder, states)
            : new CachedDecoderRun(scope, _firstDecoder, _laterDecoder, states);
    }

    private EncoderStates Encode(RunScope scope, TokenBatch batch)
    {
        using OrtValue ids = batch.Tensor(batch.Ids);
        using OrtValue mask = batch.Tensor(batch.Mask);
        OrtValue[] inputs = [.. _encoder.Inputs.Select(name => name == TensorNames.InputIds ? ids : mask)];
        IDisposableReadOnlyCollection<OrtValue> outputs = scope.Run(_encoder, _encoder.Inputs, inputs, [TensorNames.LastHiddenState]);
        return new EncoderStates(outputs[0], batch, (_laterDecoder ?? _firstDecoder).Inputs.Contains(TensorNames.EncoderStates));
    }

    private static TensorElementType? EncoderInput(string name) =>
        name is TensorNames.InputIds or TensorNames.AttentionMask ? TensorElementType.Int64 : null;

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
