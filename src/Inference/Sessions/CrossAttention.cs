using Microsoft.ML.OnnxRuntime;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Sessions;

/// <summary>
/// A decoder that returns its cross-attention. It reads a whole translation at once, so an alignment takes one run, and nothing where no
/// one asks for it.
/// </summary>
/// <param name="decoder">The decoder of the first step.</param>
/// <param name="heads">The heads whose mean is the alignment.</param>
internal sealed class CrossAttention(OnnxSession decoder, IReadOnlyList<AlignmentHead> heads)
{
    private static readonly string[] Readable = [TensorNames.InputIds, TensorNames.EncoderMask, TensorNames.EncoderStates];

    private readonly string[] _outputs = [.. heads.Select(head => TensorNames.CrossAttention(head.Layer)).Distinct()];

    /// <summary>Returns what a decoder gives; <see langword="null"/> if it does not give the attention of the heads.</summary>
    /// <param name="decoder">The decoder of the first step.</param>
    /// <param name="heads">The heads that the export names.</param>
    /// <param name="warnings">Receives a sentence if the heads cannot be used.</param>
    public static CrossAttention? Of(OnnxSession decoder, IReadOnlyList<AlignmentHead> heads, List<string> warnings)
    {
        if (heads.Count == 0)
        {
            return null;
        }

        if (!decoder.Inputs.All(Readable.Contains))
        {
            warnings.Add($"'alignment_heads' is ignored: {decoder.FileName} cannot read a whole translation without a cache.");
            return null;
        }

        foreach (var (layer, head) in heads)
        {
            var name = TensorNames.CrossAttention(layer);
            if (
                !decoder.Outputs.Contains(name)
                || decoder.OutputDimensions(name) is not [_, var count, _, _]
                || head >= count
                || !OutputNumbers.CanRead(decoder.OutputType(name))
            )
            {
                warnings.Add(
                    $"'alignment_heads' is ignored: {decoder.FileName} has no output '{name}' of [batch, heads, target, source] that declares its heads and has a head {head}."
                );
                return null;
            }
        }

        return new CrossAttention(decoder, heads);
    }

    /// <summary>Sets what the tokens of translations attend to.</summary>
    /// <param name="scope">The batch's runs.</param>
    /// <param name="states">The encoder's output, one row for each translation.</param>
    /// <param name="sources">The tokens of each source.</param>
    /// <param name="targets">The translations.</param>
    /// <param name="settings">The token that the decoder starts with, and that of padding.</param>
    public void Run(
        RunScope scope,
        EncoderStates states,
        IReadOnlyList<int> sources,
        IReadOnlyList<AlignedTarget> targets,
        GenerationSettings settings
    )
    {
        // At each place the decoder reads the token before the one that it writes.
        var read = new TokenBatch(
            [.. targets.Select(target => (int[])[settings.DecoderStartTokenId, .. target.Tokens.AsSpan()[..^1]])],
            settings.PadTokenId
        );
        using var ids = read.Tensor(read.Ids);
        OrtValue[] inputs =
        [
            .. decoder.Inputs.Select(name =>
                name switch
                {
                    TensorNames.InputIds => ids,
                    TensorNames.EncoderMask => states.Mask,
                    _ => states.Hidden,
                }
            ),
        ];
        using var results = scope.Run(decoder, decoder.Inputs, inputs, _outputs);
        foreach (var (row, target) in targets.Index())
        {
            target.Attention = new float[target.Tokens.Length * sources[row]];
        }

        foreach (var (index, output) in results.Index())
        {
            var numbers = OutputNumbers.Of(output);
            var shape = output.GetTensorTypeAndShape().Shape;
            int ofHeads = checked((int)shape[1]),
                places = checked((int)shape[2]),
                width = checked((int)shape[3]);
            foreach (var (_, head) in heads.Where(head => TensorNames.CrossAttention(head.Layer) == _outputs[index]))
            {
                foreach (var (row, target) in targets.Index())
                {
                    var source = sources[row];
                    for (var place = 0; place < target.Tokens.Length; place++)
                    {
                        var start = ((((row * ofHeads) + head) * places) + place) * width;
                        Add(numbers.Slice(start, source), target.Attention.AsSpan(place * source, source));
                    }
                }
            }
        }
    }

    private void Add(ReadOnlySpan<float> attention, Span<float> sum)
    {
        for (var place = 0; place < sum.Length; place++)
        {
            sum[place] += attention[place] / heads.Count;
        }
    }
}
