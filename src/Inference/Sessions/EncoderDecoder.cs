using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
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
        encoder?.CheckSignature(EncoderInput, [DecoderNames.LastHiddenState], faults);
        first?.CheckSignature(DecoderNames.TypeOf, [DecoderNames.Logits], faults);
        if (later is not null)
        {
            if (later != first)
            {
                later.CheckSignature(DecoderNames.TypeOf, [DecoderNames.Logits], faults);
            }

            faults.AddRange(later.Inputs.Where(DecoderNames.IsPast).Select(DecoderNames.PresentOf)
                .Where(present => first is not null && !first.Outputs.Contains(present))
                .Select(present => $"{first!.FileName} has no output '{present}', which {later.FileName} needs.")); // first was just tested
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
        OrtValue[] inputs = [.. _encoder.Inputs.Select(name => name == DecoderNames.InputIds ? ids : mask)];
        IDisposableReadOnlyCollection<OrtValue> outputs = scope.Run(_encoder, _encoder.Inputs, inputs, [DecoderNames.LastHiddenState]);
        return new EncoderStates(outputs[0], batch);
    }

    private static TensorElementType? EncoderInput(string name) =>
        name is DecoderNames.InputIds or DecoderNames.AttentionMask ? TensorElementType.Int64 : null;

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
