using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>Checks that an encoder-decoder's files fit one another, and that the server knows their inputs and outputs.</summary>
internal static class DecoderChecks
{
    /// <summary>Optimum's name of the task to export for.</summary>
    public const string ExportTask = "text2text-generation-with-past";

    /// <summary>Checks that the decoder reads states in the precision in which the encoder gives them.</summary>
    public static void States(OnnxSession? encoder, OnnxSession? decoder, List<string> faults)
    {
        if (
            encoder?.Outputs.Contains(TensorNames.LastHiddenState) == true
            && decoder?.Inputs.Contains(TensorNames.EncoderStates) == true
            && decoder.InputType(TensorNames.EncoderStates) is var read
            && encoder.OutputType(TensorNames.LastHiddenState) != read
        )
        {
            faults.Add(
                $"{decoder.FileName} reads '{TensorNames.EncoderStates}' as {read}, which {encoder.FileName} gives in another precision: take both files from one export."
            );
        }
    }

    public static void Decoder(
        OnnxSession? decoder,
        IReadOnlyList<string> needed,
        bool oneToken,
        OutputLayer? outputLayer,
        List<string> faults
    )
    {
        if (decoder is not null)
        {
            var check = new SignatureCheck(decoder, ExportTask, faults);
            var known = decoder.Inputs.Any(TensorNames.IsState) ? TensorNames.RecurrentDecoder : TensorNames.Decoder;
            check.Inputs(known, needed, oneToken);
            if (outputLayer is null)
            {
                check.Output(TensorNames.Logits, ["batch", "tokens", "vocabulary"], mayBeHalf: true);
            }
            else if (
                !decoder.Outputs.Contains(TensorNames.OutputLayerInput)
                || decoder.OutputType(TensorNames.OutputLayerInput) != TensorElementType.UInt8
                || decoder.OutputDimensions(TensorNames.OutputLayerInput) is not [_, var inputs]
                || inputs != outputLayer.Inputs
            )
            {
                faults.Add(
                    $"{decoder.FileName} must have an output '{TensorNames.OutputLayerInput}' of bytes, [rows, {outputLayer.Inputs}]: take all files from one export."
                );
            }
        }
    }

    /// <summary>
    /// Checks that every past input of a later step is an output of the steps before it, and declares a shape for the first step.
    /// </summary>
    public static void Cache(OnnxSession? first, OnnxSession later, List<string> faults)
    {
        var otherType = later.Inputs.FirstOrDefault(past =>
            TensorNames.IsPast(past)
            && first?.Outputs.Contains(TensorNames.PresentOf(past)) == true
            && first.OutputType(TensorNames.PresentOf(past)) != later.InputType(past)
        );
        if (otherType is not null)
        {
            faults.Add(
                $"{later.FileName} reads '{otherType}' as {later.InputType(otherType)}, which {first?.FileName} gives in another precision: take both files from one export."
            );
        }

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
}
